// Kits ordered as one line and shipped as components: how many whole kits the components make. Imports exact decimals.
import type { ItemDocument, OrderDocument } from '../../model/types.ts';
import { linesOf, ZERO } from '../facts/lines.ts';
import type { OrderLineMatch } from '../facts/order-lines.ts';
import { type Decimal, decimalFrom, divide, readDecimal } from '../functions/exact.ts';

interface ComponentClaim {
  readonly match: OrderLineMatch;
  readonly bucket: string;
  readonly quantity: Decimal;
  readonly sku: string | undefined;
}

/** Whole kits by order line and bucket, from the components that other documents name. */
export function kitsFrom(
  order: OrderDocument,
  context: { claims: readonly ComponentClaim[]; items: readonly ItemDocument[] },
): { index: number; bucket: string; quantity: Decimal }[] {
  const sums = new Map<string, { index: number; bucket: string; components: Map<string, Decimal> }>();
  for (const { match, bucket, quantity, sku = '' } of context.claims) {
    const [index] = match.indexes;
    if (match.by !== 'kit' || index === undefined) continue;
    const key = `${bucket} ${index}`;
    const sum = sums.get(key) ?? { index, bucket, components: new Map<string, Decimal>() };
    sum.components.set(sku, quantity.plus(sum.components.get(sku) ?? ZERO));
    sums.set(key, sum);
  }
  return [...sums.values()].map(({ index, bucket, components }) => {
    const kit = context.items.find(({ sku }) => sku === linesOf(order)[index]?.sku)?.kit ?? [];
    const counts = kit.map(({ sku, quantity }) => wholeIn(components.get(sku) ?? ZERO, readDecimal(quantity) ?? ZERO));
    return {
      index,
      bucket,
      quantity: counts.reduce((least, count) => (count.lt(least) ? count : least), counts[0] ?? ZERO),
    };
  });
}

/** How often a component quantity is wholly contained. */
const wholeIn = (quantity: Decimal, per: Decimal): Decimal =>
  per.gt(0) ? decimalFrom(divide('kit', quantity, per, 0, 'down')) : ZERO;
