// Paths: their steps one after the other, with the variables that items may carry, then grouping and `[]`. Imports steps, tuples, group.
import type { Node } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code, Env } from './function-values.ts';
import { groupCode } from './group.ts';
import { isTupleStream, type Scope, tupleNames } from './scope.ts';
import { type Marked, sequenceOf, unwrap, unwrapKeeping } from './sequence.ts';
import { beginning, compileStep, runStep } from './steps.ts';
import { streamCode } from './tuples.ts';

/** The items of a path, before they are unwrapped. */
type Items = (input: unknown, env: Env) => Marked;

function itemsCode(node: Node, scope: Scope, compiler: Compiler): Items {
  const nodes = node.steps ?? [];
  const [first] = nodes;
  const absolute = first?.type === 'variable';
  const constructed = first?.consarray === true;
  const steps = nodes.map((step) => compileStep(step, scope, compiler));
  const head = constructed ? compiler.code(first as Node, scope) : undefined;
  return (input, env) => {
    let items = beginning(input, absolute);
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index] as (typeof steps)[number];
      items =
        index === 0 && head !== undefined
          ? (head(items, env) as Marked)
          : runStep(step, items, env, index === steps.length - 1);
      // What an array constructor with a predicate gives may be nothing, or no array.
      if (items === undefined || items.length === 0) break;
    }
    return items;
  };
}

/** A path as an expression of its own: unwrapped. */
export function pathCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const stream = isTupleStream(node);
  const names = stream ? tupleNames(node) : undefined;
  const { items, grouped } = stream
    ? streamCode(node, scope, { compiler, names: names as ReadonlySet<string> })
    : { items: itemsCode(node, scope, compiler), grouped: undefined };
  const kept = node.keepSingletonArray === true ? keeping(items) : items;
  if (node.group === undefined) {
    const end = node.keepArray ? unwrapKeeping : unwrap;
    return (input, env) => end(kept(input, env));
  }
  const grouper = groupCode(node.group, scope, { compiler, names });
  return (input, env) => grouper((grouped ?? kept)(input, env), env);
}

/** `[]` behind a path: what it gives stays an array. */
function keeping(items: Items): Items {
  return (input, env) => {
    let result = items(input, env);
    if (result.cons && !result.sequence) result = sequenceOf(result);
    // Arrays of the message are not marked: they never unwrap.
    if (result.sequence) result.keepSingleton = true;
    return result;
  };
}
