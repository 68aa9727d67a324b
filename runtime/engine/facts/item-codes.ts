// The codes that lines and items are known by, and which items of the master data a line means. Imports lines.ts and GS1 keys.
import type { ItemDocument } from '../../model/types.ts';
import { isGtin } from '../functions/gs1.ts';
import type { AnyLine } from './lines.ts';
import type { FactContext } from './spec.ts';

/** A GTIN in its one 14-digit spelling; undefined when the value is not a valid GTIN. */
function fourteenDigits(gtin: string | null | undefined): string | undefined {
  return typeof gtin === 'string' && isGtin(gtin) ? gtin.padStart(14, '0') : undefined;
}

/** The line's GTIN as 14 digits, from `gtin14` or a valid `gtin`. */
export function gtinOf(line: AnyLine): string | undefined {
  return line.gtin14 ?? fourteenDigits(line.gtin);
}

/** Every code of a line: SKU, GTIN and the codes of other systems, GTINs in their 14-digit spelling. */
export function codesOf(line: AnyLine): ReadonlySet<string> {
  // A document that no schema has checked, as a rule's example may hold it, may say null where it has no code.
  const codes = [line.sku, line.gtin, ...(line.identifiers ?? []).map((identifier) => identifier?.value)];
  const present = codes
    .filter((code): code is string => typeof code === 'string' && code !== '')
    .map((code) => fourteenDigits(code) ?? code);
  return new Set(typeof line.gtin14 === 'string' ? [...present, line.gtin14] : present);
}

export interface ItemMatch {
  /** The items that the line may mean; more than one is ambiguous. */
  readonly items: readonly ItemDocument[];
  readonly by: 'sku' | 'gtin' | 'identifier' | null;
}

/** The item master of a decision: undefined when none was looked up, empty when it was and nothing was found. */
export function itemsOf(context: FactContext): readonly ItemDocument[] | undefined {
  const { item } = context;
  if (item === undefined) return undefined;
  if (item === null) return [];
  return Array.isArray(item) ? (item as readonly ItemDocument[]) : [item as ItemDocument];
}

function itemGtins(item: ItemDocument): readonly (string | undefined)[] {
  return [item.gtin14, fourteenDigits(item.gtin), ...(item.units ?? []).map(({ gtin }) => fourteenDigits(gtin))];
}

function validAt(identifier: { validFrom?: string; validTo?: string }, at: number): boolean {
  if (Number.isNaN(at)) return true;
  const from = identifier.validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(identifier.validFrom);
  const to = identifier.validTo === undefined ? Number.POSITIVE_INFINITY : Date.parse(identifier.validTo);
  return !(at < from) && !(at >= to);
}

/**
 * Finds the items that a line means: by SKU, else by GTIN, else by a code that another system has for the item and
 * that is valid at the time. One item given alone is the match already made.
 *
 * @param at  RFC 3339 time of the document; codes out of their validity do not count
 * @returns undefined when no item master was looked up or the line has no code at all
 */
export function matchItems(line: AnyLine, context: FactContext, at?: string): ItemMatch | undefined {
  const items = itemsOf(context);
  const codes = codesOf(line);
  if (items === undefined || codes.size === 0) return undefined;
  if (!Array.isArray(context.item) && items.length === 1)
    return { items, by: line.sku === items[0]?.sku ? 'sku' : 'identifier' };
  const bySku = items.filter((item) => item.sku === line.sku);
  if (bySku.length > 0) return { items: bySku.slice(0, 1), by: 'sku' };
  const gtin = gtinOf(line);
  const byGtin = gtin === undefined ? [] : items.filter((item) => itemGtins(item).includes(gtin));
  if (byGtin.length > 0) return { items: byGtin, by: 'gtin' };
  const time = Date.parse(at ?? '');
  const known = (item: ItemDocument) =>
    codes.has(item.sku) ||
    (item.identifiers ?? []).some((identifier) => codes.has(identifier.value) && validAt(identifier, time));
  const byIdentifier = items.filter(known);
  return { items: byIdentifier, by: byIdentifier.length > 0 ? 'identifier' : null };
}

/** The one item that a line means; null when there is none, undefined when that is not known or not clear. */
export function itemOf(line: AnyLine, context: FactContext, at?: string): ItemDocument | null | undefined {
  const match = matchItems(line, context, at);
  if (match === undefined || match.items.length > 1) return undefined;
  return match.items[0] ?? null;
}
