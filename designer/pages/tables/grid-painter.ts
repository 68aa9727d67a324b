// Draws the rows of a grid that are in sight into elements that are made once and used again: a key touches the cells that change,
// and nothing else. React does not know these elements; ./Grid.tsx tells what to show. Scrolling moves the sheet under its window by a
// transform: nothing that stays in sight is laid out or written again. May import its neighbours, parts/
// and the table model.
import { valueAt } from '../../model/tables/commands.ts';
import type { CsvRow } from '../../model/tables/csv-text.ts';
import type { CellPlace } from '../../parts/grid-keys.ts';
import { type Area, areaOf, type Selection } from './grid-store.ts';
import { columnsInSight, mayOverflow, ROW_HEIGHT, rowsInSight, type Span, type Viewport } from './grid-view.ts';

/** Everything that is seen of a grid. */
export interface GridScene {
  readonly rows: readonly CsvRow[];
  /** Indexes of the rows that are shown, in order. */
  readonly shown: readonly number[];
  /** By index of the row: what is wrong with it. */
  readonly faults: ReadonlyMap<number, string>;
  /** Left edges of the columns, and behind the last one. */
  readonly edges: readonly number[];
  readonly view: Viewport;
  readonly selection: Selection;
}

/** Where the painter draws. They stand in the document as long as it does. */
export interface GridHosts {
  /** The element with the role of a grid: told which cell is active. */
  readonly grid: HTMLElement;
  /** What moves under the window when one scrolls: the rows and the marks on them. */
  readonly sheet: HTMLElement;
  readonly rows: HTMLElement;
  /** The row numbers, which move up and down only; for the eye alone, rows have their own. */
  readonly gutters: HTMLElement;
  /** The titles of the columns, which move sideways only. */
  readonly titles: HTMLElement;
  /** The mark of the active cell, and the tint of the selection. */
  readonly cursor: HTMLElement;
  readonly range: HTMLElement;
}

interface CellSlot {
  readonly element: HTMLElement;
  /** Undefined when it has to be written whatever it is. */
  text: string | undefined;
  column: number;
  width: number;
  left: number;
  isSelected: boolean;
  isLong: boolean;
}

interface RowSlot {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  readonly gutter: HTMLElement;
  /** In the order of the columns. */
  cells: CellSlot[];
  /** What it shows: the place among the shown rows, -1 for nothing. */
  at: number;
  index: number;
  row: CsvRow | undefined;
  fault: string | undefined;
  columns: Span;
  edges: readonly number[] | undefined;
}

/** Further jumps than this have every row drawn anew; nearer ones move the rows that went out of sight to the other end. */
const MOST_MOVED = 8;

export const cellId = ({ row, column }: CellPlace): string => `cell-${row}-${column}`;

function element(className: string, role?: string): HTMLElement {
  const made = document.createElement('div');
  made.className = className;
  if (role !== undefined) made.setAttribute('role', role);
  return made;
}

function newRow(): RowSlot {
  const row = element('grid-row', 'row');
  const head = element('grid-row-head', 'rowheader');
  head.setAttribute('aria-colindex', '1');
  row.append(head);
  const gutter = element('grid-gutter');
  return {
    element: row,
    head,
    gutter,
    cells: [],
    at: -1,
    index: -1,
    row: undefined,
    fault: undefined,
    columns: { from: 0, to: 0 },
    edges: undefined,
  };
}

function newCell(): CellSlot {
  const cell = element('grid-cell', 'gridcell');
  cell.setAttribute('aria-selected', 'false');
  cell.append('');
  return { element: cell, text: '', column: -1, width: -1, left: -1, isSelected: false, isLong: false };
}

/** Draws scenes one after the other, each by what differs from the last. */
export class GridPainter {
  readonly #hosts: GridHosts;
  /** In the order of the rows: what reads the document reads them in order. */
  #slots: RowSlot[] = [];
  #active: HTMLElement | undefined;
  #top = -1;
  #left = -1;

  constructor(hosts: GridHosts) {
    this.#hosts = hosts;
  }

  draw(scene: GridScene): void {
    const { view, edges, shown, selection } = scene;
    const span = rowsInSight(view, shown.length);
    const columns = columnsInSight(view, edges);
    this.#scroll(view);
    this.#place(span);
    const area = areaOf(selection);
    this.#slots.forEach((slot, offset) => {
      const at = span.from + offset;
      drawRow(slot, at, scene);
      drawCells(slot, columns, edges);
      drawSelection(slot, area, columns);
    });
    this.#drawMarks(scene, span, columns);
  }

  /** Takes everything out of the document again. */
  clear(): void {
    for (const { element: row, gutter } of this.#slots) {
      row.remove();
      gutter.remove();
    }
    this.#slots = [];
  }

  #scroll({ top, left }: Viewport): void {
    const { sheet, gutters, titles } = this.#hosts;
    if (top !== this.#top) gutters.style.transform = `translateY(${-top}px)`;
    if (left !== this.#left) titles.style.transform = `translateX(${-left}px)`;
    if (top !== this.#top || left !== this.#left) sheet.style.transform = `translate(${-left}px, ${-top}px)`;
    this.#top = top;
    this.#left = left;
  }

  /** As many slots as rows are in sight; those that are nearby already keep their rows. */
  #place({ from, to }: Span): void {
    const count = Math.max(0, to - from);
    const slots = this.#slots;
    const before = slots[0]?.at ?? from;
    const moved = from - before;
    const { rows, gutters } = this.#hosts;
    while (slots.length > count) {
      const slot = slots.pop();
      slot?.element.remove();
      slot?.gutter.remove();
    }
    if (moved !== 0 && Math.abs(moved) <= MOST_MOVED && Math.abs(moved) < slots.length) {
      if (moved > 0) {
        const gone = slots.splice(0, moved);
        slots.push(...gone);
        rows.append(...gone.map(({ element: row }) => row));
        gutters.append(...gone.map(({ gutter }) => gutter));
      } else {
        const gone = slots.splice(moved, -moved);
        slots.unshift(...gone);
        rows.prepend(...gone.map(({ element: row }) => row));
        gutters.prepend(...gone.map(({ gutter }) => gutter));
      }
    }
    while (slots.length < count) {
      const slot = newRow();
      slots.push(slot);
      rows.append(slot.element);
      gutters.append(slot.gutter);
    }
  }

  #drawMarks({ selection, shown, edges }: GridScene, rows: Span, columns: Span): void {
    const { grid, cursor, range } = this.#hosts;
    const { active } = selection;
    const isThere = active.row < shown.length && shown.length > 0;
    const slot = this.#slots[active.row - rows.from];
    const cell = slot?.cells[active.column - columns.from]?.element;
    if (this.#active !== cell) this.#active?.removeAttribute('id');
    this.#active = cell;
    const id = cellId(active);
    if (cell !== undefined && cell.id !== id) cell.id = id;
    if (cell === undefined) grid.removeAttribute('aria-activedescendant');
    else if (grid.getAttribute('aria-activedescendant') !== id) grid.setAttribute('aria-activedescendant', id);
    put(cursor, isThere ? areaOf({ active, anchor: active }) : undefined, edges);
    const area = areaOf(selection);
    put(range, isThere && (area.top !== area.bottom || area.left !== area.right) ? area : undefined, edges);
  }
}

/** Puts a mark over an area of cells; nowhere without one. */
function put(mark: HTMLElement, area: Area | undefined, edges: readonly number[]): void {
  mark.hidden = area === undefined;
  if (area === undefined) return;
  const left = edges[area.left] ?? 0;
  mark.style.top = `${area.top * ROW_HEIGHT}px`;
  mark.style.left = `${left}px`;
  mark.style.width = `${(edges[area.right + 1] ?? left) - left}px`;
  mark.style.height = `${(area.bottom - area.top + 1) * ROW_HEIGHT - 1}px`;
}

function drawRow(slot: RowSlot, at: number, { shown, rows, faults }: GridScene): void {
  const index = shown[at] ?? -1;
  const row = rows[index];
  if (slot.at !== at) {
    slot.at = at;
    const top = `${at * ROW_HEIGHT}px`;
    slot.element.style.top = top;
    slot.gutter.style.top = top;
    slot.element.setAttribute('aria-rowindex', String(at + 2));
  }
  const fault = faults.get(index);
  if (slot.index !== index || slot.fault !== fault) {
    slot.index = index;
    slot.fault = fault;
    slot.gutter.textContent = String(index + 1);
    slot.gutter.title = fault ?? '';
    slot.head.setAttribute('aria-label', fault === undefined ? String(index + 1) : `${index + 1}: ${fault}`);
    slot.element.toggleAttribute('data-fault', fault !== undefined);
    slot.gutter.toggleAttribute('data-fault', fault !== undefined);
  }
  if (slot.row !== row) {
    slot.row = row;
    for (const cell of slot.cells) fill(cell, row);
  }
}

function fill(cell: CellSlot, row: CsvRow | undefined): void {
  const text = row === undefined ? '' : valueAt(row, cell.column);
  if (cell.text === text) return;
  cell.text = text;
  (cell.element.firstChild as Text).data = text;
  const isLong = mayOverflow(text, cell.width);
  if (cell.isLong !== isLong) cell.element.toggleAttribute('data-long', isLong);
  cell.isLong = isLong;
}

function drawCells(slot: RowSlot, columns: Span, edges: readonly number[]): void {
  const { from, to } = columns;
  if (slot.edges === edges && slot.columns.from === from && slot.columns.to === to) return;
  turn(slot, from - slot.columns.from, to - from);
  slot.columns = columns;
  slot.edges = edges;
  slot.cells.forEach((cell, offset) => {
    const column = from + offset;
    const left = edges[column] ?? 0;
    const width = (edges[column + 1] ?? left) - left;
    if (cell.left !== left) cell.element.style.left = `${left}px`;
    if (cell.width !== width) {
      cell.element.style.width = `${width}px`;
      cell.text = undefined;
    }
    cell.left = left;
    cell.width = width;
    if (cell.column !== column) {
      cell.column = column;
      cell.element.setAttribute('aria-colindex', String(column + 2));
      cell.element.toggleAttribute('data-key', column === 0);
    }
    fill(cell, slot.row);
  });
}

/** As many cells as columns are in sight; those of columns that stay in sight keep their elements. */
function turn(slot: RowSlot, moved: number, count: number): void {
  const { element: row, cells } = slot;
  if (moved > 0 && moved < cells.length) {
    const gone = cells.slice(0, moved);
    slot.cells = [...cells.slice(moved), ...gone];
    row.append(...gone.map(({ element: cell }) => cell));
  } else if (moved < 0 && -moved < cells.length) {
    const gone = cells.slice(moved);
    slot.cells = [...gone, ...cells.slice(0, moved)];
    slot.head.after(...gone.map(({ element: cell }) => cell));
  }
  while (slot.cells.length > count) slot.cells.pop()?.element.remove();
  const missing = Array.from({ length: count - slot.cells.length }, newCell);
  slot.cells.push(...missing);
  row.append(...missing.map(({ element: cell }) => cell));
}

function drawSelection({ at, cells }: RowSlot, area: Area, { from }: Span): void {
  const isIn = at >= area.top && at <= area.bottom;
  cells.forEach((cell, offset) => {
    const column = from + offset;
    const isSelected = isIn && column >= area.left && column <= area.right;
    if (cell.isSelected === isSelected) return;
    cell.isSelected = isSelected;
    cell.element.setAttribute('aria-selected', String(isSelected));
  });
}
