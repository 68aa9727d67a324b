// What is known of a request besides its own words: who is at the other end, and its body. Imports types only.
import type { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { Peer } from './listener/wire.ts';

export interface Incoming {
  readonly socket?: Peer;
  /** The bytes, when all of them are there; otherwise a stream of them. Undefined where there is no socket. */
  readonly body?: Uint8Array | Readable;
  /** Says that the message is taken in, although its answer waits for something else. */
  readonly taken?: () => void;
}

/** Empty for a call inside the process. */
export const incomingOf = (context: Context): Incoming =>
  ((context.env ?? {}) as { incoming?: Incoming }).incoming ?? {};
