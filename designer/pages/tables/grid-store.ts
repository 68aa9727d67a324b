// What moves in a grid without the table changing: the active cell, the selection, the cell that is being typed in. A store outside
// React, so that a key moves the mark and renders nothing. May import parts/.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CellPlace } from '../../parts/grid-keys.ts';

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

/** What a cell is called when it is open. `index` is that of its row in the file. */
export const cellTitle = (title = '', index = 0): string => `${title}, row ${index + 1}`;
