// Object constructors whose keys are written out: `{"a": x, "b": y}`. Imports compiler and group.
import type { Pair } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code } from './function-values.ts';
import { groupCode, groupItems } from './group.ts';
import type { Scope } from './scope.ts';

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
  return (input, env) => {
    // Over several items the keys would gather them.
    if (Array.isArray(input)) return groupItems(input, env, compiled);
    const record: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index += 1) {
      const value = (values[index] as Code)(input, env);
      if (value !== undefined) record[names[index] as string] = value;
    }
    return record;
  };
}
