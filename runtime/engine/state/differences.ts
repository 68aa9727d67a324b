// Ordered quantities that a change document raises or lowers by a difference. Imports counters and ownership.

import { numberWhenWhole, readDecimal } from '../functions/exact.ts';
import { moveCounter, setCounter, settle, standOf } from './counters.ts';
import { weight } from './ownership.ts';
import { refuse } from './refuse.ts';
import { type Registers, rulePath } from './registers.ts';
import type { Counter, Stamp } from './stored.ts';
import type { Work } from './work.ts';

type Counters = Readonly<Record<string, Counter>>;

/** Puts the stated number in the place of the sum, so that fields are compared as they were stated. */
export function hideDifferences(
  counters: Counters | undefined,
  fields: { known: Registers; stamps: Map<string, Stamp> },
): Counters {
  for (const [path, counter] of Object.entries(counters ?? {})) {
    const amount = readDecimal(counter.base?.amount);
    if (amount === undefined) {
      fields.known.delete(path);
      fields.stamps.delete(path);
    } else {
      fields.known.set(path, numberWhenWhole(amount));
    }
  }
  return counters ?? {};
}

/** Adds the differences of the document to those that are known, and puts the sums in their places. */
export function addDifferences(
  work: Work,
  context: {
    counters: Counters;
    differences: ReadonlyMap<string, unknown>;
    known: Registers;
    stamps: Map<string, Stamp>;
  },
): Counters {
  const { counters, differences, known, stamps } = context;
  const result: [string, Counter][] = [];
  for (const path of new Set([...Object.keys(counters), ...differences.keys()])) {
    // A quantity said in passing is no base to count from.
    const stamp = stamps.get(path);
    const base = stamp?.weak === true ? undefined : stamp;
    const before = counters[path];
    const amount = known.get(path);
    const based =
      base === undefined || amount === undefined ? before : setCounter(before, amount, { stamp: base, outranks: true });
    const counter = add(work, { path, counter: based, amount: differences.get(path), base });
    if (counter === undefined) continue;
    if (counter.base === undefined && differences.has(path)) {
      const message = `${path}: a difference came before any quantity; it counts from zero`;
      work.notes.findings.push({ code: 'state.no-baseline', severity: 'warning', message, at: { path } });
    }
    known.set(path, standOf(counter));
    result.push([path, counter]);
  }
  return Object.fromEntries(result);
}

function add(
  work: Work,
  context: { path: string; counter: Counter | undefined; amount: unknown; base: Stamp | undefined },
): Counter | undefined {
  const { path, counter, amount, base } = context;
  const settled = counter === undefined ? undefined : settle(counter, true);
  if (amount === undefined) return settled;
  const rule = work.rule(rulePath(path));
  const wouldChange = { from: settled === undefined ? undefined : standOf(settled), to: amount };
  const { stamp, notes } = work;
  if (base !== undefined && weight(rule, stamp.class) < weight(rule, base.class)) {
    const message = `${stamp.system} (${stamp.class}) may not change ${path}: it belongs to ${rule.owners.join(', ')}`;
    const options = { disposition: rule.otherwise ?? ('hold' as const), owner: rule.owners[0] ?? base.class };
    refuse(notes, { code: 'state.ownership', cause: 'not_the_owner', path, message, wouldChange }, options);
    return settled;
  }
  const moved = moveCounter(settled, { amount, stamp, index: work.request.index ?? 0 }, true);
  if (moved.fate === 'included') notes.superseded.push({ path, reason: 'late' });
  if (moved.fate === 'below-zero') {
    const message = `the difference would take ${path} below zero`;
    const options = { disposition: 'hold' as const, owner: rule.owners[0] ?? 'oms' };
    refuse(notes, { code: 'state.conflict', cause: 'below_zero', path, message, wouldChange }, options);
  }
  return moved.counter;
}
