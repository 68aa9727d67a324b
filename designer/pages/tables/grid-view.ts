// Which rows and columns of a grid are in sight, by arithmetic alone. Imports nothing.

export const ROW_HEIGHT = 28;
export const HEAD_HEIGHT = 30;
export const GUTTER_WIDTH = 52;

/** First index in sight, and the first behind it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The window that the cells are seen through: beside the row numbers and below the head. */
export interface Viewport {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

const CHARACTER_WIDTH = 7.2;
/** Keys are set in bold. */
const KEY_CHARACTER_WIDTH = 8;
const CELL_PADDING = 22;
const NARROWEST = 72;
const WIDEST = 340;
/** Widths are those of the title and the first rows: reading all of a long table would cost more than it shows. */
export const SAMPLED_ROWS = 300;

export function rowsInSight(view: Viewport, count: number): Span {
  const from = Math.max(0, Math.min(count, Math.floor(view.top / ROW_HEIGHT)));
  return { from, to: Math.max(from, Math.min(count, Math.ceil((view.top + view.height) / ROW_HEIGHT))) };
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
  while (from < count - 1 && (edges[from + 1] ?? 0) <= view.left) from += 1;
  let to = from;
  while (to < count && (edges[to] ?? 0) < right) to += 1;
  return { from, to };
}

/** The width of a column by what it holds; the first one holds the keys. */
export function widthFor(title: string, values: Iterable<string>, isKey = false): number {
  let longest = title.length + 3;
  for (const value of values) longest = Math.max(longest, value.length);
  return Math.round(
    Math.min(WIDEST, Math.max(NARROWEST, longest * (isKey ? KEY_CHARACTER_WIDTH : CHARACTER_WIDTH) + CELL_PADDING)),
  );
}

const WIDE = /[^\u0020-\u007e]/;
const BROAD = /[A-Z@%&mw]/g;

/**
 * Whether a text might not fit into a cell, by the widest that its letters can be. Only such cells are clipped: each clip costs the
 * compositor as much as drawing the cell.
 */
export function mayOverflow(text: string, width: number): boolean {
  const room = width - CELL_PADDING;
  if (WIDE.test(text)) return text.length * 16 > room;
  const broad = text.match(BROAD)?.length ?? 0;
  return broad * 13 + (text.length - broad) * 8.5 > room;
}

/** Where to scroll so that a span of pixels is wholly in sight. */
export function scrollFor(at: number, size: number, view: { readonly start: number; readonly length: number }): number {
  if (at < view.start) return at;
  if (at + size > view.start + view.length) return at + size - view.length;
  return view.start;
}

/** The cell at a point of the grid's own box; column -1 of the row numbers. Undefined over the head and beside all cells. */
export function placeAtPoint(
  { x, y }: { readonly x: number; readonly y: number },
  view: Viewport,
  { edges, rows }: { readonly edges: readonly number[]; readonly rows: number },
): { row: number; column: number } | undefined {
  const row = Math.floor((y - HEAD_HEIGHT + view.top) / ROW_HEIGHT);
  if (y < HEAD_HEIGHT || y >= HEAD_HEIGHT + view.height || x >= GUTTER_WIDTH + view.width || row >= rows)
    return undefined;
  if (x < GUTTER_WIDTH) return { row, column: -1 };
  const across = x - GUTTER_WIDTH + view.left;
  const column = edges.findIndex((edge, index) => edge <= across && across < (edges[index + 1] ?? 0));
  return column === -1 ? undefined : { row, column };
}
