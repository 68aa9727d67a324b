// What moves in a grid without the table changing: the active cell, the selection, the cell that is being typed in. A store outside
// React, so that a key moves the mark and renders nothing. Imports nothing of ours.
import { createStore, type StoreApi } from 'zustand/vanilla';

/** A place in the grid: `row` counts the rows that are shown. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface Selection {
  readonly active: CellPlace;
  /** The corner that stays while the selection grows. */
  readonly anchor: CellPlace;
}

/** The cell that is open: what its field begins with, and whether that was typed over what stood there. */
export interface CellEditing {
  readonly place: CellPlace;
  readonly start: string;
  readonly isTyped: boolean;
}

export interface GridState {
  readonly selection: Selection;
  /** How often something beside the grid has led to a cell: each time the grid takes the focus. */
  readonly led: number;
  readonly editing: CellEditing | undefined;
}

export type GridStore = StoreApi<GridState>;

export const createGridStore = (): GridStore =>
  createStore<GridState>(() => ({ selection: selectionAt({ row: 0, column: 0 }), led: 0, editing: undefined }));

/** A selection of one cell. */
export const selectionAt = (place: CellPlace): Selection => ({ active: place, anchor: place });

export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The rectangle of a selection, both ends included. */
export function areaOf({ active, anchor }: Selection): Area {
  return {
    top: Math.min(active.row, anchor.row),
    bottom: Math.max(active.row, anchor.row),
    left: Math.min(active.column, anchor.column),
    right: Math.max(active.column, anchor.column),
  };
}

/** How large the grid is, and how many rows a page of it has. */
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

export const inside = ({ row, column }: CellPlace, { rows, columns }: GridSize): CellPlace => ({
  row: Math.max(0, Math.min(rows - 1, row)),
  column: Math.max(0, Math.min(columns - 1, column)),
});

/** Where a key leads from a cell; undefined for keys that lead nowhere. `mod` goes to the end. */
export function placeAfter(key: string, from: CellPlace, size: GridSize & { mod: boolean }): CellPlace | undefined {
  const { row, column } = from;
  const { rows, columns, page, mod } = size;
  switch (key) {
    case 'ArrowUp':
      return { row: mod ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: mod ? rows - 1 : row + 1, column };
    case 'ArrowLeft':
      return { row, column: mod ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: mod ? columns - 1 : column + 1 };
    case 'PageUp':
      return { row: row - page, column };
    case 'PageDown':
      return { row: row + page, column };
    case 'Home':
      return { row: mod ? 0 : row, column: 0 };
    case 'End':
      return { row: mod ? rows - 1 : row, column: columns - 1 };
    default:
      return undefined;
  }
}

/** What a cell is called when it is open. `index` is that of its row in the file. */
export const cellTitle = (title = '', index = 0): string => `${title}, row ${index + 1}`;
