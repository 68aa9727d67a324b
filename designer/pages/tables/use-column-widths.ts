// Widths of the columns of a grid by what they hold. May import its neighbours and the table model.
import { useMemo, useRef } from 'react';
import { valueAt } from '../../model/tables/commands.ts';
import type { CsvTable } from '../../model/tables/csv-text.ts';
import { SAMPLED_ROWS, widthFor } from './grid-view.ts';

/** Widths are those at first, and of new columns: they must not jump while one types. */
export function useColumnWidths(table: CsvTable, titles: readonly string[]): readonly number[] {
  const known = useRef(new Map<string, number>());
  const latest = useRef(table);
  latest.current = table;
  return useMemo(
    () =>
      titles.map((title, column) => {
        const key = `${column} ${title}`;
        const width =
          known.current.get(key) ??
          widthFor(
            title,
            latest.current.rows.slice(0, SAMPLED_ROWS).map((row) => valueAt(row, column)),
            column === 0,
          );
        known.current.set(key, width);
        return width;
      }),
    [titles],
  );
}
