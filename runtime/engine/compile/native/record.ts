// Object constructors whose keys are written out: `{"a": x, "b": y}`. Imports compiler and group.
import type { Pair } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code } from './function-values.ts';
import { groupCode, groupItems } from './group.ts';
import type { Scope } from './scope.ts';

/**
 * Makes an empty object with room for about that many members in itself. Objects that one constructor has made share the
 * way their shape grows, and V8 learns from the first few how much room they need; `{}` has room for four.
 */
function maker(count: number): () => Record<string, unknown> {
  const make = count <= 4 ? small() : count <= 12 ? medium() : large();
  make.prototype = Object.prototype;
  return () => new make();
}

type Maker = new () => Record<string, unknown>;

/** The assignments are never made: their number is what V8 reserves room by. */
class Never {
  static readonly made: boolean = false;
}

function small(): Maker {
  return function Small(this: Record<string, unknown>) {
    if (Never.made) {
      this['a'] = 0;
      this['b'] = 0;
      this['c'] = 0;
      this['d'] = 0;
    }
  } as unknown as Maker;
}

function medium(): Maker {
  return function Medium(this: Record<string, unknown>) {
    if (Never.made) {
      this['a'] = 0;
      this['b'] = 0;
      this['c'] = 0;
      this['d'] = 0;
      this['e'] = 0;
      this['f'] = 0;
      this['g'] = 0;
      this['h'] = 0;
    }
  } as unknown as Maker;
}

function large(): Maker {
  return function Large(this: Record<string, unknown>) {
    if (Never.made) {
      this['a'] = 0;
      this['b'] = 0;
      this['c'] = 0;
      this['d'] = 0;
      this['e'] = 0;
      this['f'] = 0;
      this['g'] = 0;
      this['h'] = 0;
      this['i'] = 0;
      this['j'] = 0;
      this['k'] = 0;
      this['l'] = 0;
      this['m'] = 0;
      this['n'] = 0;
      this['o'] = 0;
      this['p'] = 0;
      this['q'] = 0;
      this['r'] = 0;
      this['s'] = 0;
      this['t'] = 0;
      this['u'] = 0;
      this['v'] = 0;
      this['w'] = 0;
      this['x'] = 0;
    }
  } as unknown as Maker;
}

const RESERVED = new Set(['__proto__', '_jsonata_lambda', '_jsonata_function']);

const literalKey = (pair: Pair): string | undefined => {
  const [key] = pair;
  const bare = key.type === 'string' && !key.predicate && !key.group;
  return bare && !RESERVED.has(key.value as string) ? (key.value as string) : undefined;
};

/** The code of an object constructor. */
export function constructorCode(pairs: readonly Pair[], scope: Scope, compiler: Compiler): Code {
  const keys = pairs.map(literalKey);
  if (keys.some((key) => key === undefined) || new Set(keys).size !== keys.length) {
    return groupCode({ lhs: pairs }, scope, { compiler, names: undefined });
  }
  const names = keys as string[];
  const values = pairs.map(([, value]) => compiler.code(value, scope));
  const compiled = names.map((name, index) => ({ key: () => name, value: values[index] as Code }));
  const make = maker(names.length);
  return (input, env) => {
    // Over several items the keys would gather them.
    if (Array.isArray(input)) return groupItems(input, env, compiled);
    const record = make();
    for (let index = 0; index < names.length; index += 1) {
      const value = (values[index] as Code)(input, env);
      if (value !== undefined) record[names[index] as string] = value;
    }
    return record;
  };
}
