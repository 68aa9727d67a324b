// Runs the EDI formats over a corpus of real messages, where one is at hand, and compares with its list of faults.
// The folder is CROSSDOCK_CORPUS, else ../shared/corpus beside the project; without it the comparison is skipped and says so.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oracleText } from '../../../runtime/engine/formats/edi/findings.ts';
import { edifact } from '../../../runtime/engine/formats/edifact.ts';
import type { Decoded } from '../../../runtime/engine/formats/format.ts';
import { x12 } from '../../../runtime/engine/formats/x12.ts';

const corpus = resolve(process.env['CROSSDOCK_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus'));
const list = join(corpus, 'ORACLE.tsv');

interface Row {
  readonly path: string;
  readonly syntax: string;
  readonly sets: string;
  readonly messages: number;
  readonly findings: readonly string[];
}

function readRows(): readonly Row[] {
  const [, ...lines] = readFileSync(list, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [path = '', , syntax = '', sets = '', messages = '', findings = ''] = line.split('\t');
    return { path, syntax, sets, messages: Number(messages), findings: wordsOf(findings) };
  });
}

/** Words are separated by spaces, but `GS01(IN≠PO for 850)` has some inside. */
const wordsOf = (text: string): string[] => (text === 'clean' ? [] : (text.match(/[^\s(]+(\([^)]*\))?/g) ?? []));

const decode = ({ path, syntax }: Row): Decoded =>
  (syntax === 'X12' ? x12 : edifact).decode(new Uint8Array(readFileSync(join(corpus, path))));

const found = ({ findings, messages }: Decoded) => [...findings, ...messages.flatMap((message) => message.findings)];

const rows = existsSync(list) ? readRows() : [];
if (rows.length === 0) console.info(`No corpus at ${corpus}: the comparison with its list of faults is skipped`);

describe.skipIf(rows.length === 0)('the corpus of real messages', () => {
  it.each(rows)('$path has exactly the faults of the list', (row) => {
    const words = found(decode(row)).flatMap((finding) => oracleText(finding) ?? []);
    expect([...new Set(words)].sort()).toEqual([...row.findings].sort());
  });

  it.each(rows)('$path gives the transaction sets of the list', (row) => {
    const { messages } = decode(row);
    const kinds = messages.flatMap((message) => message.envelope?.kind ?? []);
    expect(kinds).toHaveLength(row.messages);
    expect([...new Set(kinds)].join(',') || '-').toBe(row.sets);
  });

  it.each(rows.filter((row) => row.findings.length === 0))('$path is clean and has no finding at all', (row) => {
    expect(found(decode(row))).toEqual([]);
  });
});

if (rows.length === 0) it.skip(`the corpus of real messages (none at ${corpus})`, () => {});
