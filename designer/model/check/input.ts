// What a mapping is checked against, and what its checks share. Pure; may import ../analysis/, ../mapping/ and ../../schema/.

import type { Program } from '../../../runtime/engine/outline/program.ts';
import type { Span } from '../../../runtime/engine/syntax/tree.ts';
import type { Field } from '../../schema/field.ts';
import type { Analysis } from '../analysis/analyse.ts';
import type { FieldIndex } from '../analysis/fields.ts';
import type { Fix } from './finding.ts';

/** What is known of a table: its columns and its rows by key, as far as they were read. */
export interface TableFacts {
  readonly columns?: readonly string[];
  readonly rows?: Readonly<Record<string, unknown>>;
}

export interface CheckInput {
  readonly program: Program;
  /** Fields of the message: of its schema, its samples, or both. */
  readonly sources: readonly Field[];
  /** Fields of the document; none where nothing says what the mapping has to give. */
  readonly targets: readonly Field[];
  /** Every table of the workspace by its name. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** The text of mapping.json. */
  readonly manifest?: string;
  /** Words that samples hold at the path of a field. */
  readonly sampleWords?: (path: string) => readonly string[];
  /** The schema lists some of many fields, as of an EDI message: a field that it does not list may be there. */
  readonly isSourceOpen?: boolean;
}

/** The input with what every check needs of it. */
export interface Checked extends CheckInput {
  readonly analysis: Analysis;
  readonly sourceIndex: FieldIndex;
  readonly targetIndex: FieldIndex;
}

export const PROGRAM_FILE = 'mapping.jsonata' as const;
export const MANIFEST_FILE = 'mapping.json' as const;

/** A fix that puts a text in the place of a span of the program. */
export const replaceFix = (text: string, span: Span, fix: { readonly name: string; readonly put: string }): Fix => ({
  name: fix.name,
  file: PROGRAM_FILE,
  text: () => text.slice(0, span.start) + fix.put + text.slice(span.end),
});
