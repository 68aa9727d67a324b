// CSV text as rows of cells that keep every byte: what is not edited is written as it was read. Imports nothing.

/** A line of the file. `raw` are its cells as they stand, quotes and all; a blank line has none. */
export interface CsvRow {
  /** Stable while the table is edited: a moved row keeps it. */
  readonly id: number;
  readonly raw: readonly string[];
  /** What ends it: `\n`, `\r\n`, or nothing at the end of the file. */
  readonly ending: string;
}

export interface CsvTable {
  readonly bom: boolean;
  readonly header: CsvRow;
  readonly rows: readonly CsvRow[];
  /** The id that the next new row gets. */
  readonly nextId: number;
  /** Where quotes do not fit: what stands behind is one cell. */
  readonly fault?: { readonly row: number; readonly message: string };
}

const BOM = '\uFEFF';

interface Scan {
  readonly rows: CsvRow[];
  fault?: { readonly row: number; readonly message: string };
}

/** Where the cell that begins at `start` ends: at a comma, a line end, or the end of the text. */
function endOfCell(text: string, start: number): { end: number; closed: boolean } {
  if (text[start] !== '"') {
    const found = /[,\n\r]/g;
    found.lastIndex = start;
    const match = found.exec(text);
    return { end: match?.index ?? text.length, closed: true };
  }
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return { end: text.length, closed: false };
    if (text[quote + 1] !== '"') {
      const behind = endOfPlain(text, quote + 1);
      return { end: behind, closed: true };
    }
    at = quote + 2;
  }
}

function endOfPlain(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

const endingAt = (text: string, at: number): string =>
  text.startsWith('\r\n', at) ? '\r\n' : text[at] === '\n' || text[at] === '\r' ? (text[at] as string) : '';

function scan(text: string): Scan {
  const result: Scan = { rows: [] };
  let at = 0;
  while (at < text.length) {
    const raw: string[] = [];
    for (;;) {
      const { end, closed } = endOfCell(text, at);
      if (!closed) result.fault = { row: result.rows.length, message: 'a quote is opened and not closed' };
      raw.push(text.slice(at, end));
      at = end;
      if (text[at] !== ',') break;
      at += 1;
    }
    const ending = endingAt(text, at);
    at += ending.length;
    const isBlank = raw.length === 1 && raw[0] === '';
    result.rows.push({ id: result.rows.length, raw: isBlank ? [] : raw, ending });
  }
  return result;
}

/** Reads a table; its first line is the header. Never throws. */
export function readCsv(text: string): CsvTable {
  const bom = text.startsWith(BOM);
  const { rows, fault } = scan(bom ? text.slice(1) : text);
  const [header = { id: 0, raw: [], ending: '' }, ...others] = rows;
  return { bom, header, rows: others, nextId: rows.length + 1, ...(fault === undefined ? {} : { fault }) };
}

/** Writes a table: byte for byte what was read, where nothing was edited. */
export function writeCsv({ bom, header, rows }: CsvTable): string {
  const lines = [header, ...rows].map(({ raw, ending }) => raw.join(',') + ending);
  return (bom ? BOM : '') + lines.join('');
}

/** The value of a cell as it stands. */
export function cellValue(raw: string | undefined): string {
  if (raw === undefined) return '';
  if (!raw.startsWith('"')) return raw;
  const end = raw.lastIndexOf('"');
  return end <= 0 ? raw.slice(1) : raw.slice(1, end).replaceAll('""', '"') + raw.slice(end + 1);
}

/** A value as it stands in a cell: quoted where it has to be. */
export function cellText(value: string): string {
  return /[",\n\r]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The line end that the file uses. */
export function lineEndOf({ header, rows }: CsvTable): string {
  return [header, ...rows].find(({ ending }) => ending !== '')?.ending ?? '\n';
}
