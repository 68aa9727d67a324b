// Where keys lead in a grid of cells: what every table that is gone through by arrows has in common. Imports nothing of ours.

/** A place in a grid: `row` counts the rows that are shown. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** How large the grid is, and how many rows a page of it has. */
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

export const inside = ({ row, column }: CellPlace, { rows, columns }: Omit<GridSize, 'page'>): CellPlace => ({
  row: Math.max(0, Math.min(rows - 1, row)),
  column: Math.max(0, Math.min(columns - 1, column)),
});

/**
 * Where a key leads from a cell; it may lie beside the grid, see `inside`. `mod` goes to the end.
 *
 * @returns undefined for keys that lead nowhere
 */
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
