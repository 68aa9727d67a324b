// What comparisons read: every fact looked up at most once in a run, and every way into a fact that several comparisons share.
// Imports conditions and paths.
import type { Condition, Operand } from './conditions.ts';
import { type CompiledPath, compilePath } from './path.ts';

/**
 * Facts by name; undefined means not known. Asked at most once in a run for a name and its parameters, and only when a
 * condition needs it.
 */
export type FactSource = (name: string, params: Readonly<Record<string, unknown>> | undefined) => unknown;

/** A fact is not known, and the engine was told that this is an error. */
export class UnknownFact extends Error {
  constructor(fact: string) {
    super(`the fact ${JSON.stringify(fact)} is not known`);
    this.name = 'UnknownFact';
  }
}

const UNSET: unique symbol = Symbol('not looked up');

/** The values of one run. */
export interface Run {
  readonly source: FactSource;
  readonly values: unknown[];
}

/** Reads the value of an operand in a run. */
export type Read = (run: Run) => unknown;

export interface CompiledOperand {
  readonly read: Read;
  /** The fact itself, before any path. */
  readonly fact: Read;
  readonly path: CompiledPath | undefined;
  /** The value read anew, not the one that is kept. */
  readonly anew: Read;
  /** Whether several comparisons read this very value, so that it is kept. */
  readonly shared: boolean;
}

/** Parameters with their keys in one order: equal ones are one fact. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

const factKey = ({ fact, params }: Operand): string =>
  params === undefined || Object.keys(params).length === 0 ? fact : `${fact}\u0000${JSON.stringify(sorted(params))}`;

const operandKey = (operand: Operand): string => `${factKey(operand)}\u0000${operand.path ?? ''}`;

function operandsIn(condition: Condition): Operand[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.members.flatMap(operandsIn);
    case 'not':
      return operandsIn(condition.member);
    case 'reference':
      return condition.member === undefined ? [] : operandsIn(condition.member);
    case 'compare':
      return [condition.operand, ...('fixed' in condition.value ? [] : [condition.value])];
  }
}

export interface Operands {
  of(operand: Operand): CompiledOperand;
  /** Reads what an operand is compared with. A path that meets several gives each side a list of its own, unequal to the other. */
  readValue(value: Operand, comparedWith: Operand): Read;
  begin(source: FactSource): Run;
}

/**
 * Compiles every operand of the conditions.
 *
 * @param options.unknownIsError  reading a fact that is not known throws `UnknownFact`
 */
export function compileOperands(trees: readonly Condition[], options: { readonly unknownIsError: boolean }): Operands {
  const all = trees.flatMap(operandsIn);
  const uses = new Map<string, number>();
  for (const operand of all) uses.set(operandKey(operand), (uses.get(operandKey(operand)) ?? 0) + 1);
  const facts = new Map<string, Read>();
  const compiled = new Map<string, CompiledOperand>();
  let slots = 0;
  /** Keeps what `work` gives for the rest of the run. */
  const kept = (work: Read): Read => {
    const slot = slots++;
    return (run) => {
      const known = run.values[slot];
      if (known !== UNSET) return known;
      const value = work(run);
      run.values[slot] = value;
      return value;
    };
  };
  const factOf = (operand: Operand): Read => {
    const key = factKey(operand);
    const found = facts.get(key);
    if (found !== undefined) return found;
    const { fact, params } = operand;
    const read = kept(({ source }) => {
      const value = source(fact, params);
      if (value === undefined && options.unknownIsError) throw new UnknownFact(fact);
      return value;
    });
    facts.set(key, read);
    return read;
  };
  for (const operand of all) {
    const key = operandKey(operand);
    if (compiled.has(key)) continue;
    const fact = factOf(operand);
    if (operand.path === undefined) {
      compiled.set(key, { read: fact, fact, anew: fact, path: undefined, shared: true });
      continue;
    }
    const path = compilePath(operand.steps);
    const { resolve } = path;
    const way: Read = (run) => {
      const value = fact(run);
      // What is no object or array has no members to find, so it is taken as it is.
      return typeof value === 'object' && value !== null ? resolve(value) : value;
    };
    const shared = (uses.get(key) ?? 0) > 1;
    compiled.set(key, { read: shared ? kept(way) : way, fact, anew: way, path, shared });
  }
  const unset = new Array<unknown>(slots).fill(UNSET);
  const of = (operand: Operand) => compiled.get(operandKey(operand)) as CompiledOperand;
  return {
    of,
    readValue: (value, comparedWith) => (of(value) === of(comparedWith) ? of(value).anew : of(value).read),
    begin: (source) => ({ source, values: unset.slice() }),
  };
}
