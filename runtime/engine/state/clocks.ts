// When each field was set last, kept small: fields that share the commonest stamp are not listed. Imports stamps.
import { type Clocks, compareStamps, type Stamp } from './stored.ts';

const same = (a: Stamp, b: Stamp): boolean =>
  compareStamps(a, b) === 0 &&
  a.system === b.system &&
  a.class === b.class &&
  a.messageId === b.messageId &&
  a.weak === b.weak;

/** The stamp of a register; undefined when there are no clocks yet. */
export function stampOf(clocks: Clocks | undefined, path: string): Stamp | undefined {
  if (clocks === undefined) return undefined;
  return clocks.stamps[Object.hasOwn(clocks.fields, path) ? (clocks.fields[path] as number) : clocks.default];
}

/** Clocks for these registers. */
export function clocksOf(stampOfPath: ReadonlyMap<string, Stamp>, fallback: Stamp): Clocks {
  const stamps: Stamp[] = [];
  const counts: number[] = [];
  const indexes = new Map<string, number>();
  for (const [path, stamp] of stampOfPath) {
    let index = stamps.findIndex((known) => known === stamp || same(known, stamp));
    if (index === -1) index = stamps.push(stamp) - 1;
    counts[index] = (counts[index] ?? 0) + 1;
    indexes.set(path, index);
  }
  if (stamps.length === 0) return { stamps: [fallback], default: 0, fields: {} };
  const commonest = counts.indexOf(Math.max(...counts));
  return {
    stamps,
    default: commonest,
    fields: Object.fromEntries([...indexes].filter(([, index]) => index !== commonest)),
  };
}
