// What is wrong with lookups: tables, columns and rows that are not there, and tables that are listed without use.
// Pure; may import its neighbours, ../analysis/ and the engine's JSON trees.
import { applySplices, insertElement, removeValue, setValue } from '../../../runtime/engine/syntax/json-splice.ts';
import { type JsonNode, nodeAt, plainValue, readJson } from '../../../runtime/engine/syntax/json-tree.ts';
import type { TableLookup } from '../analysis/record.ts';
import { targetAround } from './check-sources.ts';
import { excludedWords } from './excluded-words.ts';
import type { Finding } from './finding.ts';
import { type Checked, MANIFEST_FILE, PROGRAM_FILE, replaceFix } from './input.ts';
import { nearest } from './nearest.ts';

/** Words named in one message. */
const MOST_WORDS = 5;

const quoted = (words: readonly string[]): string =>
  words
    .slice(0, MOST_WORDS)
    .map((word) => JSON.stringify(word))
    .join(', ') + (words.length > MOST_WORDS ? ` and ${words.length - MOST_WORDS} more` : '');

/** The condition that messages have to meet before the program runs on them. */
function whenOf(manifest: string | undefined): string | undefined {
  const read = manifest === undefined ? undefined : readJson(manifest);
  const when = read !== undefined && 'root' in read ? nodeAt(read.root, ['from', 'when']) : undefined;
  const value = when === undefined ? undefined : plainValue(when);
  return typeof value === 'string' ? value : undefined;
}

export function lookupFindings(input: Checked): Finding[] {
  const { analysis, tables, program, manifest } = input;
  let known: ReturnType<typeof excludedWords> | undefined;
  /** Whether a word cannot come to a lookup; conditions are read when a row is missing, and once. */
  const isExcluded = ({ key, keySpan }: TableLookup, word: string): boolean => {
    known ??= excludedWords(program.text, whenOf(manifest));
    return !key.isMany && known(keySpan, word);
  };
  return analysis.lookups.flatMap((lookup): Finding[] => {
    const target = targetAround(program, lookup);
    const base = { severity: 'error', file: PROGRAM_FILE, ...(target === undefined ? {} : { target }) } as const;
    const table = tables.get(lookup.table);
    if (table === undefined) {
      const meant = nearest(lookup.table, tables.keys());
      const fix = { name: `Use the table ${meant}`, put: JSON.stringify(meant) };
      return [
        {
          ...base,
          code: 'lookup.table',
          message: `there is no table ${JSON.stringify(lookup.table)}`,
          span: lookup.tableSpan,
          fixes: meant === undefined ? [] : [replaceFix(program.text, lookup.tableSpan, fix)],
        },
      ];
    }
    const { rows } = table;
    if (rows === undefined || !lookup.mustHaveRow) return [];
    const missing = knownWords(input, lookup).filter((word) => !hasRow(rows, word) && !isExcluded(lookup, word));
    if (missing.length === 0) return [];
    const [source] = lookup.key.paths;
    return [
      {
        ...base,
        severity: lookup.key.paths.length === 0 ? 'error' : 'warning',
        code: 'lookup.row',
        message: `the table ${JSON.stringify(lookup.table)} has no row for ${quoted(missing)}`,
        span: lookup.keySpan,
        ...(source === undefined ? {} : { source }),
        fixes: [],
      },
    ];
  });
}

/** A row under exactly that word, or under the word without blanks around it, as `$translate` looks. */
const hasRow = (rows: Readonly<Record<string, unknown>>, word: string): boolean =>
  Object.hasOwn(rows, word) || Object.hasOwn(rows, word.trim());

/** Words that the key is known to hold: of a constant, of the schema, of the samples. */
function knownWords({ sampleWords }: Checked, { key }: TableLookup): readonly string[] {
  const sampled = sampleWords === undefined ? [] : key.paths.flatMap(sampleWords);
  return [...new Set([...(key.words ?? []), ...sampled])];
}

export function columnFindings({ analysis, tables, program }: Checked): Finding[] {
  return analysis.columns.flatMap(({ table, column, start, end }): Finding[] => {
    const columns = tables.get(table)?.columns;
    if (columns === undefined || columns.includes(column)) return [];
    const meant = nearest(column, columns, 0.5);
    const target = targetAround(program, { start, end });
    return [
      {
        code: 'lookup.column',
        severity: 'error',
        message: `the table ${JSON.stringify(table)} has no column ${JSON.stringify(column)}`,
        file: PROGRAM_FILE,
        span: { start, end },
        ...(target === undefined ? {} : { target }),
        fixes:
          meant === undefined ? [] : [replaceFix(program.text, { start, end }, { name: `Read ${meant}`, put: meant })],
      },
    ];
  });
}

/** Tables that the manifest lists and nobody uses, and the other way round. */
export function manifestFindings({ analysis, tables, manifest }: Checked): Finding[] {
  if (manifest === undefined) return [];
  const read = readJson(manifest);
  if (!('root' in read)) return [];
  const list = nodeAt(read.root, ['tables']);
  const listed = list === undefined ? [] : plainValue(list);
  if (!Array.isArray(listed)) return [];
  const unused = listed.flatMap((name, index): Finding[] => {
    const node = nodeAt(read.root, ['tables', index]) as JsonNode;
    if (analysis.tables.has(String(name))) return [];
    return [
      {
        code: 'table.unused',
        severity: 'warning',
        message: `the table ${JSON.stringify(name)} is listed and nothing uses it`,
        file: MANIFEST_FILE,
        span: { start: node.offset, end: node.offset + node.length },
        fixes: [
          {
            name: `Take ${String(name)} off the list`,
            file: MANIFEST_FILE,
            text: () => applySplices(manifest, removeValue(manifest, ['tables', index])),
          },
        ],
      },
    ];
  });
  const undeclared = [...analysis.tables].filter((name) => tables.has(name) && !listed.includes(name));
  return [
    ...unused,
    ...undeclared.map((name): Finding => {
      const at = list?.offset ?? 0;
      return {
        code: 'table.undeclared',
        severity: 'warning',
        message: `the manifest does not list the table ${JSON.stringify(name)}`,
        file: MANIFEST_FILE,
        span: { start: at, end: at + (list?.length ?? 0) },
        fixes: [
          {
            name: `Put ${name} on the list`,
            file: MANIFEST_FILE,
            text: () =>
              applySplices(
                manifest,
                list === undefined
                  ? setValue(manifest, ['tables'], [name])
                  : insertElement(manifest, ['tables'], listed.length, name),
              ),
          },
        ],
      };
    }),
  ];
}
