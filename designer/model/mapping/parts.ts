// How one expression is drawn: as a node with named inputs, or not at all because it is a field, a constant, or nothing that a
// picture makes clearer. Pure; may import its neighbours and ../language/.

import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import { lookupOf } from '../../../runtime/engine/outline/program.ts';
import { bindMember, inside, type Scope, scopeOfBlock } from '../../../runtime/engine/outline/scope.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import { ANY, BOOLEAN, FUNCTION, type Kinds, NUMBER, OBJECT, TEXT } from '../language/kinds.ts';

export type NodeKind =
  | 'call'
  | 'lookup'
  | 'condition'
  | 'operation'
  | 'expression'
  | 'loop'
  | 'filter'
  | 'sort'
  | 'group'
  | 'list'
  | 'object'
  | 'block'
  | 'function';

/** What an input is in its expression, which says how it can be taken away. */
export type Role =
  | 'argument'
  | 'operand'
  | 'item'
  | 'member'
  | 'else'
  | 'where'
  | 'term'
  /** Nothing is left without it. */
  | 'fixed';

export interface Part {
  readonly label: string;
  /** What it takes, in one word. */
  readonly type?: string;
  readonly expression: Expression;
  readonly scope: Scope;
  readonly role: Role;
  /** Text that is shown and changed as text: names of fields, functions. */
  readonly isText?: true;
}

/** An input that nothing is given to yet: where its text goes, with what stands before it. */
export interface OpenPart {
  readonly label: string;
  readonly type?: string;
  readonly at: number;
  readonly before: string;
}

export interface Drawing {
  readonly kind: NodeKind;
  readonly title: string;
  readonly parts: readonly Part[];
  readonly open?: OpenPart;
  /** Index of the input that takes the node's place when the node is taken away. */
  readonly main?: number;
}

const WORDS: readonly (readonly [Kinds, string])[] = [
  [TEXT, 'text'],
  [NUMBER, 'number'],
  [BOOLEAN, 'yes or no'],
  [OBJECT, 'group'],
  [FUNCTION, 'function'],
];

const typeWord = (kinds: Kinds, isList: boolean): string | undefined => {
  if (isList) return 'list';
  if ((kinds & ANY) === ANY) return undefined;
  const words = WORDS.filter(([kind]) => (kinds & kind) !== 0).map(([, word]) => word);
  return words.length === 0 ? undefined : words.join(' or ');
};

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

/** A name, a constant, a variable: what a port shows by itself. */
export function isLeaf(node: Expression): boolean {
  switch (node.kind) {
    case 'name':
    case 'string':
    case 'variable':
    case 'number':
    case 'literal':
    case 'other':
      return true;
    case 'negate':
      return node.of.kind === 'number';
    case 'path':
      return lookupOf(node) === undefined && node.steps.every(isLeaf);
    case 'filter':
      return (node.by === undefined || node.by.kind === 'number') && isLeaf(node.subject);
    case 'block':
      return node.items.length === 1 && isLeaf(node.items[0] as Expression);
    case 'array':
      return node.items.every(isLeaf);
    case 'object':
      return node.entries.length === 0;
    case 'mark':
    case 'bind':
    case 'transform':
      return true;
    default:
      return false;
  }
}

/**
 * How an expression is drawn.
 *
 * @returns undefined for what is shown as text: fields, constants, variables, and what has no picture
 */
export function drawingOf(node: Expression, scope: Scope): Drawing | undefined {
  if (isLeaf(node)) return undefined;
  const lookup = lookupOf(node);
  if (lookup !== undefined) {
    const title = lookup.column === undefined ? lookup.table : `${lookup.table} · ${lookup.column}`;
    const key: Part = { label: 'key', type: 'text', expression: lookup.key, scope, role: 'fixed' };
    return { kind: 'lookup', title, parts: [key], main: 0 };
  }
  switch (node.kind) {
    case 'call':
      return callDrawing(node, scope);
    case 'condition':
      return conditionDrawing(node, scope);
    case 'binary':
      return binaryDrawing(node, scope);
    case 'negate':
      return {
        kind: 'operation',
        title: '−',
        parts: [{ label: 'of', type: 'number', expression: node.of, scope, role: 'fixed' }],
        main: 0,
      };
    case 'path':
      return pathDrawing(node, scope);
    case 'filter':
    case 'sort':
    case 'group':
      return stepDrawing([node], scope, '');
    case 'array':
      return {
        kind: 'list',
        title: node.items.length === 1 ? 'as a list' : `list of ${node.items.length}`,
        parts: node.items.map(
          (expression, index): Part => ({ label: `${index + 1}`, expression, scope, role: 'item' }),
        ),
        main: 0,
      };
    case 'object':
      return {
        kind: 'object',
        title: 'group of fields',
        parts: node.entries.map(
          ({ key, value }): Part => ({
            label: key.kind === 'string' ? key.value : '(name)',
            expression: value,
            scope,
            role: 'member',
          }),
        ),
      };
    case 'block':
      return blockDrawing(node, scope);
    case 'lambda':
      return {
        kind: 'function',
        title: `function(${node.parameters.map((name) => `$${name}`).join(', ')})`,
        parts: [{ label: 'gives', expression: node.body, scope: insideOf(node, scope), role: 'fixed' }],
      };
    default:
      return undefined;
  }
}

const insideOf = (node: Expression & { kind: 'lambda' }, scope: Scope): Scope => ({
  ...scope,
  // Parameters that stand for members of a list are known already.
  hidden: new Set([
    ...scope.hidden,
    ...node.parameters.filter((name) => scope.members?.some((member) => member.name === name) !== true),
  ]),
});

interface NamedParameter {
  readonly name: string;
  readonly type?: string;
  readonly isOptional: boolean;
  readonly isRepeated?: boolean;
}

/** Parameters of a function: of the library and of JSONata out of their specifications, of the program's own out of its text. */
export function parametersOf(name: string, scope: Scope): readonly NamedParameter[] {
  const own = scope.hidden.has(name) ? undefined : scope.variables.get(name)?.value;
  if (own?.kind === 'lambda') return own.parameters.map((parameter) => ({ name: parameter, isOptional: false }));
  if (own !== undefined || scope.hidden.has(name)) return [];
  const known = KNOWN_FUNCTIONS.get(name);
  return (known?.parameters ?? []).map((parameter, index) => {
    const says = known?.signature.parameters[index];
    const type = says === undefined ? undefined : typeWord(says.kinds, says.isList);
    return {
      name: parameter.name,
      isOptional: parameter.optional,
      ...(says?.repeated === true ? { isRepeated: true } : {}),
      ...(type === undefined ? {} : { type }),
    };
  });
}

function callDrawing(node: Expression & { kind: 'call' }, scope: Scope): Drawing | undefined {
  if (node.callee.kind !== 'variable') return undefined;
  const name = node.callee.value;
  const parameters = parametersOf(name, scope);
  const [list] = node.args;
  const parts = node.args.map((expression, index): Part => {
    const parameter = parameters[index] ?? (parameters.at(-1)?.isRepeated === true ? parameters.at(-1) : undefined);
    const [first] = expression.kind === 'lambda' ? expression.parameters : [];
    // `$map(lines, function($line) { … })`: the parameter stands for a member of the list.
    const inner =
      first === undefined || list === undefined || list === expression ? scope : bindMember(scope, first, list);
    return {
      label: parameter?.name ?? `${index + 1}`,
      ...(parameter?.type === undefined ? {} : { type: parameter.type }),
      expression,
      scope: inner,
      role: 'argument',
    };
  });
  const next = parameters[node.args.length];
  const open: OpenPart | undefined =
    next === undefined
      ? undefined
      : {
          label: next.name,
          ...(next.type === undefined ? {} : { type: next.type }),
          at: node.args.at(-1)?.end ?? node.end - 1,
          before: node.args.length === 0 ? '' : ', ',
        };
  return {
    kind: 'call',
    title: `$${name}`,
    parts,
    ...(open === undefined ? {} : { open }),
    ...(parts.length === 0 ? {} : { main: 0 }),
  };
}

function conditionDrawing(node: Expression & { kind: 'condition' }, scope: Scope): Drawing {
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

function binaryDrawing(node: Expression & { kind: 'binary' }, scope: Scope): Drawing {
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

const spanOf = (nodes: readonly Expression[]): { start: number; end: number } => ({
  start: (nodes[0] as Expression).start,
  end: (nodes.at(-1) as Expression).end,
});

/** Steps of a path as one expression. */
export const joinedSteps = (steps: readonly Expression[]): Expression =>
  steps.length === 1 ? (steps[0] as Expression) : { ...spanOf(steps), kind: 'path', steps };

/** A path: the last step that does more than to name a field is the node; names behind it are told in its title. */
function pathDrawing(node: Expression & { kind: 'path' }, scope: Scope): Drawing | undefined {
  const index = node.steps.findLastIndex((step) => !isLeaf(step));
  const step = node.steps[index];
  if (step === undefined) return undefined;
  const rest = node.steps
    .slice(index + 1)
    .map((one) => (one.kind === 'name' ? `.${one.value}` : '.…'))
    .join('');
  return stepDrawing(node.steps.slice(0, index + 1), scope, rest);
}

function stepDrawing(steps: readonly Expression[], scope: Scope, rest: string): Drawing | undefined {
  const last = steps.at(-1) as Expression;
  const before = steps.slice(0, -1);
  const wasLast = before.length === 0 ? undefined : joinedSteps(before);
  if (last.kind === 'filter' || last.kind === 'sort' || last.kind === 'group') {
    const subject = joinedSteps([...before, last.subject]);
    const within = inside(subject, scope);
    const list: Part = { label: 'list', type: 'list', expression: subject, scope, role: 'fixed' };
    if (last.kind === 'filter') {
      if (last.by === undefined) return drawingOf(subject, scope);
      const isIndex = last.by.kind === 'number' || last.by.kind === 'negate';
      const where: Part = {
        label: isIndex ? 'item' : 'where',
        type: isIndex ? 'number' : 'yes or no',
        expression: last.by,
        scope: within,
        role: 'where',
      };
      return {
        kind: 'filter',
        title: rest === '' ? (isIndex ? 'one of' : 'only where') : rest,
        parts: [list, where],
        main: 0,
      };
    }
    if (last.kind === 'sort') {
      const terms = last.terms.map(
        (expression, index): Part => ({
          label: last.descending[index] === true ? 'by, down' : 'by',
          expression,
          scope: within,
          role: 'term',
        }),
      );
      return { kind: 'sort', title: rest === '' ? 'in order' : `in order · ${rest}`, parts: [list, ...terms], main: 0 };
    }
    const entries = last.entries.flatMap(({ key, value }): Part[] => [
      { label: 'by', type: 'text', expression: key, scope: within, role: 'fixed' },
      { label: 'each', expression: value, scope: within, role: 'fixed' },
    ]);
    return { kind: 'group', title: rest === '' ? 'by key' : rest, parts: [list, ...entries], main: 0 };
  }
  if (wasLast === undefined) {
    // `$f(x).name`, `(a ? b : c).name`: the node is what stands before the names.
    const drawn = drawingOf(last, scope);
    return drawn === undefined ? undefined : { ...drawn, title: `${drawn.title}${rest === '' ? '' : ` · ${rest}`}` };
  }
  const within = inside(wasLast, scope);
  const body = last.kind === 'block' && last.items.length === 1 ? (last.items[0] as Expression) : last;
  return {
    kind: 'loop',
    title: rest === '' ? 'for each' : `for each · ${rest}`,
    parts: [
      { label: 'over', type: 'list', expression: wasLast, scope, role: 'fixed' },
      { label: 'each', expression: body, scope: within, role: 'fixed' },
    ],
    main: 0,
  };
}

function blockDrawing(node: Expression & { kind: 'block' | 'array' }, scope: Scope): Drawing | undefined {
  if (node.items.length === 1) return drawingOf(node.items[0] as Expression, scope);
  let inner = scope;
  const parts = node.items.map((item, index): Part => {
    const label = item.kind === 'bind' ? `$${item.name}` : index === node.items.length - 1 ? 'result' : `${index + 1}`;
    const part: Part = { label, expression: item.kind === 'bind' ? item.value : item, scope: inner, role: 'fixed' };
    inner = scopeOfBlock([item], inner);
    return part;
  });
  return { kind: 'block', title: 'named values', parts, main: parts.length - 1 };
}
