// Working off exceptions, as types alone: what a fix would release, and how far an act on many of them is. The pipeline works them
// out, the routes answer with them, the pages read them. Imports types of the engine only.
import type { Finding } from '../engine/errors.ts';

/** What a change of files would release. */
export interface FixPreview {
  /** Open exceptions that were chosen. */
  readonly total: number;
  /** Of them at most so many are tried. */
  readonly most: number;
  readonly tried: number;
  /** Of those tried: how many would go on, and how many would be held again. */
  readonly released: number;
  readonly held: number;
  /** What would still hold them, the most frequent first. */
  readonly still: readonly {
    readonly code: string;
    readonly cause: string;
    readonly message: string;
    readonly count: number;
  }[];
  /** Ids of a few messages or documents that would go on. */
  readonly examples: readonly string[];
  /** What is wrong with the changed files; with an error nothing is tried. */
  readonly findings: readonly Finding[];
}

/** A preview as it stands: while it runs, what was tried so far. */
export interface PreviewState extends FixPreview {
  readonly id: string;
  readonly status: 'running' | 'done';
}

/** An act on many exceptions as it stands, without its times. */
export interface ActState {
  readonly id: string;
  readonly act: 'replay' | 'discard' | 'assign' | 'comment';
  readonly by: string;
  readonly cause: string | null;
  readonly status: 'running' | 'done' | 'failed';
  readonly total: number;
  readonly done: number;
  /** Exceptions that are closed now. */
  readonly closed: number;
  /** Exceptions that the act could not be done on. */
  readonly failed: number;
  /** A few of the messages that went on, with what they became. */
  readonly released: readonly { readonly message: string; readonly type: string; readonly key: string }[];
  readonly reasons: readonly { readonly exception: string; readonly message: string }[];
}
