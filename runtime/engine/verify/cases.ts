// The cases of a proof: given inputs as they are, then their variations by turns, until there are enough. Imports mutations.
import { hugeVariations, pairs, type Variation, variations } from './mutations.ts';

/** A proof rests on at least this many cases. */
export const LEAST_CASES = 2_000;
/** Huge variations of all inputs together. */
const MOST_HUGE = 6;

export interface Case {
  readonly name: string;
  readonly value: unknown;
}

/** Takes from several sources by turns until all are empty. */
function* byTurns<T>(sources: readonly Iterator<T>[]): Generator<T> {
  let open = [...sources];
  while (open.length > 0) {
    const left: Iterator<T>[] = [];
    for (const source of open) {
      const next = source.next();
      if (next.done === true) continue;
      yield next.value;
      left.push(source);
    }
    open = left;
  }
}

/**
 * Cases over given inputs: each of them, a few made huge, and variations until there are `least` in all; more only when
 * there are more inputs than that.
 */
export function* casesOver(inputs: readonly Case[], least = LEAST_CASES): Generator<Case> {
  let count = 0;
  for (const input of inputs) {
    count += 1;
    yield input;
  }
  const of = (input: Case, one: Variation): Case => ({ name: `${input.name}: ${one.name}`, value: one.value });
  const perInput = Math.max(1, Math.floor(MOST_HUGE / Math.max(1, inputs.length)));
  for (const input of inputs.slice(0, MOST_HUGE)) {
    for (const one of hugeVariations(input.value, perInput)) {
      count += 1;
      yield of(input, one);
    }
  }
  for (const make of [variations, pairs]) {
    const sources = inputs.map(function* (input) {
      for (const one of make(input.value)) yield of(input, one);
    });
    for (const one of byTurns(sources)) {
      if (count >= least) return;
      count += 1;
      yield one;
    }
  }
}
