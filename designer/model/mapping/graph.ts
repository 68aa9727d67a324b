// The small graph that each target's expression is: one node for each call, condition, lookup, chain, loop, filter, sort, grouping,
// joined where one gives what another takes. Every input knows its place in the text. Pure; may import its neighbours.
import type { Expression } from './expression.ts';
import { type Drawing, drawingOf, type NodeKind, type Part, type Role } from './parts.ts';
import { loopOf, type Program, type Target } from './program.ts';
import { type Scope, sourcesOf } from './scope.ts';

export interface NodeInput {
  readonly label: string;
  /** What it takes, in a word. */
  readonly type?: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Fields whose lines end here; none where a node of its own stands before it. */
  readonly sources: readonly string[];
  readonly role: Role | 'open';
  /** The node that gives this input, when it is drawn. */
  readonly node?: string;
  /** The node that would be drawn if it were not folded into this input's text. */
  readonly folded?: string;
  /** Nothing is given yet: what has to stand before the text that is put here. */
  readonly before?: string;
}

export interface MapNode {
  /**
   * The target's path, and for a node inside of its expression the inputs that lead there: `/total#0.1`. It keeps its place when
   * the text around it changes.
   */
  readonly id: string;
  readonly target: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly inputs: readonly NodeInput[];
  /** Index of the input that takes its place when it is taken away. */
  readonly main?: number;
  /** The input that it gives its value to; none of a target's own node. */
  readonly parent?: { readonly id: string; readonly input: number };
  /** 0 for a target's own node. */
  readonly depth: number;
  readonly expression: Expression;
  readonly scope: Scope;
}

/** What was unfolded and folded by hand, by node. */
export type Folding = ReadonlyMap<string, boolean>;

const NO_FOLDING: Folding = new Map();

/** More nodes than this are not drawn by themselves: what is nested deepest stays text until it is unfolded. */
const DRAWN_AT_MOST = 140;

interface Tree {
  readonly drawing: Drawing;
  readonly expression: Expression;
  readonly scope: Scope;
  /** By input; undefined where an input is text. */
  readonly nested: readonly (Tree | undefined)[];
}

const trees = new WeakMap<Target, Tree | undefined>();

function treeOf(target: Target): Tree | undefined {
  if (!trees.has(target)) trees.set(target, makeTree(target));
  return trees.get(target);
}

function makeTree(target: Target): Tree | undefined {
  const { kind, expression, scope, path } = target;
  if (kind === 'path' || kind === 'constant' || kind === 'group' || target.isRepeated === true) return undefined;
  const name = path.split('/').at(-1) ?? '';
  if (kind === 'loop') {
    const loop = loopOf(expression);
    const over = loop === undefined ? undefined : { ...loop.over, kind: 'path' as const, steps: loop.steps };
    const part = over === undefined ? expression : over.steps.length === 1 ? (over.steps[0] as Expression) : over;
    return nest({ kind: 'loop', title: name, parts: [inputOf('over', part, scope)] }, expression, scope);
  }
  const drawing = drawingOf(expression, scope);
  if (drawing === undefined)
    return nest({ kind: 'expression', title: name, parts: [inputOf('', expression, scope)] }, expression, scope);
  return nest(drawing.title === '' ? { ...drawing, title: name } : drawing, expression, scope);
}

const inputOf = (label: string, expression: Expression, scope: Scope): Part => ({
  label,
  ...(label === 'over' ? { type: 'list' } : {}),
  expression,
  scope,
  role: 'fixed',
});

function nest(drawing: Drawing, expression: Expression, scope: Scope): Tree {
  const nested = drawing.parts.map((part): Tree | undefined => {
    if (part.isText === true || part.expression === expression) return undefined;
    const inner = drawingOf(part.expression, part.scope);
    return inner === undefined ? undefined : nest(inner, part.expression, part.scope);
  });
  return { drawing, expression, scope, nested };
}

function countByDepth(tree: Tree, depth: number, counts: number[]): void {
  counts[depth] = (counts[depth] ?? 0) + 1;
  for (const inner of tree.nested) if (inner !== undefined) countByDepth(inner, depth + 1, counts);
}

/** How deep nodes are drawn by themselves: all of a small mapping, of a large one no more than can be taken in. */
function depthOf(all: readonly Tree[]): number {
  const counts: number[] = [];
  for (const tree of all) countByDepth(tree, 0, counts);
  let sum = counts[0] ?? 0;
  let depth = 0;
  while (depth + 1 < counts.length && sum + (counts[depth + 1] as number) <= DRAWN_AT_MOST) {
    depth += 1;
    sum += counts[depth] as number;
  }
  return depth;
}

/** The nodes of a program: of each target its own one, and behind it those inside of it, in the order of the text. */
export function nodesOf(program: Program, folding: Folding = NO_FOLDING): readonly MapNode[] {
  const all = program.targets.flatMap((target) => {
    const tree = treeOf(target);
    return tree === undefined ? [] : [{ target, tree }];
  });
  const depth = depthOf(all.map((one) => one.tree));
  const found: MapNode[] = [];
  for (const { target, tree } of all)
    emit(tree, { text: program.text, target: target.path, folding, drawnTo: depth, found }, { id: target.path, depth: 0 });
  return found;
}

interface Emitting {
  readonly text: string;
  readonly target: string;
  readonly folding: Folding;
  readonly drawnTo: number;
  readonly found: MapNode[];
}

interface Place {
  readonly id: string;
  readonly depth: number;
  readonly parent?: { readonly id: string; readonly input: number };
}

function emit(tree: Tree, emitting: Emitting, place: Place): void {
  const { text, target, folding, drawnTo, found } = emitting;
  const { drawing, expression, scope } = tree;
  const { start, end } = expression;
  const children: (() => void)[] = [];
  const inputs = drawing.parts.map((part, index): NodeInput => {
    const span = { start: part.expression.start, end: part.expression.end };
    const base = {
      label: part.label,
      ...(part.type === undefined ? {} : { type: part.type }),
      text: text.slice(span.start, span.end),
      ...span,
      role: part.role,
    };
    const inner = tree.nested[index];
    if (inner === undefined) return { ...base, sources: sourcesOf(part.expression, part.scope) };
    const id = place.depth === 0 ? `${place.id}#${index}` : `${place.id}.${index}`;
    const isDrawn = folding.get(id) ?? place.depth < drawnTo;
    if (!isDrawn) return { ...base, sources: sourcesOf(part.expression, part.scope), folded: id };
    children.push(() => emit(inner, emitting, { id, depth: place.depth + 1, parent: { id: place.id, input: index } }));
    return { ...base, sources: [], node: id };
  });
  const { open } = drawing;
  found.push({
    id: place.id,
    target,
    kind: drawing.kind,
    title: drawing.title,
    text: text.slice(start, end),
    start,
    end,
    inputs:
      open === undefined
        ? inputs
        : [
            ...inputs,
            {
              label: open.label,
              ...(open.type === undefined ? {} : { type: open.type }),
              text: '',
              start: open.at,
              end: open.at,
              sources: [],
              role: 'open',
              before: open.before,
            },
          ],
    ...(drawing.main === undefined ? {} : { main: drawing.main }),
    ...(place.parent === undefined ? {} : { parent: place.parent }),
    depth: place.depth,
    expression,
    scope,
  });
  for (const child of children) child();
}

/** A target's node and all inside of it, whatever is folded on the canvas. */
export function nodesOfTarget(program: Program, path: string, folding: Folding | 'all' = 'all'): readonly MapNode[] {
  const target = program.byPath.get(path);
  const tree = target === undefined ? undefined : treeOf(target);
  if (tree === undefined) return [];
  const found: MapNode[] = [];
  const isAll = folding === 'all';
  const emitting = { text: program.text, target: path, folding: isAll ? NO_FOLDING : folding, found };
  emit(tree, { ...emitting, drawnTo: isAll ? Number.POSITIVE_INFINITY : 0 }, { id: path, depth: 0 });
  return found;
}

/** The node of an id, drawn or not: `/total#0.1`. */
export function nodeAt(program: Program, id: string): MapNode | undefined {
  const end = id.lastIndexOf('#');
  const own = program.byPath.has(id) || end < 0 ? id : id.slice(0, end);
  return nodesOfTarget(program, own).find((node) => node.id === id);
}
