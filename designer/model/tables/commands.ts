// Every edit of a table as a named command: a pure function from a table to the next. May import ./csv-text.ts.
import { type CsvRow, type CsvTable, cellText, cellValue, lineEndOf } from './csv-text.ts';

export interface TableEdit {
  readonly name: string;
  readonly table: CsvTable;
}

export const columnsOf = (table: CsvTable): readonly string[] => table.header.raw.map((raw) => cellValue(raw).trim());

/** The value of a cell; empty where the row is short. */
export const valueAt = (row: CsvRow, column: number): string => cellValue(row.raw[column]);

/** A row with other values in some cells: its other cells keep every byte; a short row is filled up. */
function withCells(row: CsvRow, cells: readonly { readonly column: number; readonly value: string }[]): CsvRow {
  let raw: string[] | undefined;
  for (const { column, value } of cells) {
    const now = raw ?? row.raw;
    const isShort = column >= now.length;
    if (isShort ? value === '' : cellValue(now[column]) === value) continue;
    raw ??= [...row.raw];
    while (raw.length < column) raw.push('');
    raw[column] = cellText(value);
  }
  return raw === undefined ? row : { ...row, raw };
}

export interface CellChange {
  readonly row: number;
  readonly column: number;
  readonly value: string;
}

/** Sets cells by their row and column. Rows that change nothing stay the very same. */
export function setCells(table: CsvTable, changes: readonly CellChange[]): TableEdit {
  const byRow = new Map<number, CellChange[]>();
  for (const change of changes) {
    const known = byRow.get(change.row);
    if (known === undefined) byRow.set(change.row, [change]);
    else known.push(change);
  }
  let rows: CsvRow[] | undefined;
  for (const [index, cells] of byRow) {
    const before = table.rows[index];
    const after = before === undefined ? undefined : withCells(before, cells);
    if (after === undefined || after === before) continue;
    rows ??= [...table.rows];
    rows[index] = after;
  }
  const name = changes.length === 1 ? 'Set a cell' : `Set ${changes.length} cells`;
  return { name, table: rows === undefined ? table : { ...table, rows } };
}

/** A line that stood last without an end gets one before another comes behind it. */
function ended(rows: readonly CsvRow[], lineEnd: string): CsvRow[] {
  return rows.map((row) => (row.ending === '' ? { ...row, ending: lineEnd } : row));
}

/** Adds rows before the row at `index`; at the end without. */
export function addRows(table: CsvTable, values: readonly (readonly string[])[], index = table.rows.length): TableEdit {
  const lineEnd = lineEndOf(table);
  const width = table.header.raw.length;
  const fresh = values.map(
    (cells, offset): CsvRow => ({
      id: table.nextId + offset,
      raw: Array.from({ length: Math.max(width, cells.length) }, (_unused, column) => cellText(cells[column] ?? '')),
      ending: lineEnd,
    }),
  );
  const rows = [...table.rows.slice(0, index), ...fresh, ...table.rows.slice(index)];
  const [header = table.header, ...others] = ended([table.header, ...rows], lineEnd);
  return {
    name: values.length === 1 ? 'Add a row' : `Add ${values.length} rows`,
    table: {
      ...table,
      header: sameOr(table.header, header),
      rows: others.map((row, at) => sameOr(rows[at], row)),
      nextId: table.nextId + values.length,
    },
  };
}

const sameOr = (before: CsvRow | undefined, after: CsvRow): CsvRow =>
  before !== undefined && before.ending === after.ending && before.raw === after.raw ? before : after;

export function deleteRows(table: CsvTable, indexes: ReadonlySet<number>): TableEdit {
  const rows = table.rows.filter((_row, index) => !indexes.has(index));
  return { name: indexes.size === 1 ? 'Delete a row' : `Delete ${indexes.size} rows`, table: { ...table, rows } };
}

/** Sorts by a column, numbers by their size, empty cells last. Lines move whole; equal ones keep their order. */
export function sortRows(table: CsvTable, column: number, direction: 'up' | 'down'): TableEdit {
  const lineEnd = lineEndOf(table);
  const filled = ended(
    table.rows.filter(({ raw }) => raw.length > 0),
    lineEnd,
  );
  const sign = direction === 'up' ? 1 : -1;
  const sorted = filled
    .map((row) => ({ row, value: valueAt(row, column) }))
    .sort((a, b) => {
      if (a.value === '' || b.value === '') return Number(a.value === '') - Number(b.value === '');
      return sign * COLLATOR.compare(a.value, b.value);
    })
    .map(({ row }) => row);
  const name = `Sort by ${columnsOf(table)[column] ?? 'a column'}`;
  return { name, table: { ...table, rows: sorted } };
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Adds a column at the end: every line is touched. */
export function addColumn(table: CsvTable, title: string): TableEdit {
  const width = table.header.raw.length;
  const wide = (row: CsvRow, value: string): CsvRow =>
    row.raw.length === 0 && row !== table.header
      ? row
      : { ...row, raw: [...Array.from({ length: width }, (_unused, index) => row.raw[index] ?? ''), cellText(value)] };
  return {
    name: `Add the column ${title}`,
    table: { ...table, header: wide(table.header, title), rows: table.rows.map((row) => wide(row, '')) },
  };
}

/** Renames a column: the header alone is touched. */
export function renameColumn(table: CsvTable, column: number, title: string): TableEdit {
  return {
    name: `Rename the column ${columnsOf(table)[column] ?? ''}`,
    table: { ...table, header: withCells(table.header, [{ column, value: title }]) },
  };
}

/** Cells that were copied in a spreadsheet or from CSV: tabs before commas. */
export function readPasted(text: string): readonly (readonly string[])[] {
  const separator = text.includes('\t') ? '\t' : ',';
  const cells: string[][] = [[]];
  let at = 0;
  const body = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  while (at <= body.length) {
    let value: string;
    if (body[at] === '"') {
      let end = body.indexOf('"', at + 1);
      while (end !== -1 && body[end + 1] === '"') end = body.indexOf('"', end + 2);
      const close = end === -1 ? body.length : end;
      value = body.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    } else {
      const next = [body.indexOf(separator, at), body.indexOf('\n', at)].filter((index) => index >= 0);
      const end = next.length === 0 ? body.length : Math.min(...next);
      value = body.slice(at, end);
      at = end;
    }
    cells.at(-1)?.push(value);
    if (body[at] === '\n') cells.push([]);
    at += 1;
  }
  return cells;
}

/** Pastes cells with their upper left corner at a place: rows that are not there yet are added; what has no column is left out. */
export function paste(
  table: CsvTable,
  at: { row: number; column: number },
  cells: readonly (readonly string[])[],
): TableEdit {
  const width = table.header.raw.length;
  const missing = Math.max(0, at.row + cells.length - table.rows.length);
  const base =
    missing === 0
      ? table
      : addRows(
          table,
          Array.from({ length: missing }, () => []),
        ).table;
  const changes = cells.flatMap((values, row) =>
    values.flatMap((value, column) =>
      at.column + column < width ? [{ row: at.row + row, column: at.column + column, value }] : [],
    ),
  );
  const count = cells.length * Math.max(0, ...cells.map(({ length }) => length));
  return { name: `Paste ${count} cells`, table: setCells(base, changes).table };
}
