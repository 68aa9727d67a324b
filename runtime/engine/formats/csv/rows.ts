// Cuts delimited text into rows with their places and keeps a row that cannot be read from taking its neighbours along. The only user of csv-parse. May import ../text.
import { CsvError, type Options, parse } from 'csv-parse/browser/esm/sync';
import { countLineEnds, lineAt } from '../text/place.ts';

/** What was expected of the row and what came. */
export interface RowFault {
  readonly expected: string;
  readonly actual: string;
}

/** One row that is not empty. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Byte range in the text without the line end, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The line on which the row begins, from 1. */
  readonly line: number;
  /** Set when the cells cannot be told; `cells` is empty then. */
  readonly fault: RowFault | undefined;
  /** The row breaks the rules of quoting but could be read. */
  readonly repaired: 'blanks around quotes' | 'stray quotes' | undefined;
  /** A row above could not be read: this may be the rest of it, and only a row with the right number of cells is to be trusted. */
  readonly isAfterFault: boolean;
}

export interface ReadRowsOptions {
  readonly delimiter: string;
  /** Cells that a row should have; the first row tells when absent. */
  readonly width?: number;
  /** Reading stops when there are more rows than this: the answer then has one row too many. */
  readonly maxRows: number;
}

/**
 * The rows of the text from byte `from` on, in order; empty lines are left out.
 *
 * A row with wrong quoting is read as its one line if that gives the right number of cells, otherwise that line is a row with `fault` and
 * reading goes on below it.
 *
 * @see RFC 4180, 2; LF, CRLF and CR end a row
 */
export function readRows(bytes: Uint8Array, from: number, options: ReadRowsOptions): CsvRow[] {
  const rows: CsvRow[] = [];
  const reading: Reading = {
    bytes,
    rows,
    options,
    at: from,
    line: lineAt(bytes, from),
    lineStart: from,
    hasFault: false,
  };
  while (reading.at < bytes.length && rows.length <= options.maxRows) {
    const stop = readUntilFault(reading);
    if (stop === undefined) break;
    readFaultyRow(reading, stop);
  }
  return rows;
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly rows: CsvRow[];
  readonly options: ReadRowsOptions;
  /** Where the next row begins, line ends before it included. */
  at: number;
  /** The line of byte `lineStart`. */
  line: number;
  lineStart: number;
  hasFault: boolean;
}

/** Why reading stopped: wrong quoting, or a quoted cell that seems to have swallowed rows. */
type Stop = 'quote not closed' | 'wrong quote' | 'swallowed rows';

class StopReading extends Error {
  readonly stop: Stop | undefined;

  constructor(stop: Stop | undefined) {
    super('reading of rows stops');
    this.stop = stop;
  }
}

function readUntilFault(reading: Reading): Stop | undefined {
  const from = reading.at;
  try {
    parseRows(reading.bytes.subarray(from), reading.options.delimiter, {}, (cells, end) => {
      const hasSwallowed = hasSwallowedRows(cells, reading);
      if (hasSwallowed && areRows(reading, from + end)) throw new StopReading('swallowed rows');
      if (hasSwallowed) pushRow(reading, from + end, [], STOPS['swallowed rows']);
      else pushRow(reading, from + end, cells);
      if (reading.rows.length > reading.options.maxRows) throw new StopReading(undefined);
    });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof StopReading) return thrown.stop;
    if (!(thrown instanceof CsvError)) throw thrown;
    return thrown.code === 'CSV_QUOTE_NOT_CLOSED' ? 'quote not closed' : 'wrong quote';
  }
}

function parseRows(
  bytes: Uint8Array,
  delimiter: string,
  more: Options,
  take: (cells: string[], end: number) => void,
): void {
  parse(bytes, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    ...more,
    on_record: (cells: string[], context) => {
      take(cells, context.bytes);
      return null;
    },
  });
}

/** Adds the row that ends (line end included or not) at `end` and moves there. */
function pushRow(
  reading: Reading,
  end: number,
  cells: readonly string[],
  fault?: RowFault,
  repaired?: CsvRow['repaired'],
): void {
  const { bytes } = reading;
  const start = skipLineEnds(bytes, reading.at);
  reading.line += countLineEnds(bytes, reading.lineStart, start);
  reading.lineStart = start;
  reading.at = end;
  const rowEnd = dropLineEnds(bytes, start, end);
  const { line, hasFault } = reading;
  reading.rows.push({ cells, start, end: rowEnd, line, fault, repaired, isAfterFault: hasFault });
}

function readFaultyRow(reading: Reading, stop: Stop): void {
  const start = skipLineEnds(reading.bytes, reading.at);
  const repair = repairRow(reading, start, stop);
  if (repair) {
    pushRow(reading, repair.end, repair.cells, undefined, repair.repaired);
  } else {
    pushRow(reading, endOfLine(reading.bytes, start), [], STOPS[stop]);
    reading.hasFault = true;
  }
}

interface Repair {
  readonly end: number;
  readonly cells: readonly string[];
  readonly repaired: CsvRow['repaired'];
}

/** Reads the row by laxer rules, and believes them only when they give the right number of cells. */
function repairRow(reading: Reading, start: number, stop: Stop): Repair | undefined {
  const { bytes, options } = reading;
  const { delimiter, width = reading.rows[0]?.cells.length } = options;
  const hasWidth = (cells: readonly string[]): boolean => width === undefined || cells.length === width;
  if (stop !== 'swallowed rows') {
    const spaced = firstRow(bytes.subarray(start), delimiter, { trim: true, to: 1 });
    if (spaced && hasWidth(spaced.cells)) {
      return { end: start + spaced.end, cells: spaced.cells, repaired: 'blanks around quotes' };
    }
  }
  const lax: Options[] = stop === 'swallowed rows' ? [] : [{ relax_quotes: true }, { relax_quotes: true, trim: true }];
  if (isPlainText(delimiter)) lax.push({ quote: false });
  const end = endOfLine(bytes, start);
  for (const attempt of lax) {
    const line = firstRow(bytes.subarray(start, end), delimiter, attempt);
    if (line && hasWidth(line.cells)) return { end, cells: line.cells, repaired: 'stray quotes' };
  }
  return undefined;
}

const STOPS: Readonly<Record<Stop, RowFault>> = {
  'quote not closed': { expected: 'a closing quote', actual: 'the end of the message' },
  'wrong quote': { expected: 'quotes around whole cells, doubled inside them', actual: 'a quote in another position' },
  'swallowed rows': {
    expected: 'a quoted cell to end in its row',
    actual: 'a quoted cell that spans what look like rows',
  },
};

function firstRow(bytes: Uint8Array, delimiter: string, more: Options): { cells: string[]; end: number } | undefined {
  let first: { cells: string[]; end: number } | undefined;
  try {
    parseRows(bytes, delimiter, more, (cells, end) => {
      first ??= { cells, end };
    });
  } catch (thrown) {
    if (thrown instanceof CsvError) return undefined;
    throw thrown;
  }
  return first;
}

/**
 * A quote that opens in one row by mistake and closes in a later one joins the rows between into one cell, and the number of cells can be right by chance.
 * Bars and tabs hardly occur in running text: as many of them inside a cell of several lines as between the cells of a row are taken as a sign.
 * Commas and semicolons do occur: there whole lines inside the cell have to look like rows.
 */
function hasSwallowedRows(cells: readonly string[], reading: Reading): boolean {
  const { delimiter, width = reading.rows[0]?.cells.length ?? 0 } = reading.options;
  if (width < (isPlainText(delimiter) ? 2 : 4)) return false;
  return cells.some((cell) => {
    if (!cell.includes('\n') || !cell.includes(delimiter)) return false;
    if (isPlainText(delimiter)) return cell.split(delimiter).length >= width;
    const inner = cell.split('\n').slice(1, -1);
    return inner.length > 0 && inner.every((line) => line.split(delimiter).length === width);
  });
}

/**
 * Whether the lines from the next row to `end` are to be taken as rows of their own, with quotes as plain characters. Only between tabs and bars, and only
 * when each line has the right number of cells: a row that is held can be mended, one that was made up of half a cell cannot be told from a real one.
 */
function areRows(reading: Reading, end: number): boolean {
  const { delimiter, width = reading.rows[0]?.cells.length ?? 0 } = reading.options;
  if (!isPlainText(delimiter) || width < 3) return false;
  const start = skipLineEnds(reading.bytes, reading.at);
  const text = new TextDecoder().decode(reading.bytes.subarray(start, dropLineEnds(reading.bytes, start, end)));
  return text.split(/\r\n|\n|\r/).every((line) => line.split(delimiter).length === width);
}

/** Exports with tabs or bars mostly know no quoting at all: there a quote may be a character like any other. */
const isPlainText = (delimiter: string): boolean => delimiter === '\t' || delimiter === '|';

function skipLineEnds(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return at;
}

function dropLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === 0x0a || bytes[at - 1] === 0x0d)) at--;
  return at;
}

function endOfLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
  return at;
}
