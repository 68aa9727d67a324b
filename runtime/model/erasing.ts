// Takes what is personal out of a document, and out of what was written down about it. Imports the model only. Pure.
import { isDocumentType, MASK, privacyOf } from './masking.ts';
import type { CanonicalDocument, DocumentType } from './types.ts';

/** Shorter texts (a country, a yes) tell nobody apart, and would be found in everything. */
const MIN_VALUE = 4;

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const isPersonal = (type: DocumentType, pointer: string): boolean => privacyOf(type, pointer) === 'personal';

/** Adds every text in a value to `values`. */
export function collectTexts(value: unknown, values: Set<string>): void {
  if (typeof value === 'string') {
    if (value.trim().length >= MIN_VALUE) values.add(value);
  } else if (Array.isArray(value)) for (const one of value) collectTexts(one, values);
  else if (isObject(value)) for (const one of Object.values(value)) collectTexts(one, values);
}

/**
 * What is left of the value at a place when everything personal is gone; undefined when nothing is. Texts that went are
 * added to `values`.
 */
export function withoutPersonal(
  value: unknown,
  place: { readonly type: DocumentType; readonly pointer: string; readonly values: Set<string> },
): unknown {
  const { type, pointer, values } = place;
  if (Array.isArray(value)) {
    const left = value.map((one, index) => withoutPersonal(one, { ...place, pointer: `${pointer}/${index}` }));
    const kept = left.filter((one) => one !== undefined);
    return kept.length === 0 && value.length > 0 ? undefined : kept;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).flatMap(([key, one]) => {
      const left = withoutPersonal(one, { ...place, pointer: `${pointer}/${step(key)}` });
      return left === undefined ? [] : [[key, left] as const];
    });
    return entries.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(entries);
  }
  if (value === null || value === undefined || !isPersonal(type, pointer)) return value;
  collectTexts(value, values);
  return undefined;
}

/** A document without anything personal; its type and its keys stay. */
export function documentWithoutPersonal<Document extends CanonicalDocument>(
  document: Document,
  values: Set<string>,
): Document {
  return withoutPersonal(document, { type: document.type, pointer: '', values }) as Document;
}

/** Members that hold a value of the place that the `path` beside them names. */
const VALUES: ReadonlySet<string> = new Set(['from', 'to', 'value', 'stated', 'wouldChange', 'before', 'after']);

/**
 * A copy of what was written down about a document, such as its changes: values of personal places are masked, and so is
 * every text that went from the document, wherever it is quoted.
 */
export function scrubbed(
  value: unknown,
  about: { readonly type?: DocumentType; readonly values: ReadonlySet<string> },
): unknown {
  if (typeof value === 'string') return scrubbedText(value, about.values);
  if (Array.isArray(value)) return value.map((one) => scrubbed(one, about));
  if (!isObject(value)) return value;
  const type = isDocumentType(value['type']) ? value['type'] : about.type;
  const { path } = value;
  const hides = type !== undefined && typeof path === 'string' && path.startsWith('/') && isPersonal(type, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      hides && VALUES.has(key) ? MASK : scrubbed(one, type === undefined ? about : { ...about, type }),
    ]),
  );
}

/** A text in which each of the values is masked. */
export function scrubbedText(text: string, values: ReadonlySet<string>): string {
  let left = text;
  // The longest first: one may be a part of another.
  for (const value of [...values].sort((a, b) => b.length - a.length)) left = left.replaceAll(value, MASK);
  return left;
}
