// Tables: one CSV file each, the first column the key, the header row the column names.
import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import type { Finding } from '../errors.ts';
import type { Table } from './definitions.ts';

/** Reads one table; a missing header, an empty or repeated key and a ragged row are findings with their line. */
export function parseTable(name: string, file: string, text: string): { table: Table; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (line: number, message: string, code = 'table.row') =>
    findings.push({ code, severity: 'error', message, at: { file, line, column: 1 } });
  const rows: Record<string, Record<string, string>> = Object.create(null);
  let records: { record: string[]; info: { lines: number } }[] = [];
  try {
    records = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }) as never;
  } catch (thrown) {
    const line = thrown instanceof CsvError && typeof thrown['lines'] === 'number' ? thrown['lines'] : 1;
    report(line, `expected comma-separated text, found: ${(thrown as Error).message}`, 'table.syntax');
  }
  const columns = records[0]?.record.map((column) => column.trim()) ?? [];
  if (columns.length === 0) report(1, 'expected a header row that names the columns, found nothing', 'table.header');
  const key = columns[0] ?? 'key';
  for (const { record, info } of records.slice(1)) {
    const code = record[0] ?? '';
    if (record.length !== columns.length) {
      report(info.lines, `expected ${columns.length} cells as the header has, found ${record.length}`);
    }
    if (code === '') report(info.lines, `expected a key in column ${JSON.stringify(key)}, found an empty cell`);
    else if (Object.hasOwn(rows, code)) {
      report(info.lines, `the key ${JSON.stringify(code)} is there twice`, 'table.duplicate-key');
    } else {
      const row: Record<string, string> = Object.create(null);
      columns.forEach((column, index) => {
        const cell = record[index];
        if (cell !== undefined && cell !== '') row[column] = cell;
      });
      rows[code] = row;
    }
  }
  return { table: { name, file, columns, rows }, findings };
}
