// Where the states of a lifecycle stand and how the lines between them run: the way forward is one column from top to bottom,
// what stands aside has columns of its own beside it. Imports the lifecycle model.
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
export const STATE_HEIGHT = 50;
const MARGIN = 24;
/** Lines that go back along the way swing out to the left of it. */
const SWING = 84;
const ROW = STATE_HEIGHT + 30;
const COLUMN = STATE_WIDTH + 100;

function placeStates(graph: AxisGraph): PlacedState[] {
  const way = graph.states.filter(({ aside }) => !aside);
  const aside = graph.states.filter(({ aside: beside }) => beside);
  const rows = Math.max(1, way.length);
  const columns = Math.ceil(aside.length / rows);
  const perColumn = Math.ceil(aside.length / Math.max(1, columns));
  const left = MARGIN + SWING;
  return [
    ...way.map(({ name }, row) => ({ name, x: left, y: MARGIN + row * ROW })),
    ...aside.map(({ name }, index) => {
      const column = Math.floor(index / perColumn);
      const inColumn = Math.min(perColumn, aside.length - column * perColumn);
      // Spread over the height of the way.
      const step = inColumn === 0 ? ROW : (rows * ROW) / inColumn;
      const row = index % perColumn;
      return { name, x: left + (column + 1) * COLUMN, y: MARGIN + step * row + (step - ROW) / 2 };
    }),
  ];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const curve = (start: Point, end: Point, pull: readonly [number, number]): string =>
  `M ${start.x} ${start.y} C ${start.x + pull[0]} ${start.y}, ${end.x + pull[1]} ${end.y}, ${end.x} ${end.y}`;

/** Into the state a little lower than out of it, so that two lines between two states do not lie on each other. */
const OUT = STATE_HEIGHT * 0.38;
const IN = STATE_HEIGHT * 0.62;

function pathOf(line: TransitionLine, from: PlacedState, to: PlacedState): string {
  if (line.kind === 'forward') {
    const x = from.x + STATE_WIDTH / 2;
    return `M ${x} ${from.y + STATE_HEIGHT} L ${to.x + STATE_WIDTH / 2} ${to.y}`;
  }
  const [start, end] = [from.y + OUT, to.y + IN];
  if (from.x === to.x) {
    const isWay = from.x === MARGIN + SWING;
    // The further, the wider: lines of different lengths keep apart.
    const swing = Math.min(SWING, 34 + Math.abs(to.y - from.y) * 0.14);
    const x = isWay ? from.x : from.x + STATE_WIDTH;
    const pull = isWay ? -swing : swing;
    return curve({ x, y: start }, { x, y: end }, [pull, pull]);
  }
  const toRight = to.x > from.x;
  const a = { x: toRight ? from.x + STATE_WIDTH : from.x, y: start };
  const b = { x: toRight ? to.x : to.x + STATE_WIDTH, y: end };
  const pull = Math.abs(b.x - a.x) * 0.45;
  return curve(a, b, toRight ? [pull, -pull] : [-pull, pull]);
}

/** Places a graph. The same graph gives the same picture. */
export function placeDiagram(graph: AxisGraph): PlacedDiagram {
  const states = placeStates(graph);
  const byName = new Map(states.map((state) => [state.name, state]));
  const lines = graph.lines.flatMap((line): PlacedLine[] => {
    const [from, to] = [byName.get(line.from), byName.get(line.to)];
    return from === undefined || to === undefined ? [] : [{ line, path: pathOf(line, from, to) }];
  });
  return {
    states,
    lines,
    width: Math.max(0, ...states.map(({ x }) => x)) + STATE_WIDTH + MARGIN + SWING / 2,
    height: Math.max(0, ...states.map(({ y }) => y)) + STATE_HEIGHT + MARGIN,
  };
}
