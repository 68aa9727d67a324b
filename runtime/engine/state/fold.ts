// An order as people see it: its lines' buckets and its status, worked out from the order's own data and its shipments,
// returns and invoices. Idempotent, and independent of the order in which anything arrived.
import type { OrderDocument, OrderLine } from '../../model/types.ts';
import { extended } from '../extended.ts';
import { ZERO } from '../facts/lines.ts';
import { type Decimal, decimalFrom, divide } from '../functions/exact.ts';
import type { Proven } from './axis.ts';
import { type Buckets, type FoldedLine, fillBuckets, labelOf, orderedOf, writtenBuckets } from './buckets.ts';
import { evidenceFor, type LineEvidence, type Related } from './evidence.ts';
import { instant } from './moment.ts';
import { hasMoved, provenAt } from './movement.ts';
import { combinedStatus, statusOfLines } from './order-status.ts';

export type { Related } from './evidence.ts';

/**
 * The order with what its documents prove.
 *
 * Every line gets its buckets (`quantities`) and its label (`status`); the order's status goes as far as the lines prove,
 * and claims of having shipped no further. Shipments that do not fit any line change nothing.
 *
 * @param order    the stored document of the order, as stated
 * @param related  its shipments, returns and invoices; `items` for units and kits where they are known
 */
export function foldOrder(order: OrderDocument, related: Related): OrderDocument {
  if (order.lines === undefined || order.lines.length === 0) return order;
  const folded = foldLines(order, related);
  const status = combinedStatus(order.status, {
    derived: statusOfLines(folded),
    hasShipments: (related.shipments ?? []).some((shipment) => hasMoved(shipment, related.shipments ?? [])),
  });
  return {
    ...order,
    ...(status === undefined ? {} : { status }),
    lines: folded.map(({ line, buckets }) => written(line, buckets)),
  };
}

const written = (line: OrderLine, buckets: Buckets | undefined): OrderLine =>
  buckets === undefined
    ? line
    : extended(line, { status: labelOf(line, buckets), quantities: writtenBuckets(line, buckets) });

function foldLines(order: OrderDocument, related: Related): FoldedLine[] {
  const lines = order.lines ?? [];
  const evidence = withKitLines(lines, evidenceFor(order, related));
  return lines.map((line, index) => {
    const ordered = orderedOf(line);
    if (ordered === undefined) return { line, buckets: undefined };
    return {
      line,
      buckets: fillBuckets(line, { ordered, evidence: evidence[index] ?? new Map(), ended: endOf(order, line) }),
    };
  });
}

/** Of a cancelled order, and of a deleted line, nothing more will ship. */
function endOf(order: OrderDocument, line: OrderLine): 'cancelled' | 'rejected' | undefined {
  if (line.change === 'deleted' || order.status === 'cancelled') return 'cancelled';
  return order.status === 'rejected' || order.acknowledgement === 'rejected' ? 'rejected' : undefined;
}

/**
 * A kit that the order spells out, a line for the kit and lines for its components: what is proven of one side holds for
 * the other, so that a warehouse may ship either.
 */
function withKitLines(lines: readonly OrderLine[], evidence: readonly LineEvidence[]): readonly LineEvidence[] {
  const result = evidence.map((line) => new Map(line));
  for (const [parent, kit] of lines.entries()) {
    const components = lines.flatMap((line, index) =>
      kit.lineId !== undefined && line.kitParent === kit.lineId ? [index] : [],
    );
    if (components.length === 0) continue;
    for (const bucket of ['shipped', 'delivered', 'invoiced', 'returned']) {
      const whole = evidence[parent]?.get(bucket);
      const parts = components.map((index) => evidence[index]?.get(bucket));
      if (whole === undefined) {
        const kits = parts.map((part, place) => scaled(part ?? ZERO, lines[components[place] as number], kit));
        const fewest = kits.reduce((least, count) => (count.lt(least) ? count : least), kits[0] ?? ZERO);
        if (fewest.gt(0)) result[parent]?.set(bucket, fewest);
      } else if (parts.every((part) => part === undefined)) {
        for (const index of components) result[index]?.set(bucket, scaled(whole, kit, lines[index]));
      }
    }
  }
  return result;
}

/** A quantity of one line in proportion to another, whole pieces only. */
function scaled(quantity: Decimal, from: OrderLine | undefined, to: OrderLine | undefined): Decimal {
  const [one, other] = [from, to].map((line) => (line === undefined ? undefined : orderedOf(line)));
  if (one === undefined || other === undefined || one.eq(0)) return ZERO;
  return decimalFrom(divide('kit', quantity.times(other), one, 0, 'down'));
}

/**
 * The status that shipments prove of an order, with the time of the latest proof, for `applyDocument`: a statement on the
 * order's status is judged against it. Undefined when no shipment has left.
 */
export function provenStatus(order: OrderDocument, related: Related): Proven | undefined {
  const shipments = related.shipments ?? [];
  const moved = shipments.filter((shipment) => shipment.status !== 'cancelled' && hasMoved(shipment, shipments));
  if (moved.length === 0) return undefined;
  const bare = { ...order, lines: (order.lines ?? []).map(({ quantities: _said, status: _label, ...line }) => line) };
  const { status: _status, ...unjudged } = bare;
  const status = statusOfLines(foldLines(unjudged, { ...related, shipments }));
  if (status !== 'partially_shipped' && status !== 'shipped' && status !== 'delivered') return undefined;
  const times = moved.flatMap((shipment) => provenAt(shipment) ?? []).sort((a, b) => instant(a) - instant(b));
  const at = times.at(-1);
  return at === undefined ? undefined : { status, at };
}
