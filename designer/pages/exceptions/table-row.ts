// A new row for a word that a table does not know: the file as it would be. Pure; may import model/tables/.
import { addRows, columnsOf, valueAt } from '../../model/tables/commands.ts';
import { type CsvTable, readCsv, writeCsv } from '../../model/tables/csv-text.ts';

export interface NewRow {
  /** By column; the first is the word itself. */
  readonly values: readonly string[];
}

export interface TableShape {
  readonly table: CsvTable;
  readonly columns: readonly string[];
  /** Rows that are there, for filling in the new one like one of them. */
  readonly rows: readonly (readonly string[])[];
}

export function shapeOf(text: string): TableShape {
  const table = readCsv(text);
  const columns = columnsOf(table);
  const rows = table.rows
    .filter(({ raw }) => raw.length > 0)
    .map((row) => columns.map((_column, index) => valueAt(row, index)));
  return { table, columns, rows };
}

/** The file with the row at its end; every other line keeps its bytes. */
export const withRow = (shape: TableShape, row: NewRow): string => writeCsv(addRows(shape.table, [row.values]).table);

/** Values that a column has already, the most frequent first. */
export function valuesOf(shape: TableShape, column: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of shape.rows) {
    const value = row[column] ?? '';
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}
