// Paths: their steps one after the other, with the variables that items may carry, then grouping and `[]`. Imports steps, tuples, group, walk.
import type { Node } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code, Env } from './function-values.ts';
import { groupCode } from './group.ts';
import { LeftToReference } from './guard.ts';
import { isTupleStream, type Scope, tupleNames } from './scope.ts';
import { isSequence, type Marked, sequenceOf, unwrap, unwrapKeeping } from './sequence.ts';
import { beginning, compileStep, plainName, runStep, type Step } from './steps.ts';
import { streamCode } from './tuples.ts';
import { endOf, fieldOf, itemsOf, walkFrom, walkInput } from './walk.ts';

/** The items of a path, before they are unwrapped. */
type Items = (input: unknown, env: Env) => Marked;

function runSteps(steps: readonly Step[], from: number, start: Marked, env: Env): Marked {
  let items = start;
  for (let index = from; index < steps.length; index += 1) {
    items = runStep(steps[index] as Step, items, env, index === steps.length - 1);
    if (items.length === 0) break;
  }
  return items;
}

/** A path that begins with an array constructor: it is evaluated once, whatever the input. */
function constructedCode(nodes: readonly Node[], scope: Scope, compiler: Compiler): Items {
  const head = compiler.code(nodes[0] as Node, scope);
  const steps = nodes.map((step) => compileStep(step, scope, compiler));
  const absolute = nodes[0]?.type === 'variable';
  return (input, env) => {
    const items = head(beginning(input, absolute), env) as Marked;
    // With a predicate it may give nothing, or no array: an empty text is as long as an empty array.
    if (items !== undefined && !Array.isArray(items))
      throw new LeftToReference('an array constructor with a predicate gave no array');
    return items === undefined || items.length === 0 ? items : runSteps(steps, 1, items, env);
  };
}

function itemsCode(nodes: readonly Node[], scope: Scope, compiler: Compiler): Items {
  if (nodes[0]?.consarray === true) return constructedCode(nodes, scope, compiler);
  const absolute = nodes[0]?.type === 'variable';
  const steps = nodes.map((step) => compileStep(step, scope, compiler));
  return (input, env) => runSteps(steps, 0, beginning(input, absolute), env);
}

/** One item walked through the steps as long as it stays one; the result is unwrapped. */
function singleFirst(nodes: readonly Node[], scope: Scope, compiler: Compiler): Code {
  const absolute = nodes[0]?.type === 'variable';
  const steps = nodes.map((step) => compileStep(step, scope, compiler));
  const last = steps.length - 1;
  return (input, env) => {
    if (!absolute && Array.isArray(input)) return unwrap(runSteps(steps, 0, input as Marked, env));
    let item = input;
    for (let index = 0; index <= last; index += 1) {
      const { code, filters } = steps[index] as Step;
      if (code === undefined) return unwrap(runSteps(steps, index, sequenceOf(item), env));
      let found = code(item, env);
      for (let at = 0; at < filters.length; at += 1) found = (filters[at] as Step['filters'][number])(found, env);
      if (found === undefined) return undefined;
      if (typeof found === 'object' && Array.isArray(found)) {
        if (index === last) return isSequence(found) ? endOf(found) : found;
        let items = itemsOf(found as Marked);
        if (items.length === 0) return undefined;
        // An order-by over a single item gives the sequence that it was given.
        if (items.length === 1 && steps[index + 1]?.code === undefined) items = sequenceOf(items[0]);
        return unwrap(runSteps(steps, index + 1, items, env));
      }
      item = found;
    }
    return item;
  };
}

/** A path without variables, grouping and `[]`. */
function plainCode(nodes: readonly Node[], scope: Scope, compiler: Compiler): Code {
  const names = nodes.map(plainName);
  const [first] = names;
  if (names.every((name) => name !== undefined)) {
    if (names.length === 1) return (input) => fieldOf(input, first as string);
    return (input) => walkInput(input, names as string[]);
  }
  const rest = names.slice(1);
  if (nodes[0]?.type === 'variable' && !nodes[0].stages && rest.every((name) => name !== undefined)) {
    const head = compiler.code(nodes[0], scope);
    return (input, env) => walkFrom(head(input, env), rest as string[]);
  }
  if (nodes[0]?.consarray === true) {
    const items = itemsCode(nodes, scope, compiler);
    return (input, env) => unwrap(items(input, env));
  }
  return singleFirst(nodes, scope, compiler);
}

/** A path as an expression of its own: unwrapped. */
export function pathCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const nodes = node.steps ?? [];
  const stream = isTupleStream(node);
  if (!stream && node.group === undefined && !node.keepSingletonArray && !node.keepArray) {
    return plainCode(nodes, scope, compiler);
  }
  const names = stream ? tupleNames(node) : undefined;
  const { items, grouped } = stream
    ? streamCode(node, scope, { compiler, names: names as ReadonlySet<string> })
    : { items: itemsCode(nodes, scope, compiler), grouped: undefined };
  const kept = node.keepSingletonArray === true ? keeping(items) : items;
  if (node.group === undefined) {
    const end = node.keepArray ? unwrapKeeping : unwrap;
    return (input, env) => end(kept(input, env));
  }
  const grouper = groupCode(node.group, scope, { compiler, names, isOwn: isSequence });
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
