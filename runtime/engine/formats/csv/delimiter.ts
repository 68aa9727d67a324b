// Finds out which character separates the cells of a delimited text. Imports nothing.

/** The delimiters that are looked for; the first wins when nothing tells them apart. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Bytes and rows that are looked at. */
const SAMPLE_BYTES = 64 * 1024;
const SAMPLE_ROWS = 50;

/** What a delimiter in the header counts for when no row is like it, as a stray quote can make it seem. */
const HEADER_ALONE = 0.1;

/**
 * The delimiter under which the rows are most alike and the header has most cells; a comma when the header has one cell under each.
 *
 * Delimiters inside quotes do not count. Expects UTF-8 without byte order mark.
 */
export function detectDelimiter(bytes: Uint8Array): string {
  const isWhole = bytes.length <= SAMPLE_BYTES;
  const sample = new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES));
  let best = { delimiter: DELIMITERS[0] as string, score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = countCells(sample, delimiter);
    // The last row of a sample that was cut off tells nothing.
    if (!isWhole && counts.length > 1 && counts.length < SAMPLE_ROWS) counts.pop();
    const score = (HEADER_ALONE + likeness(counts)) * Math.log(counts[0] ?? 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The share of the rows that have as many cells as the first; 1 for a header alone. */
function likeness(counts: readonly number[]): number {
  const [header, ...rows] = counts;
  return rows.length === 0 ? 1 : rows.filter((count) => count === header).length / rows.length;
}

/** Cells of each row that is not blank. A quote opens only at the start of a cell and closes only at its end. */
function countCells(sample: string, delimiter: string): number[] {
  const counts: number[] = [];
  let cells = 1;
  let isBlank = true;
  let isCellStart = true;
  let isQuoted = false;
  for (let at = 0; at < sample.length && counts.length < SAMPLE_ROWS; at++) {
    const char = sample[at]!;
    if (isQuoted) {
      if (char !== '"') continue;
      if (sample[at + 1] === '"') at++;
      else isQuoted = false;
    } else if (char === '\n' || char === '\r') {
      if (!isBlank) counts.push(cells);
      cells = 1;
      isBlank = isCellStart = true;
    } else if (char === delimiter) {
      cells++;
      isCellStart = true;
      isBlank = false;
    } else if (char !== ' ') {
      isQuoted = char === '"' && isCellStart;
      isCellStart = isBlank = false;
    }
  }
  if (!isBlank && counts.length < SAMPLE_ROWS) counts.push(cells);
  return counts;
}
