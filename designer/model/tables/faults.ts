// What is wrong with a table: missing and repeated keys, rows that are too short or too long. May import ./csv-text.ts.
import type { CsvTable } from './csv-text.ts';
import { cellValue } from './csv-text.ts';

export interface TableFault {
  /** Index of the row. */
  readonly row: number;
  readonly kind: 'missing-key' | 'duplicate-key' | 'ragged';
  readonly message: string;
}

/** Faults in the order of the rows. Blank lines are none. */
export function tableFaults(table: CsvTable): readonly TableFault[] {
  const width = table.header.raw.length;
  const first = new Map<string, number>();
  return table.rows.flatMap((row, index): TableFault[] => {
    if (row.raw.length === 0) return [];
    const faults: TableFault[] = [];
    const key = cellValue(row.raw[0]);
    const known = first.get(key);
    if (key === '') faults.push({ row: index, kind: 'missing-key', message: 'The row has no key' });
    else if (known === undefined) first.set(key, index);
    else {
      const message = `The key ${JSON.stringify(key)} is in row ${known + 1} already: that one counts`;
      faults.push({ row: index, kind: 'duplicate-key', message });
    }
    if (row.raw.length !== width) {
      const message = `Expected ${width} cells as the header has, found ${row.raw.length}`;
      faults.push({ row: index, kind: 'ragged', message });
    }
    return faults;
  });
}
