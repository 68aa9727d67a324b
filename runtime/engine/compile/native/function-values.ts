// Functions as values, and how they are applied. Imports ast, guard and values.
import type { Signature } from './ast.ts';
import { descend, guard, LeftToReference, tick } from './guard.ts';
import { refuse } from './values.ts';

/** The variables of one scope at run time: the scope around it, then its slots. */
export type Env = unknown[];

/** A compiled expression. */
export type Code = (input: unknown, env: Env) => unknown;

/** Marks a slot whose binding has not been evaluated yet: the name means what it means further out. */
export const UNBOUND = Symbol('unbound');

/** Slot 0 is the scope around; slot 1 of a call is the context of its caller; parameters follow. */
export const FIRST_PARAMETER = 2;

export interface LambdaShape {
  /** The slot of each parameter; the same name twice is the same slot. */
  readonly parameters: readonly number[];
  /** Slots of a call's frame. */
  readonly size: number;
  readonly signature: Signature | undefined;
  /** The body as a tail position: it may answer with a `TailCall`. */
  readonly body: Code;
}

/** A function of the program with the scope it was written in. */
export class Lambda {
  readonly kind = 'lambda';
  readonly shape: LambdaShape;
  readonly input: unknown;
  readonly env: Env;

  constructor(shape: LambdaShape, input: unknown, env: Env) {
    this.shape = shape;
    this.input = input;
    this.env = env;
  }

  get arity(): number {
    return this.shape.parameters.length;
  }
}

/** A function of jsonata or of the library. */
export class Builtin {
  readonly kind = 'builtin';
  readonly name: string;
  readonly arity: number;
  readonly signature: Signature | undefined;
  /** Takes arguments that the signature has checked. */
  readonly run: (args: readonly unknown[]) => unknown;
  /** The text of the reference's own function, whose parameter names a partial application reads. */
  readonly source: string;
  /** One of the project's own functions rather than jsonata's. */
  readonly library: boolean;

  constructor(of: {
    name: string;
    arity: number;
    signature: Signature | undefined;
    source: string;
    run: Builtin['run'];
    library?: boolean;
  }) {
    this.library = of.library ?? false;
    this.name = of.name;
    this.arity = of.arity;
    this.signature = of.signature;
    this.source = of.source;
    this.run = of.run;
  }
}

/** A function that was given as an argument: it is called without a context, and checks its own signature then. */
export class Wrapped {
  readonly kind = 'wrapped';
  readonly target: FunctionValue;
  readonly arity: number;

  constructor(target: FunctionValue) {
    this.target = target;
    this.arity = arityOf(target);
  }
}

/** A lambda of which some parameters are given. */
export class Partial {
  readonly kind = 'partial';
  readonly arity: number;
  /** Takes the arguments for the open parameters, and the context of the call. */
  readonly run: (args: readonly unknown[], context: unknown) => unknown;

  constructor(arity: number, run: Partial['run']) {
    this.arity = arity;
    this.run = run;
  }
}

/** A regular expression, fresh for each evaluation, since it keeps its place. */
export class Pattern {
  readonly kind = 'pattern';
  readonly arity = 2;
  readonly expression: RegExp;

  constructor(expression: RegExp) {
    this.expression = expression;
  }
}

export type Meaning = Lambda | Builtin | Wrapped | Partial | Pattern;

/**
 * A function value is a JavaScript function, so that `typeof` tells it from data at once, in our code and in jsonata's.
 * One without `meaning` came from elsewhere: `next` of a match.
 */
export interface FunctionValue {
  (...args: unknown[]): unknown;
  meaning?: Meaning;
}

export function functionValue(meaning: Meaning): FunctionValue {
  const value: FunctionValue = () => {
    throw new LeftToReference('a function was called from outside the engine');
  };
  value.meaning = meaning;
  return value;
}

export function isFunctionValue(value: unknown): value is FunctionValue {
  return typeof value === 'function';
}

/** How many parameters a function declares: higher-order functions pass no more than that. */
export function arityOf(value: FunctionValue): number {
  return value.meaning === undefined ? value.length : value.meaning.arity;
}

/** An argument as the called function sees it: functions are wrapped. */
export function asArgument(value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const one = value as FunctionValue;
  // A wrapper around a wrapper would call the same.
  return one.meaning?.kind === 'wrapped' ? value : functionValue(new Wrapped(one));
}

/** A call in tail position: made by whoever called the function, so that recursion needs no stack. */
export class TailCall {
  readonly procedure: unknown;
  readonly args: readonly unknown[];

  constructor(procedure: unknown, args: readonly unknown[]) {
    this.procedure = procedure;
    this.args = args;
  }
}

/** The frame of one call. */
export function frameOf(lambda: Lambda, args: readonly unknown[], context: unknown): Env {
  const { size, parameters } = lambda.shape;
  if (parameters.length === 1 && size === 3) return [lambda.env, context, args[0]];
  if (parameters.length === 2 && size === 4) return [lambda.env, context, args[0], args[1]];
  const env: Env = [lambda.env, context];
  for (let slot = FIRST_PARAMETER; slot < size; slot += 1) env.push(UNBOUND);
  for (let index = 0; index < parameters.length; index += 1) env[parameters[index] as number] = args[index];
  return env;
}

/**
 * Calls a lambda without signature with one argument, as `apply` does.
 *
 * @param levels  see `apply`
 */
export function callLambda(lambda: Lambda, argument: unknown, context: unknown, levels: number): unknown {
  const { size, parameters, body } = lambda.shape;
  descend(levels);
  tick(1);
  const frame =
    parameters.length === 1 && size === 3 ? [lambda.env, context, argument] : frameOf(lambda, [argument], context);
  let result = body(lambda.input, frame);
  while (result instanceof TailCall) {
    tick(1);
    result = applyOnce(result.procedure, result.args, context);
  }
  guard.depth -= levels;
  return result;
}

/** The lambda of a function value when it is one that checks no signature. */
export function plainLambda(value: unknown): Lambda | undefined {
  if (typeof value !== 'function') return undefined;
  const { meaning } = value as FunctionValue;
  return meaning !== undefined && meaning.kind === 'lambda' && meaning.shape.signature === undefined
    ? meaning
    : undefined;
}

/** One call without its tail calls. `context` is the input of the call. */
function applyOnce(procedure: unknown, args: readonly unknown[], context: unknown): unknown {
  if (typeof procedure !== 'function') return refuse('T1006');
  const { meaning } = procedure as FunctionValue;
  switch (meaning?.kind) {
    case 'lambda': {
      const { signature, body } = meaning.shape;
      const checked = signature === undefined ? args : signature.validate(args, context);
      return body(meaning.input, frameOf(meaning, checked, context));
    }
    case 'builtin':
      return meaning.run(meaning.signature === undefined ? args : meaning.signature.validate(args, context));
    case 'wrapped':
      return apply(meaning.target, args, null);
    case 'partial':
      return meaning.run(args, context);
    default:
      return (procedure as FunctionValue).apply(context, args as unknown[]);
  }
}

/**
 * Applies a function as a call expression does. The result is not unwrapped: the call expression does that.
 *
 * @param levels  expressions between the body that calls and the call: by so many the reference would be deeper
 * @throws Refused T1006 when `procedure` is no function
 */
export function apply(procedure: unknown, args: readonly unknown[], context: unknown, levels = 1): unknown {
  descend(levels);
  tick(1);
  let result = applyOnce(procedure, args, context);
  while (result instanceof TailCall) {
    tick(1);
    result = applyOnce(result.procedure, result.args, context);
  }
  guard.depth -= levels;
  return result;
}

/** Calls the function argument of a higher-order function. */
export function callArgument(value: unknown, args: readonly unknown[]): unknown {
  if (typeof value !== 'function') return refuse('a function is expected');
  const { meaning } = value as FunctionValue;
  switch (meaning?.kind) {
    case 'wrapped':
      return apply(meaning.target, args, null);
    case 'lambda':
      // Only a tail call leaves a lambda unwrapped; it then sees the context it was written in.
      return apply(value, args, meaning.input);
    case 'partial':
      throw new LeftToReference('a partial application is passed on in tail position');
    case 'builtin':
      // The reference finds no `apply` on it either.
      return refuse('a built-in function is passed on in tail position');
    default:
      return (value as FunctionValue)(...args);
  }
}

/** Calls a comparator, which the reference calls as a JavaScript function: one left unwrapped by a tail call is none there. */
export function callComparator(value: unknown, args: readonly unknown[]): unknown {
  const kind = (value as FunctionValue).meaning?.kind;
  if (kind === 'lambda' || kind === 'builtin' || kind === 'partial')
    refuse('a comparator is passed on in tail position');
  return callArgument(value, args);
}

/** A function argument ready to be called many times with one, two or three arguments. */
export type Caller = (value: unknown, place: unknown, whole: unknown) => unknown;

/** Calls with as many of the three arguments as the function declares; one at least. */
export function callerOf(value: unknown): Caller {
  if (typeof value !== 'function') return refuse('a function is expected');
  const func = value as FunctionValue;
  const { meaning } = func;
  const lambda = meaning?.kind === 'wrapped' ? plainLambda(meaning.target) : undefined;
  const arity = arityOf(func);
  if (lambda !== undefined && arity <= 1) return (one) => callLambda(lambda, one, null, 1);
  if (lambda !== undefined && arity === 2)
    return (one, place) => finishCall(lambda, frameOf(lambda, [one, place], null));
  if (arity >= 3) return (one, place, whole) => callArgument(func, [one, place, whole]);
  if (arity === 2) return (one, place) => callArgument(func, [one, place]);
  return (one) => callArgument(func, [one]);
}

function finishCall(lambda: Lambda, frame: Env): unknown {
  descend(1);
  tick(1);
  let result = lambda.shape.body(lambda.input, frame);
  while (result instanceof TailCall) {
    tick(1);
    result = applyOnce(result.procedure, result.args, null);
  }
  guard.depth -= 1;
  return result;
}
