// Evaluates the paths of rules by closures, with the meaning that jsonpath-plus gives them. Imports the syntax of paths.
import type { PathStep } from './path-syntax.ts';

/**
 * Takes one value that a path meets. `many` says that the path may meet several, so that a single one stays in an array.
 *
 * @returns true to end the walk
 */
export type Take = (value: unknown, many: boolean) => boolean;

/** Meets the values below one value in the order of jsonpath-plus. @returns whether the walk was ended */
type Walk = (value: unknown, take: Take) => boolean;

export interface CompiledPath {
  /** What the path gives: undefined for nothing; one value as it is, unless the path may meet several; else an array. */
  readonly resolve: (root: object) => unknown;
  /** Meets the values one by one; undefined when the path can meet but one. */
  readonly each: ((root: object, take: Take) => boolean) | undefined;
}

/** Names that every object, array or text inherits: only for these a look at the value itself is not enough. */
const INHERITED = new Set(
  [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype].flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype),
  ),
);
INHERITED.delete('length');

const hasOwn = (value: unknown, name: string | number): boolean =>
  Boolean(value) && Object.hasOwn(value as object, name);

const memberOf = (value: unknown, name: string): unknown => (value as Record<string, unknown>)[name];

/** The way down one name; undefined also for what is there and undefined. */
function stepDown(name: string): (value: unknown) => unknown {
  if (INHERITED.has(name)) return (value) => (hasOwn(value, name) ? memberOf(value, name) : undefined);
  return (value) => {
    if (typeof value === 'object') return value === null ? undefined : memberOf(value, name);
    return typeof value === 'string' && hasOwn(value, name) ? memberOf(value, name) : undefined;
  };
}

function namesOnly(names: readonly string[]): (root: object) => unknown {
  const [first, second, third, ...more] = names.map(stepDown);
  if (first === undefined) return (root) => root;
  if (second === undefined) return first;
  if (third === undefined) return (root) => second(first(root));
  return (root) => more.reduce((value, step) => step(value), third(second(first(root))));
}

/** The numbers of an array that a slice takes. */
function* indexes(length: number, { from, to, by }: Extract<PathStep, { kind: 'slice' }>): Generator<number> {
  const end = Number.isNaN(to) ? length : to < 0 ? Math.max(0, to + length) : Math.min(length, to);
  for (let index = from < 0 ? Math.max(0, from + length) : Math.min(length, from); index < end; index += by)
    yield index;
}

/** Meets the members of an array or object, by the step behind it. */
const members =
  (next: Walk): Walk =>
  (value, take) => {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) if (next(value[index], take)) return true;
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) if (next(memberOf(value, key), take)) return true;
    }
    return false;
  };

/**
 * Builds the walks of a path, each kept once.
 *
 * Behind a name that was found, and behind `*`, jsonpath-plus first looks for a member whose name is the very text of
 * the next step (`literal`), and what it finds that way does not pass that habit on.
 */
function walksOf(steps: readonly PathStep[]): (at: number, literal: boolean, many: boolean) => Walk {
  const kept = new Map<string, Walk>();
  const walkOf = (at: number, literal: boolean, many: boolean): Walk => {
    const key = `${at} ${literal} ${many}`;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const step = steps[at];
    let walk: Walk;
    if (step === undefined) walk = (value, take) => take(value, many);
    else if (literal) {
      const own = walkOf(at + 1, false, many);
      const usual = step.kind === 'name' ? undefined : walkOf(at, false, many);
      walk = (value, take) => {
        if (hasOwn(value, step.text)) return own(memberOf(value, step.text), take);
        return usual?.(value, take) ?? false;
      };
    } else walk = usualWalk(step, at, many);
    kept.set(key, walk);
    return walk;
  };
  const named = (name: string, next: Walk): Walk => {
    if (INHERITED.has(name)) return (value, take) => hasOwn(value, name) && next(memberOf(value, name), take);
    return (value, take) => {
      if (typeof value === 'object' && value !== null) {
        const member = memberOf(value, name);
        return member === undefined && !Object.hasOwn(value, name) ? false : next(member, take);
      }
      return hasOwn(value, name) && next(memberOf(value, name), take);
    };
  };
  const usualWalk = (step: PathStep, at: number, many: boolean): Walk => {
    switch (step.kind) {
      case 'name':
        return named(step.text, walkOf(at + 1, true, many));
      case 'every':
        return members(walkOf(at + 1, true, true));
      case 'union': {
        const walks = step.names.map((name) => named(name, walkOf(at + 1, true, true)));
        return (value, take) => walks.some((walk) => walk(value, take));
      }
      case 'slice': {
        const next = walkOf(at + 1, false, true);
        return (value, take) => {
          if (!Array.isArray(value)) return false;
          for (const index of indexes(value.length, step)) if (next(value[index], take)) return true;
          return false;
        };
      }
      case 'below': {
        const here = walkOf(at + 1, false, many);
        const below: Walk = members((value, take) => typeof value === 'object' && (deeper as Walk)(value, take));
        // Below the first level the path may meet several values, which the same step there knows.
        const deeper: Walk = many ? (value, take) => here(value, take) || below(value, take) : walkOf(at, false, true);
        return (value, take) => here(value, take) || below(value, take);
      }
    }
  };
  return walkOf;
}

/** Compiles the steps of a path. */
export function compilePath(steps: readonly PathStep[]): CompiledPath {
  if (steps.every((step) => step.kind === 'name')) {
    return { resolve: namesOnly(steps.map((step) => step.text)), each: undefined };
  }
  const each = walksOf(steps)(0, false, false);
  return {
    each,
    resolve(root) {
      const found: unknown[] = [];
      let several = false;
      each(root, (value, many) => {
        found.push(value);
        several = many;
        return false;
      });
      return found.length === 1 && !several ? found[0] : found.length === 0 ? undefined : found;
    },
  };
}
