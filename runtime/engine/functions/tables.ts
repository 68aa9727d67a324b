// Lookups in the code and cross-reference tables of a workspace; a code without a row is an error, never a default.
import { CrossdockError } from '../errors.ts';
import { argumentError, isAbsent, requiredText } from './argument.ts';
import type { FunctionSpec } from './spec.ts';

type Rows = Readonly<Record<string, unknown>>;

function memberOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Rows)[name]
    : undefined;
}

/** @throws CrossdockError `mapping.unknown-table` */
function rowsOf(call: string, tables: unknown, table: unknown): Rows {
  const name = requiredText(call, 'the name of a table', table);
  const rows = memberOf(tables, name);
  if (typeof rows !== 'object' || rows === null) {
    throw new CrossdockError('mapping.unknown-table', `${call}: there is no table ${JSON.stringify(name)}`, {
      subject: name,
      help: `Add mappings/tables/${name}.csv, and its name to "tables" in mapping.json.`,
    });
  }
  return rows as Rows;
}

/** A code as the text that keys are; undefined when absent. @throws CrossdockError `function.argument` for lists and objects */
function codeOf(call: string, code: unknown): string | undefined {
  if (isAbsent(code)) return undefined;
  if (typeof code === 'string') return code;
  if (typeof code === 'number' || typeof code === 'boolean') return String(code);
  throw argumentError(call, 'one code as text, number or boolean', code);
}

/** The row under exactly that code, or under the code without space around it. Case counts. */
function rowOf(rows: Rows, code: string): unknown {
  return memberOf(rows, code) ?? memberOf(rows, code.trim());
}

/** Codes belong to the error; a text too long to be a code may be anything and is cut. */
function shown(code: string): string {
  return JSON.stringify(code.length > 40 ? `${code.slice(0, 40)}…` : code);
}

function translate(tables: unknown, table: unknown, code: unknown): unknown {
  const rows = rowsOf('$translate', tables, table);
  const key = codeOf('$translate', code);
  if (key === undefined) return undefined;
  const row = rowOf(rows, key);
  if (row !== undefined) return row;
  throw new CrossdockError(
    'mapping.unmapped',
    `the table ${JSON.stringify(table)} has no row for the code ${shown(key)}`,
    {
      expected: `a row of the table ${table}`,
      actual: `the code ${shown(key)}`,
      subject: String(table),
      help: `Add a row for the code to mappings/tables/${table}.csv and replay the message.`,
    },
  );
}

function knows(tables: unknown, table: unknown, code: unknown): boolean | undefined {
  const rows = rowsOf('$knows', tables, table);
  const key = codeOf('$knows', code);
  return key === undefined ? undefined : rowOf(rows, key) !== undefined;
}

const tables = { 'woo-status': { processing: { status: 'accepted' }, '7': { status: 'received' } } };

const PARAMETERS = [
  { name: 'tables', description: 'Always `$tables`.' },
  { name: 'table', description: 'Name of the table, which `mapping.json` lists under `tables`.' },
  {
    name: 'code',
    description:
      'The code to look up; numbers and booleans as their text. It is compared with the first column exactly, then without space around it; case counts.',
  },
] as const;

export const tableFunctions: readonly FunctionSpec[] = [
  {
    name: 'translate',
    signature: '<xxx:o>',
    summary: 'The row of a code in a table.',
    parameters: PARAMETERS,
    returns:
      'The row as an object of texts without its empty cells; undefined when there is no code. A code without a row is the error `mapping.unmapped`, a table that does not exist `mapping.unknown-table`.',
    examples: [
      {
        expression: '$translate($tables, "woo-status", "processing").status',
        bindings: { tables },
        result: 'accepted',
      },
      { expression: '$translate($tables, "woo-status", 7).status', bindings: { tables }, result: 'received' },
      {
        expression: '$translate($tables, "woo-status", " processing ").status',
        bindings: { tables },
        result: 'accepted',
      },
      { expression: '$translate($tables, "woo-status", missing)', input: {}, bindings: { tables } },
      {
        expression: '$translate($tables, "woo-status", "Processing")',
        bindings: { tables },
        error: 'mapping.unmapped',
      },
      {
        expression: '$translate($tables, "woo-status", "constructor")',
        bindings: { tables },
        error: 'mapping.unmapped',
      },
      {
        expression: '$translate($tables, "wo-status", "processing")',
        bindings: { tables },
        error: 'mapping.unknown-table',
      },
    ],
    implementation: (tables: unknown, table: unknown, code: unknown) => translate(tables, table, code),
  },
  {
    name: 'knows',
    signature: '<xxx:b>',
    summary: 'Whether a table has a row for a code.',
    parameters: PARAMETERS,
    returns:
      'true or false; undefined when there is no code. A table that does not exist is the error `mapping.unknown-table`.',
    examples: [
      { expression: '$knows($tables, "woo-status", "processing")', bindings: { tables }, result: true },
      { expression: '$knows($tables, "woo-status", "toString")', bindings: { tables }, result: false },
      { expression: '$knows($tables, "woo-status", null)', bindings: { tables } },
      { expression: '$knows($tables, "units", "EA")', bindings: { tables }, error: 'mapping.unknown-table' },
    ],
    implementation: (tables: unknown, table: unknown, code: unknown) => knows(tables, table, code),
  },
];
