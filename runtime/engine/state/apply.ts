// Applies one document to the state of the same document, in the order of a table of contents: read what it states, set
// fields, place statuses, add differences, put the document together, say what changed. Pure.
import type { Hold } from '../../model/types.ts';
import { extended } from '../extended.ts';
import { compareAnswer } from './answer.ts';
import { assemble } from './assemble.ts';
import { changesBetween } from './changes.ts';
import { clocksOf } from './clocks.ts';
import { addDifferences, hideDifferences } from './differences.ts';
import { setFields } from './fields.ts';
import { holdsInForce, stateHolds } from './holds.ts';
import { applyInventory } from './inventory.ts';
import { knownOf, lineKeysIn, setAside } from './known.ts';
import type { Axis, Lifecycle } from './lifecycle.ts';
import { showChanges, takeChanges } from './line-changes.ts';
import { orderedKeys, withLines } from './lines.ts';
import { instant } from './moment.ts';
import { type Ownership, ruleFor, weight } from './ownership.ts';
import type { Registers } from './registers.ts';
import type { Applied, Notes } from './result.ts';
import { readStatement, type Statement, statesLines } from './statement.ts';
import { placeAll } from './statuses.ts';
import type { Stamp, StoredState } from './stored.ts';
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
      lines,
      ownsLines: weight(work.rule('/lines'), stamp.class) === 2,
    },
    stamp,
    axes,
  });
  const isAccount = statesLines(statement.purpose);
  const counters = hideDifferences(previous?.counters, { known, stamps });
  if (statement.purpose === 'answer') compareAnswer(work, { statement, known, stamps, incoming });
  const fields = { known, stamps, rule: work.rule, notes: work.notes, addsLines: isAccount };
  setFields(extended(fields, { incoming: statement.registers, stamp }));
  setFields(extended(fields, { incoming: statement.inPassing, stamp: extended(stamp, { weak: true as const }) }));
  const lineOrder = orderOfLines(previous, {
    statement,
    known,
    stamp: isAccount ? stamp : extended(stamp, { weak: true as const }),
  });
  const lineChanges = takeChanges(
    work,
    { changes: previous?.lineChanges ?? {}, replacement: previous?.replacement },
    { statement, lines: { known, stamps, lineOrder } },
  );
  const added = addDifferences(work, { counters, differences: statement.differences, known, stamps });
  const events = placeAll(work, { statement, axes });
  const holds = applyHolds(work, statement.holds);
  const aside = setAside(known, stamps);
  showChanges(work, lineChanges, { known, stamps, lineOrder });
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
    ...(lineChanges.replacement === undefined ? {} : { replacement: lineChanges.replacement }),
    ...(Object.keys(lineChanges.changes).length === 0 ? {} : { lineChanges: lineChanges.changes }),
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
