// What is usual of a source, learned from when it was heard, and whether it is silent for longer than that. Pure.

export const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Hours of history that are learned from, and how many there must be before anything is said. */
export const LEARNED_HOURS = 14 * DAY_HOURS;
const LEAST_HOURS = DAY_HOURS;

/**
 * Receipts that should have come meanwhile before silence is an alarm. Of independent arrivals at that rate none comes by
 * chance once in about a thousand times (e^-7).
 */
const MISSED = 7;

/** Batches do not come independently: the gap must also be longer than the longest usual one by this. */
const LONGER = 1.5;

export interface Cadence {
  /** Receipts an hour at this time of day, as a rule. */
  readonly usualPerHour: number;
  /** Receipts that should have come since the last one. */
  readonly expectedSince: number;
  /** Longest usual time between two hours in which something came, milliseconds. */
  readonly longestGapMs: number;
  readonly silentMs: number;
  /** `learning` while there is less than a day of history. */
  readonly status: 'learning' | 'usual' | 'silent';
}

/**
 * @param hours   receipts by start of the hour, epoch milliseconds; hours without any are left out
 * @param since   when the source was first heard of
 * @param lastAt  when it was last heard of
 */
export function cadenceOf(
  hours: ReadonlyMap<number, number>,
  times: { since: number; lastAt: number; now: number },
): Cadence {
  const { since, lastAt, now } = times;
  const start = Math.max(Math.floor(since / HOUR_MS), Math.floor(now / HOUR_MS) - LEARNED_HOURS);
  // The silence itself is not part of what is usual.
  const end = Math.floor(lastAt / HOUR_MS);
  const known = Math.max(0, end - start + 1);
  const rate = hourlyRates(hours, { start, end });
  const silentMs = Math.max(0, now - lastAt);
  const expectedSince = expected(rate, lastAt, now);
  const longestGapMs = longestGap(hours, { start, end });
  const isSilent = expectedSince >= MISSED && silentMs > LONGER * longestGapMs;
  return {
    usualPerHour: rate(Math.floor(now / HOUR_MS)),
    expectedSince,
    longestGapMs,
    silentMs,
    status: known < LEAST_HOURS ? 'learning' : isSilent ? 'silent' : 'usual',
  };
}

/** Mean receipts of an hour of the day, over the days that are known, with its two neighbours smoothing a shift of minutes. */
function hourlyRates(
  hours: ReadonlyMap<number, number>,
  range: { start: number; end: number },
): (hour: number) => number {
  const sums = new Array<number>(DAY_HOURS).fill(0);
  const days = new Array<number>(DAY_HOURS).fill(0);
  for (let hour = range.start; hour <= range.end; hour += 1) {
    const ofDay = hour % DAY_HOURS;
    sums[ofDay] = (sums[ofDay] ?? 0) + (hours.get(hour * HOUR_MS) ?? 0);
    days[ofDay] = (days[ofDay] ?? 0) + 1;
  }
  const mean = (ofDay: number): number => (sums[ofDay] ?? 0) / Math.max(1, days[ofDay] ?? 0);
  return (hour) =>
    mean(hour % DAY_HOURS) / 2 + mean((hour + 1) % DAY_HOURS) / 4 + mean((hour + DAY_HOURS - 1) % DAY_HOURS) / 4;
}

function expected(rate: (hour: number) => number, from: number, to: number): number {
  let sum = 0;
  // A silence of weeks is no longer a question of hours.
  const start = Math.max(from, to - LEARNED_HOURS * HOUR_MS);
  for (let hour = Math.floor(start / HOUR_MS); hour * HOUR_MS < to; hour += 1) {
    const part = Math.min(to, (hour + 1) * HOUR_MS) - Math.max(start, hour * HOUR_MS);
    sum += (rate(hour) * part) / HOUR_MS;
  }
  return sum;
}

function longestGap(hours: ReadonlyMap<number, number>, range: { start: number; end: number }): number {
  let longest = 0;
  let last: number | undefined;
  for (let hour = range.start; hour <= range.end; hour += 1) {
    if ((hours.get(hour * HOUR_MS) ?? 0) === 0) continue;
    if (last !== undefined) longest = Math.max(longest, hour - last);
    last = hour;
  }
  return longest * HOUR_MS;
}
