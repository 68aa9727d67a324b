// Makes column names of a header row and tells what is wrong with it. May import ../../errors.ts, ../fault.ts and ../text.
import type { ErrorJson, Finding, Place } from '../../errors.ts';
import { fault } from '../fault.ts';

export type HeaderStyle = 'asis' | 'snake';

export interface CsvHeader {
  readonly kind: 'header';
  /** One name per column; blank columns at the end of the header are left out. */
  readonly names: readonly string[];
  /** Names that more than one column has. */
  readonly repeated: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

export interface RefusedHeader {
  readonly kind: 'refused';
  readonly error: ErrorJson;
}

/**
 * The names of the columns: trimmed, and in style `snake` lower case with `_` for each run of other characters (`Paid at` is `paid_at`).
 *
 * A blank name between others refuses the header. Blank names at its end come from rows that end with a delimiter and are left out with a warning.
 * A repeated name is an error finding: the caller holds the rows in which its columns disagree.
 */
export function readHeader(cells: readonly string[], style: HeaderStyle, at: Place): CsvHeader | RefusedHeader {
  const names = cells.map((cell) => (style === 'snake' ? snakeCase(cell.trim()) : cell.trim()));
  const findings: Finding[] = [];
  const width = names.findLastIndex((name) => name !== '') + 1;
  const blank = names.slice(0, width).indexOf('');
  if (width === 0 || blank >= 0) {
    const error = fault('format.csv.header', {
      expected: 'a name for each column',
      actual: `no name for column ${blank + 1 || 1}`,
      at,
    });
    return { kind: 'refused', error };
  }
  if (width < names.length) findings.push(blankEndFinding(names.length - width, at));
  names.length = width;
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  for (const name of repeated) findings.push(repeatedFinding(name, at));
  return { kind: 'header', names, repeated, findings };
}

function snakeCase(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu);
  // A name of signs alone, such as #, is still a name.
  return words ? words.join('_') : name && '_';
}

function blankEndFinding(columns: number, at: Place): Finding {
  return {
    code: 'csv.blank-columns',
    severity: 'warning',
    message: `The header ends with ${columns} blank cells, which were left out`,
    expected: 'a name for each column',
    actual: 'blank cells',
    at,
  };
}

function repeatedFinding(name: string, at: Place): Finding {
  return {
    code: 'csv.repeated-column',
    severity: 'error',
    message: `The header names the column "${name}" more than once; rows in which these columns differ are held`,
    expected: 'each column name once',
    actual: 'a repeated name',
    at,
  };
}
