// Which messages to settle together with their evaluation: those of which usually nothing is stored yet. Imports types of the
// model, nothing else.
import type { CanonicalDocument } from '../model/types.ts';

type Type = CanonicalDocument['type'];

const TYPES: readonly Type[] = ['order', 'shipment', 'return', 'invoice', 'item', 'customer', 'inventory'];

/** What one outcome counts against all before it. */
const WEIGHT = 0.05;

/** Below this share of hits a try costs the threads more than it saves the one that writes. */
const LEAST = 0.3;

/** How often everything is tried: what is usual may change. */
const ANEW_EVERY = 64;

/** Learns from what became of each try: a new order is settled at once, a stock report is nearly always about what is known. */
export class Foresight {
  readonly #share = new Map<Type, number>();
  #asked = 0;

  /** Types of documents that are worth a try now. */
  worthwhile(): readonly Type[] {
    this.#asked += 1;
    if (this.#asked % ANEW_EVERY === 0) return TYPES;
    return TYPES.filter((type) => this.#shareOf(type) >= LEAST);
  }

  /** Says whether nothing was stored that concerned a document which was settled ahead. */
  learn(type: Type, hit: boolean): void {
    this.#share.set(type, this.#shareOf(type) * (1 - WEIGHT) + (hit ? WEIGHT : 0));
  }

  #shareOf(type: Type): number {
    return this.#share.get(type) ?? 0.5;
  }
}
