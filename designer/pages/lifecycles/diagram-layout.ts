// Where the states of a lifecycle stand and how the lines between them run: dagre, from top to bottom along the way.
// Imports dagre and the lifecycle model.
import dagre from '@dagrejs/dagre';
import type { AxisGraph, TransitionLine } from '../../model/lifecycles/graph.ts';

export interface PlacedState {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedLine {
  readonly line: TransitionLine;
  /** An SVG path from border to border. */
  readonly path: string;
}

export interface PlacedDiagram {
  readonly states: readonly PlacedState[];
  readonly lines: readonly PlacedLine[];
  readonly width: number;
  readonly height: number;
}

export const STATE_WIDTH = 176;
export const STATE_HEIGHT = 54;
const MARGIN = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A smooth path through points: straight ends, round corners. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const last = rest.at(-1) ?? first;
  const middles = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    return `Q ${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return [`M ${first.x} ${first.y}`, ...middles, `L ${last.x} ${last.y}`].join(' ');
}

/** Places a graph. Lines that must never happen do not shape the picture: they run straight. */
export function placeDiagram(graph: AxisGraph): PlacedDiagram {
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: 'TB', nodesep: 56, ranksep: 44, edgesep: 18, marginx: MARGIN, marginy: MARGIN });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const state of graph.states) layout.setNode(state.name, { width: STATE_WIDTH, height: STATE_HEIGHT });
  const drawn = graph.lines.filter(({ kind }) => kind !== 'never');
  for (const line of drawn) {
    const weight = line.kind === 'forward' ? 1000 : 1;
    layout.setEdge(line.from, line.to, { weight }, `${line.kind} ${line.from} ${line.to}`);
  }
  dagre.layout(layout);
  const states = graph.states.map(({ name }): PlacedState => {
    const { x, y } = layout.node(name);
    return { name, x: x - STATE_WIDTH / 2, y: y - STATE_HEIGHT / 2 };
  });
  const lines = drawn.map((line): PlacedLine => {
    const edge = layout.edge({ v: line.from, w: line.to, name: `${line.kind} ${line.from} ${line.to}` });
    return { line, path: smooth(edge.points as Point[]) };
  });
  const never = graph.lines
    .filter(({ kind }) => kind === 'never')
    .flatMap((line): PlacedLine[] => {
      const [from, to] = [states.find(({ name }) => name === line.from), states.find(({ name }) => name === line.to)];
      if (from === undefined || to === undefined) return [];
      return [{ line, path: smooth(between(from, to)) }];
    });
  const { width = 0, height = 0 } = layout.graph();
  return { states, lines: [...lines, ...never], width, height };
}

/** From the side of one state to the side of another that faces it. */
function between(from: PlacedState, to: PlacedState): Point[] {
  const toRight = to.x >= from.x;
  const start = { x: toRight ? from.x + STATE_WIDTH : from.x, y: from.y + STATE_HEIGHT / 2 };
  const end = { x: toRight ? to.x : to.x + STATE_WIDTH, y: to.y + STATE_HEIGHT / 2 };
  if (from.x === to.x) {
    const side = from.x + STATE_WIDTH;
    return [
      { x: side, y: start.y },
      { x: side + 60, y: (start.y + end.y) / 2 },
      { x: side, y: end.y },
    ];
  }
  return [start, { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }, end];
}
