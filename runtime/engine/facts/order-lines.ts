// Which lines of the order a line of a shipment, return or invoice refers to. Imports lines.ts and item-codes.ts.
import type { ItemDocument, OrderDocument, Reference } from '../../model/types.ts';
import { codesOf, itemsOf } from './item-codes.ts';
import { type AnyLine, linesOf } from './lines.ts';
import type { FactContext, FactSubject } from './spec.ts';

export interface OrderLineMatch {
  /** Indexes of the order's lines; several when the order has the same item on several lines and the line names none. */
  readonly indexes: readonly number[];
  readonly by: 'lineId' | 'code' | 'substitute' | 'kit';
  /** True when the line id agrees and the item does not. */
  readonly itemDiffers: boolean;
}

interface OrderIndex {
  readonly lines: readonly AnyLine[];
  readonly byLineId: ReadonlyMap<string, readonly number[]>;
  readonly byCode: ReadonlyMap<string, readonly number[]>;
  readonly codes: readonly ReadonlySet<string>[];
}

// Documents are never changed once they are judged, so what is worked out from one may be kept as long as it lives.
const indexes = new WeakMap<OrderDocument, OrderIndex>();

function add(map: Map<string, number[]>, key: string | undefined, index: number): void {
  if (key === undefined) return;
  const found = map.get(key);
  if (found === undefined) map.set(key, [index]);
  else found.push(index);
}

function indexOf(order: OrderDocument): OrderIndex {
  const kept = indexes.get(order);
  if (kept !== undefined) return kept;
  const lines = linesOf(order);
  const byLineId = new Map<string, number[]>();
  const byCode = new Map<string, number[]>();
  const codes = lines.map(codesOf);
  lines.forEach((line, index) => {
    add(byLineId, line.lineId, index);
    for (const code of codes[index] ?? []) add(byCode, code, index);
  });
  const made = { lines, byLineId, byCode, codes };
  indexes.set(order, made);
  return made;
}

/** Whether a reference means this order, by any id that anyone knows it by. */
export function namesOrder(reference: Reference, order: OrderDocument): boolean {
  const { value } = reference;
  return (
    value === order.orderId ||
    value === order.orderNumber ||
    (order.references ?? []).some((known) => known.value === value)
  );
}

function differs(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** Two lines speak of different items when a kind of code that both have differs and no code of any kind agrees. */
function itemsDiffer(line: AnyLine, orderLine: AnyLine): boolean {
  const theirs = codesOf(orderLine);
  for (const code of codesOf(line)) if (theirs.has(code)) return false;
  return differs(line.sku, orderLine.sku) || differs(line.gtin14, orderLine.gtin14);
}

function kitsWith(component: string | undefined, items: readonly ItemDocument[] | undefined): ReadonlySet<string> {
  const kits = (items ?? []).filter(
    (item) => component !== undefined && item.kit?.some(({ sku }) => sku === component),
  );
  return new Set(kits.map(({ sku }) => sku));
}

function lookUp(line: AnyLine, order: OrderDocument, context: FactContext): OrderLineMatch | null {
  const index = indexOf(order);
  const byLineId = line.lineId === undefined ? [] : (index.byLineId.get(line.lineId) ?? []);
  const agreeing = byLineId.filter((at) => !itemsDiffer(line, index.lines[at] as AnyLine));
  if (agreeing.length > 0) return { indexes: agreeing, by: 'lineId', itemDiffers: false };
  const bySku = line.sku === undefined ? [] : (index.byCode.get(line.sku) ?? []);
  const byCode = bySku.length > 0 ? bySku : [...codesOf(line)].flatMap((code) => index.byCode.get(code) ?? []);
  if (byCode.length > 0) return { indexes: [...new Set(byCode)].sort((a, b) => a - b), by: 'code', itemDiffers: false };
  const replaced = line.substituteFor === undefined ? [] : (index.byCode.get(line.substituteFor) ?? []);
  const replacing = index.lines.flatMap((found, at) =>
    found.substituteFor !== undefined && found.substituteFor === line.sku ? [at] : [],
  );
  const substituted = replaced.length > 0 ? replaced : replacing;
  if (substituted.length > 0) return { indexes: substituted, by: 'substitute', itemDiffers: false };
  const kits = kitsWith(line.sku, itemsOf(context));
  const inKit = index.lines.flatMap((found, at) => (found.sku !== undefined && kits.has(found.sku) ? [at] : []));
  if (inKit.length > 0) return { indexes: inKit, by: 'kit', itemDiffers: false };
  // The line id alone: better than nothing when the two systems name items differently, and reported as such.
  return byLineId.length > 0 ? { indexes: byLineId, by: 'lineId', itemDiffers: true } : null;
}

/**
 * Finds the lines of the order that a line refers to: by line id and item, else by any common code, else as a declared
 * substitute, else as a component of an ordered kit, else by line id alone.
 *
 * @returns null when the order is known and has no such line; undefined when the order, or its lines, are not known, or
 *   the line belongs to another order
 */
export function matchOrderLine(line: AnyLine, context: FactContext): OrderLineMatch | null | undefined {
  const { order } = context;
  if (order === undefined || order === null || linesOf(order).length === 0) return undefined;
  if (line.order !== undefined && !namesOrder(line.order, order)) return undefined;
  if (line.lineId === undefined && line.substituteFor === undefined && codesOf(line).size === 0) return undefined;
  return lookUp(line, order, context);
}

/** The same lines of the order, as one key for sums over a document. */
export function matchKey(match: OrderLineMatch): string {
  return `${match.by === 'kit' ? 'kit' : 'line'}:${match.indexes.join(',')}`;
}

/** The order's lines of a match. */
export function matchedLines(match: OrderLineMatch, order: OrderDocument): readonly AnyLine[] {
  const lines = linesOf(order);
  return match.indexes.flatMap((at) => lines[at] ?? []);
}

const keysOfLines = new WeakMap<
  readonly AnyLine[],
  { order: unknown; item: unknown; keys: readonly (string | undefined)[] }
>();

/** For each of the lines of a document, the key of the order lines it refers to; undefined for those that refer to none. */
export function matchKeys(lines: readonly AnyLine[], context: FactContext): readonly (string | undefined)[] {
  const kept = keysOfLines.get(lines);
  if (kept !== undefined && kept.order === context.order && kept.item === context.item) return kept.keys;
  const keys = lines.map((line) => {
    const match = matchOrderLine(line, context);
    return match === null || match === undefined ? undefined : matchKey(match);
  });
  keysOfLines.set(lines, { order: context.order, item: context.item, keys });
  return keys;
}

/** The line that a line-scope fact is about, with its match. */
export function matchOf(subject: FactSubject): OrderLineMatch | null | undefined {
  return subject.line === undefined ? undefined : matchOrderLine(subject.line as AnyLine, subject.context);
}
