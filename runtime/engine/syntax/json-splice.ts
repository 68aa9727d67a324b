// Edits of JSON text as splices: each replaces the touched span alone, in the layout of what stands around it.
// May import json-tree.ts and rules-layout.ts.
import { type JsonNode, type JsonPath, nodeAt, plainValue, propertyOf, readJson, textOf } from './json-tree.ts';
import { canonicalOrder, layOutJsonAt } from './rules-layout.ts';

/** Replaces `length` UTF-16 units at `offset` by `text`. */
export interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Wider lines are broken. */
const WIDTH = 120;
const UNIT = '  ';

/** Applies splices that do not overlap, in whatever order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.offset - a.offset || b.length - a.length)
    .reduce((now, { offset, length, text: put }) => now.slice(0, offset) + put + now.slice(offset + length), text);
}

/** The change between two texts as one splice: what they share at both ends is left out. */
export function spliceBetween(before: string, after: string): Splice[] {
  if (before === after) return [];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return [{ offset: start, length: before.length - start - end, text: after.slice(start, after.length - end) }];
}

/** Several edits, each made on what the one before has left, as one. */
export function inTurn(text: string, edits: readonly ((now: string) => readonly Splice[])[]): Splice[] {
  return spliceBetween(
    text,
    edits.reduce((now, edit) => applySplices(now, edit(now)), text),
  );
}

/** How a text is laid out: its line ends, and the step of its indentation. */
interface Manner {
  readonly lineEnd: string;
  readonly unit: string;
}

function mannerOf(text: string): Manner {
  const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? UNIT;
  return { lineEnd: text.includes('\r\n') ? '\r\n' : '\n', unit: unit.startsWith('\t') ? '\t' : unit };
}

/** The blanks that the line of an offset begins with. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

const isBroken = (text: string, node: JsonNode): boolean => textOf(text, node).includes('\n');

/** A value as it stands in a text whose line has this indentation. */
function laidOut(value: unknown, indent: string, manner: Manner): string {
  const depth = Math.round(indent.length / manner.unit.length);
  const [first = '', ...rest] = layOutJsonAt(value, UNIT.repeat(depth)).split('\n');
  const own = rest.map((line) => {
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    return manner.unit.repeat(blanks / UNIT.length) + line.slice(blanks);
  });
  return [first, ...own].join(manner.lineEnd);
}

const replace = (node: Pick<JsonNode, 'offset' | 'length'>, text: string): Splice => ({
  offset: node.offset,
  length: node.length,
  text,
});

/** How wide the line of a node becomes when its text changes by so many characters. */
function widthWith(text: string, node: JsonNode, more: number): number {
  const start = text.lastIndexOf('\n', node.offset - 1) + 1;
  const end = text.indexOf('\n', node.offset + node.length);
  return (end === -1 ? text.length : end) - start + more;
}

/** An object on one line that would become too wide with the change is laid out anew: only it is touched. */
function wholeAgain(
  text: string,
  object: JsonNode,
  change: { key: string; value: unknown; grows: number },
): Splice | undefined {
  if (object.type !== 'object' || isBroken(text, object)) return undefined;
  const before = plainValue(object) as Readonly<Record<string, unknown>>;
  const printed = laidOut({ ...before, [change.key]: change.value }, indentAt(text, object.offset), mannerOf(text));
  if (!printed.includes('\n') && widthWith(text, object, change.grows) <= WIDTH) return undefined;
  return replace(object, printed);
}

function insertMember(text: string, object: JsonNode, member: { key: string; value: unknown }): Splice {
  const manner = mannerOf(text);
  const properties = object.children ?? [];
  const indent = indentAt(text, object.offset);
  const [first] = properties;
  if (first === undefined) return replace(object, laidOut({ [member.key]: member.value }, indent, manner));
  const broken = isBroken(text, object);
  const inner = broken ? indentAt(text, first.offset) : indent;
  const printed = `${JSON.stringify(member.key)}: ${laidOut(member.value, inner, manner)}`;
  const again = wholeAgain(text, object, { ...member, grows: printed.length + 2 });
  if (again !== undefined) return again;
  const keys = properties.map((property) => String(property.children?.[0]?.value));
  const order = canonicalOrder([...keys, member.key]);
  const place = order?.indexOf(member.key) ?? -1;
  const before =
    place < 0
      ? properties.length - 1
      : keys.findLastIndex((key) => {
          const rank = order?.indexOf(key) ?? -1;
          return rank >= 0 && rank < place;
        });
  const gap = broken ? `${manner.lineEnd}${inner}` : ' ';
  if (before < 0) return { offset: first.offset, length: 0, text: `${printed},${gap}` };
  const behind = properties[before] as JsonNode;
  return { offset: behind.offset + behind.length, length: 0, text: `,${gap}${printed}` };
}

/** The tree of a text. @throws Error when it is no JSON: only texts that were read can be edited */
function treeOf(text: string): JsonNode {
  const read = readJson(text);
  if ('fault' in read) throw new Error(`${read.fault.message} (at ${read.fault.offset})`);
  return read.root;
}

function required(root: JsonNode, path: JsonPath): JsonNode {
  const node = nodeAt(root, path);
  if (node === undefined) throw new Error(`there is nothing at ${JSON.stringify(path)}`);
  return node;
}

/**
 * Sets the value at a path; a member that is not there is added at its canonical place. The value that is there already
 * is no change.
 *
 * @throws Error when the text is no JSON, or the object or list around the value is not there
 */
export function setValue(text: string, path: JsonPath, value: unknown): Splice[] {
  const root = treeOf(text);
  const node = nodeAt(root, path);
  const key = path.at(-1);
  const around = required(root, path.slice(0, -1));
  if (node === undefined) {
    if (typeof key !== 'string' || around.type !== 'object')
      throw new Error(`nothing can be put at ${JSON.stringify(path)}`);
    return [insertMember(text, around, { key, value })];
  }
  if (JSON.stringify(plainValue(node)) === JSON.stringify(value)) return [];
  const printed = laidOut(value, indentAt(text, node.offset), mannerOf(text));
  const again =
    typeof key === 'string' ? wholeAgain(text, around, { key, value, grows: printed.length - node.length }) : undefined;
  return [again ?? replace(node, printed)];
}

/** Renames a member of an object, in its place. @throws Error as `setValue` */
export function renameKey(text: string, path: JsonPath, name: string): Splice[] {
  const key = path.at(-1);
  const around = required(treeOf(text), path.slice(0, -1));
  const found = typeof key === 'string' ? propertyOf(around, key)?.children?.[0] : undefined;
  if (found === undefined) throw new Error(`there is no member ${JSON.stringify(path)}`);
  return [replace(found, JSON.stringify(name))];
}

/** Puts an element into the list at a path, before the element at `index`. @throws Error as `setValue` */
export function insertElement(text: string, path: JsonPath, index: number, value: unknown): Splice[] {
  const list = required(treeOf(text), path);
  const elements = list.children ?? [];
  const manner = mannerOf(text);
  const indent = indentAt(text, list.offset);
  const [first] = elements;
  if (first === undefined) return [replace(list, laidOut([value], indent, manner))];
  const apart = text.slice(list.offset + 1, first.offset).includes('\n');
  const inner = apart ? indentAt(text, first.offset) : indent;
  const printed = laidOut(value, inner, manner);
  if (!apart && (printed.includes('\n') || widthWith(text, list, printed.length + 2) > WIDTH)) {
    const values = elements.map(plainValue);
    return [replace(list, laidOut([...values.slice(0, index), value, ...values.slice(index)], indent, manner))];
  }
  const gap = apart ? `${manner.lineEnd}${inner}` : ' ';
  const next = elements[index];
  if (next !== undefined) return [{ offset: next.offset, length: 0, text: `${printed},${gap}` }];
  const last = elements.at(-1) as JsonNode;
  return [{ offset: last.offset + last.length, length: 0, text: `,${gap}${printed}` }];
}

/** Takes a member or an element out, with its comma. @throws Error as `setValue` */
export function removeValue(text: string, path: JsonPath): Splice[] {
  const root = treeOf(text);
  const around = required(root, path.slice(0, -1));
  const key = path.at(-1);
  const siblings = around.children ?? [];
  const node = typeof key === 'string' ? propertyOf(around, key) : siblings[key ?? -1];
  const index = node === undefined ? -1 : siblings.indexOf(node);
  if (node === undefined) throw new Error(`there is nothing at ${JSON.stringify(path)}`);
  const end = node.offset + node.length;
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  if (before !== undefined) {
    const start = before.offset + before.length;
    return [{ offset: start, length: end - start, text: '' }];
  }
  if (after !== undefined) return [{ offset: node.offset, length: after.offset - node.offset, text: '' }];
  return [{ offset: around.offset + 1, length: around.length - 2, text: '' }];
}

/** Moves an element of a list to another index. The texts of the elements and what stands between them stay as they are. @throws Error as `setValue` */
export function moveElement(text: string, path: JsonPath, from: number, to: number): Splice[] {
  const elements = required(treeOf(text), path).children ?? [];
  if (elements[from] === undefined || elements[to] === undefined)
    throw new Error(`a list of ${elements.length} has no place ${from} or ${to}`);
  if (from === to) return [];
  const moved = elements.map((element) => textOf(text, element));
  moved.splice(to, 0, ...moved.splice(from, 1));
  const places = elements.slice(Math.min(from, to), Math.max(from, to) + 1);
  return places.map((place) => replace(place, moved[elements.indexOf(place)] as string));
}

/** Replaces a value by a text of JSON as it was typed. @throws Error when the text or its replacement is no JSON */
export function setText(text: string, path: JsonPath, json: string): Splice[] {
  treeOf(json);
  return [replace(required(treeOf(text), path), json.trim())];
}
