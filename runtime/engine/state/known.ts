// What is known of a document before a message: its fields with the stamp of each, and its lines. Imports registers and clocks.
import { stampOf } from './clocks.ts';
import type { Axis } from './lifecycle.ts';
import type { KnownLines } from './lines.ts';
import { orderedKeys } from './lines.ts';
import { fieldsOf, keysOf, type Plain, type Registers, registersOf } from './registers.ts';
import { linesOf } from './statement.ts';
import type { Stamp, StoredState } from './stored.ts';

export interface Known {
  readonly registers: Registers;
  /** Of every register, and of `/source` and `/occurredAt`. */
  readonly stamps: Map<string, Stamp>;
  /** The lines that are shown, then those kept aside. */
  readonly lines: KnownLines;
}

/** Keys of the lines among register paths. */
export function lineKeysIn(paths: Iterable<string>): string[] {
  const keys = new Set<string>();
  for (const path of paths) if (path.startsWith('/lines/')) keys.add(keysOf(path)[1] as string);
  return [...keys];
}

/** Reads a stored state; an empty one for a document that is not known yet. */
export function knownOf(previous: StoredState | null, axes: ReadonlyMap<string, Axis>): Known {
  const stamps = new Map<string, Stamp>();
  if (previous === null) return { registers: new Map(), stamps, lines: { keys: [], lines: [], system: undefined } };
  const { document, clocks, lineOrder } = previous;
  const aside: Registers = new Map(Object.entries(previous.aside ?? {}));
  const asideKeys = lineKeysIn(aside.keys());
  const shown = orderedKeys(lineOrder).filter((key) => !asideKeys.includes(key));
  const registers = registersOf(document, shown, new Set([...axes.values()].map((axis) => axis.path)));
  for (const [path, value] of aside) registers.set(path, value);
  for (const path of [...registers.keys(), '/source', '/occurredAt']) {
    const stamp = stampOf(clocks, path);
    if (stamp !== undefined) stamps.set(path, stamp);
  }
  const asideLines = (fieldsOf(aside, asideKeys)['lines'] ?? []) as readonly Plain[];
  return {
    registers,
    stamps,
    lines: {
      keys: [...shown, ...asideKeys],
      lines: [...linesOf(document), ...asideLines],
      system: document.source.system,
    },
  };
}

/** Fields of a line that tell what it is of: who states one properly states the line. */
const NAMING = new Set(['lineId', 'sku', 'gtin', 'gtin14', 'identifiers', 'name', 'quantity']);

/** Whether a register path leads to a field that names a line. */
export const names = (path: string): boolean => path.startsWith('/lines/') && NAMING.has(path.split('/')[3] ?? '');

/** Keys of the lines that someone has stated properly. */
export function statedLines(registers: Registers, stamps: ReadonlyMap<string, Stamp>): Set<string> {
  const stated = new Set<string>();
  for (const path of registers.keys()) {
    if (names(path) && stamps.get(path)?.weak !== true) stated.add(keysOf(path)[1] as string);
  }
  return stated;
}

/** Takes the registers of lines that nobody has stated properly out of the others. */
export function setAside(registers: Registers, stamps: ReadonlyMap<string, Stamp>): Registers {
  const aside: Registers = new Map();
  const stated = statedLines(registers, stamps);
  for (const [path, value] of [...registers]) {
    if (!path.startsWith('/lines/') || stated.has(keysOf(path)[1] as string)) continue;
    aside.set(path, value);
    registers.delete(path);
  }
  return aside;
}
