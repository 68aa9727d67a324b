// What an act is asked for at: rows of the target, nodes, an input of one, a place of the text. Where that is in the text, what it is
// called, and what of it can be named, renamed and put in order. Pure; may import its neighbours.
import type { Program } from '../../../runtime/engine/outline/program.ts';
import type { Span } from '../../../runtime/engine/outline/target.ts';
import { nodeAt } from './graph.ts';
import { type ListPlace, listOf, listOfPart } from './list-acts.ts';
import { nodeName } from './node-edits.ts';
import { type NamedValue, nameAt, namesIn } from './rename.ts';

export type ActPlace =
  /** A target by its path, a node by its id; what else is selected is meant too. */
  | { readonly kind: 'one'; readonly id: string; readonly input?: number }
  /** Characters of the program's text. */
  | { readonly kind: 'text'; readonly from: number; readonly to: number };

/** The expression that an act is for; undefined of a row without a value. */
export function spanOf(program: Program, place: ActPlace): Span | undefined {
  if (place.kind === 'text') return { start: place.from, end: place.to };
  const target = program.byPath.get(place.id);
  const node = place.input === undefined && target !== undefined ? undefined : nodeAt(program, place.id);
  if (node === undefined) return target?.value;
  const input = place.input === undefined ? undefined : node.inputs[place.input];
  if (place.input === undefined) return { start: node.start, end: node.end };
  return input === undefined || input.role === 'open' ? undefined : { start: input.start, end: input.end };
}

/** The target that a place is in. */
export function targetOfPlace(program: Program, place: ActPlace): string | undefined {
  if (place.kind === 'text')
    return program.targets.findLast(({ value }) => value.start <= place.from && place.to <= value.end)?.path;
  return program.byPath.has(place.id) ? place.id : nodeAt(program, place.id)?.target;
}

/** Names that can be renamed at a place: of a text the one that stands there, else those of the expression. */
export function namesAt(program: Program, place: ActPlace): readonly NamedValue[] {
  const own = place.kind === 'text' ? nameAt(program.text, place.from) : undefined;
  if (own !== undefined) return [own];
  const span = spanOf(program, place);
  return span === undefined ? [] : namesIn(program.text, span);
}

/** The list that can be put in order, narrowed and grouped at a place. */
export function listAt(program: Program, place: ActPlace): (ListPlace & { readonly target: string }) | undefined {
  const target = targetOfPlace(program, place);
  const list = target === undefined ? undefined : listIn(program, place, target);
  return target === undefined || list === undefined ? undefined : { ...list, target };
}

/** Of an input the list that it takes; of a node and of a target the list that it is, else the one that it goes on from. */
function listIn(program: Program, place: ActPlace, target: string): ListPlace | undefined {
  const node = place.kind === 'text' ? undefined : nodeAt(program, place.id);
  if (place.kind === 'text' || node === undefined) return listOf(program, target);
  const taken = (index: number): ListPlace | undefined => {
    const input = node.inputs[index];
    const isTaken = input?.type === 'list' && input.role !== 'open';
    return isTaken ? listOfPart(program, { start: input.start, end: input.end }, input.scope) : undefined;
  };
  if (place.input !== undefined) return taken(place.input);
  const own = node.depth === 0 ? listOf(program, target) : listOfPart(program, node, node.scope);
  return own ?? taken(0);
}

/** A word for what a value at a place is: the field it is for. */
export function wordFor(program: Program, place: ActPlace): string {
  const target = targetOfPlace(program, place);
  return target?.slice(target.lastIndexOf('/') + 1) ?? 'value';
}

/** What a place is called in a menu. */
export function placeName(program: Program, place: ActPlace): string {
  if (place.kind === 'text') return 'the text';
  const node = program.byPath.has(place.id) ? undefined : nodeAt(program, place.id);
  if (node === undefined) return place.id.slice(place.id.lastIndexOf('/') + 1);
  const input = place.input === undefined ? undefined : node.inputs[place.input];
  return input === undefined ? nodeName(node) : `${input.label} of ${nodeName(node)}`;
}
