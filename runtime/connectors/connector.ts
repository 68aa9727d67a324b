// What every destination connector is: one file beside this one that sends deliveries to one kind of place. `index.ts` is the list.
import type { ErrorCode } from '../engine/errors.ts';

/** One delivery as a connector sees it. */
export interface Outgoing {
  /** Stable over all attempts: the idempotency key. */
  readonly id: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** A file name without folder, for destinations that write files. */
  readonly fileName: string;
  readonly mapping: string;
  /** Epoch milliseconds of this attempt. */
  readonly now: number;
  readonly attempt: number;
}

/** How an attempt ended. `retry` may come with the time the destination asked for. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'rejected'; readonly reason: string; readonly code?: ErrorCode };

export interface Destination {
  /** Sends one delivery. Never throws: what goes wrong is an outcome. The reason holds no payload and no secret. */
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Outcome>;
}
