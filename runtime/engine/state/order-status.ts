// The status of an order from its lines, and how it meets the status that was stated. Imports exact decimals.
import type { OrderDocument } from '../../model/types.ts';
import { ZERO } from '../facts/lines.ts';
import type { Decimal } from '../functions/exact.ts';
import type { Buckets, FoldedLine } from './buckets.ts';

export type OrderStatus = NonNullable<OrderDocument['status']>;

const WAY: readonly OrderStatus[] = [
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

const at = (buckets: Buckets, bucket: string): Decimal => buckets[bucket] ?? ZERO;
const active = (buckets: Buckets): Decimal =>
  at(buckets, 'ordered').minus(at(buckets, 'cancelled')).minus(at(buckets, 'rejected'));
const shipped = (buckets: Buckets): Decimal => at(buckets, 'shipped').plus(at(buckets, 'over_shipped'));

/** What the lines prove; undefined when they prove nothing. Lines that need no shipping wait for nobody. */
export function statusOfLines(lines: readonly FoldedLine[]): OrderStatus | undefined {
  const goods = lines.filter(({ line }) => line.requiresShipping !== false);
  const waiting = goods.length > 0 ? goods : lines;
  const counted = waiting.flatMap(({ buckets }) =>
    buckets !== undefined && at(buckets, 'ordered').gt(0) ? [buckets] : [],
  );
  const unknown = waiting.some(({ buckets }) => buckets === undefined);
  if (counted.length === 0) return undefined;
  if (!unknown && counted.every((buckets) => active(buckets).lte(0) && shipped(buckets).eq(0))) {
    return counted.some((buckets) => at(buckets, 'cancelled').gt(0)) ? 'cancelled' : 'rejected';
  }
  if (counted.some((buckets) => shipped(buckets).gt(0))) {
    const complete = counted.every((buckets) => shipped(buckets).gte(active(buckets)));
    if (!complete || unknown) return 'partially_shipped';
    return counted.every((buckets) => at(buckets, 'delivered').gte(shipped(buckets))) ? 'delivered' : 'shipped';
  }
  return counted.some((buckets) => at(buckets, 'packed').gt(0) || at(buckets, 'picked').gt(0))
    ? 'in_fulfilment'
    : undefined;
}

/**
 * The stated status moved on to what the lines prove. An end that was stated stays. A claim of having shipped, or delivered,
 * goes no further than the lines when they say how far it is.
 */
export function combinedStatus(
  stated: OrderStatus | undefined,
  lines: { readonly derived: OrderStatus | undefined; readonly hasShipments: boolean },
): OrderStatus | undefined {
  const { derived, hasShipments } = lines;
  if (derived === undefined || stated === 'cancelled' || stated === 'rejected' || stated === 'closed') return stated;
  if (derived === 'cancelled' || derived === 'rejected' || stated === undefined) return derived;
  const claims = stated === 'shipped' || stated === 'delivered';
  if (claims && derived === 'partially_shipped') return derived;
  if (stated === 'delivered' && derived === 'shipped') return hasShipments ? derived : stated;
  return WAY.indexOf(derived) > WAY.indexOf(stated) ? derived : stated;
}
