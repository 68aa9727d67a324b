// What may come next in an expression: fields of the place, functions, tables, variables; each with its words. Pure.
import { FUNCTIONS } from '../../../runtime/engine/functions/index.ts';
import { eachField, type Field, fieldAt } from '../../schema/field.ts';
import { writtenName } from './expression.ts';

export interface Completion {
  readonly label: string;
  /** What is put in; the label when absent. */
  readonly apply?: string;
  readonly detail?: string;
  readonly info?: string;
  readonly kind: 'field' | 'function' | 'table' | 'variable';
}

export interface CompletionPlace {
  /** Text before the cursor, from the beginning of the expression. */
  readonly before: string;
  readonly source: readonly Field[];
  /** Path of the value that names are looked up in. */
  readonly context: string | undefined;
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly variables: readonly string[];
  readonly sampleValue: (path: string) => string | undefined;
}

export interface FunctionDoc {
  readonly name: string;
  readonly signature: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly description: string; readonly optional?: true }[];
  readonly group: string;
  readonly example?: string;
}

/** The functions of JSONata itself that mappings use most, as docs.jsonata.org describes them. */
const STANDARD: readonly (readonly [name: string, parameters: string, summary: string])[] = [
  ['string', 'value', 'The value as text'],
  ['number', 'value', 'The text as a number'],
  ['boolean', 'value', 'Whether the value is there and not empty'],
  ['not', 'value', 'The opposite of yes or no'],
  ['exists', 'value', 'Whether there is a value at all'],
  ['substring', 'text, start, length?', 'Part of a text'],
  ['substringBefore', 'text, mark', 'What stands before the first mark'],
  ['substringAfter', 'text, mark', 'What stands behind the first mark'],
  ['uppercase', 'text', 'In capital letters'],
  ['lowercase', 'text', 'In small letters'],
  ['trim', 'text', 'Without blanks at both ends'],
  ['contains', 'text, part', 'Whether the text has the part in it'],
  ['split', 'text, mark', 'The parts of a text between marks'],
  ['join', 'texts, between?', 'Texts put together'],
  ['replace', 'text, part, by', 'The text with parts replaced'],
  ['match', 'text, pattern', 'What a regular expression finds'],
  ['sum', 'numbers', 'The sum of numbers'],
  ['count', 'list', 'How many members a list has'],
  ['max', 'numbers', 'The greatest of numbers'],
  ['min', 'numbers', 'The least of numbers'],
  ['round', 'number, places?', 'Rounded to places'],
  ['append', 'list, more', 'Two lists as one'],
  ['distinct', 'list', 'Each member once'],
  ['filter', 'list, test', 'Members for which the test holds'],
  ['map', 'list, change', 'Every member changed'],
  ['sort', 'list', 'Members in order'],
  ['merge', 'objects', 'Objects as one; the later ones win'],
  ['lookup', 'object, name', 'A member by its name'],
  ['keys', 'object', 'The names of the members'],
  ['now', '', 'This moment'],
];

const standardDoc = ([name, parameters, summary]: (typeof STANDARD)[number]): FunctionDoc => ({
  name,
  signature: `$${name}(${parameters})`,
  summary,
  parameters: parameters
    .split(', ')
    .filter((one) => one !== '')
    .map((one) => ({
      name: one.replace('?', ''),
      description: '',
      ...(one.endsWith('?') ? { optional: true as const } : {}),
    })),
  group: 'JSONata',
});

/** Every function there is: ours out of their specifications, and those of JSONata. */
export const FUNCTION_DOCS: readonly FunctionDoc[] = [
  ...FUNCTIONS.map(
    (spec): FunctionDoc => ({
      name: spec.name,
      signature: `$${spec.name}(${spec.parameters.map((one) => `${one.name}${one.optional ? '?' : ''}`).join(', ')})`,
      summary: spec.summary,
      parameters: spec.parameters,
      group: 'Crossdock',
      ...(spec.examples[0] === undefined ? {} : { example: spec.examples[0].expression }),
    }),
  ),
  ...STANDARD.filter(([name]) => !FUNCTIONS.some((spec) => spec.name === name)).map(standardDoc),
];

export const functionDoc = (name: string): FunctionDoc | undefined => FUNCTION_DOCS.find((doc) => doc.name === name);

export const docWords = (doc: FunctionDoc): string =>
  [
    doc.summary,
    ...doc.parameters.filter((one) => one.description !== '').map((one) => `${one.name}: ${one.description}`),
    ...(doc.example === undefined ? [] : [`Example: ${doc.example}`]),
  ].join('\n');

/** What fits at the end of `before`, and how many characters of it are already typed. */
export function completionsAt(
  place: CompletionPlace,
): { readonly typed: number; readonly list: readonly Completion[] } | undefined {
  const { before } = place;
  const table = /\$tables\.(?:`([^`]*)|(\w*))$/.exec(before) ?? /\$tables\s*,\s*"([^"]*)$/.exec(before);
  if (table !== null) {
    const quoted = before[table.index + table[0].lastIndexOf('"')] === '"';
    const list = place.tables.map(
      ({ name, columns }): Completion => ({
        label: name,
        apply: quoted ? name : writtenName(name),
        detail: columns.join(', '),
        kind: 'table',
      }),
    );
    return { typed: (table[1] ?? table[2] ?? '').length, list };
  }
  const variable = /\$(\w*)$/.exec(before);
  if (variable !== null) {
    const functions = FUNCTION_DOCS.map(
      (doc): Completion => ({
        label: `$${doc.name}`,
        apply: `$${doc.name}(`,
        detail: doc.signature.slice(doc.name.length + 1),
        info: docWords(doc),
        kind: 'function',
      }),
    );
    const variables = ['tables', ...place.variables].map(
      (name): Completion => ({ label: `$${name}`, kind: 'variable' }),
    );
    return { typed: variable[0].length, list: [...variables, ...functions] };
  }
  const path = /((?:(?:`[^`]+`|\$\$|[A-Za-z_]\w*)\s*\.\s*)*)([A-Za-z_]\w*|`[^`]*)?$/.exec(before);
  if (path === null) return undefined;
  const typed = (path[2] ?? '').length;
  const steps = (path[1] ?? '')
    .split('.')
    .map((step) => step.trim().replace(/^`|`$/g, ''))
    .filter((step) => step !== '');
  const start = steps[0] === '$$' ? '' : (place.context ?? '');
  const at = [start, ...steps.filter((step) => step !== '$$')].join('/').replace(/^([^/])/, '/$1');
  const fields = at === '' || at === '/' ? place.source : (fieldAt(place.source, at)?.children ?? []);
  const list = fields.map((field): Completion => {
    const value = place.sampleValue(field.path);
    return {
      label: field.name,
      apply: writtenName(field.name),
      detail: [field.isList ? `list of ${field.type === 'array' ? 'groups' : field.type}` : field.type, value]
        .filter(Boolean)
        .join(' · '),
      ...(field.description === undefined ? {} : { info: field.description }),
      kind: 'field',
    };
  });
  return list.length === 0 && typed === 0 ? undefined : { typed, list };
}

/** The description of what stands at an offset: a function, or nothing. */
export function explainAt(text: string, offset: number): { from: number; to: number; words: string } | undefined {
  for (const match of text.matchAll(/\$(\w+)/g)) {
    const from = match.index;
    const to = from + match[0].length;
    if (offset < from || offset > to) continue;
    const doc = functionDoc(match[1] as string);
    return doc === undefined ? undefined : { from, to, words: `${doc.signature}\n${docWords(doc)}` };
  }
  return undefined;
}

/** Fields of a tree that have no children, in order. */
export const leavesOf = (fields: readonly Field[]): readonly Field[] =>
  [...eachField(fields)].filter((field) => field.children.length === 0);
