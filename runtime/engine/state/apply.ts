// Applies one document to the state of the same document, in the order of a table of contents: read what it states, set
// fields, place statuses, add differences, put the document together, say what changed. Pure.
import type { CanonicalDocument, Hold } from '../../model/types.ts';
import { type AxisRules, placeEvents } from './axis.ts';
import { changesBetween } from './changes.ts';
import { clocksOf } from './clocks.ts';
import { addDifferences, hideDifferences } from './differences.ts';
import { refuse, setFields } from './fields.ts';
import { mergeEvents, union } from './growing.ts';
import { holdsInForce, stateHolds } from './holds.ts';
import { applyInventory } from './inventory.ts';
import { knownOf, lineKeysIn, setAside } from './known.ts';
import type { Axis, Lifecycle } from './lifecycle.ts';
import { orderedKeys, withLines } from './lines.ts';
import { instant } from './moment.ts';
import { type Ownership, ruleFor, weight } from './ownership.ts';
import { compareAnswer, markReplaced } from './purposes.ts';
import { fieldsOf, GROWING, type Plain, type Registers } from './registers.ts';
import type { Applied, Notes } from './result.ts';
import { readStatement, type Statement } from './statement.ts';
import { type AxisEvent, compareStamps, type Stamp, type StoredState } from './stored.ts';
import type { ApplyRequest, StateRules, Work } from './work.ts';

export type { Applied, Change, Conflict, Superseded } from './result.ts';
export type { StoredState } from './stored.ts';
export type { ApplyRequest, StateRules } from './work.ts';
export type ApplyOutcome = Applied;

/**
 * Applies a document to what is stored of it.
 *
 * Each field keeps the latest statement by business time, an owner's before all others; each status axis follows the
 * legal transitions in time order. So any order of arrival leads to the same state, late news never turns anything back,
 * and the same document twice changes nothing. What is refused leaves no trace in the document.
 */
export function applyDocument(request: ApplyRequest): Applied {
  const { previous, incoming, workspace } = request;
  const notes: Notes = { superseded: [], conflicts: [], skips: [], findings: [] };
  const ownership = workspace.ownership?.value as Ownership | undefined;
  const work: Work = {
    request,
    stamp: stampFor(request),
    notes,
    rule: (path) => ruleFor(ownership, incoming.type, path),
  };
  if (previous !== null && (incoming as { readonly documentPurpose?: string }).documentPurpose === 'duplicate') {
    notes.superseded.push({ path: '', reason: 'duplicate' });
    return finished(previous, previous, notes);
  }
  const next =
    incoming.type === 'inventory'
      ? applyInventory(work, incoming, ownership?.documents['inventory']?.negative ?? [])
      : applyFields(work, axesOf(workspace, incoming.type));
  return finished(previous, next, notes);
}

/** Business time: the document's own, else its latest event's, else that of receipt. */
function stampFor(request: ApplyRequest): Stamp {
  const { incoming, receivedAt, system, sourceClass, messageId } = request;
  const asOf = incoming.type === 'inventory' ? incoming.asOf : undefined;
  const events = incoming.type === 'shipment' ? (incoming.events ?? []) : [];
  const latest = events
    .map((event) => event.occurredAt ?? '')
    .sort((a, b) => instant(a) - instant(b))
    .at(-1);
  const at = [asOf, incoming.occurredAt, latest].find((moment) => Number.isFinite(instant(moment))) ?? receivedAt;
  return { at, received: receivedAt, system, class: sourceClass, ...(messageId === undefined ? {} : { messageId }) };
}

function axesOf(workspace: StateRules, type: string): Map<string, Axis> {
  const lifecycle = workspace.lifecycles.get(type)?.value as Lifecycle | undefined;
  return new Map(Object.entries(lifecycle?.axes ?? {}).filter(([, axis]) => axis.derived !== true));
}

function applyFields(work: Work, axes: ReadonlyMap<string, Axis>): StoredState {
  const { request, stamp } = work;
  const { previous, incoming } = request;
  const { registers: known, stamps, lines } = knownOf(previous, axes);
  const statement = readStatement(incoming, {
    before: {
      system: previous?.document.source.system,
      lines,
      ownsLines: weight(work.rule('/lines'), stamp.class) === 2,
    },
    stamp,
    axes,
  });
  const isAccount = statement.purpose !== 'cancellation' && statement.purpose !== 'answer';
  const counters = hideDifferences(previous?.counters, { known, stamps });
  if (statement.purpose === 'answer') compareAnswer(work, { statement, known, stamps, incoming });
  const fields = { known, stamps, rule: work.rule, notes: work.notes, addsLines: isAccount };
  setFields({ ...fields, incoming: statement.registers, stamp });
  setFields({ ...fields, incoming: statement.inPassing, stamp: { ...stamp, weak: true } });
  const lineOrder = orderOfLines(previous, { statement, known, stamp: isAccount ? stamp : { ...stamp, weak: true } });
  const replaced = markReplaced(previous?.replaced, { statement, known, stamps, stamp, lineOrder });
  const added = addDifferences(work, { counters, differences: statement.differences, known, stamps });
  const events = placeAll(work, { statement, axes });
  const holds = applyHolds(work, statement.holds);
  const aside = setAside(known, stamps);
  const document = assemble(work, { known, stamps, events, keys: orderedKeys(lineOrder), holds: holds?.inForce });
  return {
    document,
    version: 0,
    clocks: clocksOf(stamps, stamp),
    axes: Object.fromEntries(events.map(({ name, kept }) => [name, kept])),
    ...(Object.keys(added).length === 0 ? {} : { counters: added }),
    ...(lineOrder === undefined ? {} : { lineOrder }),
    ...(aside.size === 0 ? {} : { aside: Object.fromEntries(aside) }),
    ...(holds === undefined ? {} : { holds: holds.statements }),
    ...(replaced === undefined ? {} : { replaced }),
  };
}

/** The order of the lines, with those of the statement that have entered. */
function orderOfLines(
  previous: StoredState | null,
  context: { statement: Statement; known: Registers; stamp: Stamp },
): StoredState['lineOrder'] {
  const present = new Set(lineKeysIn(context.known.keys()));
  const named = context.statement.lineKeys.filter((key) => present.has(key));
  return withLines(previous?.lineOrder, named, context.stamp);
}

interface AxisOutcome {
  readonly name: string;
  readonly path: string;
  readonly kept: readonly AxisEvent[];
  readonly value: string | undefined;
}

/** Places the statements of every axis, and notes what came of the newest of each. */
function placeAll(work: Work, context: { statement: Statement; axes: ReadonlyMap<string, Axis> }): AxisOutcome[] {
  const { request } = work;
  const outcomes: AxisOutcome[] = [];
  for (const [name, axis] of context.axes) {
    const known = request.previous?.axes[name] ?? [];
    const statements = context.statement.axes.get(name) ?? [];
    if (known.length === 0 && statements.length === 0) continue;
    const proven = request.proven !== undefined && axis.path === '/status' ? { proven: request.proven } : {};
    const rules: AxisRules = { name, axis, ownership: work.rule(axis.path), ...proven };
    const placed = placeEvents(rules, known, statements);
    outcomes.push({ name, path: axis.path, kept: placed.events, value: placed.value });
    if (statements.length > 0) noteFate(work, { rules, placed, to: statements.at(-1)?.value });
  }
  return outcomes;
}

function noteFate(
  work: Work,
  context: { rules: AxisRules; placed: ReturnType<typeof placeEvents>; to: string | undefined },
): void {
  const { rules, placed, to = '' } = context;
  const { notes, stamp } = work;
  const { newest } = placed;
  const { path } = rules.axis;
  if (newest.kind === 'repeated') notes.superseded.push({ path, axis: rules.name, reason: 'outranked' });
  if (newest.kind === 'late') notes.superseded.push({ path, axis: rules.name, reason: 'late' });
  if (newest.kind === 'stands' && newest.skip !== undefined) {
    notes.skips.push({ axis: rules.name, from: newest.skip.from, to, skipped: newest.skip.skipped });
  }
  if (newest.kind !== 'refused') return;
  const { code, cause, disposition, from, why } = newest.refusal;
  const owners = rules.axis.states.find((state) => state.name === to)?.by ?? rules.ownership.owners;
  const reason =
    why ?? (code === 'state.ownership' ? `that is for ${owners.join(', ')} to say` : cause.replaceAll('_', ' '));
  const message = `${stamp.system} (${stamp.class}) may not set ${path} from ${from} to ${to}: ${reason}`;
  refuse(
    notes,
    { code, cause, path, message, wouldChange: { from, to } },
    { disposition, owner: owners[0] ?? stamp.class },
  );
}

function applyHolds(
  work: Work,
  stated: readonly Hold[] | undefined,
): { statements: NonNullable<StoredState['holds']>; inForce: Hold[] } | undefined {
  const known = work.request.previous?.holds;
  const taken = stated === undefined ? known : stateHolds(known, stated, work.stamp);
  if (stated !== undefined && taken === undefined) work.notes.superseded.push({ path: '/holds', reason: 'late' });
  const statements = taken ?? known;
  return statements === undefined
    ? undefined
    : { statements, inForce: holdsInForce(statements, (kind) => work.rule(`/holds/${kind}`)) };
}

/** Puts the document together: what names it first, then its statuses, its fields, its growing lists. */
function assemble(
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
  const fields: Record<string, unknown> = { ...fieldsOf(parts.known, parts.keys) };
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

/** Counts the version up when the document changed, and says what the outcome is. */
function finished(previous: StoredState | null, next: StoredState, notes: Notes): Applied {
  const changes = previous === null ? [{ path: '' }] : changesBetween(previous.document, next.document);
  const state = { ...next, version: (previous?.version ?? 0) + (changes.length > 0 ? 1 : 0) };
  const blocked = notes.conflicts.some((conflict) => conflict.severity === 'block');
  const calm = notes.superseded.length > 0 ? 'superseded' : 'unchanged';
  const pointers = pointersOf(next);
  return {
    next: state,
    changes,
    superseded: notes.superseded.map((one) => ({ ...one, path: pointers(one.path) })),
    conflicts: notes.conflicts.map((one) => ({ ...one, path: pointers(one.path) })),
    skips: notes.skips,
    findings: notes.findings,
    outcome: blocked ? 'conflict' : changes.length > 0 ? 'applied' : calm,
  };
}

/** Register paths as JSON Pointers: a line's key becomes its place. */
function pointersOf(state: StoredState): (path: string) => string {
  const aside = lineKeysIn(Object.keys(state.aside ?? {}));
  const shown = orderedKeys(state.lineOrder).filter((key) => !aside.includes(key));
  const keys = shown.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
  return (path) => {
    if (!path.startsWith('/lines/')) return path;
    const [, , key = '', ...rest] = path.split('/');
    const index = keys.indexOf(key);
    return ['/lines', index === -1 ? key : String(index), ...rest].join('/');
  };
}
