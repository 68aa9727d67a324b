// How conditions and operators are drawn: a row of one operator is one node. Pure; may import ./drawing.ts.
import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import type { Scope } from '../../../runtime/engine/outline/scope.ts';
import type { Drawing, Part } from './drawing.ts';

/** Operators of which a row is one node: `a & b & c`. */
const CHAINS: ReadonlySet<string> = new Set(['&', '+', '*', 'and', 'or']);
const OPERAND_TYPES: Readonly<Record<string, string>> = {
  '&': 'text',
  '+': 'number',
  '-': 'number',
  '*': 'number',
  '/': 'number',
  '%': 'number',
};

/** If, then, else; one without an else has an open input for it. */
export function conditionDrawing(node: Expression & { kind: 'condition' }, scope: Scope): Drawing {
  const parts: Part[] = [
    { label: 'if', type: 'yes or no', expression: node.test, scope, role: 'fixed' },
    { label: 'then', expression: node.yes, scope, role: 'fixed' },
  ];
  if (node.no === undefined)
    return {
      kind: 'condition',
      title: '',
      parts,
      open: { label: 'else', at: node.yes.end, before: ' : ' },
      main: 1,
    };
  return {
    kind: 'condition',
    title: '',
    parts: [...parts, { label: 'else', expression: node.no, scope, role: 'else' }],
    main: 1,
  };
}

/** The operands of a row of one operator: `a & b & c` has three. */
export function operandsOf(node: Expression & { kind: 'binary' }): readonly Expression[] {
  const { left, right, operator } = node;
  if (!CHAINS.has(operator)) return [left, right];
  return left.kind === 'binary' && left.operator === operator ? [...operandsOf(left), right] : [left, right];
}

/** An operator with its operands as inputs. */
export function binaryDrawing(node: Expression & { kind: 'binary' }, scope: Scope): Drawing {
  const { operator } = node;
  const type = OPERAND_TYPES[operator] ?? (operator === 'and' || operator === 'or' ? 'yes or no' : undefined);
  if (CHAINS.has(operator)) {
    const parts = operandsOf(node).map(
      (expression, index): Part => ({
        label: `${index + 1}`,
        ...(type === undefined ? {} : { type }),
        expression,
        scope,
        role: 'operand',
      }),
    );
    return { kind: 'operation', title: operator, parts, main: 0 };
  }
  const [first, second] =
    operator === '~>'
      ? ['value', 'through']
      : operator === '..'
        ? ['from', 'to']
        : operator === '?:' || operator === '??'
          ? ['value', 'otherwise']
          : ['left', 'right'];
  const right: Part = {
    label: second as string,
    ...(type === undefined ? {} : { type }),
    expression: node.right,
    scope,
    role: 'fixed',
    ...(operator === '~>' ? { isText: true as const } : {}),
  };
  const left: Part = {
    label: first as string,
    ...(type === undefined ? {} : { type }),
    expression: node.left,
    scope,
    role: 'fixed',
  };
  return { kind: 'operation', title: operator, parts: [left, right], main: 0 };
}
