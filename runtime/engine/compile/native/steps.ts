// Paths without variables: `a.b[x > 1].{…}^(y)`. Imports compiler, filter, sequence and sort.
import type { Node, Stage } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { type Filter, filterCode } from './filter.ts';
import type { Code, Env } from './function-values.ts';
import { LeftToReference, tick } from './guard.ts';
import type { Scope } from './scope.ts';
import { emptySequence, isSequence, type Marked, sequenceOf, spreadInto } from './sequence.ts';
import { type Sorter, sortCode } from './sort.ts';
import { isInherited } from './values.ts';
import { stepByName } from './walk.ts';

/** One step of a path: an expression evaluated for each item, or an order-by over all of them. */
export interface Step {
  /** The name, when the step is one and nothing else. */
  readonly name: string | undefined;
  readonly code: Code | undefined;
  readonly sort: Sorter | undefined;
  readonly filters: readonly Filter[];
}

export function compileStages(
  stages: readonly Stage[] | undefined,
  scope: Scope,
  options: { compiler: Compiler; names: ReadonlySet<string> | undefined },
): Filter[] {
  return (stages ?? []).flatMap((stage) => (stage.expr === undefined ? [] : [filterCode(stage.expr, scope, options)]));
}

/** The name of a step that is a name alone, and none that every object answers to (`toString`). */
export function plainName(node: Node): string | undefined {
  const bare = !node.stages && !node.predicate && !node.group && !node.keepArray && !node.tuple;
  return node.type === 'name' && bare && !isInherited(node.value as string) ? (node.value as string) : undefined;
}

export function compileStep(node: Node, scope: Scope, compiler: Compiler): Step {
  const sort = node.type === 'sort' ? sortCode(node.terms ?? [], scope, compiler, false) : undefined;
  return {
    name: plainName(node),
    code: sort === undefined ? compiler.code(node, scope) : undefined,
    sort,
    filters: compileStages(node.stages, scope, { compiler, names: undefined }),
  };
}

/**
 * One step over all items so far.
 *
 * @param last  whether it ends the path: then a single array of the message is given as it is
 */
export function runStep(step: Step, items: Marked, env: Env, last: boolean): Marked {
  const { code, sort, filters } = step;
  if (!Array.isArray(items)) throw new LeftToReference('an array constructor with a predicate gave no array');
  if (step.name !== undefined) return stepByName(items, step.name, last);
  if (sort !== undefined)
    return filters.reduce<unknown>((value, filter) => filter(value, env), sort(items, env)) as Marked;
  const { length } = items;
  tick(length);
  let count = 0;
  let first: unknown;
  let results: Marked | undefined;
  for (let index = 0; index < length; index += 1) {
    let found = (code as Code)(items[index], env);
    for (let at = 0; at < filters.length; at += 1) found = (filters[at] as Filter)(found, env);
    if (found === undefined) continue;
    count += 1;
    if (count === 1) {
      first = found;
      continue;
    }
    if (results === undefined) {
      results = emptySequence();
      spreadInto(results, first);
    }
    spreadInto(results, found);
  }
  if (results !== undefined) return results;
  if (count === 1) {
    if (last && Array.isArray(first) && !isSequence(first)) return first as Marked;
    results = emptySequence();
    spreadInto(results, first);
    return results;
  }
  return emptySequence();
}

/** The items that a path begins with: those of an input that is an array, unless the first step is a variable. */
export function beginning(input: unknown, absolute: boolean): Marked {
  return Array.isArray(input) && !absolute ? (input as Marked) : sequenceOf(input);
}
