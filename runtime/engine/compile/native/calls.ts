// Calls, functions, partial applications and `~>`. Imports compiler, function-values, scope and variable.
import { leftOf, type Node, type Signature } from './ast.ts';
import type { Compiler } from './compiler.ts';
import {
  apply,
  arityOf,
  asArgument,
  type Builtin,
  type Code,
  callLambda,
  type Env,
  FIRST_PARAMETER,
  type FunctionValue,
  frameOf,
  functionValue,
  Lambda,
  type LambdaShape,
  Partial,
  plainLambda,
  TailCall,
  Wrapped,
} from './function-values.ts';
import { LeftToReference, tick } from './guard.ts';
import { patternValue } from './pattern.ts';
import { QUICK1, QUICK2, QUICK3, type Quick1, type Quick2, type Quick3 } from './quick.ts';
import { boundNames, callScope, type Scope, seenFromHere } from './scope.ts';
import { isSequence, type Marked, sequenceOf } from './sequence.ts';
import { quickly } from './signature.ts';
import { MISS, refuse } from './values.ts';
import { resolve } from './variable.ts';

/** The function that a call surely means; undefined when a variable may hold another. */
export function knownFunction(procedure: Node, scope: Scope, compiler: Compiler): Builtin | undefined {
  if (procedure.type !== 'variable' || procedure.predicate || procedure.group) return undefined;
  const name = procedure.value as string;
  if (name === '' || name === '$') return undefined;
  const { places, builtin } = resolve(name, scope, compiler);
  return places.length === 0 ? builtin : undefined;
}

const argumentsOf = (node: Node): readonly Node[] => node.arguments ?? [];

/** Functions that use a regular expression and are done with it; a replacement that is a function might come back to it. */
const PATTERN_USERS = new Set(['contains', 'match', 'split', 'replace']);

/** Whether an argument is a regular expression that no one else will see: then one serves all evaluations. */
function keepsToItself(node: Node, index: number, scope: Scope, compiler: Compiler): boolean {
  const args = argumentsOf(node);
  const argument = args[index] as Node;
  if (argument.type !== 'regex' || argument.predicate || argument.group || !(argument.value instanceof RegExp))
    return false;
  const known = knownFunction(node.procedure as Node, scope, compiler);
  if (known === undefined || known.library || !PATTERN_USERS.has(known.name)) return false;
  return known.name !== 'replace' || args.at(index + 1)?.type === 'string';
}

function constantPattern(argument: Node): Code {
  const shared = functionValue(new Wrapped(patternValue(argument.value as RegExp)));
  return () => shared;
}

/** A call; `given` is a first argument that `~>` puts before the others. */
export function callCode(node: Node, scope: Scope, compiler: Compiler, given?: Code): Code {
  const written = argumentsOf(node).map((argument, index) =>
    keepsToItself(node, index, scope, compiler) ? constantPattern(argument) : compiler.code(argument, scope),
  );
  const collect = (input: unknown, env: Env): unknown[] => {
    const args = given === undefined ? [] : [given(input, env)];
    for (let index = 0; index < written.length; index += 1) args.push(asArgument((written[index] as Code)(input, env)));
    return args;
  };
  const known = knownFunction(node.procedure as Node, scope, compiler);
  if (known?.name === 'eval') return evalCode(collect, scope, compiler);
  if (known !== undefined) {
    const { signature, run } = known;
    const slow = (args: readonly unknown[], input: unknown): unknown => {
      tick(1);
      const wrapped = args.map(asArgument);
      return run(signature === undefined ? wrapped : signature.validate(wrapped, input));
    };
    const quick = quickCall(known, given === undefined ? written : [given, ...written], slow);
    if (quick !== undefined) return quick;
    return (input, env) => {
      tick(1);
      const args = collect(input, env);
      return run(signature === undefined ? args : signature.validate(args, input));
    };
  }
  const procedure = compiler.code(node.procedure as Node, scope);
  const { level } = compiler;
  if (given === undefined && written.length === 1) {
    const only = written[0] as Code;
    return (input, env) => {
      const called = procedure(input, env);
      const lambda = plainLambda(called);
      const argument = asArgument(only(input, env));
      if (lambda !== undefined) return callLambda(lambda, argument, input, level);
      return apply(called, [argument], input, level);
    };
  }
  return (input, env) => {
    const called = procedure(input, env);
    return apply(called, collect(input, env), input, level);
  };
}

type Slow = (args: readonly unknown[], input: unknown, env: Env) => unknown;

/** A call of a function that has a quick way for so many arguments; `slow` takes those that are not as usual. */
function quickCall(known: Builtin, codes: readonly Code[], slow: Slow): Code | undefined {
  const { name } = known;
  const [first, second, third] = codes;
  if (known.library || first === undefined) return undefined;
  if (codes.length === 1 && Object.hasOwn(QUICK1, name)) {
    const quick = QUICK1[name] as Quick1;
    return (input, env) => {
      const value = first(input, env);
      const result = quick(value);
      return result === MISS ? slow([value], input, env) : result;
    };
  }
  if (codes.length === 2 && Object.hasOwn(QUICK2, name)) {
    const quick = QUICK2[name] as Quick2;
    return (input, env) => {
      const a = first(input, env);
      const b = (second as Code)(input, env);
      const result = quick(a, b);
      return result === MISS ? slow([a, b], input, env) : result;
    };
  }
  if (codes.length === 3 && Object.hasOwn(QUICK3, name)) {
    const quick = QUICK3[name] as Quick3;
    return (input, env) => {
      const a = first(input, env);
      const b = (second as Code)(input, env);
      const c = (third as Code)(input, env);
      const result = quick(a, b, c);
      return result === MISS ? slow([a, b, c], input, env) : result;
    };
  }
  return undefined;
}

/** `$eval`: the text is compiled in the scope of the call, once for each text. */
function evalCode(collect: (input: unknown, env: Env) => unknown[], scope: Scope, compiler: Compiler): Code {
  const compiled = new Map<string, Code>();
  const seen = seenFromHere(scope);
  return (input, env) => {
    const [text, focus, ...others] = collect(input, env);
    if (text === undefined && others.length === 0) return undefined;
    if (typeof text !== 'string' || others.length > 0) throw new LeftToReference('$eval of something else than a text');
    let code = compiled.get(text);
    if (code === undefined) {
      code = compiler.evaluateText(text, seen);
      if (compiled.size < 100) compiled.set(text, code);
    }
    if (focus === undefined) return code(input, env);
    if (!Array.isArray(focus) || isSequence(focus)) return code(focus, env);
    const wrapper: Marked = sequenceOf(focus);
    wrapper.outerWrapper = true;
    return code(wrapper, env);
  };
}

/** Scopes outward to the call that a tail position ends. */
function hopsToCall(scope: Scope): number {
  let hops = 0;
  for (let at = scope; at.kind !== 'call'; at = at.outer as Scope) hops += 1;
  return hops;
}

/**
 * A call at the end of a function's body. Function arguments are not wrapped and the result is not unwrapped, since the
 * reference makes such calls outside the evaluation of any expression.
 */
export function tailCallCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const written = argumentsOf(node).map((argument) => compiler.code(argument, scope));
  const collect = (input: unknown, env: Env): unknown[] => {
    const args: unknown[] = [];
    for (const code of written) args.push(code(input, env));
    return args;
  };
  const known = knownFunction(node.procedure as Node, scope, compiler);
  if (known?.name === 'eval') {
    return () => {
      throw new LeftToReference('$eval in tail position sees the scope of the caller');
    };
  }
  if (known !== undefined) {
    const { signature, run } = known;
    const hops = hopsToCall(scope);
    const slow: Slow = (args, _input, env) => {
      tick(1);
      if (signature === undefined) return run(args);
      let frame = env;
      for (let hop = 0; hop < hops; hop += 1) frame = frame[0] as Env;
      return run(signature.validate(args, frame[1]));
    };
    return quickCall(known, written, slow) ?? ((input, env) => slow(collect(input, env), input, env));
  }
  const procedure = compiler.code(node.procedure as Node, scope);
  return (input, env) => {
    const called = procedure(input, env);
    return new TailCall(called, collect(input, env));
  };
}

/** A signature that has gone through `?:` or `??` is a copy without its check; the reference then fails at every call. */
function signatureOf(signature: Signature): Signature {
  if (typeof signature.validate === 'function') return quickly(signature);
  return { definition: '', validate: () => refuse('a signature left of ?: or ??') };
}

/** A function of the program. */
export function lambdaCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const names = argumentsOf(node).map((parameter) => parameter.value as string);
  const inner = callScope(scope, names, [...boundNames(node.body as Node)]);
  const { level } = compiler;
  compiler.level = 0;
  const body = compiler.tail(node.body as Node, inner, []);
  compiler.level = level;
  const shape: LambdaShape = {
    parameters: names.map((name) => inner.slots.get(name) as number),
    size: FIRST_PARAMETER + inner.slots.size,
    signature: node.signature === undefined ? undefined : signatureOf(node.signature),
    body,
  };
  return (input, env) => functionValue(new Lambda(shape, input, env));
}

const isOpen = (argument: Node): boolean => argument.type === 'operator' && argument.value === '?';

/** `$f(?, 2)`. */
export function partialCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const written = argumentsOf(node).map((argument) => (isOpen(argument) ? undefined : compiler.code(argument, scope)));
  const procedure = compiler.code(node.procedure as Node, scope);
  return (input, env) => {
    const given = written.map((code) => code?.(input, env));
    const open = written.flatMap((code, index) => (code === undefined ? [index] : []));
    return functionValue(partially(procedure(input, env), given, open));
  };
}

/** Objects have no text in the reference, where they inherit nothing. */
const holdsObject = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(holdsObject) : typeof value === 'object' && value !== null;

/** Whether the signature of a built-in takes the arguments as they are. */
function fits({ signature }: Builtin, args: readonly unknown[]): boolean {
  if (signature === undefined) return true;
  try {
    return signature.validate(args, undefined).every((argument, index) => argument === args[index]);
  } catch {
    return false;
  }
}

function partially(procedure: unknown, given: readonly unknown[], open: readonly number[]): Partial {
  if (typeof procedure !== 'function') return refuse('T1008');
  const { meaning } = procedure as FunctionValue;
  const count = parameterCount(procedure as FunctionValue);
  const places = open.filter((place) => place < count);
  const fill = (args: readonly unknown[]): unknown[] => {
    const all: unknown[] = Array.from({ length: count }, (_unused, index) => given[index]);
    for (const [index, place] of places.entries()) all[place] = args[index];
    return all;
  };
  switch (meaning?.kind) {
    case 'lambda':
      return new Partial(places.length, (args, context) =>
        meaning.shape.body(meaning.input, frameOf(meaning, fill(args), context)),
      );
    case 'builtin':
      // Not even the signature is checked, as in the reference.
      return new Partial(places.length, (args) => {
        const all = fill(args);
        if (all.some(holdsObject) && !fits(meaning, all))
          throw new LeftToReference('a partial application hands a built-in objects that it is not for');
        return meaning.run(all);
      });
    case 'partial':
      return new Partial(places.length, (args, context) => meaning.run(fill(args), context));
    default:
      throw new LeftToReference('a partial application of a function that was passed in');
  }
}

/** Parameters by which a partial application counts: those of a built-in stand in the text of the reference's function. */
function parameterCount(procedure: FunctionValue): number {
  const { meaning } = procedure;
  if (meaning?.kind !== 'builtin') return arityOf(procedure);
  const names = (/\(([^)]*)\)/.exec(meaning.source)?.[1] ?? '').split(',').map((name) => name.trim());
  if (!names.every((name) => /^\w+$/.test(name)))
    throw new LeftToReference('a built-in whose parameters have defaults');
  return names.length;
}

const CHAIN = 'function($f, $g) { function($x) { $g($f($x)) } }';

/** `x ~> f`, `x ~> f(1)` and, between two functions, their composition. */
export function applyCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const left = compiler.code(leftOf(node), scope);
  const rhs = node.rhs as Node;
  if (rhs.type === 'function') return callCode(rhs, scope, compiler, left);
  const right = compiler.code(rhs, scope);
  let chain: Code | undefined;
  return (input, env) => {
    const value = left(input, env);
    const called = right(input, env);
    if (typeof called !== 'function') return refuse('T2006');
    if (typeof value !== 'function') return apply(called, [value], null);
    chain ??= compiler.evaluateText(CHAIN, scope);
    return apply(chain(null, env), [value, called], null);
  };
}
