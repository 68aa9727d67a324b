// CSV: a header row, then one message a row, or one message for a group of rows. May import ../errors.ts, fault.ts, format.ts, csv/ and text/.
import type { ErrorJson, Finding, Place } from '../errors.ts';
import { detectDelimiter } from './csv/delimiter.ts';
import { groupRows, type RowMessage } from './csv/groups.ts';
import { type CsvHeader, type HeaderStyle, readHeader } from './csv/header.ts';
import { type CsvRow, readRows } from './csv/rows.ts';
import { writeCsv } from './csv/write.ts';
import { emptyFault, fault, type OptionCheck, optionFault, refused, sizeFault, tooManyFault } from './fault.ts';
import { DEFAULT_DECODE_LIMITS, type Decoded, type DecodeLimits, type Format, type FormatOptions } from './format.ts';
import { setMember } from './text/own-member.ts';
import { isBlank, type ReceiptText, readText } from './text/receipt-text.ts';

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');

/** Options of the format; the first three are for reading, the last three for writing. */
export const CSV_OPTIONS: Readonly<Record<string, OptionCheck>> = {
  /** `asis` (as in the file), `snake` (`Paid at` is `paid_at`), or the names of the columns of a file without header row. */
  headers: {
    expected: 'asis, snake or a list of names',
    accepts: (value) => value === 'asis' || value === 'snake' || isTexts(value),
  },
  /** Column by whose text consecutive rows are one message `{ "rows": […] }`; blank cells continue a group. */
  groupBy: { expected: 'the name of a column', accepts: (value) => typeof value === 'string' && value !== '' },
  /** Read: taken instead of looking for it. Write: a comma when absent. */
  delimiter: {
    expected: 'one character of ASCII that is no quote and no line end',
    accepts: (value) => typeof value === 'string' && /^[\t\x20-\x7e]$/.test(value) && value !== '"',
  },
  /** Write: the columns in this order, also those no row has; without it the keys in order of first appearance. */
  columns: { expected: 'a list of names', accepts: isTexts },
  /** Write: text cells that a spreadsheet would run as a formula get a `'` in front; numbers are left alone. */
  escapeFormulas: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
};

export const csv: Format = {
  name: 'csv',
  extensions: ['csv', 'tsv', 'txt'],
  contentType: 'text/csv',
  summary:
    'Delimited text with a header row: comma, semicolon, tab or bar; each row is a message, or each group of rows',
  source: 'RFC 4180, with the delimiters and encodings that spreadsheets write',

  decode(bytes, { limits = DEFAULT_DECODE_LIMITS, options = {} } = {}) {
    const early = optionFault('csv', options, CSV_OPTIONS) ?? sizeFault(bytes, limits);
    if (early) return refused(bytes, early);
    const text = readText(bytes, { fallback: 'windows-1252' });
    if (text.kind === 'refused') return refused(bytes, text.error);
    if (isBlank(text.bytes)) return refused(bytes, emptyFault('only blanks'), text.findings);
    const binary = text.bytes.indexOf(0);
    if (binary >= 0) return refused(bytes, binaryFault(text, binary));
    return decodeText(bytes, text, limits, options);
  },

  /** An array of objects, or one object, as rows under a header. */
  encode(value, { options = {} } = {}) {
    return writeCsv(value, options);
  },
};

/** What the rows are read with. */
interface Table {
  readonly text: ReceiptText;
  readonly header: CsvHeader;
  /** Cells of the header row, blank ones at its end included. */
  readonly width: number;
}

function decodeText(receipt: Uint8Array, text: ReceiptText, limits: DecodeLimits, options: FormatOptions): Decoded {
  const { headers = 'asis', groupBy } = options as { headers?: HeaderStyle | readonly string[]; groupBy?: string };
  const { delimiter, from } = findDelimiter(text, options);
  const given = typeof headers === 'string' ? undefined : headers;
  const maxRows = groupBy === undefined ? limits.maxMessages + (given ? 0 : 1) : Number.POSITIVE_INFINITY;
  const rows = readRows(text.bytes, from, { delimiter, maxRows, ...(given && { width: given.length }) });
  if (rows.length > maxRows) return refused(receipt, tooManyFault(limits), text.findings);
  const filled = rows.filter((row) => row.fault || row.cells.some((cell) => cell.trim() !== ''));
  const headerRow = given ? undefined : filled.shift();
  if (headerRow?.fault) return refused(receipt, rowFault(text, headerRow, headerRow.fault), text.findings);
  const place = headerRow ? placeOf(text, headerRow) : { line: 1 };
  const header = readHeader(given ?? headerRow?.cells ?? [], typeof headers === 'string' ? headers : 'asis', place);
  if (header.kind === 'refused') return refused(receipt, header.error, text.findings);
  const column = groupBy === undefined ? undefined : findColumn(groupBy, header);
  if (groupBy !== undefined && column === undefined)
    return refused(receipt, noColumnFault(groupBy, place), text.findings);
  const findings = [
    ...text.findings,
    ...header.findings,
    ...blankRowsFinding(rows.length - filled.length - (given ? 0 : 1)),
  ];
  if (filled.length === 0) return refused(receipt, emptyFault('a header without rows'), findings);
  const table = { text, header, width: given?.length ?? headerRow?.cells.length ?? 0 };
  const read = filled.map((row, index): RowMessage => ({ message: rowMessage(table, row, index), line: row.line }));
  const messages = column === undefined ? read.map((row) => row.message) : groupRows(read, column);
  return messages.length > limits.maxMessages
    ? refused(receipt, tooManyFault(limits), findings)
    : { messages, findings };
}

/** Spreadsheets may write `sep=;` as a first line of its own. */
function findDelimiter(text: ReceiptText, options: FormatOptions): { delimiter: string; from: number } {
  const [line, named] = /^"?sep=([^"\r\n])"?(?:\r\n|\n|\r)/.exec(text.text.slice(0, 10)) ?? [];
  const from = line?.length ?? 0;
  if (typeof options['delimiter'] === 'string') return { delimiter: options['delimiter'], from };
  return { delimiter: named ?? detectDelimiter(text.bytes), from };
}

function rowMessage(table: Table, row: CsvRow, index: number): RowMessage['message'] {
  const { text, header, width } = table;
  const at = (): Place => placeOf(text, row);
  const start = text.offsetInReceipt(row.start) ?? row.start;
  const end = text.offsetInReceipt(row.end) ?? row.end;
  const held = (error: ErrorJson) => ({ index, findings: [], error, start, end });
  if (row.fault) return held(rowFault(text, row, row.fault));
  const count = row.cells.length;
  const isRest = row.isAfterFault && (count !== width || width === 1);
  const filledCells = row.cells.findLastIndex((cell) => cell !== '') + 1;
  if (isRest || filledCells > header.names.length) {
    const expected = `${header.names.length} cells`;
    const actual = isRest ? `${count} cells below a row that cannot be read` : `${count} cells`;
    return held(rowFault(text, row, { expected, actual }));
  }
  const value = rowValue(header, row.cells);
  if (typeof value === 'string') return held(disagreeingFault(value, at()));
  const locate = (pointer: string): Place => ({ ...at(), path: pointer });
  return { index, value, findings: rowFindings(row, header.names.length, at), start, end, locate };
}

/** The row as an object without its empty cells, or the name of a repeated column whose cells differ. */
function rowValue(header: CsvHeader, cells: readonly string[]): Record<string, unknown> | string {
  const value: Record<string, unknown> = {};
  for (let i = 0; i < header.names.length; i++) {
    const name = header.names[i]!;
    const cell = cells[i] ?? '';
    if (header.repeated.size > 0 && header.repeated.has(name)) {
      const first = cells[header.names.indexOf(name)] ?? '';
      if (cell !== first) return name;
    }
    if (cell !== '') setMember(value, name, cell);
  }
  return value;
}

function rowFindings(row: CsvRow, width: number, at: () => Place): Finding[] {
  const findings: Finding[] = [];
  if (row.cells.length < width) {
    const counts = { expected: `${width} cells`, actual: `${row.cells.length} cells` };
    const message = `The row on line ${row.line} has too few cells; the missing ones count as empty`;
    findings.push({ code: 'csv.short-row', severity: 'warning', message, ...counts, at: at() });
  }
  if (row.repaired) {
    const severity = row.repaired === 'stray quotes' ? 'warning' : 'info';
    const message = `The row on line ${row.line} has ${row.repaired}; it was read without taking them as part of the notation`;
    const quoting = { expected: 'quotes around whole cells, doubled inside them', actual: row.repaired };
    findings.push({ code: 'csv.quotes', severity, message, ...quoting, at: at() });
  }
  return findings;
}

/** The column may be named as in the file or as the header style makes it. */
function findColumn(name: string, header: CsvHeader): string | undefined {
  if (header.names.includes(name)) return name;
  const asSnake = readHeader([name], 'snake', {});
  return asSnake.kind === 'header' ? header.names.find((one) => one === asSnake.names[0]) : undefined;
}

function placeOf(text: ReceiptText, row: CsvRow): Place {
  const offset = text.offsetInReceipt(row.start);
  return offset === undefined ? { line: row.line } : { line: row.line, offset };
}

function rowFault(text: ReceiptText, row: CsvRow, words: { expected: string; actual: string }): ErrorJson {
  return fault('format.csv.syntax', { ...words, at: placeOf(text, row) });
}

function disagreeingFault(name: string, at: Place): ErrorJson {
  const detail = { expected: `the same in each column "${name}"`, actual: 'cells that differ', at };
  return fault('format.csv.header', { ...detail, help: 'Give each column of the file a name of its own' });
}

function noColumnFault(column: string, at: Place): ErrorJson {
  return fault('format.csv.header', {
    expected: `a column "${column}" to group by`,
    actual: 'a header without it',
    at,
  });
}

function binaryFault(text: ReceiptText, offset: number): ErrorJson {
  const inReceipt = text.offsetInReceipt(offset);
  const at = inReceipt === undefined ? {} : { offset: inReceipt };
  return fault('format.encoding', { expected: 'text', actual: 'a zero byte, as binary files have', at });
}

function blankRowsFinding(rows: number): Finding[] {
  if (rows <= 0) return [];
  return [{ code: 'csv.blank-rows', severity: 'info', message: `${rows} rows without content were left out` }];
}
