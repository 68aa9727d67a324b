// The lines of any document seen alike, and the decimals in them. Imports the model's types and exact decimals only.
import type { CanonicalDocument, Identifier, Reference, ShipmentDocument } from '../../model/types.ts';
import { minorDigits } from '../functions/currency-codes.ts';
import { type Decimal, decimalFrom, placesOf, plain, readDecimal } from '../functions/exact.ts';

/** What lines of orders, shipments, returns and invoices have in common; every member may be absent. */
export interface AnyLine {
  readonly lineId?: string;
  readonly sku?: string;
  readonly gtin?: string;
  readonly gtin14?: string;
  readonly identifiers?: readonly Identifier[];
  readonly quantity?: number | string;
  readonly receivedQuantity?: number | string;
  readonly unit?: string;
  readonly unitPrice?: string;
  readonly discount?: string;
  readonly tax?: string;
  readonly total?: string;
  readonly status?: string;
  readonly quantities?: Readonly<Record<string, number | string | undefined>>;
  readonly order?: Reference;
  readonly substituteFor?: string;
  readonly kitParent?: string;
  readonly location?: string;
  readonly shipmentGroup?: string;
  readonly fulfillmentMethod?: string;
  readonly requiresShipping?: boolean;
}

export const ZERO: Decimal = decimalFrom('0');

/** The document's own lines; none when it has no such member. */
export function linesOf(document: CanonicalDocument): readonly AnyLine[] {
  const { lines } = document as { lines?: unknown };
  return Array.isArray(lines) ? (lines as AnyLine[]) : [];
}

/** Lines of packages that the shipment's own lines do not already count (see ShipmentDocument.lines). */
export function packageLinesOf(shipment: ShipmentDocument): readonly AnyLine[] {
  const counted = new Set(
    linesOf(shipment).flatMap((line) => [line.lineId, line.sku].filter((id) => id !== undefined)),
  );
  return (shipment.packages ?? [])
    .flatMap((parcel) => parcel.lines ?? [])
    .filter(
      ({ lineId, sku }) => !(lineId !== undefined && counted.has(lineId)) && !(sku !== undefined && counted.has(sku)),
    );
}

/** A short name of a line for messages: its id, else its SKU or GTIN, else its position. Holds no personal data. */
export function lineName(line: AnyLine, index: number): string {
  return line.lineId ?? line.sku ?? line.gtin ?? `#${index + 1}`;
}

/** The sum of what is there; undefined when nothing is, or when one of them is not a number. */
export function sumOf(values: readonly unknown[]): Decimal | undefined {
  let sum: Decimal | undefined;
  for (const value of values) {
    if (value === undefined || value === null) continue;
    const decimal = readDecimal(value);
    if (decimal === undefined) return undefined;
    sum = (sum ?? ZERO).plus(decimal);
  }
  return sum;
}

/** A bucket as a decimal, zero when it is absent. */
export function bucketOf(line: AnyLine, bucket: string): Decimal {
  return readDecimal(line.quantities?.[bucket]) ?? ZERO;
}

/** The decimal as text for a fact, null when there is none. */
export function textOf(value: Decimal | undefined): string | null {
  return value === undefined ? null : plain(value);
}

/** An amount as text with at least the minor digits of its currency, two when it has none; null when there is no amount. */
export function amountOf(value: Decimal | undefined, currency: string | undefined): string | null {
  return value === undefined ? null : plain(value, Math.max(minorDigits(currency ?? '') ?? 2, placesOf(value)));
}

/** Values that come more than once, each named once, in order of their second appearance. */
export function repeatedIn(values: readonly (string | undefined)[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const value of values) {
    if (value === undefined) continue;
    if (seen.has(value)) repeated.add(value);
    seen.add(value);
  }
  return [...repeated];
}
