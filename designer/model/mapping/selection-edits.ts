// Edits of several nodes and targets at once, each as one act. Pure; may import its neighbours.

import { isExpression } from '../../../runtime/engine/outline/expression.ts';
import type { Program } from '../../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../../runtime/engine/outline/reread.ts';
import { copyTargets, type Edit, pasteMembers, removeTarget, setTarget } from './edits.ts';
import { nodeAt } from './graph.ts';
import {
  disconnectInput,
  duplicateNode,
  freePath,
  isRefused,
  type Outcome,
  putInTarget,
  removeNode,
  setInput,
  wrapPart,
} from './node-edits.ts';

/** An id with where it stands in the text. */
interface Placed {
  readonly id: string;
  readonly start: number;
  readonly depth: number;
}

/** Those that are there, the last in the text and the innermost first: what is done to one leaves the places of the others. */
function inOrder(program: Program, ids: Iterable<string>): readonly string[] {
  const placed = [...ids].flatMap((id): Placed[] => {
    const target = program.byPath.get(id);
    if (target !== undefined) return [{ id, start: target.value.start, depth: 0 }];
    const node = nodeAt(program, id);
    return node === undefined ? [] : [{ id, start: node.start, depth: node.depth }];
  });
  return placed.sort((a, b) => b.start - a.start || b.depth - a.depth).map((one) => one.id);
}

/** Does the same to each; what refuses is left as it is, unless all do. */
function each(
  program: Program,
  ids: Iterable<string>,
  options: {
    readonly name: string;
    readonly things?: string;
    readonly edit: (program: Program, id: string) => Outcome;
  },
): Outcome {
  const all = inOrder(program, ids);
  let now = program;
  let refusal: Outcome = { refused: 'Nothing is selected' };
  let only: Edit | undefined;
  let done = 0;
  for (const id of all) {
    const outcome = options.edit(now, id);
    if (isRefused(outcome)) {
      refusal = outcome;
      continue;
    }
    only = outcome;
    done += 1;
    now = rereadProgram(now, outcome.text);
  }
  if (only === undefined) return refusal;
  return done === 1
    ? { ...only, text: now.text }
    : { name: `${options.name} ${done} ${options.things ?? 'nodes'}`, text: now.text };
}

const NO_PLACE: Outcome = { refused: 'The text of this mapping has no place for that. Change it in the text' };

/** Takes nodes away: the main input of each takes its place. */
export const removeNodes = (program: Program, ids: Iterable<string>): Outcome =>
  each(program, ids, {
    name: 'Remove',
    edit: (now, id) => (isRow(now, id) ? removeRow(now, id) : removeNode(now, id)),
  });

/** A target that has no node, or whose node is the loop that its members are in. */
const isRow = (program: Program, id: string): boolean =>
  program.byPath.get(id)?.kind === 'loop' || (program.byPath.has(id) && nodeAt(program, id) === undefined);

const removeRow = (program: Program, path: string): Outcome => removeTarget(program, path) ?? NO_PLACE;

export const duplicateAll = (program: Program, ids: Iterable<string>): Outcome =>
  each(program, ids, {
    name: 'Duplicate',
    edit: (now, id) => (isRow(now, id) ? duplicateRow(now, id) : duplicateNode(now, id)),
  });

/** Takes rows of the target away, each with all that is in it. */
export const removeRows = (program: Program, paths: Iterable<string>): Outcome =>
  each(program, outermost(program, paths), { name: 'Remove', things: 'fields', edit: removeRow });

/** Puts a copy of each row beside it. */
export const duplicateRows = (program: Program, paths: Iterable<string>): Outcome =>
  each(program, outermost(program, paths), { name: 'Duplicate', things: 'fields', edit: duplicateRow });

/** Rows that are in no other one of them. */
const outermost = (program: Program, paths: Iterable<string>): readonly string[] =>
  outermostOf([...paths].filter((path) => program.byPath.has(path)));

function duplicateRow(program: Program, path: string): Outcome {
  const own = program.byPath.get(path);
  if (own === undefined) return { refused: 'That row has no value yet' };
  const free = freePath(program, path);
  const name = `Duplicate ${nameOf(path)} as ${nameOf(free)}`;
  return setTarget(program, free, own.text, { name }) ?? NO_PLACE;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Puts a function around the value of each. */
export const wrapAll = (program: Program, ids: Iterable<string>, functionName: string): Outcome =>
  each(program, ids, {
    name: `Put $${functionName} around`,
    edit: (now, id) => {
      const target = now.byPath.get(id);
      if (target !== undefined) return wrapPart(now, id, { part: target.value, functionName });
      const node = nodeAt(now, id);
      if (node === undefined) return NO_PLACE;
      return wrapPart(now, node.target, { part: node, functionName });
    },
  });

/** Cuts the lines that lead out of nodes: the inputs that they gave their values to are empty then, targets get nothing. */
export const disconnectAll = (program: Program, ids: Iterable<string>): Outcome =>
  each(program, ids, {
    name: 'Disconnect',
    edit: (now, id) => {
      const node = now.byPath.has(id) ? undefined : nodeAt(now, id);
      if (node?.parent === undefined) return removeRow(now, id);
      const parent = nodeAt(now, node.parent.id);
      return parent === undefined ? NO_PLACE : disconnectInput(now, parent, node.parent.input);
    },
  });

/** Nodes and rows that are in no row among them. */
const outermostOf = (ids: Iterable<string>): readonly string[] => {
  const all = [...ids];
  return all.filter((id) => !all.some((other) => id.startsWith(`${other}/`)));
};

/** What is copied, as JSONata text: one node's expression, or members that can be pasted into another mapping. */
export function copyAll(program: Program, ids: Iterable<string>): string {
  const all = inOrder(program, outermostOf(ids)).toReversed();
  const targets = all.filter((id) => program.byPath.has(id));
  const inner = all.flatMap((id) => (program.byPath.has(id) ? [] : [nodeAt(program, id)?.text ?? '']));
  if (targets.length === 0 && inner.length === 1) return inner[0] as string;
  const members = inner.map((text, index) => `"value${index + 1}": ${text}`);
  return [copyTargets(program, targets), ...members].filter((text) => text !== '').join(',\n');
}

/** Pastes at a node: an expression takes its place, or that of one of its inputs; members become targets beside it. */
export function pasteAt(program: Program, id: string, { text, input }: { text: string; input?: number }): Outcome {
  const node = nodeAt(program, id);
  if (node === undefined) return NO_PLACE;
  if (isExpression(text)) {
    if (input !== undefined) return setInput(program, node, { input, put: text.trim(), name: 'Paste an expression' });
    return putInTarget(program, node.target, { part: node, put: text.trim(), name: 'Paste an expression' });
  }
  const owner = program.byPath.get(node.target)?.owner ?? '';
  return pasteMembers(program, owner, text) ?? { refused: 'What is in the clipboard is no expression and no field' };
}
