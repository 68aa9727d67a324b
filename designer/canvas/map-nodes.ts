// Where the nodes of the middle stand: their sizes, their places by themselves and when tidied, and layout.json.
// Pure; may import model/ and dagre for tidying.
import dagre from '@dagrejs/dagre';
import type { MapNode } from '../model/mapping/graph.ts';

export const NODE_WIDTH = 216;
export const HEAD_HEIGHT = 30;
export const INPUT_HEIGHT = 22;
/** Between the nodes of two targets, and between those of one. */
const GAP = 14;
const INNER_GAP = 6;
/** To the right, for each step that a node is further inside. */
const STEP = 20;
/** To the right, for each group that a target is in. */
const TARGET_STEP = 24;

export const heightOf = (node: MapNode): number => HEAD_HEIGHT + node.inputs.length * INPUT_HEIGHT + 6;

/** Whether a node is inside of the expression that another is of. */
export const isInside = (id: string, of: string): boolean => id.startsWith(of.includes('#') ? `${of}.` : `${of}#`);

export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/**
 * Where nodes stand that were never moved: those of one target below the other, in the order of the targets; what is inside of
 * an expression below it and to the right, and with it when it was moved.
 */
export function placeNodes(nodes: readonly MapNode[], kept: Positions): Positions {
  const places: Record<string, { x: number; y: number }> = {};
  let y = 0;
  let own = { x: 0, y: 0 };
  let below = 0;
  for (const node of nodes) {
    if (node.depth === 0) {
      if (y > 0) y += GAP - INNER_GAP;
      own = kept[node.id] ?? { x: (node.target.split('/').length - 2) * TARGET_STEP, y };
      below = 0;
      places[node.id] = own;
    } else places[node.id] = kept[node.id] ?? { x: own.x + node.depth * STEP, y: own.y + below };
    below += heightOf(node) + INNER_GAP;
    y += heightOf(node) + INNER_GAP;
  }
  return places;
}

/** A tidy layout: values flow from left to right, loops stand left of what is made in them, nothing on top of anything. */
export function tidyNodes(nodes: readonly MapNode[]): Positions {
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: 'LR', nodesep: GAP, ranksep: 48 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: NODE_WIDTH, height: heightOf(node) });
  const loops = nodes.filter((node) => node.kind === 'loop' && node.depth === 0);
  for (const node of nodes) {
    if (node.parent !== undefined) graph.setEdge(node.id, node.parent.id);
    else {
      const loop = loops.findLast((one) => node.id.startsWith(`${one.id}/`));
      if (loop !== undefined) graph.setEdge(loop.id, node.id);
    }
  }
  dagre.layout(graph);
  return Object.fromEntries(
    nodes.map((node) => {
      const { x, y } = graph.node(node.id) as { x: number; y: number };
      return [node.id, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - heightOf(node) / 2) }];
    }),
  );
}

/**
 * What is kept of a move: nodes that were moved themselves, and those inside of them that had a place of their own; the others follow.
 *
 * @param kept   as layout.json has them; ids that are gone are no longer in it
 * @param moved  all that stand elsewhere now
 */
export function keptAfterMove(kept: Positions, moved: Positions): Positions {
  const ids = Object.keys(moved);
  const follows = (id: string): boolean => kept[id] === undefined && ids.some((other) => isInside(id, other));
  return { ...kept, ...Object.fromEntries(Object.entries(moved).filter(([id]) => !follows(id))) };
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
