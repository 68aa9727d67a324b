// Builds the tree that mappings see from the segments of one message, and remembers where every object came from. May import guide.ts, segment.ts and text.ts.
import type { Guide } from './guide.ts';
import { type Delimiters, elementValue, rawElement, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';

/** A segment as the mapping sees it: `{ "N101": "ST", "N3": [ … ] }`. */
export interface TreeNode {
  [key: string]: string | string[] | TreeNode | TreeNode[];
}

/** What a tree is built from. */
export interface TreeInput {
  readonly source: EdiText;
  readonly delimiters: Delimiters;
  /** Envelope headers that stand at the top as one object each: `ISA`, `GS`, `UNB`, `UNG`. */
  readonly headers: readonly TreeHeader[];
  /** From ST to SE, from UNH to UNT. */
  readonly segments: readonly Segment[];
  readonly guide: Guide;
  /** True for elements that can be no composite and cannot be repeated: separators inside them are text. */
  readonly isSimple?: (tag: string, position: number) => boolean;
  /** Rewrites the text of one component; used where a syntax allows two spellings of a number. */
  readonly respell?: (key: string, text: string) => string;
}

export interface TreeHeader {
  readonly segment: Segment;
  /** Name at the top of the tree: the id the segment has or should have. */
  readonly name: string;
  /** Elements that replace those of the segment, when it had to be repaired. */
  readonly elements?: readonly string[];
}

/** Where an object of the tree came from; `index` counts the segments of the message from 0, headers have none. */
export interface Origin {
  readonly segment: Segment;
  /** The id under which the segment stands in the tree. */
  readonly name: string;
  readonly index?: number;
}

export interface Tree {
  readonly value: TreeNode;
  /** Hierarchical levels whose parent is not in the message, as indexes of segments. */
  readonly orphans: readonly number[];
  /** Levels of objects of the deepest segment; the message itself is 1. */
  readonly depth: number;
}

/** An open level: the object that takes segments, and what the guide says belongs into it. */
interface Level {
  readonly node: TreeNode;
  readonly guide: Guide;
  readonly depth: number;
}

/**
 * Builds the tree of one message.
 *
 * A segment goes to the innermost open level whose guide takes it, which closes the levels inside; one that no open
 * level takes stays on the innermost, so that nothing is lost. HL segments nest by the parent that HL02 names.
 *
 * @param origins takes down where every object came from; left out while decoding, because few messages are asked for it
 */
export function buildTree(input: TreeInput, origins?: Map<object, Origin>): Tree {
  const value: TreeNode = {};
  const orphans: number[] = [];
  const hierarchy = new Map<string, Level>();
  const root: Level = { node: value, guide: input.guide, depth: 1 };
  for (const header of input.headers) {
    const node = header.elements
      ? nodeOfElements(header.name, header.elements)
      : nodeOf(input, header.segment, header.name);
    value[header.name] = node;
    origins?.set(node, { segment: header.segment, name: header.name });
  }
  let open: Level[] = [root];
  let deepest = 1;
  for (const [index, segment] of input.segments.entries()) {
    const { tag } = segment;
    const node = nodeOf(input, segment, tag);
    origins?.set(node, { segment, name: tag, index });
    const hl = tag === 'HL' ? input.guide.takes.get('HL') : undefined;
    const level = hl ? parentLevel(node, { hierarchy, root, orphans, index }) : levelFor(open, tag);
    append(level.node, tag, node);
    const depth = level.depth + 1;
    if (depth > deepest) deepest = depth;
    const inner = hl ?? level.guide.takes.get(tag);
    if (!inner) continue;
    const opened: Level = { node, guide: inner, depth };
    if (hl) {
      open = [root, opened];
      hierarchy.set(String(node['HL01'] ?? ''), opened);
    } else open.push(opened);
  }
  return { value, orphans, depth: deepest };
}

/** The innermost level that names the segment, else the innermost that takes any; the levels inside it are closed. */
function levelFor(open: Level[], tag: string): Level {
  for (let i = open.length - 1; i >= 0; i--) if (open[i]!.guide.takes.has(tag)) return closeTo(open, i);
  for (let i = open.length - 1; i >= 0; i--) if (open[i]!.guide.takesAny) return closeTo(open, i);
  return open.at(-1)!;
}

function closeTo(open: Level[], index: number): Level {
  open.length = index + 1;
  return open[index]!;
}

interface Hierarchy {
  readonly hierarchy: ReadonlyMap<string, Level>;
  readonly root: Level;
  readonly orphans: number[];
  readonly index: number;
}

function parentLevel(hl: TreeNode, { hierarchy, root, orphans, index }: Hierarchy): Level {
  const parent = hl['HL02'];
  if (parent === undefined) return root;
  const level = hierarchy.get(String(parent));
  if (!level) orphans.push(index);
  return level ?? root;
}

function append(node: TreeNode, tag: string, child: TreeNode): void {
  const list = node[tag];
  if (Array.isArray(list)) (list as TreeNode[]).push(child);
  else node[tag] = [child];
}

function nodeOf(input: TreeInput, segment: Segment, tag: string): TreeNode {
  const node: TreeNode = {};
  const names = namesOf(tag);
  for (let k = 1; k < segment.cuts.length; k++) {
    if (segment.cuts[k]! - segment.cuts[k - 1]! === 1) continue;
    const raw = rawElement(input.source, segment, k);
    const name = names[k] ?? elementName(tag, k);
    names[k] = name;
    const value = input.isSimple?.(tag, k) ? raw : elementValue(raw, input.delimiters);
    putElement(node, name, value, input.respell);
  }
  return node;
}

function nodeOfElements(tag: string, elements: readonly string[]): TreeNode {
  const node: TreeNode = {};
  for (const [i, text] of elements.entries()) if (text !== '') node[elementName(tag, i + 1)] = text;
  return node;
}

type Respell = TreeInput['respell'];

function putElement(node: TreeNode, key: string, value: ReturnType<typeof elementValue>, respell: Respell): void {
  if (typeof value === 'string') {
    if (value !== '') node[key] = respell ? respell(key, value) : value;
    return;
  }
  const isRepeated = Array.isArray(value[0]);
  if (!isRepeated) {
    for (const [i, text] of (value as readonly string[]).entries()) {
      const name = componentKey(key, i + 1);
      if (text !== '') node[name] = respell ? respell(name, text) : text;
    }
    return;
  }
  // Components of repetitions stay aligned: each is an array with one text for each repetition.
  const repetitions = value as readonly (readonly string[])[];
  const widest = Math.max(...repetitions.map((components) => components.length));
  for (let c = 0; c < widest; c++)
    node[componentKey(key, c + 1)] = repetitions.map((components) => components[c] ?? '');
}

/** `NAD02` for the first component, `NAD02_3` for the third. */
const componentKey = (key: string, c: number): string => (c === 1 ? key : `${key}_${c}`);

const NAMES = new Map<string, string[]>();

/** Ids in a set are few; data that makes up ids without end is not remembered. */
const MOST_NAMES = 2000;

/** Element names of a segment id, filled when they are first used: joining them anew for every element costs more than reading it. */
function namesOf(tag: string): string[] {
  const known = NAMES.get(tag);
  if (known) return known;
  const names: string[] = [];
  if (NAMES.size < MOST_NAMES) NAMES.set(tag, names);
  return names;
}

/** Element reference: the segment id and the position in two digits, `PO102`. */
export const elementName = (tag: string, k: number): string => `${tag}${k < 10 ? '0' : ''}${k}`;
