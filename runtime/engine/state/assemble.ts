// Puts a document together again from its fields, statuses, holds and growing lists. Imports registers and ../extended.ts.
import type { CanonicalDocument, Hold } from '../../model/types.ts';
import { extended } from '../extended.ts';
import { mergeEvents, union } from './growing.ts';
import { fieldsOf, GROWING, type Plain, type Registers } from './registers.ts';
import type { AxisOutcome } from './statuses.ts';
import { compareStamps, type Stamp } from './stored.ts';
import type { Work } from './work.ts';

/** Puts the document together: what names it first, then its statuses, its fields, its growing lists. */
export function assemble(
  work: Work,
  parts: {
    known: Registers;
    stamps: Map<string, Stamp>;
    events: readonly AxisOutcome[];
    keys: readonly string[];
    holds: readonly Hold[] | undefined;
  },
): CanonicalDocument {
  const { incoming, previous } = work.request;
  const before = (previous?.document ?? incoming) as unknown as Plain;
  const now = incoming as unknown as Plain;
  const fields: Record<string, unknown> = extended({}, fieldsOf(parts.known, parts.keys));
  for (const { path, value } of parts.events) if (value !== undefined) fields[path.slice(1)] = value;
  for (const key of GROWING[incoming.type]) fields[key] = grown(before[key], now[key]);
  fields['references'] = grown(before['references'], now['references']);
  if (incoming.type === 'shipment') {
    const known = previous?.document.type === 'shipment' ? previous.document.events : [];
    const events = mergeEvents(known, incoming.events);
    if (events.length > 0) fields['events'] = events;
  }
  if (parts.holds !== undefined && parts.holds.length > 0) fields['holds'] = parts.holds;
  Object.assign(fields, firstAndLast(work, { before, stamps: parts.stamps }));
  return inOrder(fields, [before, now]) as unknown as CanonicalDocument;
}

function grown(known: unknown, incoming: unknown): unknown[] | undefined {
  const lists = [known, incoming].map((list) => (Array.isArray(list) ? (list as readonly unknown[]) : undefined));
  return lists.every((list) => list === undefined) ? undefined : union(lists[0], lists[1]);
}

/** The first source stays the document's source; the business time is the latest. */
function firstAndLast(work: Work, context: { before: Plain; stamps: Map<string, Stamp> }): Plain {
  const { stamp, request } = work;
  const { before, stamps } = context;
  const first = stamps.get('/source');
  const last = stamps.get('/occurredAt');
  const isFirst = first === undefined || compareStamps(stamp, first) < 0;
  const isLast = last === undefined || compareStamps(stamp, last) >= 0;
  if (isFirst) stamps.set('/source', stamp);
  if (isLast) stamps.set('/occurredAt', stamp);
  const occurredAt = isLast ? (request.incoming.occurredAt ?? before['occurredAt']) : before['occurredAt'];
  return {
    source: isFirst ? request.incoming.source : before['source'],
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
}

/** Keys in the order of the known document, then of the incoming one; the key fields come from there too. */
function inOrder(fields: Plain, documents: readonly Plain[]): Plain {
  const [before = {}] = documents;
  const result: Record<string, unknown> = { type: before['type'] };
  for (const key of new Set([...documents.flatMap((document) => Object.keys(document)), ...Object.keys(fields)])) {
    const value = Object.hasOwn(fields, key) ? fields[key] : KEYS.has(key) ? before[key] : undefined;
    if (value !== undefined) result[key] = value;
  }
  return result;
}

const KEYS = new Set(['type', 'orderId', 'shipmentId', 'returnId', 'invoiceId', 'sku', 'customerId']);
