// Compares what the EDI formats find in each file with the corpus's own list of faults: all of them, and none invented.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { oracleText } from '../../dist/runtime/engine/formats/edi/findings.js';
import { formatOf } from '../../dist/runtime/engine/formats/index.js';
import { readTsv } from './files.mjs';

/** Words are separated by blanks, but `GS01(IN≠PO for 850)` has some inside. */
const wordsOf = (text) => (text === 'clean' ? [] : (text.match(/[^\s(]+(\([^)]*\))?/g) ?? []));

const without = (words, others) => words.filter((word) => !others.includes(word));

/**
 * Compares every row of ORACLE.tsv.
 *
 * @returns how many rows agree, how many faults they list, and one line for each row that differs
 */
export function compareOracle(corpus, files) {
  const list = join(corpus, 'ORACLE.tsv');
  if (!existsSync(list)) return { rows: 0, faults: 0, differences: [] };
  const byPath = new Map(files.map((file) => [file.path, file]));
  const rows = readTsv(list);
  let faults = 0;
  const differences = [];
  for (const row of rows) {
    const file = byPath.get(row.path);
    if (file === undefined) {
      differences.push(`${row.path}: is not in the manifest`);
      continue;
    }
    const expected = wordsOf(row.findings);
    faults += expected.length;
    const { findings, messages } = formatOf(row.syntax.toLowerCase()).decode(file.bytes);
    const all = [...findings, ...messages.flatMap((message) => message.findings)];
    const found = [...new Set(all.flatMap((finding) => oracleText(finding) ?? []))];
    const kinds = messages.flatMap((message) => message.envelope?.kind ?? []);
    const sets = [...new Set(kinds)].join(',') || '-';
    const missing = without(expected, found);
    const invented = without(found, expected);
    if (missing.length > 0) differences.push(`${row.path}: not found: ${missing.join(' ')}`);
    if (invented.length > 0) differences.push(`${row.path}: invented: ${invented.join(' ')}`);
    if (kinds.length !== Number(row.messages))
      differences.push(`${row.path}: expected ${row.messages} messages, found ${kinds.length}`);
    if (sets !== row.sets) differences.push(`${row.path}: expected ${row.sets}, found ${sets}`);
    // On a clean file even remarks that such lists do not name would be invented.
    const remarks = all.filter((finding) => finding.severity !== 'info');
    if (expected.length === 0 && remarks.length > 0)
      differences.push(`${row.path}: is clean, found ${remarks.map((finding) => finding.code).join(' ')}`);
  }
  return { rows: rows.length, faults, differences };
}
