// Variables: a name becomes the slots in which its value may stand. Imports scope and function-values.
import type { Compiler } from './compiler.ts';
import { type Builtin, type Code, type Env, functionValue, UNBOUND } from './function-values.ts';
import type { Scope } from './scope.ts';
import type { Marked } from './sequence.ts';

/** A place that may hold the variable, nearest first. */
interface Place {
  /** Scopes to go outward. */
  readonly hops: number;
  readonly slot: number;
  /** The variable's name where items carry their variables by name. */
  readonly tupleName?: string;
}

interface Resolved {
  /** Places to try; all but the last may be empty. */
  readonly places: readonly Place[];
  /** What the name means when all places are empty: always absent when the last place is certain. */
  readonly builtin?: Builtin;
}

/** Finds where a name may be bound. A name that is bound nowhere becomes a binding of the root, unless it is a function. */
export function resolve(name: string, scope: Scope, compiler: Compiler): Resolved {
  const places: Place[] = [];
  let hops = 0;
  for (let at = scope; at.kind !== 'root'; at = at.outer as Scope, hops += 1) {
    const slot = at.slots.get(name);
    if (slot === undefined) continue;
    places.push({ hops, slot, ...(at.kind === 'tuple' ? { tupleName: name } : {}) });
    if (at.bound.has(name)) return { places };
  }
  const known = compiler.root.slots.get(name);
  const builtin = known === undefined ? compiler.builtin(name) : undefined;
  if (builtin !== undefined) return { places, builtin };
  const slot = known ?? compiler.root.slots.size;
  compiler.root.slots.set(name, slot);
  return { places: [...places, { hops, slot }] };
}

function outward(env: Env, hops: number): Env {
  let at = env;
  for (let hop = 0; hop < hops; hop += 1) at = at[0] as Env;
  return at;
}

function read(place: Place): Code {
  const { hops, slot, tupleName } = place;
  if (tupleName !== undefined) {
    return (_input, env) => {
      const tuple = outward(env, hops)[slot] as Record<string, unknown>;
      return Object.hasOwn(tuple, tupleName) ? tuple[tupleName] : UNBOUND;
    };
  }
  switch (hops) {
    case 0:
      return (_input, env) => env[slot];
    case 1:
      return (_input, env) => (env[0] as Env)[slot];
    case 2:
      return (_input, env) => ((env[0] as Env)[0] as Env)[slot];
    default:
      return (_input, env) => outward(env, hops)[slot];
  }
}

/** The value of a variable; the caller unwraps it. */
export function variableCode(name: string, scope: Scope, compiler: Compiler): Code {
  if (name === '') return contextCode;
  const { places, builtin } = resolve(name, scope, compiler);
  const tries = places.map(read);
  const value = builtin === undefined ? undefined : functionValue(builtin);
  if (builtin === undefined && tries.length === 1) return tries[0] as Code;
  if (tries.length === 0) return () => value;
  return (input, env) => {
    for (const attempt of tries) {
      const found = attempt(input, env);
      if (found !== UNBOUND) return found;
    }
    return value;
  };
}

/** `$`: the context; an input that is an array has a wrapper around it. */
const contextCode: Code = (input) => (Array.isArray(input) && (input as Marked).outerWrapper ? input[0] : input);

/** Sets the variable of the scope that a binding stands in. */
export function bindCode(name: string, value: Code, scope: Scope): Code {
  const slot = scope.slots.get(name) as number;
  return (input, env) => {
    const bound = value(input, env);
    env[slot] = bound;
    return bound;
  };
}
