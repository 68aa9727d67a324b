// Edits of one node of the canvas, or of one of its inputs: each is a splice of exactly that part of the target's text.
// Where something cannot be done, the reason is told. Pure; may import its neighbours.

import { isExpression } from '../../../runtime/engine/outline/expression.ts';
import type { Program } from '../../../runtime/engine/outline/program.ts';
import type { Span } from '../../../runtime/engine/outline/target.ts';
import { parametersOf } from './call-drawing.ts';
import { type Edit, removeTarget, setTarget } from './edits.ts';
import { type MapNode, type NodeInput, nodeAt } from './graph.ts';
import { isLeaf } from './leaf.ts';
import { putPart, splice } from './splice.ts';

/** Why an edit is not done, for people: `the input text is needed`. */
export interface Refusal {
  readonly refused: string;
}

export type Outcome = Edit | Refusal;

export const isRefused = (outcome: Outcome): outcome is Refusal => 'refused' in outcome;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What a node is called in the names of acts. */
export const nodeName = (node: MapNode): string => (node.title === '' ? node.kind : node.title);

const GONE: Refusal = { refused: 'That is no longer there' };

/** Puts an expression in the place of a part of a target's value; all else of the program stays as it is. */
export function putInTarget(
  program: Program,
  target: string,
  { part, put, name }: { readonly part: Span; readonly put: string; readonly name: string },
): Outcome {
  const own = program.byPath.get(target);
  if (own === undefined) return GONE;
  if (!isExpression(put)) return { refused: 'That is not one whole expression' };
  const { start } = own.value;
  const text = putPart(own.text, { start: part.start - start, end: part.end - start }, put);
  if (text === undefined) return { refused: 'That does not fit in this place. Change it in the text' };
  return { name, text: splice(program.text, own.value, text) };
}

/** Takes characters out of a target's value, and refuses where nothing whole is left. */
function cutFromTarget(program: Program, target: string, { part, name }: { part: Span; name: string }): Outcome {
  const own = program.byPath.get(target);
  if (own === undefined) return GONE;
  const { start } = own.value;
  const text = splice(own.text, { start: part.start - start, end: part.end - start }, '');
  if (!isExpression(text)) return { refused: 'Nothing whole would be left. Change it in the text' };
  return { name, text: splice(program.text, own.value, text) };
}

/** Gives an input of a node a value: in the place of what it has, or as the argument that is still missing. */
export function setInput(
  program: Program,
  node: MapNode,
  { input: index, put, name }: { readonly input: number; readonly put: string; readonly name?: string },
): Outcome {
  const input = node.inputs[index];
  if (input === undefined) return GONE;
  const act = name ?? `Change ${input.label === '' ? nodeName(node) : `${input.label} of ${nodeName(node)}`}`;
  if (input.role !== 'open') return putInTarget(program, node.target, { part: input, put, name: act });
  if (!isExpression(put)) return { refused: 'That is not one whole expression' };
  const own = program.byPath.get(node.target);
  if (own === undefined) return GONE;
  // The missing argument is put in as a name that nothing else has, and then that name replaced: so it is set as one part.
  const mark = '`crossdock: put here`';
  const withMark = splice(own.text, shifted(input, -own.value.start), `${input.before ?? ''}${mark}`);
  const at = input.start - own.value.start + (input.before ?? '').length;
  const text = isExpression(withMark) ? putPart(withMark, { start: at, end: at + mark.length }, put) : undefined;
  if (text === undefined) return { refused: 'That does not fit in this place. Change it in the text' };
  return { name: act, text: splice(program.text, own.value, text) };
}

const shifted = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

/** A call of a function around an expression: `$round(price, 0)`; what is needed besides is left to be filled in. */
export function callAround(
  functionName: string,
  first: string,
  program?: { readonly scope: MapNode['scope'] },
): string {
  const scope = program?.scope ?? { context: '', variables: new Map(), hidden: new Set<string>() };
  const parameters = parametersOf(functionName, scope);
  const needed = parameters.slice(1).filter((parameter) => !parameter.isOptional);
  return `$${functionName}(${parameters.length === 0 && program === undefined ? '' : [first, ...needed.map(() => '""')].join(', ')})`;
}

/** Puts a function around a part of a target's value: around a node, or around what an input gets. */
export function wrapPart(
  program: Program,
  target: string,
  { part, functionName }: { readonly part: Span; readonly functionName: string },
): Outcome {
  const own = program.byPath.get(target);
  if (own === undefined) return GONE;
  const put = callAround(functionName, program.text.slice(part.start, part.end), { scope: own.scope });
  return putInTarget(program, target, { part, put, name: `Put $${functionName} around a value of ${nameOf(target)}` });
}

/** Takes a node away: its main input takes its place; a node without one goes with the input that it was given to. */
export function removeNode(program: Program, id: string): Outcome {
  const node = nodeAt(program, id);
  if (node === undefined) return GONE;
  const name = `Remove ${nodeName(node)} from ${nameOf(node.target)}`;
  const main = node.main === undefined ? undefined : node.inputs[node.main];
  if (main === undefined || (node.kind === 'list' && node.inputs.length > 1)) return removeWhole(program, node, name);
  if (node.kind === 'filter' || node.kind === 'sort') return removeStep(program, node, name);
  if (node.kind === 'block' && node.inputs.length > 1)
    return {
      refused: 'Values that are named here are used further on: put them in the places where they are used first',
    };
  return putInTarget(program, node.target, { part: coreOf(node), put: main.text, name });
}

/** A node without the fields that are taken from its result: those are taken from what takes its place. */
function coreOf({ expression, kind }: MapNode): Span {
  if (expression.kind !== 'path' || kind === 'lookup') return expression;
  const last = expression.steps.findLast((step) => !isLeaf(step));
  return { start: expression.start, end: last?.end ?? expression.end };
}

/** `lines[qty > 0].sku` without its filter is `lines.sku`. */
function removeStep(program: Program, node: MapNode, name: string): Outcome {
  const list = node.inputs[0] as NodeInput;
  const end = stepEnd(node);
  return cutFromTarget(program, node.target, { part: { start: list.end, end }, name });
}

/** Where the filter or the sort of a node ends: fields may be taken from its result behind it. */
function stepEnd({ expression, inputs }: MapNode): number {
  const [list] = inputs;
  const seek = (one: MapNode['expression']): number | undefined => {
    if (one.kind === 'block' && one.items.length === 1) return seek(one.items[0] as MapNode['expression']);
    if (one.kind === 'path') return one.steps.map(seek).find((end) => end !== undefined);
    if (one.kind === 'filter' || one.kind === 'sort') {
      if (one.subject.end === list?.end) return one.end;
      return seek(one.subject);
    }
    return undefined;
  };
  return seek(expression) ?? expression.end;
}

function removeWhole(program: Program, node: MapNode, name: string): Outcome {
  if (node.parent === undefined)
    return removeTarget(program, node.target) ?? { refused: 'The text has no place where it can be taken out' };
  const parent = nodeAt(program, node.parent.id);
  if (parent === undefined) return GONE;
  const removed = removeInput(program, parent, node.parent.input);
  if (!isRefused(removed)) return { ...removed, name };
  return putInTarget(program, node.target, { part: node, put: 'null', name });
}

/** Takes an input away with its comma or its operator; refuses where the node needs it. */
export function removeInput(program: Program, node: MapNode, index: number): Outcome {
  const input = node.inputs[index];
  if (input === undefined || input.role === 'open') return { refused: 'Nothing is connected there' };
  const given = node.inputs.filter((one) => one.role !== 'open');
  const [before, after] = [given[index - 1], given[index + 1]];
  const name = `Remove ${input.label === '' ? 'the value' : input.label} of ${nodeName(node)}`;
  const cut = (start: number, end: number) => cutFromTarget(program, node.target, { part: { start, end }, name });
  switch (input.role) {
    case 'argument': {
      if (after !== undefined) return { refused: `What comes after ${input.label} would take its place` };
      const functionName = node.title.slice(1).split(' ')[0] as string;
      const parameter = parametersOf(functionName, node.scope)[index];
      if (parameter !== undefined && !parameter.isOptional && parameter.isRepeated !== true)
        return { refused: `$${functionName} needs ${input.label}` };
      return before === undefined ? cut(input.start, input.end) : cut(before.end, input.end);
    }
    case 'operand':
    case 'item': {
      if (given.length === 1) return cut(input.start, input.end);
      const [other] = given.filter((_one, at) => at !== index);
      if (input.role === 'operand' && given.length === 2 && other !== undefined)
        return putInTarget(program, node.target, { part: node, put: other.text, name });
      return before === undefined ? cut(input.start, (after as NodeInput).start) : cut(before.end, input.end);
    }
    case 'member':
      return removeMember(program, node, index, name);
    case 'else':
      return cut((before as NodeInput).end, input.end);
    case 'where':
      return removeStep(program, node, name);
    case 'term':
      return removeTerm(program, node, index, name);
    default:
      return { refused: `Nothing is left without ${input.label === '' ? 'it' : input.label}: remove the node instead` };
  }
}

function removeMember(program: Program, node: MapNode, index: number, name: string): Outcome {
  if (node.expression.kind !== 'object') return GONE;
  const { entries } = node.expression;
  const entry = entries[index];
  if (entry === undefined) return GONE;
  const [before, after] = [entries[index - 1], entries[index + 1]];
  const part =
    before !== undefined
      ? { start: before.end, end: entry.end }
      : { start: entry.start, end: after?.start ?? entry.end };
  return cutFromTarget(program, node.target, { part, name });
}

function removeTerm(program: Program, node: MapNode, index: number, name: string): Outcome {
  const terms = node.inputs.filter((one) => one.role === 'term');
  if (terms.length === 1) return removeStep(program, node, name);
  const at = terms.indexOf(node.inputs[index] as NodeInput);
  const { text } = program;
  const [own, before, after] = [terms[at] as NodeInput, terms[at - 1], terms[at + 1]];
  // A sign of direction in front of a key belongs to it.
  const begin = (term: NodeInput): number => {
    const sign = /[<>]\s*$/.exec(text.slice(node.start, term.start));
    return sign === null ? term.start : term.start - sign[0].length;
  };
  const part =
    before !== undefined ? { start: before.end, end: own.end } : { start: begin(own), end: begin(after as NodeInput) };
  return cutFromTarget(program, node.target, { part, name });
}

/** Takes the value off an input that has to have one: an empty constant stands there then. */
export function disconnectInput(program: Program, node: MapNode, index: number): Outcome {
  const removed = removeInput(program, node, index);
  if (!isRefused(removed)) return { ...removed, name: `Disconnect ${node.inputs[index]?.label} of ${nodeName(node)}` };
  const input = node.inputs[index];
  if (input === undefined || input.role === 'open') return removed;
  const name = `Disconnect ${input.label} of ${nodeName(node)}`;
  return setInput(program, node, { input: index, put: input.type === 'number' ? '0' : '""', name });
}

/** A new target beside a node's one that gets the same value as the node. */
export function duplicateNode(program: Program, id: string): Outcome {
  const node = nodeAt(program, id);
  if (node === undefined) return GONE;
  const path = freePath(program, node.target);
  const edit = setTarget(program, path, node.text, { name: `Duplicate ${nodeName(node)} as ${nameOf(path)}` });
  return edit ?? { refused: 'The text has no place for a copy beside it' };
}

/** A path beside a target that no target has yet: `/totalCopy`, `/totalCopy2`. */
export function freePath(program: Program, path: string): string {
  for (let count = 1; ; count += 1) {
    const free = `${path}Copy${count === 1 ? '' : count}`;
    if (!program.byPath.has(free)) return free;
  }
}
