// The nodes of the middle, out of a program: what each is called, its inputs with their place in the text, and where it stands.
// Pure; may import model/ and dagre for tidying.
import dagre from '@dagrejs/dagre';
import type { Expression } from '../../runtime/engine/outline/expression.ts';
import { lookupOf, loopOf, type Program, type Target } from '../../runtime/engine/outline/program.ts';
import { sourcesOf } from '../../runtime/engine/outline/scope.ts';

export const NODE_WIDTH = 208;
export const HEAD_HEIGHT = 30;
export const INPUT_HEIGHT = 22;
const GAP = 14;

export interface NodeInput {
  readonly label: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly sources: readonly string[];
}

export interface MapNode {
  /** The target's path: it keeps its place when the text around it changes. */
  readonly id: string;
  readonly target: string;
  readonly kind: 'call' | 'lookup' | 'condition' | 'operation' | 'expression' | 'loop';
  readonly title: string;
  readonly text: string;
  readonly inputs: readonly NodeInput[];
}

/** Names of the parameters of a function, for the labels of a node's inputs. */
export type ParameterNames = (functionName: string) => readonly string[] | undefined;

export function nodesOf(program: Program, parametersOf: ParameterNames): readonly MapNode[] {
  return program.targets
    .filter(
      (target) => target.kind !== 'path' && target.kind !== 'constant' && target.kind !== 'group' && !target.isRepeated,
    )
    .map((target) => nodeOf(program.text, target, parametersOf));
}

function nodeOf(text: string, target: Target, parametersOf: ParameterNames): MapNode {
  const input = (
    label: string,
    part: Expression | { start: number; end: number },
    sources?: readonly string[],
  ): NodeInput => ({
    label,
    text: text.slice(part.start, part.end),
    start: part.start,
    end: part.end,
    sources: sources ?? ('kind' in part ? sourcesOf(part, target.scope) : []),
  });
  const { expression, path } = target;
  const base = { id: path, target: path, text: target.text };
  const name = path.split('/').at(-1) ?? '';
  if (target.kind === 'loop') {
    const loop = loopOf(expression);
    const inputs = loop === undefined ? [] : [input('over', loop.over, target.sources)];
    return { ...base, kind: 'loop', title: name, inputs };
  }
  if (target.kind === 'lookup') {
    const lookup = lookupOf(expression);
    if (lookup !== undefined) {
      const title = lookup.column === undefined ? lookup.table : `${lookup.table} · ${lookup.column}`;
      return { ...base, kind: 'lookup', title, inputs: [input('key', lookup.key)] };
    }
  }
  if (expression.kind === 'condition') {
    const parts = [input('if', expression.test), input('then', expression.yes)];
    return {
      ...base,
      kind: 'condition',
      title: name,
      inputs: expression.no === undefined ? parts : [...parts, input('else', expression.no)],
    };
  }
  if (expression.kind === 'binary') {
    const inputs = [input('left', expression.left), input('right', expression.right)];
    return { ...base, kind: 'operation', title: expression.operator, inputs };
  }
  if (expression.kind === 'call' && expression.callee.kind === 'variable') {
    const names = parametersOf(expression.callee.value) ?? [];
    const inputs = expression.args.map((arg, index) => input(names[index] ?? `${index + 1}`, arg));
    return { ...base, kind: 'call', title: `$${expression.callee.value}`, inputs };
  }
  return { ...base, kind: 'expression', title: name, inputs: [input('', expression, target.sources)] };
}

export const heightOf = (node: MapNode): number => HEAD_HEIGHT + node.inputs.length * INPUT_HEIGHT + 6;

export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/** Where nodes stand that were never moved: one below the other, in the order of their targets. */
export function placeNodes(nodes: readonly MapNode[], kept: Positions): Positions {
  const places: Record<string, { x: number; y: number }> = {};
  let y = 0;
  for (const node of nodes) {
    places[node.id] = kept[node.id] ?? { x: (node.target.split('/').length - 2) * 24, y };
    y += heightOf(node) + GAP;
  }
  return places;
}

/** A tidy layout: loops left of what is made in them, nothing on top of anything. */
export function tidyNodes(nodes: readonly MapNode[]): Positions {
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: 'LR', nodesep: GAP, ranksep: 60 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: NODE_WIDTH, height: heightOf(node) });
  for (const node of nodes) {
    const loop = nodes.filter((one) => one.kind === 'loop' && node.id.startsWith(`${one.id}/`)).at(-1);
    if (loop !== undefined) graph.setEdge(loop.id, node.id);
  }
  dagre.layout(graph);
  return Object.fromEntries(
    nodes.map((node) => {
      const { x, y } = graph.node(node.id) as { x: number; y: number };
      return [node.id, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - heightOf(node) / 2) }];
    }),
  );
}

/** Positions as layout.json keeps them. A file that is broken is told of and ignored. */
export function readLayout(text: string | undefined): { positions: Positions; isBroken: boolean } {
  if (text === undefined) return { positions: {}, isBroken: false };
  try {
    const { nodes } = JSON.parse(text) as { nodes: Record<string, { x: number; y: number }> };
    const positions = Object.fromEntries(
      Object.entries(nodes).filter(([, place]) => Number.isFinite(place.x) && Number.isFinite(place.y)),
    );
    return { positions, isBroken: false };
  } catch {
    return { positions: {}, isBroken: true };
  }
}

export function writeLayout(positions: Positions): string {
  const sorted = Object.keys(positions).sort();
  const lines = sorted.map((id) => {
    const { x, y } = positions[id] as { x: number; y: number };
    return `    ${JSON.stringify(id)}: { "x": ${Math.round(x)}, "y": ${Math.round(y)} }`;
  });
  return `{\n  "nodes": {\n${lines.join(',\n')}\n  }\n}\n`;
}
