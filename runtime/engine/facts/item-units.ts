// Quantities of one item in a common unit, exactly, by the units of its master data. Imports the function library's conversion.
import type { ItemDocument } from '../../model/types.ts';
import { type Decimal, readDecimal } from '../functions/exact.ts';
import { unitFunctions } from '../functions/units.ts';

/** UN/ECE Rec 20 has several codes for a single piece; systems use them alike. */
const SINGLE_PIECE = new Set(['EA', 'C62', 'H87', 'PCE', 'PC']);

type Convert = (
  quantity: string,
  from: string,
  to: string,
  units: readonly { unit: string; per: unknown }[],
) => unknown;

const convert = unitFunctions.find(({ name }) => name === 'convertQuantity')?.implementation as unknown as Convert;

function plainUnit(unit: string): string {
  return SINGLE_PIECE.has(unit) ? 'EA' : unit;
}

/** The units of an item with its base unit among them; the base unit is the one of `per` 1 when the item names none. */
function unitsOf(item: ItemDocument | null | undefined): { unit: string; per: unknown }[] {
  const units = (item?.units ?? []).map(({ unit, per }) => ({ unit: plainUnit(unit), per }));
  const base = item?.baseUnit;
  if (base === undefined || units.some(({ unit }) => unit === plainUnit(base))) return units;
  return [...units, { unit: plainUnit(base), per: 1 }];
}

/** The unit that stock of the item is counted in. */
export function baseUnitOf(item: ItemDocument | null | undefined): string | undefined {
  return item?.baseUnit ?? item?.units?.find(({ per }) => readDecimal(per)?.eq(1) === true)?.unit;
}

/** Whether two unit codes mean the same; an absent one means whatever the other does. */
export function sameUnit(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || plainUnit(a) === plainUnit(b);
}

/**
 * A quantity in another unit of the item.
 *
 * @returns undefined when the item does not say how, or the result has no exact decimal
 */
export function inUnit(
  quantity: Decimal,
  units: { from: string | undefined; to: string | undefined },
  item: ItemDocument | null | undefined,
): Decimal | undefined {
  const { from, to } = units;
  if (from === undefined || to === undefined || sameUnit(from, to)) return quantity;
  try {
    return readDecimal(convert(quantity.toFixed(), plainUnit(from), plainUnit(to), unitsOf(item)));
  } catch {
    // The conversion throws on a unit that the item does not have: here that is an answer, not a fault.
    return undefined;
  }
}

/** Whether the item says what the unit is; null when there is nothing to compare with. */
export function knowsUnit(unit: string | undefined, item: ItemDocument | null | undefined): boolean | null {
  const units = unitsOf(item);
  if (unit === undefined || units.length === 0) return null;
  return units.some((known) => known.unit === plainUnit(unit));
}
