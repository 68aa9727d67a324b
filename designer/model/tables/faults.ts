// What is wrong with a table: missing and repeated keys, rows that are too short or too long. Kept up to date edit by edit: a typed
// key costs what it touches, not the length of the table. May import ./csv-text.ts.
import { type CsvRow, type CsvTable, cellValue } from './csv-text.ts';

export interface TableFault {
  /** Index of the row. */
  readonly row: number;
  readonly kind: 'missing-key' | 'duplicate-key' | 'ragged';
  readonly message: string;
}

/** The marks of a table, and what it takes to find those of the next one quickly. */
export interface TableMarks {
  readonly table: CsvTable;
  /** By index of the row; rows without faults are not there. */
  readonly byRow: ReadonlyMap<number, readonly TableFault[]>;
  /** The rows of every key, from the first on. */
  readonly rowsOfKey: ReadonlyMap<string, readonly number[]>;
}

const keyOf = (row: CsvRow): string => cellValue(row.raw[0]);

/** Faults of one row. `first` is the row in which its key stands first. */
function faultsOf(row: CsvRow, index: number, context: { width: number; first: number | undefined }): TableFault[] {
  if (row.raw.length === 0) return [];
  const { width, first } = context;
  const faults: TableFault[] = [];
  const key = keyOf(row);
  if (key === '') faults.push({ row: index, kind: 'missing-key', message: 'The row has no key' });
  else if (first !== undefined && first !== index) {
    const message = `The key ${JSON.stringify(key)} is in row ${first + 1} already: that one counts`;
    faults.push({ row: index, kind: 'duplicate-key', message });
  }
  if (row.raw.length !== width) {
    const message = `Expected ${width} cells as the header has, found ${row.raw.length}`;
    faults.push({ row: index, kind: 'ragged', message });
  }
  return faults;
}

/** Reads a whole table. */
export function markTable(table: CsvTable): TableMarks {
  const width = table.header.raw.length;
  const rowsOfKey = new Map<string, number[]>();
  const byRow = new Map<number, readonly TableFault[]>();
  table.rows.forEach((row, index) => {
    const key = keyOf(row);
    if (row.raw.length > 0 && key !== '') {
      const known = rowsOfKey.get(key);
      if (known === undefined) rowsOfKey.set(key, [index]);
      else known.push(index);
    }
    const faults = faultsOf(row, index, { width, first: rowsOfKey.get(key)?.[0] });
    if (faults.length > 0) byRow.set(index, faults);
  });
  return { table, byRow, rowsOfKey };
}

/** More rows than this are read anew rather than followed one by one. */
const MOST_FOLLOWED = 200;

/**
 * The marks of a table that came from a marked one. Where rows were only changed, no others are looked at than those and
 * the rows that share a key with them; rows added, moved or taken away have the table read anew.
 */
export function remark(before: TableMarks, table: CsvTable): TableMarks {
  if (table === before.table) return before;
  const { rows } = before.table;
  if (table.rows.length !== rows.length || table.header.raw.length !== before.table.header.raw.length)
    return markTable(table);
  const changed: number[] = [];
  for (let index = 0; index < rows.length; index += 1) if (rows[index] !== table.rows[index]) changed.push(index);
  if (changed.length > MOST_FOLLOWED) return markTable(table);
  let rowsOfKey = before.rowsOfKey;
  const touched = new Set(changed);
  for (const index of changed) {
    const [old, now] = [keyOf(rows[index] as CsvRow), keyOf(table.rows[index] as CsvRow)];
    if (old === now) continue;
    const next = new Map(rowsOfKey);
    for (const other of next.get(old) ?? []) touched.add(other);
    const left = (next.get(old) ?? []).filter((one) => one !== index);
    if (left.length === 0) next.delete(old);
    else next.set(old, left);
    if (now !== '')
      next.set(
        now,
        [...(next.get(now) ?? []), index].sort((a, b) => a - b),
      );
    for (const other of next.get(now) ?? []) touched.add(other);
    rowsOfKey = next;
  }
  const width = table.header.raw.length;
  const byRow = new Map(before.byRow);
  for (const index of touched) {
    const row = table.rows[index] as CsvRow;
    const faults = faultsOf(row, index, { width, first: rowsOfKey.get(keyOf(row))?.[0] });
    if (faults.length > 0) byRow.set(index, faults);
    else byRow.delete(index);
  }
  return { table, byRow, rowsOfKey };
}

/** Faults in the order of the rows. Blank lines are none. */
export const faultsInOrder = ({ byRow }: TableMarks): readonly TableFault[] =>
  [...byRow].sort(([a], [b]) => a - b).flatMap(([, faults]) => faults);

/** Faults of a table in the order of the rows. */
export const tableFaults = (table: CsvTable): readonly TableFault[] => faultsInOrder(markTable(table));
