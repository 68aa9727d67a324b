// Facts on time: how old a report is, and what the promised dates mean now. The present comes from the context; the engine has no clock.
import type { CanonicalDocument, InventoryDocument, OrderDocument } from '../../model/types.ts';
import type { FactSpec, FactSubject } from './spec.ts';

const HOUR_MS = 3_600_000;
/** A date without a time may be a day that has begun somewhere: time zones reach 14 hours ahead. */
const DAY_SLACK_HOURS = 14;

/** Epoch milliseconds; a date without a time is its first moment in UTC. NaN when there is none. */
const epochMs = (moment: string | undefined): number => Date.parse(moment ?? '');

function reportedAt(document: CanonicalDocument): string | undefined {
  return (document as InventoryDocument).asOf ?? document.occurredAt;
}

function freshness({ document, context }: FactSubject): unknown {
  const at = reportedAt(document);
  const hours = (epochMs(context.now) - epochMs(at)) / HOUR_MS;
  const slack = at !== undefined && at.length === 10 ? DAY_SLACK_HOURS : 0;
  const { previous } = context;
  const known = !Number.isNaN(hours);
  return {
    at: at ?? null,
    ageHours: known ? Math.round(hours * 100) / 100 : null,
    aheadHours: known && hours + slack < 0 ? Math.round((-hours - slack) * 100) / 100 : 0,
    olderThanStored: previous !== undefined && previous !== null && epochMs(at) < epochMs(reportedAt(previous)),
    expired: epochMs((document as InventoryDocument).expiresOn) + 24 * HOUR_MS <= epochMs(context.now),
  };
}

/** The last moment of a date without a time. */
function endOf(moment: string | undefined): number {
  return epochMs(moment) + (moment?.length === 10 ? 24 * HOUR_MS : 0);
}

function dates({ document, context }: FactSubject): unknown {
  if (context.now === undefined) return undefined;
  const { commitments = {} } = document as OrderDocument;
  const now = epochMs(context.now);
  return {
    cancelAfterPassed: endOf(commitments.cancelAfter) <= now,
    notBeforeAhead: epochMs(commitments.notBefore) - DAY_SLACK_HOURS * HOUR_MS > now,
    shipByPassed: endOf(commitments.shipBy) <= now,
    deliverByPassed: endOf(commitments.deliverBy) <= now,
  };
}

const source = { system: 'example' };

export const timeFacts: readonly FactSpec[] = [
  {
    name: 'freshness',
    summary: 'How old the report is, against the present and against what the state holds.',
    documents: ['order', 'shipment', 'inventory', 'return', 'invoice'],
    shape: {
      at: 'asOf, else occurredAt',
      ageHours: 'hours from then to now, two decimals (number); null when one is not known',
      aheadHours: 'hours that it lies in the future, 0 when it does not; a date without a time gets 14 hours of grace',
      olderThanStored: 'whether the state holds a later report',
      expired: 'whether the lot’s expiry date is over',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'inventory',
            sku: 'A-1',
            location: 'WH7',
            source,
            asOf: '2026-05-01T06:00:00+02:00',
            expiresOn: '2026-05-02',
          },
          context: {
            now: '2026-05-02T10:30:00Z',
            previous: { type: 'inventory', sku: 'A-1', location: 'WH7', source, asOf: '2026-05-01T05:00:00Z' },
          },
        },
        result: {
          at: '2026-05-01T06:00:00+02:00',
          ageHours: 30.5,
          aheadHours: 0,
          olderThanStored: true,
          expired: false,
        },
      },
    ],
    compute: freshness,
  },
  {
    name: 'dates',
    summary: 'What the dates promised to the buyer mean now.',
    documents: ['order'],
    shape: {
      cancelAfterPassed: 'whether the buyer’s cancel-after date is over',
      notBeforeAhead: 'whether the goods may not move yet',
      shipByPassed: 'whether the promised hand-over is over',
      deliverByPassed: 'whether the promised delivery is over',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'order',
            orderId: 'O-1',
            source,
            commitments: { shipBy: '2026-05-03', cancelAfter: '2026-05-02T12:00:00Z' },
          },
          context: { now: '2026-05-03T08:00:00Z' },
        },
        result: { cancelAfterPassed: true, notBeforeAhead: false, shipByPassed: false, deliverByPassed: false },
      },
    ],
    compute: dates,
  },
];
