// The ways from lines to a total: what may be added, what may be taken off, and what remains unexplained. Imports lines.ts.
import type { Declared, Discount, TaxLine, Totals } from '../../model/types.ts';
import { minorDigits } from '../functions/currency-codes.ts';
import { type Decimal, decimalFrom, readDecimal, shifted } from '../functions/exact.ts';
import { type AnyLine, sumOf, ZERO } from './lines.ts';

/** The members that this family reads, which not every document type has. */
export interface Reckoned {
  readonly currency?: string;
  readonly declared?: Declared;
  readonly documentPurpose?: string;
  readonly status?: string;
  readonly totals?: Totals;
  readonly discounts?: readonly Discount[];
  readonly taxLines?: readonly TaxLine[];
  readonly refund?: { readonly amount?: string; readonly currency?: string };
}

const ONE = decimalFrom('1');
export const HALF = decimalFrom('0.5');

/** The smallest amount of a currency: a cent, a yen; a cent where it is not named. */
export function minorUnit(currency: string | undefined): Decimal {
  return shifted(ONE, -(minorDigits(currency ?? '') ?? 2));
}

/** Quantity × price; undefined when one is missing. */
export function productOf(line: AnyLine): Decimal | undefined {
  const quantity = readDecimal(line.quantity);
  const price = readDecimal(line.unitPrice);
  return quantity === undefined || price === undefined ? undefined : quantity.times(price);
}

/** The line's total, or what quantity, price and discount come to when it gives none. */
export function lineTotalOf(line: AnyLine): Decimal | undefined {
  return readDecimal(line.total) ?? productOf(line)?.minus(readDecimal(line.discount) ?? ZERO);
}

/** A charge stands among the discounts by its kind. */
export function isCharge(discount: Discount): boolean {
  return discount.kind?.toLowerCase().includes('charge') === true;
}

/**
 * What may stand between the sum of the lines and the total. Sources differ in what their line totals already contain
 * (Shopify: the line's discount; Amazon: the tax as well), so each part may or may not take part; see `closestDifference`.
 */
function partsBetween(document: Reckoned, lines: readonly AnyLine[]): Decimal[] {
  const { totals, discounts = [], taxLines = [] } = document;
  const parts = [
    sumOf([totals?.shipping]),
    sumOf([totals?.tax]) ?? amountsOf(taxLines) ?? sumOf(lines.map((line) => line.tax)),
    sumOf([totals?.fees]) ?? amountsOf(discounts.filter(isCharge)),
    sumOf([totals?.duties]),
    sumOf([totals?.tip]),
  ];
  return parts.filter((part) => part !== undefined && !part.eq(0)) as Decimal[];
}

/** The sum of the amounts that are there. */
export function amountsOf(list: readonly { readonly amount?: string }[]): Decimal | undefined {
  return sumOf(list.map(({ amount }) => amount));
}

/** What may be taken off the lines: nothing, the discounts of the document, of the lines, or the former without the latter. */
function discountsOf(document: Reckoned, lines: readonly AnyLine[]): Decimal[] {
  const { totals, discounts = [] } = document;
  const all = sumOf([totals?.discount]) ?? amountsOf(discounts.filter((discount) => !isCharge(discount))) ?? ZERO;
  const ofLines = sumOf(lines.map((line) => line.discount)) ?? ZERO;
  return all.gt(ofLines) ? [ZERO, all, ofLines, all.minus(ofLines)] : [ZERO, all, ofLines];
}

/** How a total may come about. */
export interface Reckoning {
  readonly base: Decimal;
  /** One of these is taken off. */
  readonly discounts: readonly Decimal[];
  /** Any of these are added. */
  readonly parts: readonly Decimal[];
  readonly tolerance: Decimal;
}

/** The smallest difference, by size, between a total and what a reckoning can come to; zero when some choice explains the total. */
export function closestDifference(total: Decimal, { base, discounts, parts, tolerance }: Reckoning): Decimal {
  const rests = discounts.map((discount) => total.minus(base).plus(discount));
  /** What each choice of parts comes to; a choice is a number with a bit for each part. */
  const sums = [ZERO];
  let closest = rests[0] ?? ZERO;
  for (let choice = 0; choice < 2 ** parts.length; choice += 1) {
    const others = choice & (choice - 1);
    const lowest = 31 - Math.clz32(choice ^ others);
    if (choice > 0) sums.push((sums[others] as Decimal).plus(parts[lowest] as Decimal));
    for (const rest of rests) {
      const difference = rest.minus(sums[choice] as Decimal);
      if (difference.abs().lte(tolerance)) return ZERO;
      if (difference.abs().lt(closest.abs())) closest = difference;
    }
  }
  return closest;
}

/** The ways from the sum of the lines to the total of a document, rounding of every line allowed for. */
export function reckoningOf(document: Reckoned, lines: readonly AnyLine[], base: Decimal): Reckoning {
  const unit = minorUnit(document.currency);
  const tolerance = unit.times(HALF).times(lines.length).plus(unit);
  return { base, discounts: discountsOf(document, lines), parts: partsBetween(document, lines), tolerance };
}
