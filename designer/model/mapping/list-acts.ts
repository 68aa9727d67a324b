// "In order of", "only where" and "one for each" as acts on a list: written as one who knows JSONata writes them, read back into the
// same forms, changed and taken away by them. Pure; may import its neighbours.
import {
  type Expression,
  isExpression,
  readExpression,
  writtenName,
} from '../../../runtime/engine/outline/expression.ts';
import { loopOf, type Program } from '../../../runtime/engine/outline/program.ts';
import { inside, type Scope } from '../../../runtime/engine/outline/scope.ts';
import type { Span } from '../../../runtime/engine/outline/target.ts';
import { type MapNode, nodesOfTarget } from './graph.ts';
import { isRefused, type Outcome, putInTarget, type Refusal, removeInput, removeNode } from './node-edits.ts';
import { splice } from './splice.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'is there' | 'is missing';

export const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>=', 'in', 'is there', 'is missing'];

/** What the members of a group become. */
export type Each = 'list' | 'count' | 'sum' | 'first';

export const EACH: readonly Each[] = ['list', 'count', 'sum', 'first'];

/** Fields and values are JSONata text, seen from a member of the list. */
export type ListForm =
  | { readonly kind: 'sort'; readonly field: string; readonly isDown: boolean }
  | { readonly kind: 'where'; readonly field: string; readonly comparison: Comparison; readonly value: string }
  | {
      readonly kind: 'group';
      readonly field: string;
      readonly each: Each;
      /** What is summed. */
      readonly of?: string;
    };

/** A list of a target that can be put in order, narrowed and grouped. */
export interface ListPlace extends Span {
  readonly text: string;
  /** Path of its members in the source, when they are fields of it. */
  readonly members: string | undefined;
  readonly isLoop: boolean;
  /** Path of the value that it is seen from. */
  readonly context: string | undefined;
}

/** One such act that the text of a target has already. */
export interface ListStep {
  /** The node that shows it, and its input. */
  readonly node: string;
  readonly input: number;
  /** Undefined where it is more than the form can say: it is changed as text then. */
  readonly form: ListForm | undefined;
  readonly text: string;
}

const GONE: Refusal = { refused: 'That is no longer there' };

const membersOf = (list: Expression, scope: Scope): string | undefined => {
  const { context } = inside(list, scope);
  return context === '' ? undefined : context;
};

/** The list of a target: what its loop goes over, or its value. @returns undefined where it has none */
export function listOf(program: Program, path: string): ListPlace | undefined {
  const target = program.byPath.get(path);
  if (target === undefined || target.isRepeated === true) return undefined;
  const { expression, scope, kind } = target;
  const loop = kind === 'loop' ? loopOf(expression) : undefined;
  const list = loop?.list ?? (isList(expression) ? expression : undefined);
  if (list === undefined) return undefined;
  const { start, end } = list;
  const members = membersOf(list, loop?.around(scope) ?? scope);
  return {
    start,
    end,
    text: program.text.slice(start, end),
    members,
    isLoop: loop !== undefined,
    context: scope.context,
  };
}

/**
 * Whether a list may have more than one member: what the message says is one value, or what stands for one member, has no order.
 *
 * @param isList  whether a field of the message is a list; undefined of one that is not known
 */
export function mayBeMany(
  { members, isLoop, context = '' }: ListPlace,
  isList: (path: string) => boolean | undefined,
): boolean {
  if (isLoop || members === undefined) return true;
  for (let end = members.length; end > context.length; end = members.lastIndexOf('/', end - 1)) {
    const known = isList(members.slice(0, end));
    if (known !== false) return true;
  }
  return false;
}

/** The list that a part of a target's expression is, as it is seen from there; undefined where it is none. */
export function listOfPart({ text }: Program, { start, end }: Span, scope: Scope): ListPlace | undefined {
  const written = text.slice(start, end);
  const { expression } = readExpression(written);
  if (!isList(expression)) return undefined;
  return { start, end, text: written, members: membersOf(expression, scope), isLoop: false, context: scope.context };
}

/** What can be a list: fields, and what functions give. */
function isList(node: Expression): boolean {
  switch (node.kind) {
    case 'name':
    case 'variable':
    case 'path':
    case 'filter':
    case 'sort':
    case 'call':
      return true;
    default:
      return false;
  }
}

function writtenWhere({ field, comparison, value }: ListForm & { kind: 'where' }): string {
  if (comparison === 'is there') return `$exists(${field})`;
  if (comparison === 'is missing') return `$not($exists(${field}))`;
  return `${field} ${comparison} ${value}`;
}

const GROUPED: Readonly<Record<Each, (of: string) => string>> = {
  list: () => '$',
  count: () => '$count($)',
  sum: (of) => `$sum(${of})`,
  first: () => '$[0]',
};

/** A form as the step that is put behind a list. */
function written(form: ListForm): string {
  switch (form.kind) {
    case 'sort':
      return `^(${form.isDown ? '>' : ''}${form.field})`;
    case 'where':
      return `[${writtenWhere(form)}]`;
    case 'group':
      return `{ ${form.field}: ${GROUPED[form.each](form.of ?? '$')} }`;
  }
}

/** Why a form is not one yet. */
function incomplete(form: ListForm): Refusal | undefined {
  if (!isExpression(form.field)) return { refused: 'Choose the field first' };
  if (form.kind === 'where' && !form.comparison.startsWith('is ') && !isExpression(form.value))
    return { refused: 'The value is not one whole expression: text stands in quotes' };
  if (form.kind === 'group' && form.each === 'sum' && !isExpression(form.of ?? ''))
    return { refused: 'Choose what is summed' };
  return undefined;
}

const NAMES: Readonly<Record<ListForm['kind'], (form: ListForm) => string>> = {
  sort: ({ field }) => `Put in order of ${field}`,
  where: ({ field }) => `Only where ${field} is right`,
  group: ({ field }) => `One for each ${field}`,
};

/** What an act with this form is called. */
export const formName = (form: ListForm): string => NAMES[form.kind](form);

/**
 * Puts the list of a target in order, narrows it, or groups its members.
 *
 * @param path  a target that is a loop, or whose value is a list
 * @param part  a list inside of its expression, which is meant instead
 */
export function addToList(program: Program, path: string, form: ListForm, part?: ListPlace): Outcome {
  const list = part ?? listOf(program, path);
  if (list === undefined) return { refused: 'That is no list: only a loop or a list has members to choose from' };
  const missing = incomplete(form);
  if (missing !== undefined) return missing;
  if (form.kind === 'group' && list.isLoop) return groupLoop(program, path, form);
  const node = readExpression(list.text).expression;
  const put = added(list.text, node, form);
  return putInTarget(program, path, { part: list, put, name: formName(form) });
}

/** `[lines.{ … }]` with one row for each value of a field: `[(lines{ sku: { … } }).*]`. */
function groupLoop(program: Program, path: string, form: ListForm & { kind: 'group' }): Outcome {
  const target = program.byPath.get(path);
  const loop = target === undefined ? undefined : loopOf(target.expression);
  if (target === undefined || loop === undefined) return GONE;
  const { text } = program;
  const { head, before, behind } = loop.frame;
  if (loop.key !== undefined) return { refused: 'The rows of this loop are grouped already: change that' };
  if (!/^\s*\.\s*$/.test(text.slice(before.start, before.end)))
    return {
      refused: 'A function makes these rows: only rows behind a dot can be grouped by a form. Change it in the text',
    };
  if (loop.list.kind === 'sort')
    return { refused: 'Groups have no order of their own: take the order of the list away first' };
  const opened = `${text.slice(0, head.end)}(${text.slice(head.end, before.start)}{ ${form.field}: `;
  const body = text.slice(before.end, behind.start);
  const grouped = `${opened}${body} }).*${text.slice(behind.end)}`;
  return checked(program, { name: formName(form), text: grouped });
}

/** The rows of a loop without their grouping. */
function ungroupLoop(program: Program, path: string): Outcome {
  const target = program.byPath.get(path);
  const loop = target === undefined ? undefined : loopOf(target.expression);
  if (loop?.key === undefined) return GONE;
  const { text } = program;
  const { head, before, behind } = loop.frame;
  const list = text.slice(0, head.start) + text.slice(head.end, before.start);
  const rows = `${list}.${text.slice(before.end, behind.start)}${text.slice(behind.end)}`;
  return checked(program, { name: `Every member of ${path.slice(path.lastIndexOf('/') + 1)} by itself`, text: rows });
}

/** The list's text with the form's step: a filter goes before the order, a second key behind the first. */
function added(text: string, node: Expression, form: ListForm): string {
  if (node.kind === 'sort' && form.kind === 'sort') {
    const last = node.terms.at(-1) as Expression;
    return splice(text, { start: last.end, end: last.end }, `, ${form.isDown ? '>' : ''}${form.field}`);
  }
  if (node.kind === 'sort' && form.kind === 'where') {
    const { end } = node.subject;
    return splice(text, { start: end, end }, written(form));
  }
  return `${standing(text, node)}${written(form)}`;
}

/** In parentheses where a step would go on from a part of it only. */
const standing = (text: string, node: Expression): string => (isList(node) ? text : `(${text})`);

/** The steps of this kind that a target's text has, as its nodes show them. */
export function listSteps(program: Program, path: string): readonly ListStep[] {
  return nodesOfTarget(program, path).flatMap((node) => {
    if (node.kind === 'filter' && node.inputs[1]?.type === 'yes or no') return [stepOf(program, node, 1)];
    if (node.kind === 'sort')
      return node.inputs.flatMap((input, index) => (input.role === 'term' ? [stepOf(program, node, index)] : []));
    if (node.kind === 'loop' && node.depth === 0 && node.inputs.length === 2) {
      const field = node.inputs[1]?.text ?? '';
      return [{ node: node.id, input: 1, form: { kind: 'group' as const, field, each: 'list' as const }, text: field }];
    }
    if (node.kind === 'group' && node.inputs.length === 3) return [stepOf(program, node, 1)];
    return [];
  });
}

function stepOf({ text }: Program, node: MapNode, input: number): ListStep {
  const own = node.inputs[input] as MapNode['inputs'][number];
  return { node: node.id, input, form: formOf(text, node, input), text: own.text };
}

function formOf(text: string, node: MapNode, index: number): ListForm | undefined {
  const input = node.inputs[index] as MapNode['inputs'][number];
  if (node.kind === 'sort') return { kind: 'sort', field: input.text, isDown: signBefore(text, input).includes('>') };
  const read = readExpression(input.text).expression;
  const slice = ({ start, end }: Span): string => input.text.slice(start, end);
  if (node.kind === 'group') {
    const each = node.inputs[2]?.text ?? '';
    const found = EACH.find((one) => one !== 'sum' && GROUPED[one]('') === each);
    if (found !== undefined) return { kind: 'group', field: input.text, each: found };
    const sum = /^\$sum\(([\s\S]*)\)$/.exec(each)?.[1];
    return sum !== undefined && isExpression(sum)
      ? { kind: 'group', field: input.text, each: 'sum', of: sum }
      : undefined;
  }
  if (read.kind === 'binary' && (COMPARISONS as readonly string[]).includes(read.operator))
    return {
      kind: 'where',
      field: slice(read.left),
      comparison: read.operator as Comparison,
      value: slice(read.right),
    };
  const [there, isNot] = existsOf(read);
  if (there === undefined) return undefined;
  return { kind: 'where', field: slice(there), comparison: isNot ? 'is missing' : 'is there', value: '' };
}

/** What `$exists(…)` or `$not($exists(…))` asks for. */
function existsOf(node: Expression): readonly [Expression | undefined, boolean] {
  const argument = (one: Expression | undefined, name: string): Expression | undefined =>
    one?.kind === 'call' && one.callee.kind === 'variable' && one.callee.value === name && one.args.length === 1
      ? one.args[0]
      : undefined;
  const own = argument(node, 'exists');
  return own === undefined ? [argument(argument(node, 'not'), 'exists'), true] : [own, false];
}

/** The sign of direction in front of a key of an order, with the blanks behind it. */
const signBefore = (text: string, { start }: Span): string => /[<>]\s*$/.exec(text.slice(0, start))?.[0] ?? '';

/** Changes a step of a list by its form. */
export function changeStep(program: Program, path: string, step: ListStep, form: ListForm): Outcome {
  const missing = incomplete(form);
  if (missing !== undefined) return missing;
  const node = nodesOfTarget(program, path).find((one) => one.id === step.node);
  const input = node?.inputs[step.input];
  const target = program.byPath.get(path);
  if (node === undefined || input === undefined || target === undefined) return GONE;
  const name = formName(form);
  if (form.kind === 'where') return putInTarget(program, path, { part: input, put: writtenWhere(form), name });
  if (form.kind === 'group' && node.kind === 'loop')
    return putInTarget(program, path, { part: input, put: form.field, name });
  if (form.kind === 'group') {
    const each = node.inputs[2] as MapNode['inputs'][number];
    const first = putInTarget(program, path, { part: each, put: GROUPED[form.each](form.of ?? '$'), name });
    if (isRefused(first)) return first;
    return checked({ ...program, text: first.text }, { name, text: splice(first.text, input, form.field) });
  }
  const sign = signBefore(program.text, input);
  const part = { start: input.start - sign.length, end: input.end };
  return checked(program, { name, text: splice(program.text, part, `${form.isDown ? '>' : ''}${form.field}`) });
}

const checked = (_before: Program, edit: { readonly name: string; readonly text: string }): Outcome =>
  isExpression(edit.text) ? edit : { refused: 'That does not fit in this place. Change it in the text' };

/** Takes a step of a list away: its members are as they were without it. */
export function removeListStep(program: Program, path: string, step: ListStep): Outcome {
  const node = nodesOfTarget(program, path).find((one) => one.id === step.node);
  if (node === undefined) return GONE;
  if (node.kind === 'loop') return ungroupLoop(program, path);
  return node.kind === 'sort' ? removeInput(program, node, step.input) : removeNode(program, node.id);
}

/** A field below the members of a list, as an expression in one of them writes it. */
export const fieldOfMember = (field: string, members: string): string =>
  field
    .slice(members.length + 1)
    .split('/')
    .map((step) => writtenName(step.replaceAll('~1', '/')))
    .join('.');

/** What a person typed as a value: text in quotes when it is no number, yes, no, list or field of the row. */
export function typedValue(typed: string): string {
  const text = typed.trim();
  if (/^(?:-?\d+(?:\.\d+)?|true|false|null|".*"|'.*'|\[[\s\S]*\]|\$[\s\S]*)$/.test(text) && isExpression(text))
    return text;
  return JSON.stringify(text);
}

/** A value as it is shown to be typed over: text without quotes, where it would be read as the same text again. */
export function shownValue(value: string): string {
  const { expression } = readExpression(value);
  if (expression.kind !== 'string' || typedValue(expression.value) !== value) return value;
  return expression.value;
}
