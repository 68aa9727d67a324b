// `|pattern|update, delete|`: a function that gives a changed copy. Imports compiler, function-values and values.
import type { Node } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { Builtin, type Code, type Env, functionValue } from './function-values.ts';
import { LeftToReference, tick } from './guard.ts';
import type { Scope } from './scope.ts';
import { refuse, text } from './values.ts';
import { resolve } from './variable.ts';

/** Takes one object or array, or nothing. */
const SIGNATURE = {
  definition: '<(oa):o>',
  validate(args: readonly unknown[]): unknown[] {
    const [value] = args;
    const fits = args.length === 1 && (value === undefined || (typeof value === 'object' && value !== null));
    return fits ? [value] : refuse('T0410');
  },
};

interface Parts {
  readonly pattern: Code;
  readonly update: Code;
  readonly remove: Code | undefined;
}

function transform(value: unknown, parts: Parts, env: Env): unknown {
  if (value === undefined) return undefined;
  const copy: unknown = JSON.parse(text(value) as string);
  const found = parts.pattern(copy, env);
  if (found === undefined) return copy;
  for (const match of Array.isArray(found) ? found : [found]) {
    tick(1);
    change(match as Record<string, unknown>, parts, env);
  }
  return copy;
}

function change(match: Record<string, unknown>, parts: Parts, env: Env): void {
  const update = parts.update(match, env);
  if (update !== undefined) {
    if (typeof update !== 'object' || update === null || Array.isArray(update)) refuse('T2011');
    for (const [name, member] of Object.entries(update)) {
      if (name === '__proto__') throw new LeftToReference('a transform sets __proto__');
      match[name] = member;
    }
  }
  const names = parts.remove?.(match, env);
  if (names === undefined) return;
  const list = Array.isArray(names) ? names : [names];
  if (!list.every((name) => typeof name === 'string')) refuse('T2012');
  if (typeof match !== 'object' || match === null) return;
  for (const name of list) delete match[name as string];
}

export function transformCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const parts: Parts = {
    pattern: compiler.code(node.pattern as Node, scope),
    update: compiler.code(node.update as Node, scope),
    remove: node.delete === undefined ? undefined : compiler.code(node.delete, scope),
  };
  // The copy is made by whatever `$clone` is at the time.
  if (resolve('clone', scope, compiler).places.length > 0) {
    return () => {
      throw new LeftToReference('a transform under a $clone of the program');
    };
  }
  return (_input, env) =>
    functionValue(
      new Builtin({
        name: 'transform',
        arity: 1,
        signature: SIGNATURE,
        source: 'function (obj)',
        run: ([value]) => transform(value, parts, env),
      }),
    );
}
