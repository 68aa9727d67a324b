// jsonata's functions and the library's, as compiled code calls them. Imports higher-order, pattern, sequence, signature and values.
import type { Signature } from './ast.ts';
import { Builtin } from './function-values.ts';
import { checkText, guard, LeftToReference, tick } from './guard.ts';
import { each, filter, map, reduce, sift, single, sort } from './higher-order.ts';
import { distinct, spread } from './lists.ts';
import { contains, match, replace, split } from './pattern.ts';
import { append, emptySequence, type Marked } from './sequence.ts';
import { quickly } from './signature.ts';

/** A function as the reference holds it. */
export interface ReferenceFunction {
  readonly implementation: (...args: unknown[]) => unknown;
  readonly signature?: Signature;
}

type Run = Builtin['run'];

/** Those that the reference has as asynchronous functions, or whose time or results could grow without measure. */
const OWN: Readonly<Record<string, Run>> = {
  map,
  filter,
  single,
  reduce,
  each,
  sift,
  sort,
  contains,
  match,
  replace,
  split,
  append: ([first, second]) => append(first, second),
  distinct,
  spread,
};

/** What the reference gives its functions as `this`. */
const FOCUS = {
  createSequence(...items: unknown[]): Marked {
    const sequence = emptySequence();
    if (items.length === 1) sequence.push(items[0]);
    return sequence;
  },
  /** Dates that lack a part take it from the time of the evaluation. */
  environment: {
    get timestamp() {
      return new Date(guard.begun);
    },
  },
  options: {
    get sequence() {
      return guard.maxSequence;
    },
  },
};

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Functions whose time or result grows with their argument: one step for so many members or characters. */
function cost(value: unknown): number {
  if (Array.isArray(value)) return value.length >> 4;
  return typeof value === 'string' ? value.length >> 6 : 0;
}

/** Runs the reference's own function. */
function runReference(name: string, implementation: ReferenceFunction['implementation'], library: boolean): Run {
  return (args) => {
    tick(cost(args[0]));
    if (library && args.some((argument) => typeof argument === 'function')) {
      throw new LeftToReference(`$${name} of the library takes a function`);
    }
    const result = implementation.apply(FOCUS, args as unknown[]);
    if (isPromise(result)) throw new LeftToReference(`$${name} is asynchronous`);
    if (typeof result === 'string') checkText(result.length);
    return result;
  };
}

/** `$pad` makes its padding at once, however wide. */
function padWithin(run: Run): Run {
  return (args) => {
    checkText(Math.abs(Number(args[1])) || 0);
    return run(args);
  };
}

/** `$max` and `$min` put all numbers on the stack at once. */
function withoutStack(run: Run): Run {
  return (args) => {
    if (Array.isArray(args[0]) && args[0].length > 50_000) throw new LeftToReference('a very long list of numbers');
    return run(args);
  };
}

/** Those that depend on the evaluation; `fromMillis` is the reference's. */
function timely(fromMillis: Run): Readonly<Record<string, Run>> {
  return {
    now: ([picture, zone]) => fromMillis([guard.begun, picture, zone]),
    millis: () => guard.begun,
    // A call of `$eval` by its name is compiled; this is the rest.
    eval: () => {
      throw new LeftToReference('$eval is passed on as a function');
    },
  };
}

/** Builds the functions of compiled programs from the reference's; the library's are called as they are. */
export function builtinsFrom(
  functions: ReadonlyMap<string, ReferenceFunction>,
  libraryNames: ReadonlySet<string>,
): Map<string, Builtin> {
  const fromMillis = functions.get('fromMillis') as ReferenceFunction;
  const own: Readonly<Record<string, Run>> = {
    ...OWN,
    ...timely(runReference('fromMillis', fromMillis.implementation, false)),
  };
  const runOf = (name: string, implementation: ReferenceFunction['implementation']): Run => {
    const library = libraryNames.has(name);
    if (library) return runReference(name, implementation, library);
    if (Object.hasOwn(own, name)) return own[name] as Run;
    const run = runReference(name, implementation, library);
    if (name === 'pad') return padWithin(run);
    return name === 'max' || name === 'min' ? withoutStack(run) : run;
  };
  const builtins = new Map<string, Builtin>();
  for (const [name, { implementation, signature }] of functions) {
    builtins.set(
      name,
      new Builtin({
        name,
        arity: implementation.length,
        signature: signature === undefined ? undefined : quickly(signature),
        source: String(implementation),
        library: libraryNames.has(name),
        run: runOf(name, implementation),
      }),
    );
  }
  return builtins;
}
