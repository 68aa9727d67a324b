// Masks what a reader may not see of a document, by the privacy classes of the model. Imports the model only.
import { fieldClass } from './fields.ts';
import { DOCUMENT_SCHEMAS } from './schemas.ts';
import type { DocumentType, PrivacyClass } from './types.ts';

/** What stands in the place of a value that is not shown. */
export const MASK = '***';

/** Classes that everybody who may read at all sees. */
const OPEN_CLASSES: readonly PrivacyClass[] = ['public', 'internal'];

/** Classes that a reader sees besides what is public and internal. */
export type Shown = ReadonlySet<PrivacyClass>;

export const isDocumentType = (word: unknown): word is DocumentType =>
  typeof word === 'string' && Object.hasOwn(DOCUMENT_SCHEMAS, word);

/** Classes by type and pointer, list indexes as `0`: documents have few kinds of places and very many values. */
const known = new Map<string, PrivacyClass>();
/** Extensions may hold anything: what is beyond this is worked out anew. */
const MAX_KNOWN = 5_000;

/**
 * The class of a place in a document. What the model does not know may be anything: it counts as personal.
 *
 * @param type  without one, the strictest class that the place has in any document
 */
export function privacyOf(type: DocumentType | undefined, pointer: string): PrivacyClass {
  if (type === undefined) {
    const classes = (Object.keys(DOCUMENT_SCHEMAS) as DocumentType[]).map((one) => fieldClass(one, pointer)?.privacy);
    const found = classes.filter((one) => one !== undefined);
    return found.find((one) => !OPEN_CLASSES.includes(one)) ?? found[0] ?? 'personal';
  }
  const place = pointer.replace(/\/\d+(?=\/|$)/g, '/0');
  const key = `${type} ${place}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const privacy = fieldClass(type, place)?.privacy ?? 'personal';
  if (known.size < MAX_KNOWN) known.set(key, privacy);
  return privacy;
}

export const isShown = (privacy: PrivacyClass, shown: Shown): boolean =>
  OPEN_CLASSES.includes(privacy) || shown.has(privacy);

/** Every value in it masked; its shape stays, so that a reader sees what there is. */
export function maskAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskAll);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskAll(one)]));
  return value === null || value === undefined ? value : MASK;
}

/** `a/b~c` as a step of a JSON Pointer. */
const step = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function maskAt(
  value: unknown,
  place: { type: DocumentType; pointer: string; shown: Shown; maskOf: (value: unknown) => string },
): unknown {
  const { type, pointer, shown } = place;
  if (Array.isArray(value)) return value.map((one, index) => maskAt(one, { ...place, pointer: `${pointer}/${index}` }));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, maskAt(one, { ...place, pointer: `${pointer}/${step(key)}` })]),
    );
  if (value === null || value === undefined || isShown(privacyOf(type, pointer), shown)) return value;
  return place.maskOf(value);
}

/**
 * A copy of a document with every value masked whose class is not shown. Its type and its shape stay.
 *
 * @param maskOf  what stands in the place of a value
 */
export function maskDocument<Document extends { readonly type: DocumentType }>(
  document: Document,
  shown: Shown,
  maskOf: (value: unknown) => string = () => MASK,
): Document {
  const { type } = document;
  return { ...(maskAt(document, { type, pointer: '', shown, maskOf }) as Document), type };
}
