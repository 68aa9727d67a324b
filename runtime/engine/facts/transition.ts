// Facts on a change of status: header against lines, goods moving after a cancellation, steps back. What is legal per axis is the lifecycle's matter.
import type { CanonicalDocument, OrderDocument, ShipmentDocument } from '../../model/types.ts';
import { type AnyLine, bucketOf, linesOf, packageLinesOf } from './lines.ts';
import type { FactSpec, FactSubject } from './spec.ts';

const ORDER_STEPS = [
  'draft',
  'received',
  'accepted',
  'released',
  'in_fulfilment',
  'partially_shipped',
  'shipped',
  'delivered',
  'closed',
];
const SHIPMENT_STEPS = ['planned', 'label_created', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered'];
const RETURN_STEPS = ['requested', 'authorized', 'in_transit', 'received', 'inspected', 'restocked', 'closed'];
const STEPS: Readonly<Record<string, readonly string[]>> = {
  order: ORDER_STEPS,
  shipment: SHIPMENT_STEPS,
  return: RETURN_STEPS,
};

/** Steps back that are allowed: a voided label takes an order back into fulfilment. */
const ALLOWED_BACK = new Set(['shipped>in_fulfilment', 'partially_shipped>in_fulfilment']);

/** Payment states that money does not come back from. */
const PAYMENT_ENDS = new Set(['refunded', 'voided']);
const PAYMENT_OPEN = new Set(['pending', 'authorized', 'partially_paid', 'paid']);

const CANCELLED = new Set(['cancelled', 'rejected']);
const MOVING = new Set(['in_fulfilment', 'partially_shipped', 'shipped', 'delivered']);
const HANDED_OVER = new Set([
  'picked_up',
  'in_transit',
  'out_for_delivery',
  'available_for_pickup',
  'delivered',
  'attempt_failed',
]);
const SHIPPED_LINE = new Set([
  'shipped',
  'partially_shipped',
  'delivered',
  'partially_delivered',
  'returned',
  'partially_returned',
]);

const isShipped = (line: AnyLine) =>
  bucketOf(line, 'shipped').gt(0) || bucketOf(line, 'over_shipped').gt(0) || SHIPPED_LINE.has(line.status ?? '');

function isCancelled(line: AnyLine): boolean {
  if (CANCELLED.has(line.status ?? '')) return true;
  const gone = bucketOf(line, 'cancelled').plus(bucketOf(line, 'rejected'));
  const ordered = line.quantities?.['ordered'] ?? line.quantity;
  return ordered !== undefined && gone.gt(0) && gone.gte(ordered);
}

/** What the order's own status and its own lines say against each other; null when they agree. */
function contradictionOf(order: OrderDocument): string | null {
  const lines = linesOf(order);
  const { status = '' } = order;
  if (lines.length === 0) return null;
  if (CANCELLED.has(status) && lines.some(isShipped)) return `the order is ${status}, a line is shipped`;
  if (['partially_shipped', 'shipped', 'delivered'].includes(status) && lines.every(isCancelled)) {
    return `the order is ${status}, every line is cancelled`;
  }
  if (['draft', 'received', 'accepted', 'released'].includes(status) && lines.some(isShipped)) {
    return `the order is only ${status}, a line is shipped`;
  }
  const open = lines.some((line) => bucketOf(line, 'open').gt(0) || bucketOf(line, 'backordered').gt(0));
  if (['shipped', 'delivered'].includes(status) && open) return `the order is ${status}, a line is still open`;
  return null;
}

function movesGoods(shipment: ShipmentDocument): boolean {
  if (shipment.status !== undefined) return HANDED_OVER.has(shipment.status);
  return shipment.shippedAt !== undefined || linesOf(shipment).length + packageLinesOf(shipment).length > 0;
}

function shippedAfterCancel({ document, context }: FactSubject, from: string | null): boolean {
  if (document.type === 'order')
    return CANCELLED.has(from ?? '') && MOVING.has((document as OrderDocument).status ?? '');
  if (document.type !== 'shipment' || context.order === undefined || context.order === null) return false;
  return CANCELLED.has(context.order.status ?? '') && movesGoods(document as ShipmentDocument);
}

function isLater(document: CanonicalDocument, previous: CanonicalDocument): boolean {
  const [now, before] = [Date.parse(document.occurredAt ?? ''), Date.parse(previous.occurredAt ?? '')];
  return now > before;
}

/** A later word of the same system that is a step back; words of other systems are reports, which the state weighs. */
function isRegression(
  document: CanonicalDocument,
  previous: CanonicalDocument,
  words: { from: string | null; to: string | null },
): boolean {
  const steps = STEPS[document.type] ?? [];
  const [from, to] = [steps.indexOf(words.from ?? ''), steps.indexOf(words.to ?? '')];
  if (from < 0 || to < 0 || to >= from || ALLOWED_BACK.has(`${words.from}>${words.to}`)) return false;
  return document.source.system === previous.source.system && isLater(document, previous);
}

function transition(subject: FactSubject): unknown {
  const document = subject.document as CanonicalDocument & { status?: string; paymentStatus?: string };
  const previous = subject.context.previous as typeof document | null | undefined;
  const from = previous?.status ?? null;
  const to = document.status ?? null;
  const contradiction = document.type === 'order' ? contradictionOf(document as OrderDocument) : null;
  return {
    from,
    to,
    contradiction,
    headerContradictsLines: contradiction !== null,
    shippedAfterCancel: shippedAfterCancel(subject, from),
    regression: previous !== undefined && previous !== null && isRegression(document, previous, { from, to }),
    paymentFrom: previous?.paymentStatus ?? null,
    paymentTo: document.paymentStatus ?? null,
    paymentRevived: PAYMENT_ENDS.has(previous?.paymentStatus ?? '') && PAYMENT_OPEN.has(document.paymentStatus ?? ''),
  };
}

const source = { system: 'example' };

export const transitionFacts: readonly FactSpec[] = [
  {
    name: 'transition',
    summary: 'The step from the stored status to this one, and whether header, lines and order contradict it.',
    documents: ['order', 'shipment', 'return'],
    shape: {
      from: 'status in the state; null when there is none',
      to: 'status of this document; null when it says none',
      contradiction: 'what header and lines say against each other, in words; null when they agree',
      headerContradictsLines: 'whether there is such a contradiction',
      shippedAfterCancel: 'whether goods move although the order is cancelled or rejected',
      regression: 'whether the same system later says an earlier step',
      paymentFrom: 'payment status in the state',
      paymentTo: 'payment status of this document',
      paymentRevived: 'whether a refunded or voided payment is said to be open or paid again',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'order',
            orderId: 'O-1',
            source,
            status: 'shipped',
            lines: [{ lineId: '1', quantity: 1, status: 'cancelled' }],
          },
          context: { previous: { type: 'order', orderId: 'O-1', source, status: 'cancelled' } },
        },
        result: {
          from: 'cancelled',
          to: 'shipped',
          contradiction: 'the order is shipped, every line is cancelled',
          headerContradictsLines: true,
          shippedAfterCancel: true,
          regression: false,
          paymentFrom: null,
          paymentTo: null,
          paymentRevived: false,
        },
      },
    ],
    compute: transition,
  },
];
