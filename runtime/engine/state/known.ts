// What is known of a document before a message: its fields with the stamp of each, and its lines. Imports registers and clocks.
import { stampOf } from './clocks.ts';
import type { Axis } from './lifecycle.ts';
import type { KnownLines } from './lines.ts';
import { orderedKeys } from './lines.ts';
import { fieldsOf, keyOf, lineOf, type Plain, type Registers, registersOf } from './registers.ts';
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
  const steps = new Set<string>();
  for (const path of paths) {
    const step = lineOf(path);
    if (step !== undefined) steps.add(step);
  }
  return [...steps].map(keyOf);
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
export function names(path: string): boolean {
  const line = lineOf(path);
  return line !== undefined && NAMING.has(path.slice('/lines/'.length + line.length + 1));
}

/** Steps of the lines that someone has stated properly. */
function statedSteps(registers: Registers, stamps: ReadonlyMap<string, Stamp>): Set<string> {
  const stated = new Set<string>();
  for (const path of registers.keys()) {
    if (names(path) && stamps.get(path)?.weak !== true) stated.add(lineOf(path) as string);
  }
  return stated;
}

/** Keys of the lines that someone has stated properly. */
export const statedLines = (registers: Registers, stamps: ReadonlyMap<string, Stamp>): Set<string> =>
  new Set([...statedSteps(registers, stamps)].map(keyOf));

/** Takes the registers of lines that nobody has stated properly out of the others. */
export function setAside(registers: Registers, stamps: ReadonlyMap<string, Stamp>): Registers {
  const aside: Registers = new Map();
  const stated = statedSteps(registers, stamps);
  for (const [path, value] of registers) {
    const line = lineOf(path);
    if (line !== undefined && !stated.has(line)) aside.set(path, value);
  }
  for (const path of aside.keys()) registers.delete(path);
  return aside;
}
