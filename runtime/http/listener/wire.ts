// What the thread that listens and the thread of the app say to each other. Types only.
// Both gather what they have to say in a turn of theirs, so that a thousand requests are not a thousand messages.
import type { FigureCells, IntakeLimits } from '../../pipeline/intake-figures.ts';

/** How the listening thread is started. */
export interface ListenerSetup {
  readonly host: string;
  readonly port: number;
  readonly keepAliveMs: number;
  /** What node:https is given; undefined for plain HTTP. */
  readonly tls: Readonly<Record<string, unknown>> | undefined;
  readonly limits: IntakeLimits;
  readonly figures: FigureCells;
}

/** The other end of a connection. */
export interface Peer {
  readonly remoteAddress?: string;
  /** Whether it is TLS. */
  readonly encrypted?: boolean;
  /** SHA-256 of the client's certificate; only when the configured authority has signed it. */
  readonly fingerprint256?: string;
}

export type ToApp =
  /** A request. `body`: all of it, when it is short; `streamed`: it is asked for piece by piece. */
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly method: string;
      readonly url: string;
      /** Names and values by turns, as they were sent. */
      readonly headers: readonly string[];
      readonly peer: Peer;
      readonly body?: Uint8Array;
      readonly isStreamed?: true;
    }
  /** A piece of a body that was asked for; without `bytes` it was the last one. */
  | { readonly kind: 'body'; readonly id: number; readonly bytes?: Uint8Array }
  /** A piece of an answer has gone out. */
  | { readonly kind: 'sent'; readonly id: number }
  /** The connection has ended before the answer had. */
  | { readonly kind: 'gone'; readonly id: number };

export type Status =
  /** `thread`: as the system knows it, where it says. */
  | { readonly kind: 'listening'; readonly port: number; readonly thread: string | undefined }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string };

export type FromListener = Status | { readonly kind: 'batch'; readonly items: readonly ToApp[] };

export type Headers = Readonly<Record<string, string | number | readonly string[]>>;

export type ToListener =
  /** The beginning of an answer, or all of it. */
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly status: number;
      readonly headers: Headers;
      readonly body?: string | Uint8Array;
      /** More of the body comes. */
      readonly goesOn?: true;
    }
  /** A piece of an answer that goes on; without `bytes` it was the last one. */
  | { readonly kind: 'piece'; readonly id: number; readonly bytes?: Uint8Array }
  /** The next piece of a body that is streamed. */
  | { readonly kind: 'pull'; readonly id: number }
  /** The message of a request is taken in; its answer waits for something else. */
  | { readonly kind: 'taken'; readonly id: number }
  /** The answer cannot be ended: its connection is cut off. */
  | { readonly kind: 'broken'; readonly id: number };

export type FromApp =
  | { readonly kind: 'batch'; readonly items: readonly ToListener[] }
  /** Take no new connection; cut off after `limitMs` what is open then. */
  | { readonly kind: 'close'; readonly limitMs: number };
