// Numbers that some messages set and others add to: stock buckets, and ordered quantities changed by a difference.
// Imports exact decimals and stamps.
import { type Decimal, decimalFrom, numberWhenWhole, plain, readDecimal } from '../functions/exact.ts';
import { type Counter, type CounterMove, compareStamps, type Stamp } from './stored.ts';

/** Movements kept one by one, also those that a set number includes: a repetition is known among them. */
const MOST_MOVES = 100;

const ZERO = decimalFrom('0');

const exact = (amount: unknown): Decimal => readDecimal(amount) ?? ZERO;

/** The number a counter stands at. */
export function standOf(counter: Counter): number | string {
  return numberWhenWhole(sumOf(counter));
}

/** Movements that the last set number includes do not add to it. */
const isIncluded = (counter: Counter, move: Stamp): boolean =>
  counter.base !== undefined && compareStamps(move, counter.base.stamp) < 0;

function sumOf(counter: Counter): Decimal {
  const start = exact(counter.base?.amount).plus(exact(counter.carried?.amount));
  const counting = counter.moves.filter((move) => move.accepted && !isIncluded(counter, move));
  return counting.reduce((sum, move) => sum.plus(exact(move.amount)), start);
}

/**
 * Sets the number. Undefined when a later number stands, or movements after it are no longer known one by one.
 *
 * @param outranks  the number stands whenever it was set: an owner's over another's
 */
export function setCounter(
  counter: Counter | undefined,
  amount: unknown,
  options: { stamp: Stamp; outranks?: boolean },
): Counter | undefined {
  const { stamp, outranks = false } = options;
  const base = { amount: plain(exact(amount)), stamp };
  if (counter === undefined) return { base, moves: [] };
  const { carried, moves } = counter;
  const isLate = counter.base !== undefined && compareStamps(stamp, counter.base.stamp) < 0;
  const isTooLate = carried !== undefined && compareStamps(carried.until, stamp) > 0;
  return !outranks && (isLate || isTooLate) ? undefined : { base, moves };
}

export interface Movement {
  readonly amount: unknown;
  readonly stamp: Stamp;
  /** Place of the document in its message: two equal movements of one message both count. */
  readonly index: number;
  readonly movementId?: string;
}

export type MoveFate = 'counted' | 'repeated' | 'included' | 'below-zero';

/**
 * Adds a movement.
 *
 * It counts once, known by its message and place, or by its id and amount when it comes in another message. One that the
 * last set number already includes is left out. One that would lead below zero (where `floor`) waits until others make room.
 */
export function moveCounter(
  counter: Counter | undefined,
  movement: Movement,
  floor: boolean,
): { counter: Counter; fate: MoveFate } {
  const known = counter ?? { moves: [] };
  const { stamp, index, movementId } = movement;
  const amount = plain(exact(movement.amount));
  const repeated = known.moves.find((move) =>
    move.messageId === stamp.messageId && stamp.messageId !== undefined
      ? move.index === index
      : movementId !== undefined &&
        move.movementId === movementId &&
        move.amount === amount &&
        move.system === stamp.system,
  );
  const included = isIncluded(known, stamp);
  if (repeated !== undefined)
    return { counter: known, fate: repeated.accepted || included ? 'repeated' : 'below-zero' };
  const move: CounterMove = {
    ...stamp,
    amount,
    index,
    accepted: false,
    ...(movementId === undefined ? {} : { movementId }),
  };
  const settled = settle({ ...known, moves: [...known.moves, move] }, floor);
  if (included) return { counter: carry(settled), fate: 'included' };
  const counted = settled.moves.some(
    (kept) =>
      kept.accepted && kept.index === index && kept.messageId === stamp.messageId && compareStamps(kept, stamp) === 0,
  );
  return { counter: carry(settled), fate: counted ? 'counted' : 'below-zero' };
}

/** Accepts every movement that there is room for: what counted already stays, then what adds, then what takes, by time. */
export function settle(counter: Counter, floor: boolean): Counter {
  const moves = [...counter.moves].sort(compareStamps);
  const waiting = moves.filter((move) => !move.accepted && !isIncluded(counter, move));
  let stand = sumOf({ ...counter, moves });
  const accepted = new Set<CounterMove>();
  for (const move of [
    ...waiting.filter((one) => exact(one.amount).gte(0)),
    ...waiting.filter((one) => exact(one.amount).lt(0)),
  ]) {
    const after = stand.plus(exact(move.amount));
    if (floor && after.lt(0) && exact(move.amount).lt(0)) continue;
    accepted.add(move);
    stand = after;
  }
  return { ...counter, moves: moves.map((move) => (accepted.has(move) ? { ...move, accepted: true } : move)) };
}

/** Lets the oldest go once there are too many: included ones first, then accepted ones, carried as a sum. */
function carry(counter: Counter): Counter {
  if (counter.moves.length <= MOST_MOVES) return counter;
  const included = counter.moves.filter((move) => isIncluded(counter, move)).slice(0, MOST_MOVES / 2);
  if (included.length > 0) return { ...counter, moves: counter.moves.filter((move) => !included.includes(move)) };
  const gone = counter.moves.filter((move) => move.accepted).slice(0, MOST_MOVES / 2);
  const until = gone.at(-1);
  if (until === undefined) return counter;
  const amount = gone.reduce((sum, move) => sum.plus(exact(move.amount)), exact(counter.carried?.amount));
  const { at, received, system } = until;
  return {
    ...counter,
    carried: { amount: plain(amount), until: { at, received, system, class: until.class } },
    moves: counter.moves.filter((move) => !gone.includes(move)),
  };
}
