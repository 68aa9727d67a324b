// A whole program as closures: one for each node, chosen by its kind. Imports the compilers of the kinds.
import { type Node, pairsOf } from './ast.ts';
import { applyCode, callCode, knownFunction, lambdaCode, partialCode, tailCallCode } from './calls.ts';
import type { Compiler, Layer } from './compiler.ts';
import { filterCode } from './filter.ts';
import { type Builtin, type Code, type Env, functionValue, UNBOUND } from './function-values.ts';
import { groupCode } from './group.ts';
import { checkLength, LeftToReference } from './guard.ts';
import { descendants, member, wildcard } from './lookup.ts';
import { negate, operatorCode } from './operators.ts';
import { pathCode } from './path.ts';
import { patternValue } from './pattern.ts';
import { fallbackReasons } from './reasons.ts';
import { constructorCode } from './record.ts';
import { blockScope, boundNames, rootScope, type Scope, tupleNames } from './scope.ts';
import { type Marked, unwrap, unwrapKeeping } from './sequence.ts';
import { transformCode } from './transform.ts';
import { truth } from './values.ts';
import { bindCode, variableCode } from './variable.ts';

export interface NativeProgram {
  /** Evaluates under the guard that is set. @throws Refused, LeftToReference, LimitReached, RangeError */
  run(input: unknown, bindings: Readonly<Record<string, unknown>>): unknown;
  /** Names of functions that the program takes to be what they usually are; a binding of such a name is left to the reference. */
  readonly functions: ReadonlySet<string>;
}

interface Sources {
  /** Reads a program. @throws what the parser throws */
  readonly parse: (text: string) => Node;
  readonly builtin: (name: string) => Builtin | undefined;
}

/** Node kinds whose results are never sequences. */
const NEVER_SEQUENCES = new Set(['string', 'number', 'value', 'lambda', 'regex', 'transform', 'partial']);

/** Functions of jsonata that give texts, numbers, booleans or new objects. */
const SCALAR_FUNCTIONS = new Set(
  `string number sum count exists not boolean lowercase uppercase trim length abs floor ceil round join merge type
  substring substringBefore substringAfter contains replace fromMillis toMillis max min average power sqrt pad`.split(
    /\s+/,
  ),
);

/** Whether what a node gives is surely no sequence, so that there is nothing to unwrap. */
function isNeverSequence(node: Node, scope: Scope, compiler: Compiler): boolean {
  if (node.predicate) return false;
  if (node.group !== undefined || NEVER_SEQUENCES.has(node.type) || node.type === 'unary') return true;
  switch (node.type) {
    case 'binary':
      return node.value !== '..';
    case 'condition':
      return [node.then, node.else].every((branch) => branch === undefined || isNeverSequence(branch, scope, compiler));
    case 'function': {
      const name = node.procedure?.value as string;
      if (!SCALAR_FUNCTIONS.has(name)) return false;
      const known = knownFunction(node.procedure as Node, scope, compiler);
      return known !== undefined && !known.library;
    }
    default:
      return false;
  }
}

/** Whether a value may carry variables with its items. */
function mayBeStream(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.type === 'block') return mayBeStream(node.expressions?.at(-1));
  if (node.type === 'condition') return mayBeStream(node.then) || mayBeStream(node.else);
  return node.type === 'path' && node.tuple === true;
}

/** The array constructor: members that are arrays are joined, unless they are constructors themselves. */
function arrayCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const members = (node.expressions ?? []).map((item) => ({
    code: compiler.code(item, scope),
    whole: item.value === '[',
  }));
  const cons = node.consarray === true;
  return (input, env) => {
    const result: Marked = [];
    for (let at = 0; at < members.length; at += 1) {
      const { code, whole } = members[at] as (typeof members)[number];
      const value = code(input, env);
      if (value === undefined) continue;
      if (whole || !Array.isArray(value)) {
        result.push(value);
      } else {
        for (let index = 0; index < value.length; index += 1) result.push(value[index]);
        checkLength(result.length);
      }
    }
    if (cons) Object.defineProperty(result, 'cons', { value: true });
    return result;
  };
}

function blockCode(node: Node, scope: Scope, compile: (part: Node, inner: Scope, last: boolean) => Code): Code {
  const parts = node.expressions ?? [];
  const names = [...new Set(parts.flatMap((part) => [...boundNames(part)]))];
  const inner = names.length === 0 ? scope : blockScope(scope, names);
  const codes = parts.map((part, index) => {
    const code = compile(part, inner, index === parts.length - 1);
    if (part.type === 'bind' && names.length > 0) inner.bound.add((part.lhs as Node).value as string);
    return code;
  });
  const [only] = codes;
  if (only === undefined) return () => undefined;
  if (names.length === 0 && codes.length === 1) return only;
  const last = codes.length - 1;
  const empty: Env = [undefined, ...names.map(() => UNBOUND)];
  return (input, env) => {
    let frame = env;
    if (empty.length > 1) {
      frame = empty.slice();
      frame[0] = env;
    }
    for (let index = 0; index < last; index += 1) (codes[index] as Code)(input, frame);
    return (codes[last] as Code)(input, frame);
  };
}

function conditionCode(condition: Code, then: Code, otherwise: Code | undefined): Code {
  return (input, env) => {
    const value = condition(input, env);
    if (value === true || (value !== false && truth(value))) return then(input, env);
    return otherwise === undefined ? undefined : otherwise(input, env);
  };
}

/** The code of a node by itself. */
function ownCode(node: Node, scope: Scope, compiler: Compiler): Code {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value': {
      const { value } = node;
      return () => value;
    }
    case 'path':
      return pathCode(node, scope, compiler);
    case 'name': {
      const name = node.value as string;
      return (input) => member(input, name);
    }
    case 'variable':
      return variableCode(node.value as string, scope, compiler);
    case 'parent':
      return variableCode(node.slot?.label as string, scope, compiler);
    case 'wildcard':
      return wildcard;
    case 'descendant':
      return descendants;
    case 'binary':
      return operatorCode(node, scope, compiler) ?? unknownNode();
    case 'unary':
      return unaryCode(node, scope, compiler);
    case 'condition':
      return conditionCode(
        compiler.code(node.condition as Node, scope),
        compiler.code(node.then as Node, scope),
        node.else && compiler.code(node.else, scope),
      );
    case 'block':
      return blockCode(node, scope, (part, inner) => compiler.code(part, inner));
    case 'bind':
      return bindCode((node.lhs as Node).value as string, compiler.code(node.rhs as Node, scope), scope);
    case 'regex': {
      const source = node.value as RegExp;
      return () => patternValue(source);
    }
    case 'function':
      return callCode(node, scope, compiler);
    case 'lambda':
      return lambdaCode(node, scope, compiler);
    case 'partial':
      return partialCode(node, scope, compiler);
    case 'apply':
      return applyCode(node, scope, compiler);
    case 'transform':
      return transformCode(node, scope, compiler);
    default:
      return unknownNode();
  }
}

function unknownNode(): Code {
  return () => {
    throw new LeftToReference('a node that the compiler does not know');
  };
}

function unaryCode(node: Node, scope: Scope, compiler: Compiler): Code {
  if (node.value === '[') return arrayCode(node, scope, compiler);
  if (node.value === '{') return constructorCode(pairsOf(node), scope, compiler);
  const operand = compiler.code(node.expression as Node, scope);
  return (input, env) => negate(operand(input, env));
}

/** A node with its predicates, its grouping and its unwrapping: what the reference calls one evaluation. */
function wholeCode(node: Node, scope: Scope, compiler: Compiler): Code {
  let code = ownCode(node, scope, compiler);
  const names = mayBeStream(node) ? tupleNames(node) : undefined;
  for (const { expr } of node.predicate ?? []) {
    const before = code;
    const filter = filterCode(expr as Node, scope, { compiler, names });
    code = (input, env) => filter(before(input, env), env);
  }
  if (node.type === 'path') return code;
  if (node.group !== undefined) {
    const before = code;
    // A predicate gives an array of its own, but a position may give an array of the message.
    const last = node.predicate?.at(-1)?.expr as Node | undefined;
    const isFiltered = last !== undefined && last.type !== 'number';
    const grouper = groupCode(node.group, scope, { compiler, names, isOwn: () => isFiltered });
    code = (input, env) => grouper(before(input, env), env);
  }
  if (isNeverSequence(node, scope, compiler)) return code;
  return after(node.keepArray ? unwrapKeeping : unwrap, code);
}

function after(step: (value: unknown) => unknown, code: Code): Code {
  return (input, env) => step(code(input, env));
}

/**
 * A body, or the part of one that its result comes from: calls there are left to whoever called the function.
 *
 * @param layers  the unwrapping of the blocks and conditions around it; what a call in tail position gives passes them by
 */
function tailCode(
  node: Node,
  scope: Scope,
  { compiler, layers }: { compiler: Compiler; layers: readonly Layer[] },
): Code {
  if (node.type === 'lambda' && node.thunk) return tailCallCode(node.body as Node, scope, compiler);
  const plain = !node.predicate && !node.group;
  const around = [node.keepArray ? unwrapKeeping : unwrap, ...layers];
  if (plain && node.type === 'condition') {
    return conditionCode(
      compiler.code(node.condition as Node, scope),
      compiler.tail(node.then as Node, scope, around),
      node.else && compiler.tail(node.else, scope, around),
    );
  }
  if (plain && node.type === 'block') {
    return blockCode(node, scope, (part, inner, last) =>
      last ? compiler.tail(part, inner, around) : compiler.code(part, inner),
    );
  }
  return isNeverSequence(node, scope, compiler)
    ? wholeCode(node, scope, compiler)
    : layers.reduce((code, layer) => after(layer, code), wholeCode(node, scope, compiler));
}

/** Compiles a program. Its reasons to be left to the reference have been looked for before. */
export function compileNative(program: Node, sources: Sources): NativeProgram {
  const root = rootScope(['$', ...[...boundNames(program)].filter((name) => name !== '$')]);
  const functions = new Set<string>();
  let current: { env: Env; bindings: Readonly<Record<string, unknown>> } = { env: [], bindings: {} };

  const initial = (name: string, bindings: Readonly<Record<string, unknown>>): unknown => {
    if (Object.hasOwn(bindings, name)) return bindings[name];
    const builtin = sources.builtin(name);
    return builtin === undefined ? undefined : functionValue(builtin);
  };

  const compiler: Compiler = {
    root,
    level: 0,
    code(node, scope) {
      compiler.level += 1;
      const code = wholeCode(node, scope, compiler);
      compiler.level -= 1;
      return code;
    },
    tail(node, scope, layers) {
      compiler.level += 1;
      const code = tailCode(node, scope, { compiler, layers });
      compiler.level -= 1;
      return code;
    },
    builtin(name) {
      const found = sources.builtin(name);
      if (found !== undefined) functions.add(name);
      return found;
    },
    evaluateText(text, scope) {
      const node = sources.parse(text);
      if (boundNames(node).size > 0 || fallbackReasons(node).length > 0) {
        throw new LeftToReference('$eval of a text that binds variables');
      }
      const known = root.slots.size;
      const code = compiler.code(node, scope);
      for (const [name, slot] of root.slots) {
        if (slot >= known) current.env[slot] = initial(name, current.bindings);
      }
      return code;
    },
  };

  const code = compiler.code(program, root);
  return {
    functions,
    run(input, bindings) {
      const env: Env = [input];
      for (const [name, slot] of root.slots) if (slot > 0) env[slot] = initial(name, bindings);
      current = { env, bindings };
      if (!Array.isArray(input)) return code(input, env);
      const wrapper: Marked = [input];
      wrapper.sequence = true;
      wrapper.outerWrapper = true;
      return code(wrapper, env);
    },
  };
}
