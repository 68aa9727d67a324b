// One thing that the checker found: where it is, and what would mend it. Pure; imports types.
import type { Span } from '../../../runtime/engine/syntax/tree.ts';

export const FINDING_CODES = {
  'program.syntax': 'The text is not valid JSONata',
  'name.unknown': 'A variable or function that nothing defines',
  'call.argument': 'A function gets a value that it does not take',
  'call.arguments': 'A function gets too few or too many values',
  'source.dead': 'A field that the source does not have',
  'target.required': 'A required field without a value',
  'target.unknown': 'A field that the document does not have',
  'target.duplicate': 'A field that is set twice',
  'target.type': 'A value of a kind that the field does not take',
  'target.word': 'A word that the field does not know',
  'target.loop': 'A list where one value is taken, or one value where a list is',
  'lookup.table': 'A table that is not there',
  'lookup.column': 'A column that the table does not have',
  'lookup.row': 'A word without a row in the table',
  'table.undeclared': 'A table that the manifest does not list',
  'table.unused': 'A table that the manifest lists and nothing uses',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;

/** A way to mend a finding: a named act, as undo shows it. */
export interface Fix {
  /** `Make a text of it` */
  readonly name: string;
  readonly file: 'mapping.jsonata' | 'mapping.json';
  /** The whole text of the file as it would be; only the touched span differs. */
  text(): string;
}

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  /** Expected, found, where; one sentence. */
  readonly message: string;
  readonly file: 'mapping.jsonata' | 'mapping.json';
  /** Exact characters in that file; of what is missing an empty span. */
  readonly span: Span;
  /** Rows that a click goes to. */
  readonly target?: string;
  readonly source?: string;
  /** Best first. */
  readonly fixes: readonly Fix[];
}

/** Errors first, then in the order of the text. */
export const byPlace = (a: Finding, b: Finding): number =>
  Number(a.severity === 'warning') - Number(b.severity === 'warning') ||
  Number(a.file === 'mapping.json') - Number(b.file === 'mapping.json') ||
  a.span.start - b.span.start ||
  a.code.localeCompare(b.code);
