// Masks that can be told apart: in one report equal values have equal labels, so that it shows what changes and nothing of
// what it was. Imports the model only.
import { collectTexts, scrubbed } from './erasing.ts';
import { isDocumentType, MASK, maskDocument } from './masking.ts';

/** Labels of one report: a value that is hidden reads `*** 1`, the next other one `*** 2`. */
export class Labels {
  readonly #known = new Map<string, string>();

  of(value: unknown): string {
    const key = JSON.stringify(value);
    const label = this.#known.get(key) ?? `${MASK} ${this.#known.size + 1}`;
    this.#known.set(key, label);
    return label;
  }
}

interface Outcome {
  readonly documents: readonly unknown[];
  readonly decisions: readonly unknown[];
}

/** What became of a message without what is personal or about payments in it, in its decisions neither. */
export function labelled({ documents, decisions }: Outcome, labels: Labels): Outcome {
  const hidden = new Set<string>();
  const maskOf = (value: unknown): string => {
    collectTexts(value, hidden);
    return labels.of(value);
  };
  const shown = documents.map((document) => {
    const { type } = (document ?? {}) as { type?: unknown };
    // What no schema knows may be anything.
    if (!isDocumentType(type)) return maskOf(document);
    return maskDocument(document as { type: typeof type }, new Set(), maskOf);
  });
  return { documents: shown, decisions: decisions.map((one) => scrubbed(one, { values: hidden })) };
}
