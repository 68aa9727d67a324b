// Writes rows as delimited text under a header. The only user of csv-stringify. May import ../../errors.ts, ../fault.ts, ../format.ts, delimiter.ts and ../text.
import { stringify } from 'csv-stringify/browser/esm/sync';
import { CrossdockError } from '../../errors.ts';
import { kindOf } from '../fault.ts';
import type { FormatOptions } from '../format.ts';
import { pointerTo } from '../text/pointer.ts';
import { DELIMITERS } from './delimiter.ts';

/**
 * The rows in UTF-8 with a header row, LF after each row (RFC 4180 with the line end of today's tools).
 *
 * Columns are the keys in order of first appearance, or `options.columns`. Cells are texts, numbers, booleans; null and undefined are empty.
 * A cell that holds any delimiter is quoted, so that a reader that looks for the delimiter cannot be misled.
 *
 * @param value  an array of objects, or one object for one row
 * @throws CrossdockError `format.encode` for other values, with the JSON Pointer of the cell
 */
export function writeCsv(value: unknown, options: FormatOptions): Uint8Array {
  const rows = rowsOf(value);
  const given = options['columns'] as readonly string[] | undefined;
  const columns = given ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) throw refusal('rows with columns, or the option columns', 'no columns', '');
  const guarded = (text: string): string => (options['escapeFormulas'] === true ? guardFormula(text) : text);
  const lines = rows.map((row, index) => {
    const extra = given && Object.keys(row).find((key) => row[key] !== undefined && !given.includes(key));
    if (extra !== undefined)
      throw refusal('only members that are columns', 'a member that is none', pointerTo(`/${index}`, extra));
    return columns.map((name) =>
      cellText(Object.hasOwn(row, name) ? row[name] : undefined, pointerTo(`/${index}`, name), guarded),
    );
  });
  const delimiter = (options['delimiter'] as string | undefined) ?? ',';
  const text = stringify([columns.map(guarded), ...lines], { delimiter, quoted_match: MISLEADING });
  return new TextEncoder().encode(text);
}

/** Also quoted: blanks at an end of a cell, and a lone row of one empty cell would be no row at all. */
const MISLEADING = new RegExp(`[${DELIMITERS.map((one) => `\\${one}`).join('')}\\r\\n]|^\\s|\\s$`);

function rowsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  return rows.map((row, index) => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
    throw refusal('an object for each row', kindOf(row), Array.isArray(value) ? `/${index}` : '');
  });
}

function cellText(cell: unknown, path: string, guarded: (text: string) => string): string {
  if (cell === undefined || cell === null) return '';
  if (typeof cell === 'string') return guarded(cell);
  if (typeof cell === 'boolean' || (typeof cell === 'number' && Number.isFinite(cell))) return String(cell);
  throw refusal('a text, a number or true or false in each cell', kindOf(cell), path);
}

/** What a spreadsheet takes for a formula, unless it is a number (OWASP, CSV Injection). */
function guardFormula(text: string): string {
  const isNumber = /^[-+]?\d+([.,]\d+)?$/.test(text);
  return /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text;
}

function refusal(expected: string, actual: string, path: string): CrossdockError {
  const message = `The mapped value cannot be written as rows: expected ${expected}, got ${actual}${path && ` at ${path}`}`;
  return new CrossdockError('format.encode', message, { expected, actual, ...(path && { at: { path } }) });
}
