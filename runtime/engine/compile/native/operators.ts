// Operators on two values: arithmetic, comparison, equality, `&`, `..`, `in`, `and`, `or`. Imports compiler and values.
import { leftOf, type Node } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code } from './function-values.ts';
import { checkLength, checkText, tick } from './guard.ts';
import type { Scope } from './scope.ts';
import type { Marked } from './sequence.ts';
import { equal, isNumeric, refuse, text, truth } from './values.ts';

/** The operator on values that are not both finite numbers. @throws Refused T2001, T2002, D1001 */
function arithmeticOnOthers(left: unknown, right: unknown): undefined {
  if (left !== undefined && !isNumeric(left)) refuse('T2001');
  if (right !== undefined && !isNumeric(right)) refuse('T2002');
  return undefined;
}

const bothFinite = (left: unknown, right: unknown): boolean => Number.isFinite(left) && Number.isFinite(right);

/** Numbers with numbers, texts with texts; undefined when a side is missing. @throws Refused T2009, T2010 */
function comparable(left: unknown, right: unknown): boolean {
  const l = typeof left;
  const r = typeof right;
  if (l === r && (l === 'number' || l === 'string')) return true;
  if (l !== 'undefined' && l !== 'number' && l !== 'string') refuse('T2010');
  if (r !== 'undefined' && r !== 'number' && r !== 'string') refuse('T2010');
  return l === 'undefined' || r === 'undefined' ? false : refuse('T2009');
}

export function concat(left: unknown, right: unknown): string {
  const joined = (text(left) ?? '') + (text(right) ?? '');
  checkText(joined.length);
  return joined;
}

export function range(from: unknown, to: unknown): Marked | undefined {
  if (from !== undefined && !Number.isInteger(from)) refuse('T2003');
  if (to !== undefined && !Number.isInteger(to)) refuse('T2004');
  if (from === undefined || to === undefined || (from as number) > (to as number)) return undefined;
  const size = (to as number) - (from as number) + 1;
  if (size > 1e7) refuse('D2014');
  checkLength(size);
  tick(size >> 4);
  const numbers: Marked = [];
  for (let number = from as number; number <= (to as number); number += 1) numbers.push(number);
  numbers.sequence = true;
  return numbers;
}

export function isIn(item: unknown, list: unknown): boolean {
  if (item === undefined || list === undefined) return false;
  if (!Array.isArray(list)) return list === item;
  tick(list.length >> 4);
  return list.indexOf(item) >= 0;
}

/** What an operator does with the values of its two sides. */
export type Operator = (left: unknown, right: unknown) => unknown;

export const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': (l, r) => (bothFinite(l, r) ? (l as number) + (r as number) : arithmeticOnOthers(l, r)),
  '-': (l, r) => (bothFinite(l, r) ? (l as number) - (r as number) : arithmeticOnOthers(l, r)),
  '*': (l, r) => (bothFinite(l, r) ? (l as number) * (r as number) : arithmeticOnOthers(l, r)),
  '/': (l, r) => (bothFinite(l, r) ? (l as number) / (r as number) : arithmeticOnOthers(l, r)),
  '%': (l, r) => (bothFinite(l, r) ? (l as number) % (r as number) : arithmeticOnOthers(l, r)),
  '=': (l, r) => l !== undefined && r !== undefined && equal(l, r),
  '!=': (l, r) => l !== undefined && r !== undefined && !equal(l, r),
  '<': (l, r) => (comparable(l, r) ? (l as string) < (r as string) : undefined),
  '<=': (l, r) => (comparable(l, r) ? (l as string) <= (r as string) : undefined),
  '>': (l, r) => (comparable(l, r) ? (l as string) > (r as string) : undefined),
  '>=': (l, r) => (comparable(l, r) ? (l as string) >= (r as string) : undefined),
  '&': concat,
  '..': range,
  in: isIn,
};

/** Operators that are written out, since they are in every program; the others go through the table. */
function written(operator: unknown, left: Code, right: Code): Code | undefined {
  switch (operator) {
    case 'and':
      return (input, env) => truth(left(input, env)) && truth(right(input, env));
    case 'or':
      return (input, env) => truth(left(input, env)) || truth(right(input, env));
    case '+':
      return (input, env) => {
        const l = left(input, env);
        const r = right(input, env);
        return bothFinite(l, r) ? (l as number) + (r as number) : arithmeticOnOthers(l, r);
      };
    case '*':
      return (input, env) => {
        const l = left(input, env);
        const r = right(input, env);
        return bothFinite(l, r) ? (l as number) * (r as number) : arithmeticOnOthers(l, r);
      };
    case '=':
      return (input, env) => {
        const l = left(input, env);
        const r = right(input, env);
        return l !== undefined && r !== undefined && (l === r || equal(l, r));
      };
    case '!=':
      return (input, env) => {
        const l = left(input, env);
        const r = right(input, env);
        return l !== undefined && r !== undefined && l !== r && !equal(l, r);
      };
    default:
      return undefined;
  }
}

const isPlainConstant = (node: Node): boolean =>
  (node.type === 'string' || node.type === 'number' || node.type === 'value') && !node.predicate && !node.group;

/** Equality with a text, a number, a boolean or null needs no look into values. */
function equalsConstant(node: Node, left: Code): Code | undefined {
  const right = node.rhs as Node;
  if (!isPlainConstant(right)) return undefined;
  const { value } = right;
  if (node.value === '=') return (input, env) => left(input, env) === value;
  if (node.value !== '!=') return undefined;
  return (input, env) => {
    const found = left(input, env);
    return found !== undefined && found !== value;
  };
}

/** `a & b & c` as one loop over its parts. */
function concatCode(node: Node, scope: Scope, compiler: Compiler): Code {
  const parts: Code[] = [];
  const collect = (part: Node): void => {
    if (part.type === 'binary' && part.value === '&' && !part.predicate && !part.group) {
      collect(leftOf(part));
      collect(part.rhs as Node);
    } else {
      parts.push(compiler.code(part, scope));
    }
  };
  collect(leftOf(node));
  collect(node.rhs as Node);
  return (input, env) => {
    let joined = '';
    for (let index = 0; index < parts.length; index += 1) {
      const value = (parts[index] as Code)(input, env);
      if (typeof value === 'string') joined += value;
      else if (value !== undefined) joined += text(value) ?? '';
    }
    checkText(joined.length);
    return joined;
  };
}

/** A binary node; undefined when the operator is none that is known. */
export function operatorCode(node: Node, scope: Scope, compiler: Compiler): Code | undefined {
  if (node.value === '&') return concatCode(node, scope, compiler);
  const left = compiler.code(leftOf(node), scope);
  const right = compiler.code(node.rhs as Node, scope);
  const special = equalsConstant(node, left) ?? written(node.value, left, right);
  if (special !== undefined) return special;
  const operator = Object.hasOwn(OPERATORS, String(node.value)) ? OPERATORS[String(node.value)] : undefined;
  return operator && ((input, env) => operator(left(input, env), right(input, env)));
}

/** Unary minus. @throws Refused D1002 */
export function negate(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  return isNumeric(value) ? -value : refuse('D1002');
}
