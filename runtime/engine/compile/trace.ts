// What every part of a program gave in one evaluation, for whoever wants to see it at work: by its place in the text.
// May import ./jsonata-reference.ts, ./expression.ts and the tree's type. Slower than a plain evaluation; the runtime never traces.
import type { EvaluationLimits } from './expression.ts';
import { compileReference } from './jsonata-reference.ts';
import type { Node } from './native/ast.ts';

export interface TracedValue {
  /** Of the first evaluation that gave something; undefined when none did. */
  readonly first: unknown;
  /** How often the part was evaluated: more than once inside a loop. */
  readonly evaluations: number;
  /** In how many of them it gave something. */
  readonly given: number;
}

export interface Trace {
  readonly value?: unknown;
  /** @throws never: what the evaluation threw, when it did; parts that were reached have their values all the same */
  readonly error?: unknown;
  /**
   * What the expression at this place of the text gave.
   *
   * @param start offset of its first character
   * @param end   offset behind its last one
   * @returns undefined when nothing there was evaluated
   */
  at(start: number, end: number): TracedValue | undefined;
}

/** A node, and the range of the token ends that lie in it: jsonata keeps where tokens end, and for paths nothing at all. */
interface Ranged {
  readonly node: Node;
  readonly low: number;
  readonly high: number;
}

interface Counted {
  first: unknown;
  evaluations: number;
  given: number;
}

/** Every node in the order of the text, outer before inner. */
function rangesOf(root: Node): Ranged[] {
  const found: Ranged[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): { low: number; high: number } => {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    if (typeof value !== 'object' || value === null || seen.has(value)) return { low, high };
    seen.add(value);
    const { type, position } = value as { type?: unknown; position?: unknown };
    const index = found.length;
    if (typeof type === 'string') found.push({ node: value as Node, low: 0, high: 0 });
    if (typeof position === 'number') {
      low = position;
      high = position;
    }
    for (const child of Object.values(value)) {
      const range = visit(child);
      low = Math.min(low, range.low);
      high = Math.max(high, range.high);
    }
    if (typeof type === 'string') found[index] = { node: value as Node, low, high };
    return { low, high };
  };
  visit(root);
  return found;
}

/** Index of the first range that begins behind an offset, in ranges that are sorted by where they begin. */
function firstAfter(ranges: readonly Ranged[], offset: number): number {
  let [from, to] = [0, ranges.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ranges[middle] as Ranged).low > offset) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** A value as its reader gets it: a sequence of one is that one, an empty one is nothing. */
function unwrapped(value: unknown): unknown {
  if (!Array.isArray(value) || (value as { sequence?: boolean }).sequence !== true) return value;
  if (value.length === 0) return undefined;
  return value.length === 1 && (value as { keepSingleton?: boolean }).keepSingleton !== true ? value[0] : [...value];
}

/**
 * Evaluates a program on the reference and keeps what each part of it gave.
 *
 * @throws CrossdockError `mapping.syntax`
 */
export async function traceProgram(
  program: string,
  options: { file: string; input: unknown; bindings: Readonly<Record<string, unknown>>; limits?: EvaluationLimits },
): Promise<Trace> {
  const values = new Map<Node, Counted>();
  const onValue = (node: Node, given: unknown): void => {
    const value = unwrapped(given);
    let counted = values.get(node);
    if (counted === undefined) {
      counted = { first: undefined, evaluations: 0, given: 0 };
      values.set(node, counted);
    }
    counted.evaluations += 1;
    if (value === undefined) return;
    counted.given += 1;
    if (counted.first === undefined) counted.first = value;
  };
  const { file, input, bindings, limits } = options;
  const compiled = compileReference(program, { file, onValue, ...(limits === undefined ? {} : { limits }) });
  // A node without a place of its own, such as a function of the library, has none. Sorting is stable: outer ones stay before inner ones.
  const ranges = rangesOf(compiled.tree)
    .filter(({ high }) => high > 0)
    .sort((a, b) => a.low - b.low);
  const at = (start: number, end: number): TracedValue | undefined => {
    for (let index = firstAfter(ranges, start); index < ranges.length; index += 1) {
      const { node, low, high } = ranges[index] as Ranged;
      if (low > end) return undefined;
      const value = high > end ? undefined : values.get(node);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  try {
    return { value: await compiled.evaluate(input, bindings), at };
  } catch (error) {
    return { error, at };
  }
}
