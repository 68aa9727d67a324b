// Mapping programs on the reference implementation: the only file that touches jsonata.
import jsonata from 'jsonata';
import { CrossdockError, type ErrorCode } from '../errors.ts';
import { FUNCTIONS, registerFunctions } from '../functions/index.ts';
import { unsafePattern } from '../operators/regex-lint.ts';
import { lineAndColumn } from '../workspace/located-json.ts';
import { type CompiledExpression, DEFAULT_EVALUATION_LIMITS, type EvaluationLimits } from './expression.ts';
import type { Node } from './native/ast.ts';
import type { ReferenceFunction } from './native/builtins.ts';

/** A program on the reference; it always answers with a promise. */
export interface ReferenceExpression extends CompiledExpression {
  /** The syntax tree that the parser made. */
  readonly tree: Node;
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** The hook that jsonata calls before each node; it carries the step budget. */
const EVERY_NODE = Symbol.for('jsonata.__evaluate_entry');

/** The hook that jsonata calls behind each node, with what it gave. */
const EVERY_VALUE = Symbol.for('jsonata.__evaluate_exit');

/** jsonata throws plain objects, not Errors. */
interface JsonataThrown {
  readonly code?: string;
  readonly message?: string;
  readonly position?: number;
  readonly token?: string;
}

const LIMIT_CODES: Readonly<Record<string, ErrorCode>> = {
  D1011: 'mapping.too-deep',
  D1012: 'mapping.timeout',
  D2014: 'mapping.output-too-large',
  D2015: 'mapping.output-too-large',
  U1001: 'mapping.too-deep',
};

/** What a library function threw, with the place of the call: jsonata marks what passes through it with a position. */
function withPlace(error: CrossdockError, place: { file: string; program: string }): CrossdockError {
  const { position } = error as { position?: unknown };
  if (typeof position !== 'number' || error.detail.at !== undefined) return error;
  const at = { file: place.file, ...lineAndColumn(place.program, position) };
  return new CrossdockError(error.code, error.message, { ...error.detail, at, cause: error });
}

/** Turns what jsonata threw into one error of ours, with line and column in the program. */
function mappingError(thrown: unknown, place: { file: string; program: string }, fallback: ErrorCode): CrossdockError {
  if (thrown instanceof CrossdockError) return withPlace(thrown, place);
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as JsonataThrown;
  const at = { file: place.file, ...lineAndColumn(place.program, error.position ?? 0) };
  const code = LIMIT_CODES[error.code ?? ''] ?? fallback;
  const token = error.token === undefined ? '' : ` at ${JSON.stringify(error.token)}`;
  // The reference's own texts may quote payload values after a colon; only its code and token are safe to pass on,
  // except for syntax errors, which quote the program.
  const text = fallback === 'mapping.syntax' ? (error.message ?? 'cannot be read') : describe(error);
  return new CrossdockError(code, `${text}${fallback === 'mapping.syntax' ? '' : token} (${error.code ?? 'error'})`, {
    at,
    cause: thrown,
  });
}

function describe(error: JsonataThrown): string {
  switch (error.code) {
    case 'D1012':
      return 'the program took longer than its time limit';
    case 'D1011':
      return 'the program recursed deeper than its limit';
    case 'T2001':
    case 'T2002':
      return 'expected numbers on both sides of an arithmetic operator';
    case 'T0410':
    case 'T0411':
    case 'T0412':
      return 'an argument of a function has a type that it does not take';
    case 'T1006':
      return 'expected a function, found something else';
    default:
      return 'the program ended with an error';
  }
}

/** Every regular expression of a program. */
function regexesOf(node: unknown, seen = new Set<unknown>()): jsonata.ExprNode[] {
  if (typeof node !== 'object' || node === null || seen.has(node)) return [];
  seen.add(node);
  const own = (node as { type?: string }).type === 'regex' ? [node as jsonata.ExprNode] : [];
  return [...own, ...Object.values(node).flatMap((child) => regexesOf(child, seen))];
}

/**
 * Why a regular expression of a program must not be used, or undefined.
 *
 * The parser loses one that stands left of `?:` or `??`: it copies that side through JSON, which makes `{}` of it, and matching
 * by that never ends, whatever limits are set. And one that can run for ever would, in either engine: no limit reaches into it.
 */
function regexFault(node: jsonata.ExprNode): string | undefined {
  const pattern: unknown = node.value;
  if (pattern instanceof RegExp) return unsafePattern(pattern.source);
  return 'jsonata 2.2.2 loses a regular expression that stands left of ?: or ??; bind it to a variable first';
}

/** @throws CrossdockError `mapping.syntax` at the first regular expression that must not be used */
function checkRegexes(tree: jsonata.ExprNode, place: { file: string; program: string }): void {
  for (const node of regexesOf(tree)) {
    const fault = regexFault(node);
    if (fault === undefined) continue;
    const at = { file: place.file, ...lineAndColumn(place.program, node.position ?? 0) };
    throw new CrossdockError('mapping.syntax', fault, { at });
  }
}

let library: ReadonlyMap<string, ReferenceFunction> | undefined;

/** Registers the library without reading each signature again: the definitions of the first expression serve all. */
function registerLibrary(expression: jsonata.Expression): void {
  library ??= referenceFunctions(FUNCTIONS.map((spec) => spec.name));
  // A copy each: jsonata notes the place of the latest call on the definition.
  for (const [name, definition] of library) expression.assign(name, { ...definition });
}

/**
 * Compiles a program for the reference interpreter with the function library registered.
 *
 * @throws CrossdockError `mapping.syntax` with file, line and column
 */
export function compileReference(
  program: string,
  options: {
    file: string;
    limits?: EvaluationLimits;
    /** Told of every node of the tree that was evaluated, and its value, as often as that is; sequences are not yet unwrapped. */
    onValue?: (node: Node, value: unknown) => void;
  },
): ReferenceExpression {
  const limits = options.limits ?? DEFAULT_EVALUATION_LIMITS;
  const place = { file: options.file, program };
  let expression: jsonata.Expression;
  try {
    expression = jsonata(program, { timeout: limits.timeMs, stack: limits.depth, sequence: limits.sequence });
  } catch (thrown) {
    throw mappingError(thrown, place, 'mapping.syntax');
  }
  checkRegexes(expression.ast(), place);
  registerLibrary(expression);
  let steps = 0;
  const assign = expression.assign as unknown as (name: symbol, value: unknown) => void;
  const { onValue } = options;
  if (onValue !== undefined)
    assign(EVERY_VALUE, (node: Node, _input: unknown, _scope: unknown, value: unknown) => onValue(node, value));
  assign(EVERY_NODE, () => {
    steps += 1;
    if (steps > limits.steps) {
      throw new CrossdockError('mapping.too-many-steps', `the program took more than ${limits.steps} steps`, {
        at: { file: options.file },
      });
    }
  });
  return {
    tree: expression.ast() as unknown as Node,
    async evaluate(input, bindings) {
      steps = 0;
      try {
        return await expression.evaluate(input, bindings as Record<string, unknown>);
      } catch (thrown) {
        throw mappingError(thrown, place, 'mapping.failed');
      }
    },
  };
}

/** Reads a text that a program evaluates. @throws what jsonata throws on one that is not valid, and `mapping.syntax` as for programs */
export function parseProgram(program: string): Node {
  const tree = jsonata(program).ast();
  checkRegexes(tree, { file: '$eval', program });
  return tree as unknown as Node;
}

/**
 * jsonata's functions and the library's, as the reference itself holds them: implementation and parsed signature.
 *
 * The hook that jsonata calls before the first node is handed the scope in which it looks functions up.
 */
export function referenceFunctions(names: readonly string[]): ReadonlyMap<string, ReferenceFunction> {
  const found = new Map<string, ReferenceFunction>();
  const expression = jsonata('null');
  registerFunctions(expression);
  const hook = (
    _node: unknown,
    _input: unknown,
    scope: { lookup(name: string): ReferenceFunction | undefined },
  ): void => {
    for (const name of names) {
      const definition = scope.lookup(name);
      if (definition !== undefined) found.set(name, definition);
    }
  };
  (expression.assign as unknown as (name: symbol, value: unknown) => void)(EVERY_NODE, hook);
  // The hook runs before this returns; what the program gives does not matter.
  expression.evaluate(null).catch(() => undefined);
  return found;
}

/** A syntax tree of the reference, without positions. */
export interface MeaningNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly [member: string]: unknown;
}

/**
 * What a program means: its syntax tree without positions, as plain JSON. Two programs with equal trees are the same program.
 *
 * @throws what jsonata throws on a program that is not valid
 */
export function programMeaning(program: string): MeaningNode {
  const text = JSON.stringify(jsonata(program).ast(), (key, value: unknown) => {
    if (key === 'position') return undefined;
    return value instanceof RegExp ? String(value) : value;
  });
  return JSON.parse(text) as MeaningNode;
}
