// What the page and the worker that checks a mapping say to each other. Types only.
import type { TableFacts } from '../model/check/input.ts';
import type { Check } from '../model/mapping/checks.ts';
import type { Field } from '../schema/field.ts';

/** What a mapping is checked against. It changes far more seldom than the mapping, and is sent only when it has. */
export interface CheckContext {
  readonly source: readonly Field[];
  /** Fields of the document's schema; none where there is no schema. */
  readonly target: readonly Field[];
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** The text of mapping.json. */
  readonly manifest: string | undefined;
  /** Values of the sample by path. */
  readonly values: ReadonlyMap<string, { readonly text: string }>;
  /** Messages of the format have many more fields than a schema lists. */
  readonly isSourceOpen: boolean;
}

export interface CheckRequest {
  readonly id: number;
  readonly text: string;
  readonly changed: Partial<CheckContext>;
}

export interface CheckAnswer {
  readonly id: number;
  readonly checks: readonly Check[];
}
