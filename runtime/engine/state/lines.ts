// Which incoming line is which known line, and the order of the lines. Imports types and stamps.

import type { Plain } from './registers.ts';
import { compareStamps, type LineOrder, type Stamp } from './stored.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The name of a line that is not known yet: its id, else its SKU, else its GTIN, else its place. */
function ownKey(line: Plain, index: number): string {
  const lineId = text(line['lineId']);
  if (lineId !== undefined) return lineId;
  const sku = text(line['sku']);
  if (sku !== undefined) return `sku:${sku}`;
  const gtin = text(line['gtin14']) ?? text(line['gtin']);
  return gtin === undefined ? `#${index + 1}` : `gtin:${gtin}`;
}

/** Makes a name unique by a suffix: the second line of the same id is `1~2`. */
function unused(key: string, taken: ReadonlySet<string>): string {
  let free = key;
  for (let count = 2; taken.has(free); count += 1) free = `${key}~${count}`;
  return free;
}

export interface KnownLines {
  readonly keys: readonly string[];
  readonly lines: readonly Plain[];
  /** System whose line ids the known lines carry. */
  readonly system: string | undefined;
}

/**
 * Names every incoming line by the key of the known line that it is about, or by a new one.
 *
 * A line is known by its lineId. A line without lineId, or one that another system numbered, is known by its SKU (or GTIN)
 * when exactly one known line has it. A line that the message adds is new.
 */
export function matchLines(incoming: readonly Plain[], known: KnownLines, system: string): string[] {
  const taken = new Set<string>();
  const byId = incoming.map((line) => {
    const lineId = text(line['lineId']);
    const index = known.lines.findIndex(
      (other, at) => lineId !== undefined && other['lineId'] === lineId && !taken.has(known.keys[at] as string),
    );
    const key = known.keys[index];
    if (key !== undefined) taken.add(key);
    return key;
  });
  return incoming.map((line, index) => {
    const found = byId[index] ?? bySku(line, { known, taken, system });
    const key = found ?? unused(ownKey(line, index), new Set([...taken, ...known.keys]));
    taken.add(key);
    return key;
  });
}

function bySku(
  line: Plain,
  context: { known: KnownLines; taken: ReadonlySet<string>; system: string },
): string | undefined {
  const { known, taken, system } = context;
  const lineId = text(line['lineId']);
  if (line['change'] === 'added') return undefined;
  for (const field of ['sku', 'gtin14', 'gtin']) {
    const value = text(line[field]);
    const fitting = value === undefined ? [] : known.keys.filter((_key, at) => known.lines[at]?.[field] === value);
    const [key] = fitting;
    if (fitting.length !== 1 || key === undefined || taken.has(key)) continue;
    const numbered = text(known.lines[known.keys.indexOf(key)]?.['lineId']) !== undefined;
    if (lineId === undefined || !numbered || known.system !== system) return key;
  }
  return undefined;
}

/** The keys in the order of the lines: by the earliest statement that names a line, then by its place there. */
export function orderedKeys(order: LineOrder | undefined): string[] {
  if (order === undefined) return [];
  const origin = (entry: readonly [number, number]) => order.origins[entry[0]] ?? { at: '', received: '' };
  return Object.entries(order.lines)
    .sort(([keyA, a], [keyB, b]) => compareStamps(origin(a), origin(b)) || a[1] - b[1] || (keyA < keyB ? -1 : 1))
    .map(([key]) => key);
}

/** The order with the lines of one more document: a line keeps its place unless an earlier statement names it. */
export function withLines(order: LineOrder | undefined, keys: readonly string[], stamp: Stamp): LineOrder | undefined {
  if (keys.length === 0) return order;
  const origins = [...(order?.origins ?? [])];
  const lines = new Map(Object.entries(order?.lines ?? {}));
  const { at, received, weak } = stamp;
  let own = origins.findIndex((origin) => compareStamps(origin, stamp) === 0 && origin.weak === weak);
  if (own === -1) own = origins.push({ at, received, ...(weak === undefined ? {} : { weak }) }) - 1;
  for (const [index, key] of keys.entries()) {
    const known = lines.get(key);
    const origin = known === undefined ? undefined : origins[known[0]];
    if (origin === undefined || isBefore(stamp, origin)) lines.set(key, [own, index]);
  }
  const used = [...new Set([...lines.values()].map(([origin]) => origin))].sort((a, b) => a - b);
  return {
    origins: used.map((origin) => origins[origin] as LineOrder['origins'][number]),
    lines: Object.fromEntries([...lines].map(([key, [origin, index]]) => [key, [used.indexOf(origin), index]])),
  };
}

/** A proper statement comes before one in passing, an earlier before a later. */
function isBefore(a: Pick<Stamp, 'at' | 'received' | 'weak'>, b: Pick<Stamp, 'at' | 'received' | 'weak'>): boolean {
  return a.weak === b.weak ? compareStamps(a, b) < 0 : b.weak === true;
}
