// The state of one document as it is stored: the document and the memory beside it. Plain JSON. Imports types and moment.ts.
import type { CanonicalDocument, Hold } from '../../model/types.ts';
import { instant } from './moment.ts';

/** Who said something, and when. */
export interface Stamp {
  /** Business time, as it came; the time of receipt where the message gives none. */
  readonly at: string;
  /** When we received it: decides between statements of the same business time. */
  readonly received: string;
  readonly system: string;
  /** System class of the source. */
  readonly class: string;
  readonly messageId?: string;
  /** Said in passing, by a cancellation or an answer: fills what nobody states, and gives way to every proper statement. */
  readonly weak?: true;
}

/** A statement on a status axis. All are kept: one that is refused now may be legal once a missing one has come. */
export interface AxisEvent extends Stamp {
  readonly value: string;
  /** Part of the chain that leads to the present status. */
  readonly accepted: boolean;
}

/** A number that some messages set and others add to. */
export interface Counter {
  /** The last number that was set. */
  readonly base?: { readonly amount: string; readonly stamp: Stamp };
  /** Sum of movements that are no longer kept one by one, and the time of the latest of them. */
  readonly carried?: { readonly amount: string; readonly until: Stamp };
  /** The latest movements; those before the base do not count. One that would lead below zero is not accepted until others make room for it. */
  readonly moves: readonly CounterMove[];
}

export interface CounterMove extends Stamp {
  readonly amount: string;
  readonly index: number;
  readonly movementId?: string;
  readonly accepted: boolean;
}

/** When and by whom each field was set last: `fields` names those that differ from `default`, by their register path. */
export interface Clocks {
  readonly stamps: readonly Stamp[];
  readonly default: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** Where each line was named first: decides the order of the lines whatever the order of arrival. */
export interface LineOrder {
  readonly origins: readonly Pick<Stamp, 'at' | 'received' | 'weak'>[];
  readonly lines: Readonly<Record<string, readonly [origin: number, index: number]>>;
}

/** `added`, `changed`, `deleted` or `unchanged`, and who said so. */
export interface LineChange {
  readonly value: string;
  readonly stamp: Stamp;
}

/** The last document that stated all lines anew. */
export interface Replacement {
  readonly stamp: Stamp;
  /** Keys of the lines it names. */
  readonly lines: readonly string[];
}

export interface HoldStatement {
  readonly stamp: Stamp;
  readonly holds: readonly Hold[];
}

/**
 * What is stored of one document.
 *
 * `document` is what has been stated, field by field; an order as people see it, with its lines' buckets, is
 * `foldOrder(document, related)`. Never apply a folded order as an incoming document.
 */
export interface StoredState {
  readonly document: CanonicalDocument;
  /** 1 at creation, one more with every change of the document. */
  readonly version: number;
  readonly clocks: Clocks;
  /** By axis name: the statements in time order. */
  readonly axes: Readonly<Record<string, readonly AxisEvent[]>>;
  /** By register path. */
  readonly counters?: Readonly<Record<string, Counter>>;
  readonly lineOrder?: LineOrder;
  /** Registers of lines that only cancellations or answers have named: not shown until someone states the line. */
  readonly aside?: Readonly<Record<string, unknown>>;
  /** By system: the holds it last stated. */
  readonly holds?: Readonly<Record<string, HoldStatement>>;
  readonly replacement?: Replacement;
  /** By line key: what change documents last said of the line. */
  readonly lineChanges?: Readonly<Record<string, LineChange>>;
}

/** Negative when `a` is earlier than `b`: by business time, then by receipt. */
export function compareStamps(a: Pick<Stamp, 'at' | 'received'>, b: Pick<Stamp, 'at' | 'received'>): number {
  if (a === b || (a.at === b.at && a.received === b.received)) return 0;
  return order(instant(a.at), instant(b.at)) || order(instant(a.received), instant(b.received));
}

const order = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
