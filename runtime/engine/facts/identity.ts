// Facts on ids and labels inside one document: ids that come twice, line buckets that cannot be, package labels that cannot be right.
import type { ShipmentDocument } from '../../model/types.ts';
import { readDecimal } from '../functions/exact.ts';
import { isSscc } from '../functions/gs1.ts';
import { type AnyLine, bucketOf, lineName, linesOf, packageLinesOf, repeatedIn, textOf, ZERO } from './lines.ts';
import type { FactSpec, FactSubject } from './spec.ts';

function identity({ document }: FactSubject): unknown {
  const duplicateLineIds = repeatedIn(linesOf(document).map((line) => line.lineId));
  return { duplicateLineIds, duplicateCount: duplicateLineIds.length };
}

function consignment({ document }: FactSubject): unknown {
  const shipment = document as ShipmentDocument;
  const packages = shipment.packages ?? [];
  const lineCount = linesOf(shipment).length + packageLinesOf(shipment).length;
  const labels = packages.map(({ sscc }) => sscc);
  const invalidSscc = labels.filter((sscc) => sscc !== undefined && !isSscc(sscc)) as string[];
  const repeatedSscc = repeatedIn(labels);
  const { shippedAt, deliveredAt } = shipment;
  const says = [shipment.status, shippedAt, deliveredAt, shipment.estimatedDeliveryAt, ...(shipment.events ?? [])];
  return {
    lineCount,
    empty: lineCount === 0 && packages.length === 0 && says.every((value) => value === undefined),
    invalidSscc,
    invalidSsccCount: invalidSscc.length,
    repeatedSscc,
    repeatedSsccCount: repeatedSscc.length,
    carrierKnown: [shipment.carrier, shipment.carrierService, shipment.scac].some(
      (value) => (value ?? '').trim() !== '',
    ),
    trackingKnown:
      (shipment.trackingNumbers ?? []).length > 0 ||
      packages.some(({ trackingNumber }) => trackingNumber !== undefined),
    deliveredBeforeShipped:
      Date.parse(deliveredAt ?? '') < Date.parse(shippedAt ?? '') && deliveredAt?.length === shippedAt?.length,
  };
}

const PARTS = [
  'open',
  'reserved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'backordered',
  'cancelled',
  'rejected',
] as const;

function buckets(subject: FactSubject): unknown {
  const line = (subject.line ?? {}) as AnyLine;
  const given = Object.entries(line.quantities ?? {}).filter(([, value]) => value !== undefined);
  const ordered = readDecimal(line.quantities?.['ordered'] ?? line.quantity);
  const sum = PARTS.reduce((total, part) => total.plus(bucketOf(line, part)), ZERO);
  const parts = given.filter(([name]) => PARTS.some((part) => part === name));
  // A source need not know every bucket: less than ordered is a gap only when it says what is open.
  const complete = line.quantities?.['open'] !== undefined;
  const shipped = bucketOf(line, 'shipped').plus(bucketOf(line, 'over_shipped'));
  const shippedKnown = line.quantities?.['shipped'] !== undefined;
  return {
    ordered: textOf(ordered),
    sum: parts.length === 0 ? null : textOf(sum),
    agrees: ordered === undefined || parts.length === 0 ? null : complete ? sum.eq(ordered) : sum.lte(ordered),
    negative: given.filter(([, value]) => readDecimal(value)?.lt(0) === true).map(([name]) => name),
    aboveShipped: ['delivered', 'returned'].filter((name) => shippedKnown && bucketOf(line, name).gt(shipped)),
  };
}

function lineQuantity(subject: FactSubject): unknown {
  const line = (subject.line ?? {}) as AnyLine;
  const given = line.quantity ?? (line as { quantityChange?: unknown }).quantityChange ?? line.quantities?.['ordered'];
  const quantity = readDecimal(line.quantity);
  return { present: given !== undefined, negative: quantity?.lt(0) === true, zero: quantity?.eq(0) === true };
}

const source = { system: 'example' };

export const identityFacts: readonly FactSpec[] = [
  {
    name: 'identity',
    summary: 'Line ids that come more than once in a document.',
    documents: ['order', 'shipment', 'return', 'invoice'],
    shape: { duplicateLineIds: 'the ids, each once', duplicateCount: 'how many they are (number)' },
    examples: [
      {
        subject: {
          document: {
            type: 'order',
            orderId: 'O-1',
            source,
            lines: [{ lineId: '1' }, { lineId: '1' }, { lineId: '2' }],
          },
          context: {},
        },
        result: { duplicateLineIds: ['1'], duplicateCount: 1 },
      },
    ],
    compute: identity,
  },
  {
    name: 'consignment',
    summary: 'Whether a shipment says anything, how it is labelled, and whether its times can be.',
    documents: ['shipment'],
    shape: {
      lineCount: 'lines of the shipment and, where not among them, of its packages (number)',
      empty: 'true when there are no lines, packages, events, status or times',
      invalidSscc: 'SSCCs with a wrong length or check digit',
      invalidSsccCount: 'how many they are (number)',
      repeatedSscc: 'SSCCs that two packages carry',
      repeatedSsccCount: 'how many they are (number)',
      carrierKnown: 'whether carrier, service or SCAC is given',
      trackingKnown: 'whether there is a tracking number',
      deliveredBeforeShipped: 'whether it was delivered before it left',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'shipment',
            shipmentId: 'SH-1',
            source,
            scac: 'UPSN',
            packages: [{ sscc: '340123450000000000' }, { sscc: '340123450000000001' }],
          },
          context: {},
        },
        result: {
          lineCount: 0,
          empty: false,
          invalidSscc: ['340123450000000001'],
          invalidSsccCount: 1,
          repeatedSscc: [],
          repeatedSsccCount: 0,
          carrierKnown: true,
          trackingKnown: false,
          deliveredBeforeShipped: false,
        },
      },
    ],
    compute: consignment,
  },
  {
    name: 'buckets',
    summary: 'Whether the buckets of an order line can be: ordered is the sum of where it is.',
    documents: ['order'],
    scope: '/lines',
    shape: {
      ordered: 'ordered quantity',
      sum: 'open + reserved + allocated + picked + packed + shipped + backordered + cancelled + rejected; null when none is given',
      agrees: 'whether the two fit: equal when open is given, else not above; null when there is nothing to compare',
      negative: 'names of buckets below 0',
      aboveShipped: 'of delivered and returned, those above what was shipped',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: {
            lineId: '1',
            quantity: 10,
            quantities: { ordered: 10, open: 2, shipped: 6, cancelled: 1, returned: 7 },
          },
          context: {},
        },
        result: { ordered: '10', sum: '9', agrees: false, negative: [], aboveShipped: ['returned'] },
      },
    ],
    compute: buckets,
  },
  {
    name: 'lineQuantity',
    summary: 'Whether the quantity of a line can be.',
    documents: ['order', 'shipment', 'return', 'invoice'],
    scope: '/lines',
    shape: {
      present: 'whether there is a quantity, a change of one, or an ordered bucket',
      negative: 'whether it is below 0',
      zero: 'whether it is 0',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: { lineId: '1', quantity: '-2' },
          context: {},
        },
        result: { present: true, negative: true, zero: false },
      },
    ],
    compute: lineQuantity,
  },
  {
    name: 'lineName',
    summary: 'What to call a line in a message.',
    documents: ['order', 'shipment', 'return', 'invoice'],
    scope: '/lines',
    shape: { '…': 'its line id, else its SKU, else its GTIN, else its place as #1, #2 …' },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: { sku: 'A-1' },
          lineIndex: 0,
          context: {},
        },
        result: 'A-1',
      },
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: { name: 'Gift' },
          lineIndex: 1,
          context: {},
        },
        result: '#2',
      },
    ],
    compute: ({ line, lineIndex }) => lineName((line ?? {}) as AnyLine, lineIndex ?? 0),
  },
];
