// What can be done with a table, each as one named act that can be undone. The functions stay the same while the table changes, so that
// nothing is rendered because of them. May import parts/, the table model and its neighbours.
import { useMemo, useRef } from 'react';
import {
  addColumn,
  addRows,
  deleteRows,
  paste,
  readPasted,
  setCells,
  sortRows,
  type TableEdit,
} from '../../model/tables/commands.ts';
import type { CsvTable } from '../../model/tables/csv-text.ts';
import type { CellPlace } from '../../parts/grid-keys.ts';
import { announce } from '../../parts/toast.tsx';
import type { GridActs } from './Grid.tsx';
import { areaOf, type GridStore, selectionAt } from './grid-store.ts';

export interface TableActs extends GridActs {
  readonly deleteRows: () => void;
  /** Sorts by the column of the active cell. */
  readonly sortHere: () => void;
  readonly addColumn: (name: string) => void;
  /** Adds a row whose key is the word, and goes to its second cell. */
  readonly addWord: (word: string) => void;
  /** Goes from the words that rows are searched for to the first row that has them. */
  readonly enter: () => void;
  /** Goes to a row by its index in the file. */
  readonly open: (row: number) => void;
}

export interface TableContext {
  readonly table: CsvTable;
  /** Indexes of the rows that are shown, in order. */
  readonly shown: readonly number[];
  readonly store: GridStore;
  readonly act: (name: string, table: CsvTable) => void;
  /** Changes the words that rows are searched for. */
  readonly onSearch: (text: string) => void;
}

export function useTableActs(context: TableContext): TableActs {
  const latest = useRef(context);
  latest.current = context;
  return useMemo(() => actsOn(latest), []);
}

function actsOn(latest: { readonly current: TableContext }): TableActs {
  let sorted: { column: number; up: boolean } | undefined;
  const run = (edit: TableEdit): void => {
    latest.current.act(edit.name, edit.table);
    announce(edit.name);
  };
  const go = (place: CellPlace): void => {
    latest.current.onSearch('');
    lead(place);
  };
  const lead = (place: CellPlace): void =>
    latest.current.store.setState(({ led }) => ({ selection: selectionAt(place), led: led + 1 }));
  const selected = () => {
    const { shown, store } = latest.current;
    const area = areaOf(store.getState().selection);
    return { area, rows: shown.slice(area.top, area.bottom + 1) };
  };
  const sort = (column: number): void => {
    sorted = { column, up: sorted?.column === column ? !sorted.up : true };
    run(sortRows(latest.current.table, column, sorted.up ? 'up' : 'down'));
  };
  return {
    type({ row, column }, value) {
      const { table, shown } = latest.current;
      run(setCells(table, [{ row: shown[row] ?? -1, column, value }]));
    },
    clear() {
      const { area, rows } = selected();
      const columns = Array.from({ length: area.right - area.left + 1 }, (_unused, index) => area.left + index);
      run(
        setCells(
          latest.current.table,
          rows.flatMap((row) => columns.map((column) => ({ row, column, value: '' }))),
        ),
      );
    },
    paste(text) {
      if (text === '') return;
      const { table, shown } = latest.current;
      const { area } = selected();
      const cells = readPasted(text);
      if (shown.length === table.rows.length) {
        run(paste(table, { row: area.top, column: area.left }, cells));
        return;
      }
      // Among rows that were searched for, cells go to the rows that are shown.
      const width = table.header.raw.length;
      const changes = cells.flatMap((values, offset) => {
        const row = shown[area.top + offset];
        return row === undefined ? [] : values.map((value, at) => ({ row, column: area.left + at, value }));
      });
      run(
        setCells(
          table,
          changes.filter(({ column }) => column < width),
        ),
      );
    },
    addRow() {
      const { table, shown } = latest.current;
      const { area } = selected();
      const index = shown.length < table.rows.length ? table.rows.length : Math.min(shown.length, area.bottom + 1);
      run(addRows(table, [[]], index));
      go({ row: index, column: 0 });
    },
    addWord(word) {
      const { table } = latest.current;
      run(addRows(table, [[word]]));
      go({ row: table.rows.length, column: 1 });
    },
    deleteRows() {
      const { table, shown, store } = latest.current;
      const { area, rows } = selected();
      run(deleteRows(table, new Set(rows)));
      const last = Math.max(0, shown.length - rows.length - 1);
      lead({ row: Math.min(area.top, last), column: store.getState().selection.active.column });
    },
    addColumn(name) {
      const { table, store } = latest.current;
      run(addColumn(table, name));
      // The focus goes back to where the dialog was opened; the column is in sight and chosen.
      const { row } = store.getState().selection.active;
      store.setState({ selection: selectionAt({ row, column: table.header.raw.length }) });
    },
    sort,
    sortHere: () => sort(latest.current.store.getState().selection.active.column),
    enter() {
      lead({ row: 0, column: latest.current.store.getState().selection.active.column });
    },
    open(row) {
      go({ row, column: 0 });
    },
  };
}
