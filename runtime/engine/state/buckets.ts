// Fills the buckets of one order line so that they add up, and names the line by them. Imports exact decimals and ../extended.ts.
import type { OrderLine } from '../../model/types.ts';
import { extended } from '../extended.ts';
import { ZERO } from '../facts/lines.ts';
import { type Decimal, numberWhenWhole, readDecimal } from '../functions/exact.ts';
import type { LineEvidence } from './evidence.ts';

export interface FoldedLine {
  readonly line: OrderLine;
  /** Undefined when nobody says how much was ordered. */
  readonly buckets: Buckets | undefined;
}

export type Buckets = Readonly<Record<string, Decimal>>;

const least = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? a : b);
const most = (a: Decimal, b: Decimal): Decimal => (a.gt(b) ? a : b);

/** What a line's own status word says where the line states no buckets: the whole quantity is there. */
const BY_WORD: Readonly<Record<string, readonly string[]>> = {
  reserved: ['reserved'],
  allocated: ['allocated'],
  picked: ['picked'],
  packed: ['packed'],
  shipped: ['shipped'],
  delivered: ['shipped', 'delivered'],
  returned: ['shipped', 'returned'],
  backordered: ['backordered'],
  cancelled: ['cancelled'],
  rejected: ['rejected'],
};

const BY_ANSWER: Readonly<Record<string, readonly string[]>> = { rejected: ['rejected'], backordered: ['backordered'] };

/** Ordered: the quantity, else the bucket of that name. Undefined when the line says neither. */
export const orderedOf = (line: {
  readonly quantity?: number | string;
  readonly quantities?: { readonly ordered?: number | string | undefined };
}): Decimal | undefined => readDecimal(line.quantity ?? line.quantities?.ordered);

/** What the order itself says of the line, in any bucket. */
function statedOf(line: OrderLine, ordered: Decimal): (bucket: string) => Decimal {
  const stated = (line.quantities ?? {}) as Readonly<Record<string, unknown>>;
  const says = Object.keys(stated).some((bucket) => bucket !== 'ordered');
  const words = says ? [] : [...(BY_WORD[line.status ?? ''] ?? []), ...(BY_ANSWER[line.acknowledgement ?? ''] ?? [])];
  return (bucket) => (words.includes(bucket) ? ordered : (readDecimal(stated[bucket]) ?? ZERO));
}

/** A line of which nothing is said but how much was ordered, as most lines are when they come. */
const UNTOUCHED: Buckets = Object.fromEntries(
  [
    ...['rejected', 'cancelled', 'shipped', 'packed', 'picked', 'allocated', 'backordered', 'reserved'],
    ...['delivered', 'invoiced', 'returned', 'substituted', 'over_shipped'],
  ].map((bucket) => [bucket, ZERO]),
);

const isUntouched = ({ quantities, status, acknowledgement }: OrderLine): boolean =>
  quantities === undefined && BY_WORD[status ?? ''] === undefined && BY_ANSWER[acknowledgement ?? ''] === undefined;

/**
 * The buckets of a line: ordered = open + reserved + allocated + picked + packed + shipped + backordered + cancelled +
 * rejected. Facts come before plans; what is shipped beyond what is still ordered is `over_shipped`. `invoiced` and
 * `returned` are as the documents say, also beyond `shipped`: that is what rules look for.
 *
 * @param ended  the rest of the line is cancelled, or rejected, whatever the buckets say
 */
export function fillBuckets(
  line: OrderLine,
  context: { ordered: Decimal; evidence: LineEvidence; ended: 'cancelled' | 'rejected' | undefined },
): Buckets {
  const { ordered, evidence, ended } = context;
  if (ended === undefined && evidence.size === 0 && isUntouched(line)) return { ordered, ...UNTOUCHED, open: ordered };
  const stated = statedOf(line, ordered);
  const proven = (bucket: string): Decimal => evidence.get(bucket) ?? ZERO;
  const claimed = (bucket: string): Decimal => most(stated(bucket), proven(bucket));
  let rest = ordered;
  const take = (wanted: Decimal): Decimal => {
    const part = most(ZERO, least(wanted, rest));
    rest = rest.minus(part);
    return part;
  };
  const total = most(stated('shipped').plus(stated('over_shipped')), proven('shipped'));
  // What is cancelled while the order goes on is no longer to be shipped; what ends the order comes after what has left.
  const early =
    ended === undefined ? { rejected: take(claimed('rejected')), cancelled: take(claimed('cancelled')) } : undefined;
  const shipped = take(total);
  const over = total.minus(shipped);
  const late = early ?? { rejected: take(claimed('rejected')), cancelled: take(claimed('cancelled')) };
  const end = ended === undefined ? ZERO : take(rest);
  const buckets: Record<string, Decimal> = {
    ordered,
    rejected: ended === 'rejected' ? late.rejected.plus(end) : late.rejected,
    cancelled: ended === 'cancelled' ? late.cancelled.plus(end) : late.cancelled,
    shipped,
    packed: take(claimed('packed')),
    picked: take(claimed('picked')),
    allocated: take(claimed('allocated')),
    backordered: take(claimed('backordered')),
    reserved: take(claimed('reserved')),
    delivered: least(claimed('delivered'), total),
    invoiced: claimed('invoiced'),
    returned: claimed('returned'),
    substituted: least(claimed('substituted'), total),
    over_shipped: over,
  };
  return extended(buckets, { open: rest });
}

/** Order in which buckets are written. */
const WRITTEN = [
  'ordered',
  'open',
  'reserved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'backordered',
  'cancelled',
  'rejected',
  'delivered',
  'invoiced',
  'returned',
  'substituted',
  'over_shipped',
];

const ALWAYS = new Set(['ordered', 'open', 'shipped']);

/** As `quantities` of the line: ordered, open and shipped always, others when they are not zero or the source names them. */
export function writtenBuckets(line: OrderLine, buckets: Buckets): NonNullable<OrderLine['quantities']> {
  const named = Object.keys(line.quantities ?? {});
  const kept = WRITTEN.filter((bucket) => ALWAYS.has(bucket) || named.includes(bucket) || buckets[bucket]?.gt(0));
  return Object.fromEntries(kept.map((bucket) => [bucket, numberWhenWhole(buckets[bucket] ?? ZERO)]));
}

const KEPT_WORDS = new Set(['accepted', 'accepted_with_changes', 'on_hold']);

/** The label of a line by its buckets. */
export function labelOf(line: OrderLine, buckets: Buckets): NonNullable<OrderLine['status']> {
  const at = (bucket: string): Decimal => buckets[bucket] ?? ZERO;
  const active = at('ordered').minus(at('cancelled')).minus(at('rejected'));
  const shipped = at('shipped').plus(at('over_shipped'));
  if (active.lte(0) && shipped.eq(0) && at('ordered').gt(0)) return at('cancelled').gt(0) ? 'cancelled' : 'rejected';
  if (shipped.gt(0)) {
    const complete = shipped.gte(active);
    if (at('returned').gte(shipped) && complete) return 'returned';
    if (at('returned').gt(0)) return 'partially_returned';
    if (!complete) return 'partially_shipped';
    if (at('delivered').gte(shipped)) return 'delivered';
    return at('delivered').gt(0) ? 'partially_delivered' : 'shipped';
  }
  for (const bucket of ['packed', 'picked', 'allocated', 'backordered', 'reserved'] as const) {
    if (at(bucket).gt(0)) return bucket;
  }
  const { acknowledgement = '', status } = line;
  if (KEPT_WORDS.has(acknowledgement)) return acknowledgement as 'accepted';
  return status !== undefined && KEPT_WORDS.has(status) ? status : 'open';
}
