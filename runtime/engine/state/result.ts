// What applying a document comes to: changes, what was overtaken, what was refused and why. Imports types only.
import type { Finding } from '../errors.ts';
import type { StoredState } from './stored.ts';

export interface Change {
  /** JSON Pointer into the document after the change. */
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A statement that came too late, or says less than is known: kept in the history, changes nothing. */
export interface Superseded {
  readonly path: string;
  readonly axis?: string;
  /**
   * `late`: a later statement stands. `outranked`: an owner's statement stands and nothing is to be said about it.
   * `duplicate`: the document says it is a copy. `counted`: a stock count already includes it.
   */
  readonly reason: 'late' | 'outranked' | 'duplicate' | 'counted';
}

/** A statement that was refused. The field keeps its value. */
export interface Conflict {
  readonly code: 'state.ownership' | 'state.transition' | 'state.conflict';
  /** What it is in the trade's words: `shipped_after_cancel`, `status_regression`, `not_the_owner`, `below_zero` … */
  readonly cause: string;
  readonly category: 'state';
  /** `block` holds the message, `warn` lets it go on. */
  readonly severity: 'block' | 'warn';
  /** System class that has to decide: the owner of the field. */
  readonly owner: string;
  readonly path: string;
  /** Says who, which field and why; holds no values that may be personal. */
  readonly message: string;
  /** What would have changed; may be personal data of the field's privacy class. */
  readonly wouldChange: { readonly from?: unknown; readonly to?: unknown };
}

export interface Skip {
  readonly axis: string;
  readonly from: string;
  readonly to: string;
  readonly skipped: readonly string[];
}

export interface Applied {
  /**
   * The state after the document, with nothing of what was refused: it is safe to store whatever the outcome, and applying
   * the same document to it again changes nothing more.
   */
  readonly next: StoredState;
  readonly changes: readonly Change[];
  readonly superseded: readonly Superseded[];
  readonly conflicts: readonly Conflict[];
  /** States that were passed over on the way forward. */
  readonly skips: readonly Skip[];
  /** Remarks: a movement without a count before it … */
  readonly findings: readonly Finding[];
  /** `conflict` when a conflict blocks; otherwise `applied` when the document changed, `superseded` when all news was old. */
  readonly outcome: 'applied' | 'unchanged' | 'superseded' | 'conflict';
}

/** What the parts of applying add to; `apply.ts` makes it. */
export interface Notes {
  readonly superseded: Superseded[];
  readonly conflicts: Conflict[];
  readonly skips: Skip[];
  readonly findings: Finding[];
}
