// Where the variables of a program live: scopes known before it runs, slots instead of names. Imports ast and function-values.
import { childrenOf, leftOf, type Node } from './ast.ts';
import { FIRST_PARAMETER } from './function-values.ts';

/**
 * One scope. Blocks and calls have slots; inside a path that binds variables (`@`, `#`, `%`) each item carries them by
 * name (`tuple`); the root holds bindings and whatever is bound outside any block.
 */
export interface Scope {
  readonly kind: 'root' | 'block' | 'call' | 'tuple';
  readonly outer: Scope | undefined;
  /** Slot of each name that this scope may bind. */
  readonly slots: Map<string, number>;
  /** Names that are bound by now, whatever happens. */
  readonly bound: Set<string>;
}

export function blockScope(outer: Scope, names: readonly string[]): Scope {
  return { kind: 'block', outer, slots: new Map(names.map((name, index) => [name, index + 1])), bound: new Set() };
}

export function callScope(outer: Scope, parameters: readonly string[], names: readonly string[]): Scope {
  const all = [...new Set([...parameters, ...names])];
  return {
    kind: 'call',
    outer,
    slots: new Map(all.map((name, index) => [name, index + FIRST_PARAMETER])),
    bound: new Set(parameters),
  };
}

/** The tuple itself stands in slot 1. */
export function tupleScope(outer: Scope, names: ReadonlySet<string>): Scope {
  return { kind: 'tuple', outer, slots: new Map([...names].map((name) => [name, 1])), bound: new Set() };
}

export function rootScope(names: readonly string[]): Scope {
  return {
    kind: 'root',
    outer: undefined,
    slots: new Map(names.map((name, index) => [name, index])),
    bound: new Set(),
  };
}

/** The scopes as they are seen from here, for what is compiled later: bindings that come after this place are not certain there. */
export function seenFromHere(scope: Scope): Scope {
  const { outer } = scope;
  return outer === undefined ? scope : { ...scope, outer: seenFromHere(outer), bound: new Set(scope.bound) };
}

/** The names that an expression binds in the scope it stands in: not those of blocks and functions inside it. */
export function boundNames(node: Node, found = new Set<string>()): Set<string> {
  if (node.type === 'block' || (node.type === 'lambda' && node.thunk !== true)) {
    // What hangs on a block is evaluated outside it.
    for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])])
      if (stage.expr) boundNames(stage.expr, found);
    for (const pair of node.group?.lhs ?? []) for (const part of pair) boundNames(part, found);
    return found;
  }
  if (node.type === 'bind') found.add(leftOf(node).value as string);
  for (const child of childrenOf(node)) boundNames(child, found);
  return found;
}

/** The variables that the items of a path may carry, those of paths inside it included. */
export function tupleNames(node: Node, found = new Set<string>()): Set<string> {
  if (node.focus !== undefined) found.add(node.focus);
  if (node.index !== undefined) found.add(node.index);
  if (node.ancestor !== undefined) found.add(node.ancestor.label);
  for (const stage of node.stages ?? []) if (stage.type === 'index') found.add(stage.value as string);
  for (const child of childrenOf(node)) tupleNames(child, found);
  return found;
}

/** Whether a path carries variables with its items. */
export function isTupleStream(node: Node): boolean {
  return node.type === 'path' && (node.steps ?? []).some((step) => step.tuple === true);
}
