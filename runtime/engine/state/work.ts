// What every part of applying is given: the request, its stamp, where remarks go, whose field is whose. Imports types only.
import type { CanonicalDocument } from '../../model/types.ts';
import type { Proven } from './axis.ts';
import type { FieldOwnership } from './ownership.ts';
import type { Notes } from './result.ts';
import type { Stamp, StoredState } from './stored.ts';

/** The files of a workspace that say who may change what: `rulesets/lifecycles` by document type, `rulesets/ownership.json`. */
export interface StateRules {
  readonly lifecycles: ReadonlyMap<string, { readonly value: unknown }>;
  readonly ownership?: { readonly value: unknown };
}

export interface ApplyRequest {
  /** The stored state of the same document; null when it is not known yet. */
  readonly previous: StoredState | null;
  readonly incoming: CanonicalDocument;
  /** Class and name of the system that sends. */
  readonly sourceClass: string;
  readonly system: string;
  /** RFC 3339: stands in for a missing business time, and decides between statements of the same business time. */
  readonly receivedAt: string;
  readonly messageId?: string;
  /** Place of the document among those of its message. */
  readonly index?: number;
  /** What the order's other documents prove of its status: `provenStatus` of fold.ts. */
  readonly proven?: Proven;
  readonly workspace: StateRules;
}

export interface Work {
  readonly request: ApplyRequest;
  readonly stamp: Stamp;
  readonly notes: Notes;
  /** The ownership rule for a path with `*` for list elements. */
  readonly rule: (path: string) => FieldOwnership;
}
