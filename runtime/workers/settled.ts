// What a settlement says, as it goes into the store: states, views and changes as the texts that are kept of them, so that
// the thread that writes neither takes them apart nor puts them together.
import { contentHash } from '../content-hash.ts';
import { extended } from '../engine/extended.ts';
import type { JudgedDocument, Settlement } from '../engine/settle.ts';
import { sameEvent } from '../engine/state/fingerprint.ts';
import type { CanonicalDocument } from '../model/types.ts';

/** A document as it now stands, with its gates. */
export interface WrittenDocument extends Pick<JudgedDocument, 'verdicts'> {
  /** JSON of the view. */
  readonly viewText: string;
}

/** A settlement with its large parts as JSON. */
export interface WrittenSettlement extends Omit<Settlement, 'next' | 'changes' | 'document' | 'order'> {
  /** The new state, and what its document has in common with others that say the same event. */
  readonly next?: { readonly stateText: string; readonly fingerprint: string };
  /** JSON of `changes`. */
  readonly changesText: string;
  /** `isState` when the view is what the state's own document is: nothing was folded into it. */
  readonly document?: WrittenDocument & { readonly isState: boolean };
  readonly order?: WrittenDocument;
}

/** What a document has in common with others that say the same event. */
export const fingerprintOf = (document: CanonicalDocument): string => contentHash(sameEvent(document));

const written = ({ view, verdicts }: JudgedDocument): WrittenDocument => ({ viewText: JSON.stringify(view), verdicts });

/** Writes out what a settlement gave. */
export function writeSettlement(settlement: Settlement): WrittenSettlement {
  const { next, changes, document, order, ...rest } = settlement;
  const own = document === undefined ? undefined : written(document);
  return {
    changesText: JSON.stringify(changes),
    ...rest,
    ...(next === undefined
      ? {}
      : { next: { stateText: JSON.stringify(next), fingerprint: fingerprintOf(next.document) } }),
    ...(own === undefined
      ? {}
      : { document: extended(own, { isState: own.viewText === JSON.stringify(next?.document) }) }),
    ...(order === undefined ? {} : { order: written(order) }),
  };
}

/** The view of a document that was written out. */
export const viewOf = ({ viewText }: WrittenDocument): CanonicalDocument => JSON.parse(viewText) as CanonicalDocument;
