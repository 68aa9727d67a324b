// What names mean at a place of a program: the value that is looked at, and the variables that are bound. Pure; may import ./value.ts.
import type { Value } from './value.ts';

export interface Scope {
  /** The value that a bare name is a field of. */
  readonly context: Value;
  /** Grows while a block is read. */
  readonly variables: Map<string, Value>;
  readonly outer?: Scope;
}

export const startScope = (context: Value): Scope => ({ context, variables: new Map() });

/** The same variables, another context. */
export const within = (scope: Scope, context: Value): Scope => ({ context, variables: new Map(), outer: scope });

export function variableIn(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const value = at.variables.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Every variable that is bound, the inner one where a name is bound twice. */
export function variablesIn(scope: Scope): ReadonlyMap<string, Value> {
  const all = new Map<string, Value>();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    for (const [name, value] of at.variables) if (!all.has(name)) all.set(name, value);
  }
  return all;
}
