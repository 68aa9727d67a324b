// Which rows and columns of a grid are in sight, by arithmetic alone. Imports nothing.

export const ROW_HEIGHT = 28;
export const HEAD_HEIGHT = 30;
export const GUTTER_WIDTH = 52;

/** First index in sight, and the first behind it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Viewport {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

const OVERSCAN_ROWS = 6;
const CHARACTER_WIDTH = 7.2;
const CELL_PADDING = 22;
const NARROWEST = 72;
const WIDEST = 340;
/** Widths are those of the title and the first rows: reading all of a long table would cost more than it shows. */
const SAMPLED_ROWS = 300;

export function rowsInSight(view: Viewport, count: number): Span {
  const from = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - OVERSCAN_ROWS);
  return { from, to: Math.min(count, Math.ceil((view.top + view.height) / ROW_HEIGHT) + OVERSCAN_ROWS) };
}

/** Left edges of the columns, and behind the last one. */
export function edgesOf(widths: readonly number[]): readonly number[] {
  const edges = [0];
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width);
  return edges;
}

export function columnsInSight(view: Viewport, edges: readonly number[]): Span {
  const count = edges.length - 1;
  const right = view.left + view.width;
  let from = 0;
  while (from < count - 1 && (edges[from + 1] ?? 0) < view.left) from += 1;
  let to = from;
  while (to < count && (edges[to] ?? 0) < right) to += 1;
  return { from: Math.max(0, from - 1), to: Math.min(count, to + 1) };
}

/** The width of a column by what it holds. */
export function widthFor(title: string, values: Iterable<string>): number {
  let longest = title.length + 3;
  let read = 0;
  for (const value of values) {
    longest = Math.max(longest, value.length);
    read += 1;
    if (read >= SAMPLED_ROWS) break;
  }
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, longest * CHARACTER_WIDTH + CELL_PADDING)));
}

/** Where to scroll so that a span of pixels is wholly in sight. */
export function scrollFor(at: number, size: number, view: { readonly start: number; readonly length: number }): number {
  if (at < view.start) return at;
  if (at + size > view.start + view.length) return at + size - view.length;
  return view.start;
}
