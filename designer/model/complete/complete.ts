// What may be typed at a place of a program: fields of what is looked at there, variables, functions, tables and their columns and keys.
// Pure; may import ../analysis/, ../language/, ../mapping/ and ../../schema/.

import { writtenName } from '../../../runtime/engine/outline/expression.ts';
import { analyse } from '../analysis/analyse.ts';
import { type FieldIndex, kindsOfField } from '../analysis/fields.ts';
import { variablesIn } from '../analysis/scope.ts';
import type { Value } from '../analysis/value.ts';
import type { CheckInput } from '../check/input.ts';
import { KNOWN_FUNCTIONS, type KnownFunction } from '../language/functions.ts';
import { kindsInWords } from '../language/kinds.ts';

export interface CompletionOption {
  /** What is written in the place of the word that was begun. */
  readonly insert: string;
  readonly label: string;
  readonly kind: 'field' | 'variable' | 'function' | 'table' | 'column' | 'word';
  /** Beside the label: a type, a call, a value of the sample. */
  readonly detail?: string;
  readonly info?: string;
}

export interface Completion {
  /** The word that was begun: from its first character to the caret. */
  readonly from: number;
  readonly to: number;
  /** Best first, all that fit the place; what was begun already is left to the editor's own filter. */
  readonly options: readonly CompletionOption[];
}

export interface CompletionSource {
  readonly sources: FieldIndex;
  readonly tables: CheckInput['tables'];
  /** A value of the sample at the path of a field. */
  readonly sampleValue?: (path: string) => string | undefined;
  /** What the program looks at: the loop that a one-line expression stands in. The whole message without it. */
  readonly context?: Value;
  /** Variables of the program around it. */
  readonly variables?: readonly string[];
}

/** Stands for the word that is typed while the program is read: no field is called so. */
const CARET = 'zzCaretzz';
const WORD = /[$`]?[^\s.[\]{}()@#;:?+\-*/%|=<>^,&!~"'`]*$/;

/** Keys of a table that are offered at most. */
const MOST_WORDS = 200;

/** Everything that fits at an offset; undefined inside a comment or where nothing does. */
export function complete(text: string, offset: number, source: CompletionSource): Completion | undefined {
  const before = text.slice(0, offset);
  if (before.lastIndexOf('/*') > before.lastIndexOf('*/')) return undefined;
  const quoted = quoteAt(text, offset);
  if (quoted !== undefined) return completeText(text, { offset, from: quoted }, source);
  const begun = WORD.exec(before)?.[0] ?? '';
  const from = offset - begun.length;
  const isVariable = begun.startsWith('$');
  const behind = /^[^\s.[\]{}()@#;:?+\-*/%|=<>^,&!~"'`]*`?/.exec(text.slice(offset))?.[0] ?? '';
  const read = (word: string) =>
    analyse(text.slice(0, from) + word + text.slice(offset + behind.length), source.sources, contextOf(source));
  const analysis = read(CARET);
  const scope = analysis.scopeAt({ start: from, end: from + CARET.length });
  if (scope === undefined) return undefined;
  const isStep = /\.\s*$/.test(text.slice(0, from)) && !/\.\.\s*$/.test(text.slice(0, from));
  const fields = isVariable ? [] : memberOptions(scope.context, source);
  const variables = isStep && !isVariable ? [] : variableOptions(variablesIn(scope), source.variables ?? []);
  const functions = [...KNOWN_FUNCTIONS.values()].map(functionOption);
  return { from, to: offset, options: [...fields, ...variables, ...functions] };
}

/** Offset behind the quote of the text that an offset is in. */
function quoteAt(text: string, offset: number): number | undefined {
  let quote: string | undefined;
  let from = 0;
  for (let at = 0; at < offset; at += 1) {
    const character = text[at] as string;
    if (quote === undefined && text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      at = end === -1 ? offset : end + 1;
    } else if (quote === undefined && (character === '"' || character === "'" || character === '`')) {
      quote = character;
      from = at + 1;
    } else if (quote !== undefined && character === '\\' && quote !== '`') at += 1;
    else if (character === quote) quote = undefined;
  }
  return quote === '"' || quote === "'" ? from : undefined;
}

/** Inside a text: the name of a table, its keys, or a word of the field that it is compared with. */
function completeText(
  text: string,
  { offset, from }: { readonly offset: number; readonly from: number },
  source: CompletionSource,
): Completion | undefined {
  const before = text.slice(0, from - 1);
  const answer = (options: readonly CompletionOption[]) =>
    options.length === 0 ? undefined : { from, to: offset, options };
  if (/\$(?:translate|knows)\s*\(\s*\$tables\s*,\s*$/.test(before) || /\$tables\.\s*$/.test(before)) {
    return answer(tableOptions(source.tables, (name) => name));
  }
  const named = /\$(?:translate|knows)\s*\(\s*\$tables\s*,\s*["']([^"']*)["']\s*,\s*$/.exec(before)?.[1];
  if (named !== undefined) {
    const keys = Object.keys(source.tables.get(named)?.rows ?? {}).slice(0, MOST_WORDS);
    return answer(keys.map((key) => ({ insert: key, label: key, kind: 'word', detail: named })));
  }
  return answer(comparedWords(text, { from, offset }, source));
}

/** `state = "…"`, `state in ["…"]`: the words of the field on the left. */
function comparedWords(
  text: string,
  { from, offset }: { readonly from: number; readonly offset: number },
  source: CompletionSource,
): CompletionOption[] {
  const compared = /(?:!=|=|\bin)\s*\[?(?:\s*["'][^"']*["']\s*,)*\s*$/.exec(text.slice(0, from - 1));
  if (compared === null) return [];
  const end = text.slice(0, compared.index).trimEnd().length;
  const left = /[$\w.`]+$/.exec(text.slice(0, end))?.[0];
  if (left === undefined) return [];
  const quote = text[from - 1] as string;
  const closed = text[offset] === quote ? text : text.slice(0, offset) + quote + text.slice(offset);
  const analysis = analyse(closed, source.sources, contextOf(source));
  const words = analysis.valueAt({ start: end - left.length, end })?.words ?? [];
  return words.map((word) => ({ insert: word, label: word, kind: 'word', detail: left }));
}

function memberOptions(context: Value, source: CompletionSource): CompletionOption[] {
  const { table } = context;
  if (table?.is === 'all') return tableOptions(source.tables, writtenName);
  if (table?.is === 'table') {
    const keys = Object.keys(source.tables.get(table.name)?.rows ?? {}).slice(0, MOST_WORDS);
    return keys.map((key) => ({ insert: writtenName(key), label: key, kind: 'word', detail: table.name }));
  }
  const columns = table?.is === 'row' ? (source.tables.get(table.name)?.columns ?? []) : [];
  const made = [...(context.members ?? [])].map(
    ([name, value]): CompletionOption => ({
      insert: writtenName(name),
      label: name,
      kind: 'field',
      detail: detailOf(value),
    }),
  );
  const seen = new Set(made.map(({ label }) => label));
  const read = context.paths.flatMap((path) =>
    (source.sources.below(path) ?? []).flatMap((field): CompletionOption[] => {
      if (seen.has(field.name)) return [];
      seen.add(field.name);
      const sample = source.sampleValue?.(field.path);
      const type = `${kindsInWords(kindsOfField(field))}${field.isList === true ? ', a list' : ''}`;
      return [
        {
          insert: writtenName(field.name),
          label: field.name,
          kind: 'field',
          detail: sample ?? type,
          ...(field.description === undefined ? {} : { info: field.description }),
        },
      ];
    }),
  );
  return [
    ...columns.map((column): CompletionOption => ({ insert: writtenName(column), label: column, kind: 'column' })),
    ...made,
    ...read,
  ];
}

const tableOptions = (tables: CompletionSource['tables'], write: (name: string) => string): CompletionOption[] =>
  [...tables].map(([name, { columns }]) => ({
    insert: write(name),
    label: name,
    kind: 'table',
    detail: (columns ?? []).slice(1).join(', '),
  }));

const detailOf = (value: Value): string => {
  const [path] = value.paths;
  return path === undefined || path === '' ? kindsInWords(value.kinds) : path.slice(1);
};

function variableOptions(variables: ReadonlyMap<string, Value>, around: readonly string[]): CompletionOption[] {
  const own = [...variables].map(
    ([name, value]): CompletionOption => ({
      insert: `$${name}`,
      label: `$${name}`,
      kind: 'variable',
      detail: value.lambda === undefined ? detailOf(value) : callOf(name, value),
    }),
  );
  const others = around.filter((name) => !variables.has(name));
  return [
    ...own,
    ...others.map((name): CompletionOption => ({ insert: `$${name}`, label: `$${name}`, kind: 'variable' })),
    { insert: '$', label: '$', kind: 'variable', detail: 'the value that is looked at' },
    { insert: '$$', label: '$$', kind: 'variable', detail: 'the whole message' },
    { insert: '$tables', label: '$tables', kind: 'variable', detail: 'the tables of the mapping' },
  ];
}

function callOf(name: string, { lambda }: Value): string {
  const parameters = lambda?.node.parameters.flatMap((one) => (one.kind === 'variable' ? [`$${one.name}`] : [])) ?? [];
  return `$${name}(${parameters.join(', ')})`;
}

const functionOption = (known: KnownFunction): CompletionOption => ({
  insert: `$${known.name}`,
  label: `$${known.name}`,
  kind: 'function',
  detail: known.call,
  info: infoOf(known),
});

/** Documentation of a function as plain paragraphs. */
export function infoOf(known: KnownFunction): string {
  const parameters = known.parameters.flatMap(({ name, description }) =>
    description === undefined ? [] : [`${name}: ${description}`],
  );
  return [known.summary, ...parameters, known.returns, known.example].filter((part) => part !== undefined).join('\n\n');
}

const contextOf = ({ context }: { readonly context?: Value }): { readonly context?: Value } =>
  context === undefined ? {} : { context };
