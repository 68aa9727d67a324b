// One status axis: all statements in time order, and which of them form the chain that leads to the present status.
// Imports the lifecycle, ownership, stamps and ../extended.ts.
import { extended } from '../extended.ts';
import { type Axis, type Disposition, stateOf, transition } from './lifecycle.ts';
import { type FieldOwnership, weight } from './ownership.ts';
import { type AxisEvent, compareStamps, type Stamp } from './stored.ts';

/** A status that the related documents prove, for example `shipped` by the shipments of an order. */
export interface Proven {
  readonly status: string;
  /** Business time of the latest proof. */
  readonly at: string;
}

export interface AxisRules {
  readonly name: string;
  readonly axis: Axis;
  readonly ownership: FieldOwnership;
  readonly proven?: Proven;
}

export interface Refusal {
  readonly code: 'state.transition' | 'state.ownership';
  readonly cause: string;
  readonly disposition: Disposition;
  readonly from: string;
  readonly why?: string;
}

/** Where a chain stands: the status, whose word it is, and whether that word confirms it. */
interface Standing {
  readonly value: string;
  readonly system: string;
  readonly confirmed: boolean;
}

interface Judgement {
  readonly standing?: Standing;
  readonly refusal?: Refusal;
  readonly skipped?: readonly string[];
}

interface Replay {
  readonly accepted: ReadonlySet<AxisEvent>;
  /** Of the accepted: those that moved the chain, not those that only say the same again. */
  readonly moves: ReadonlySet<AxisEvent>;
  readonly refusals: ReadonlyMap<AxisEvent, Refusal>;
  readonly skips: ReadonlyMap<AxisEvent, { readonly from: string; readonly skipped: readonly string[] }>;
}

const PROOF = '(proof)';

/** Whether the word of the event's class confirms the state. Without owners everyone's does. */
function isEntitled({ axis, ownership }: AxisRules, event: AxisEvent): boolean {
  const by = stateOf(axis, event.value)?.by;
  if (event.system === PROOF || (by === undefined && ownership.owners.length === 0)) return true;
  return (by ?? ownership.owners).includes(event.class);
}

/** Judges one statement where the chain stands. */
function judge(rules: AxisRules, standing: Standing | undefined, event: AxisEvent): Judgement {
  const { axis, ownership } = rules;
  const state = stateOf(axis, event.value);
  const entitled = isEntitled(rules, event);
  const next: Standing = { value: event.value, system: event.system, confirmed: entitled };
  if (standing === undefined) return { standing: next };
  const step = transition(axis, standing.value, event.value);
  if (step.kind === 'same') return { standing: entitled || !standing.confirmed ? next : standing };
  const from = standing.value;
  if (step.kind === 'refused') {
    const disposition = step.otherwise ?? (entitled ? 'hold' : 'report');
    const why = step.why === undefined ? {} : { why: step.why };
    return { refusal: { code: 'state.transition', cause: step.cause, disposition, from, ...why } };
  }
  const skipped = step.kind === 'forward' && step.skipped.length > 0 ? { skipped: step.skipped } : {};
  const reserved = step.kind === 'step' && step.by !== undefined;
  const mayStep = reserved ? step.by?.includes(event.class) === true : entitled;
  if (mayStep) return { standing: { ...next, confirmed: true }, ...skipped };
  const ownWord = standing.system === event.system;
  const mayReport =
    ownWord || (!standing.confirmed && (ownership.reporters === undefined || weight(ownership, event.class) > 0));
  if (!reserved && mayReport) return { standing: next, ...skipped };
  const disposition = state?.otherwise ?? ownership.otherwise ?? 'hold';
  return { refusal: { code: 'state.ownership', cause: 'not_the_owner', disposition, from } };
}

/** The rules with what the related documents prove as one more statement: it takes part without being kept. */
interface Course extends AxisRules {
  readonly proof: readonly AxisEvent[];
}

function courseOf(rules: AxisRules): Course {
  if (rules.proven === undefined) return extended(rules, { proof: [] });
  const { status, at } = rules.proven;
  return extended(rules, {
    proof: [{ value: status, at, received: at, system: PROOF, class: '', accepted: true }],
  });
}

/** Follows all statements in time order from the beginning. */
function replay(rules: Course, events: readonly AxisEvent[]): Replay {
  const accepted = new Set<AxisEvent>();
  const moves = new Set<AxisEvent>();
  const refusals = new Map<AxisEvent, Refusal>();
  const skips = new Map<AxisEvent, { from: string; skipped: readonly string[] }>();
  let standing: Standing | undefined;
  for (const event of inTimeOrder(rules, [...events, ...rules.proof])) {
    const judgement = judge(rules, standing, event);
    if (judgement.refusal !== undefined) refusals.set(event, judgement.refusal);
    if (judgement.standing === undefined) continue;
    if (judgement.skipped !== undefined && standing !== undefined) {
      skips.set(event, { from: standing.value, skipped: judgement.skipped });
    }
    accepted.add(event);
    if (standing?.value !== event.value) moves.add(event);
    standing = judgement.standing;
  }
  return { accepted, moves, refusals, skips };
}

/** By time; of the same moment, by receipt and then along the way forward. */
function inTimeOrder(rules: Course, events: readonly AxisEvent[]): AxisEvent[] {
  const place = (event: AxisEvent): number => rules.axis.states.findIndex((state) => state.name === event.value);
  return [...events].sort((a, b) => compareStamps(a, b) || place(a) - place(b));
}

export interface Placed {
  readonly events: readonly AxisEvent[];
  /** The last stated status of the chain: what the related documents prove is folded in when the document is shown. */
  readonly value: string | undefined;
  /** What became of the newest of the statements that were placed. */
  readonly newest:
    | { readonly kind: 'stands'; readonly skip?: { readonly from: string; readonly skipped: readonly string[] } }
    | { readonly kind: 'late' }
    /** Refused, but the system only repeats its own last word: it does not ask for a change. */
    | { readonly kind: 'repeated' }
    | { readonly kind: 'refused'; readonly refusal: Refusal };
}

/**
 * Places statements among those of an axis and says where it stands then.
 *
 * The status is the end of the chain of legal transitions through all statements in time order, so it does not depend on
 * the order of arrival. A late statement that would undo what a later one already did is kept, but left out of the chain.
 */
export function placeEvents(
  axisRules: AxisRules,
  known: readonly AxisEvent[],
  statements: readonly (Stamp & { readonly value: string })[],
): Placed {
  const rules = courseOf(axisRules);
  const fresh = statements.filter((statement) => !known.some((event) => isSame(event, statement)));
  const added: AxisEvent[] = fresh.map((statement) => extended(statement, { accepted: false }));
  const all = [...known, ...added];
  let result = replay(rules, all);
  const chain = known.filter((event) => event.accepted);
  const moves = movesToKeep(rules, chain, added);
  let left: readonly AxisEvent[] = [];
  if (!keeps(result, moves)) {
    left = added.filter((event) => !keeps(replay(rules, [...chain, event]), moves));
    result = replay(rules, [...chain, ...added.filter((event) => !left.includes(event))]);
    if (!keeps(result, moves)) {
      left = added;
      result = replay(rules, chain);
    }
  }
  const events = inTimeOrder(rules, all).map((event) => ({ ...event, accepted: result.accepted.has(event) }));
  const newest = inTimeOrder(rules, added).at(-1) ?? newestOf(rules, known, statements);
  const value = events.findLast((event) => event.accepted)?.value;
  return { events: thinned(events), value, newest: fateOf(newest, { rules, all, result, left }) };
}

const isSame = (event: AxisEvent, statement: Stamp & { readonly value: string }): boolean =>
  event.value === statement.value &&
  event.system === statement.system &&
  compareStamps(event, { ...statement, received: event.received }) === 0;

/** What moved the chain so far, without what the new statements show to be a mere repetition. */
function movesToKeep(rules: Course, chain: readonly AxisEvent[], added: readonly AxisEvent[]): ReadonlySet<AxisEvent> {
  const after = replay(rules, [...chain, ...added]);
  const repeated = (event: AxisEvent): boolean => after.accepted.has(event) && !after.moves.has(event);
  return new Set([...replay(rules, chain).moves].filter((event) => !repeated(event)));
}

const keeps = (result: Replay, moves: ReadonlySet<AxisEvent>): boolean =>
  [...moves].every((event) => event.system === PROOF || result.accepted.has(event));

function newestOf(
  rules: Course,
  known: readonly AxisEvent[],
  statements: readonly (Stamp & { readonly value: string })[],
): AxisEvent | undefined {
  const repeated = known.filter((event) => statements.some((statement) => isSame(event, statement)));
  return inTimeOrder(rules, repeated).at(-1);
}

function fateOf(
  event: AxisEvent | undefined,
  context: { rules: Course; all: readonly AxisEvent[]; result: Replay; left: readonly AxisEvent[] },
): Placed['newest'] {
  if (event === undefined) return { kind: 'stands' };
  const { rules, all, result, left } = context;
  const chain = [...all, ...rules.proof].filter((other) => result.accepted.has(other));
  const overtaken = chain.some((other) => other !== event && compareStamps(other, event) > 0);
  const refusal = result.refusals.get(event);
  if (overtaken || left.includes(event)) return { kind: 'late' };
  if (refusal !== undefined)
    return repeats(rules, all, { event, refusal }) ? { kind: 'repeated' } : { kind: 'refused', refusal };
  const skip = result.skips.get(event);
  return skip === undefined ? { kind: 'stands' } : { kind: 'stands', skip };
}

/**
 * Whether a system that does not own the state only says again what it said last, and what counted then, while the chain
 * has gone on: a shop that tells its order once more, not knowing that it has shipped.
 */
function repeats(rules: Course, all: readonly AxisEvent[], context: { event: AxisEvent; refusal: Refusal }): boolean {
  const { event, refusal } = context;
  const way = rules.axis.states.filter((state) => state.aside !== true).map((state) => state.name);
  if (isEntitled(rules, event) || !way.includes(event.value) || way.indexOf(event.value) >= way.indexOf(refusal.from))
    return false;
  const own = inTimeOrder(rules, all).filter((other) => other !== event && other.system === event.system);
  const run = own.slice(own.findLastIndex((other) => other.value !== event.value) + 1);
  return run.some((other) => other.accepted);
}

/** More statements than this on one axis are not kept: the oldest go. */
const MOST_EVENTS = 200;

/** Of a run of equal statements by the same system only the first and the last decide anything. */
function thinned(events: readonly AxisEvent[]): AxisEvent[] {
  const same = (a: AxisEvent | undefined, b: AxisEvent | undefined): boolean =>
    a !== undefined && b !== undefined && a.value === b.value && a.system === b.system && a.accepted === b.accepted;
  return events
    .filter((event, index) => !same(events[index - 1], event) || !same(event, events[index + 1]))
    .slice(-MOST_EVENTS);
}
