// Masks answers for whoever may not see personal or payment data. It goes through the whole answer of every route, so
// that a route cannot forget it: documents by the classes of the model, changes by their place, raw messages by form.
import type { Config } from '../config.ts';
import { CrossdockError } from '../engine/errors.ts';
import type { Access, Caller } from '../governance/access.ts';
import { isDocumentType, isShown, MASK, maskAll, maskDocument, privacyOf, type Shown } from '../model/masking.ts';
import type { DocumentType, PrivacyClass } from '../model/types.ts';
import { maskRaw } from './raw-mask.ts';

const CLASSES: readonly PrivacyClass[] = ['personal', 'payment'];

/** The classes that a caller sees besides what is public and internal. */
export const shownTo = (caller: Caller, { privacy }: Pick<Config, 'privacy'>): Shown =>
  new Set(caller.roles.flatMap((role) => privacy.roles[role] ?? []));

/** Members that hold a value of the place that the `path` beside them names. */
const VALUES: ReadonlySet<string> = new Set(['from', 'to', 'value', 'stated', 'wouldChange', 'before', 'after']);
/** Members that hold a raw message, or a part of one. */
const RAW: ReadonlySet<string> = new Set(['body', 'payload', 'raw', 'text', 'bodyBase64']);
/** What routes put beside the fields of a document. */
const BESIDE: ReadonlySet<string> = new Set(['gates']);

type Json = Readonly<Record<string, unknown>>;

/** A reference or an outcome has its key beside its type; a document has neither that nor an outcome. */
const isDocument = (value: Json): value is Json & { type: DocumentType } =>
  isDocumentType(value['type']) && typeof value['key'] !== 'string' && !('outcome' in value);

/** The type of document that the members of an object are about. */
function typeOf(value: Json, outer: DocumentType | undefined): DocumentType | undefined {
  const { document, type } = value;
  if (isDocumentType(type)) return type;
  const inner = typeof document === 'object' && document !== null ? (document as Json)['type'] : undefined;
  return isDocumentType(inner) ? inner : outer;
}

function maskMember(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return maskAll(value);
  return key === 'bodyBase64' ? MASK : maskRaw(value);
}

/** A copy of an answer with everything masked that is not shown. */
export function maskAnswer(value: unknown, shown: Shown, type?: DocumentType): unknown {
  if (Array.isArray(value)) return value.map((one) => maskAnswer(one, shown, type));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Json;
  if (isDocument(object)) {
    const entries = Object.entries(object);
    const own = Object.fromEntries(entries.filter(([key]) => !BESIDE.has(key))) as typeof object;
    const beside = entries.filter(([key]) => BESIDE.has(key));
    return {
      ...maskDocument(own, shown),
      ...Object.fromEntries(beside.map(([key, one]) => [key, maskAnswer(one, shown, object.type)])),
    };
  }
  const inner = typeOf(object, type);
  const { path } = object;
  const hides = typeof path === 'string' && path.startsWith('/') && !isShown(privacyOf(inner, path), shown);
  return Object.fromEntries(
    Object.entries(object).map(([key, one]) => {
      if (RAW.has(key)) return [key, maskMember(key, one)];
      return [key, hides && VALUES.has(key) ? maskAll(one) : maskAnswer(one, shown, inner)];
    }),
  );
}

/** @throws CrossdockError `auth.forbidden` when an answer cannot be masked and the caller may not see all of it */
export function requireAllShown(access: Access, shown: Shown): void {
  if (access.exact !== true || CLASSES.every((one) => shown.has(one))) return;
  throw new CrossdockError('auth.forbidden', 'the exact bytes may hold personal data', {
    help: 'Read the masked form, or POST to the same address with /reveal behind the id and a reason.',
  });
}

/** An answer as its reader may see it. */
export async function maskedFor(response: Response, options: { access: Access; shown: Shown }): Promise<Response> {
  const { access, shown } = options;
  if (access.own === true || access.anyone === true || CLASSES.every((one) => shown.has(one))) return response;
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) return response;
  const masked = maskAnswer(await response.json(), shown);
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(JSON.stringify(masked), { status: response.status, headers });
}
