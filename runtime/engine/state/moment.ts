// Business times as numbers that can be compared. Imports nothing; reads no clock.

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Microseconds since 1970 of an RFC 3339 date-time; a date alone is its first moment in UTC, and so is a time without
 * offset UTC. What is no such text comes before everything else: -Infinity.
 */
export function instant(moment: string | undefined): number {
  if (moment === undefined) return Number.NEGATIVE_INFINITY;
  const known = read.get(moment);
  if (known !== undefined) return known;
  if (read.size >= MOST_READ) read.clear();
  const value = parse(moment);
  read.set(moment, value);
  return value;
}

// The same few times are compared again and again while a document is applied.
const read = new Map<string, number>();
const MOST_READ = 1000;

function parse(moment: string): number {
  const match = MOMENT.exec(moment);
  if (match === null) return Number.NEGATIVE_INFINITY;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset = 'Z'] = match;
  const seconds =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
  const micro = Number(fraction.slice(0, 6).padEnd(6, '0'));
  return (seconds - offsetSeconds(offset)) * 1_000_000 + micro;
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const digits = offset.replace(':', '');
  const seconds = Number(digits.slice(1, 3)) * 3600 + Number(digits.slice(3, 5)) * 60;
  return digits.startsWith('-') ? -seconds : seconds;
}
