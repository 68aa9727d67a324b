// The small graph that each target's expression is: one node for each call, condition, lookup, chain, loop, filter, sort, grouping,
// joined where one gives what another takes. Every input knows its place in the text. Pure; may import its neighbours.
import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import { movedExpression } from '../../../runtime/engine/outline/placed.ts';
import { loopOf, type Program, type Target } from '../../../runtime/engine/outline/program.ts';
import { inside, type Scope, sourcesOf } from '../../../runtime/engine/outline/scope.ts';
import type { Span, TargetFacts } from '../../../runtime/engine/outline/target.ts';
import type { Drawing, NodeKind, Part, Role } from './drawing.ts';
import { drawingOf } from './parts.ts';

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
  /** What names mean in its text. */
  readonly scope: Scope;
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

/** A target's tree with where its value stood when the tree was made: an edit elsewhere moves it and changes nothing in it. */
interface Planted {
  readonly tree: Tree | undefined;
  readonly at: number;
  /** The nodes that were made of it last: the same as long as it neither moves nor is folded otherwise. */
  last?: {
    readonly by: number;
    readonly folding: Folding;
    readonly drawnTo: number;
    readonly nodes: readonly MapNode[];
  };
}

const planted = new WeakMap<TargetFacts, Planted>();

function treeOf(target: Target): Planted {
  const known = planted.get(target.facts);
  if (known !== undefined) return known;
  const made: Planted = { tree: makeTree(target), at: target.value.start };
  planted.set(target.facts, made);
  return made;
}

function makeTree(target: Target): Tree | undefined {
  const { kind, expression, scope, path } = target;
  if (kind === 'path' || kind === 'constant' || kind === 'group' || target.isRepeated === true) return undefined;
  const name = path.split('/').at(-1) ?? '';
  if (kind === 'loop') {
    const loop = loopOf(expression);
    const over =
      loop === undefined ? inputOf('over', expression, scope) : inputOf('over', loop.list, loop.around(scope));
    const by = loop?.key === undefined ? [] : [byPart(loop.key, loop.list, loop.around(scope))];
    return nest({ kind: 'loop', title: name, parts: [over, ...by] }, expression, scope);
  }
  const drawing = drawingOf(expression, scope);
  if (drawing === undefined)
    return nest({ kind: 'expression', title: name, parts: [inputOf('', expression, scope)] }, expression, scope);
  return nest(drawing.title === '' ? { ...drawing, title: name } : drawing, expression, scope);
}

/** What a loop makes one row of. */
const byPart = (key: Expression, list: Expression, scope: Scope): Part => ({
  label: 'one for each',
  type: 'text',
  expression: key,
  scope: inside(list, scope),
  role: 'fixed',
});

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
    const own = treeOf(target);
    return own.tree === undefined ? [] : [{ target, own, tree: own.tree }];
  });
  const drawnTo = depthOf(all.map((one) => one.tree));
  return all.flatMap(({ target, own, tree }) => {
    const by = target.value.start - own.at;
    const last = own.last;
    if (last?.by === by && last.folding === folding && last.drawnTo === drawnTo) return last.nodes;
    const found: MapNode[] = [];
    const emitting = { text: program.text, target: target.path, by, folding, drawnTo, found };
    emit(tree, emitting, { id: target.path, depth: 0 });
    own.last = { by, folding, drawnTo, nodes: found };
    return found;
  });
}

interface Emitting {
  readonly text: string;
  readonly target: string;
  /** How far the text has moved since the tree was made. */
  readonly by: number;
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
  const { text, target, by, folding, drawnTo, found } = emitting;
  const { drawing, expression, scope } = tree;
  const { start, end } = movedSpan(expression, by);
  const children: (() => void)[] = [];
  const inputs = drawing.parts.map((part, index): NodeInput => {
    const span = movedSpan(part.expression, by);
    const base = {
      label: part.label,
      ...(part.type === undefined ? {} : { type: part.type }),
      text: text.slice(span.start, span.end),
      ...span,
      role: part.role,
      scope: part.scope,
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
              start: open.at + by,
              end: open.at + by,
              sources: [],
              role: 'open',
              scope,
              before: open.before,
            },
          ],
    ...(drawing.main === undefined ? {} : { main: drawing.main }),
    ...(place.parent === undefined ? {} : { parent: place.parent }),
    depth: place.depth,
    get expression() {
      return movedExpression(expression, by);
    },
    scope,
  });
  for (const child of children) child();
}

const movedSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

/** A target's node and all inside of it, whatever is folded on the canvas. */
export function nodesOfTarget(program: Program, path: string, folding: Folding | 'all' = 'all'): readonly MapNode[] {
  const target = program.byPath.get(path);
  if (target === undefined) return [];
  const { tree, at } = treeOf(target);
  if (tree === undefined) return [];
  const found: MapNode[] = [];
  const isAll = folding === 'all';
  const by = target.value.start - at;
  const emitting = { text: program.text, target: path, by, folding: isAll ? NO_FOLDING : folding, found };
  emit(tree, { ...emitting, drawnTo: isAll ? Number.POSITIVE_INFINITY : 0 }, { id: path, depth: 0 });
  return found;
}

/** The node of an id, drawn or not: `/total#0.1`. */
export function nodeAt(program: Program, id: string): MapNode | undefined {
  const end = id.lastIndexOf('#');
  const own = program.byPath.has(id) || end < 0 ? id : id.slice(0, end);
  return nodesOfTarget(program, own).find((node) => node.id === id);
}
