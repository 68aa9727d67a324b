// Reads dates and times from their usual texts and writes RFC 3339. Uses Luxon for the calendar; the zone always comes from the caller or the text.
import { DateTime, type ExplainedFormat, type Zone } from 'luxon';
import { extended } from '../extended.ts';
import { offsetZone, UTC } from './time-zones.ts';

export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Absent: a date without a time of day. */
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** Digits of the fraction of a second as they came; Luxon holds milliseconds only. */
  readonly fraction?: string;
}

/** What a text said: a day, or a moment with the offset it was given in. */
export interface Reading {
  readonly local: DateTime;
  readonly fraction: string;
  readonly hasTime: boolean;
}

function reading(local: DateTime, fraction: string, hasTime: boolean): Reading | undefined {
  if (!local.isValid || local.year < 0 || local.year > 9999) return undefined;
  return { local, fraction: fraction.replace(/0+$/, ''), hasTime };
}

const DAY_MS = 86_400_000;

/**
 * The moment at which clocks in a zone show a local time. Luxon's own answer for a time that comes twice, or never, hangs on
 * the season in which it is asked; this one does not.
 *
 * @param shown  the local time, as if it were UTC
 */
function inZone(shown: DateTime, zone: Zone): DateTime {
  const before = zone.offset(shown.toMillis() - DAY_MS);
  const after = zone.offset(shown.toMillis() + DAY_MS);
  const first = shown.toMillis() - before * 60_000;
  const second = shown.toMillis() - after * 60_000;
  // Where neither offset shows the time it is one that clocks skip: the offset before the change then lands after it.
  const skipsFirst = zone.offset(first) !== before && zone.offset(second) === after;
  return DateTime.fromMillis(skipsFirst ? second : first, { zone });
}

/**
 * A reading from numbers; undefined when there is no such day or time.
 *
 * `24:00:00` is midnight at the end of the day (ISO 8601-1:2019/Amd 1), written as 00:00 of the next. A leap second (`:60`) is refused.
 * A local time that a change to summer time skips is moved forward by the hour; of one that comes twice the first is meant.
 */
export function assemble(parts: TimeParts, zone: Zone): Reading | undefined {
  const { fraction = '', hour, ...rest } = parts;
  if (hour === 24 && /[1-9]/.test(fraction)) return undefined;
  const shown = DateTime.fromObject({ hour: hour ?? 0, ...rest }, { zone: UTC });
  return shown.isValid ? reading(inZone(shown, zone), fraction, hour !== undefined) : undefined;
}

const LONGEST = 100;
const DAY_AND_TIME =
  /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:(?:T|\s+)([\d:.,]+(?:\s*[AP]M)?)\s*((?:Z|UTC|GMT)?(?:[+-]\d{1,2}(?::?\d{2})?)?)(?:\[[^\]]*\])?)?$/i;
const TIME_WITH_COLONS = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([AP])M)?$/i;
const TIME_OF_DIGITS = /^(\d{2})(?:(\d{2})(?:(\d{2})(?:[.,](\d+))?)?)?$/;
const DIGITS_ONLY = /^(\d{8})(\d{4}|\d{6})$/;

function readTime(text: string): Required<Pick<TimeParts, 'hour' | 'minute' | 'second' | 'fraction'>> | undefined {
  const match = TIME_WITH_COLONS.exec(text) ?? TIME_OF_DIGITS.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes = '0', seconds = '0', fraction = '', half] = match;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  }
  return { hour, minute: Number(minutes), second: Number(seconds), fraction };
}

/** RFC 2822, 3.3, with the names and letters of its section 4.3; `UTC` is taken for `GMT`. */
function readMail(text: string): Reading | undefined {
  const local = DateTime.fromRFC2822(text.replace(/\bUTC$/, 'GMT'), { setZone: true, locale: 'en-US' });
  return reading(local, '', true);
}

/**
 * A text without a declared format: the variants of ISO 8601 that systems write, or RFC 2822.
 *
 * Year first, separated by `-`, `/`, `.` or nothing; then `T` or space and a time down to hours, minutes, seconds or any fraction,
 * with AM or PM if need be; then an offset (`Z`, `+02:00`, `+0200`, `+02`, `UTC`), and a zone name in brackets, which is not read.
 * Texts that begin with day or month are ambiguous and need a format.
 *
 * @param zone  where the text names no offset
 */
export function readText(text: string, zone: Zone): Reading | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const [, day, clock] = DIGITS_ONLY.exec(trimmed) ?? [];
  const match = DAY_AND_TIME.exec(clock === undefined ? trimmed : `${day}T${clock}`);
  if (match === null) return readMail(trimmed);
  const [, year, separator, month = '', dayOfMonth = '', time, offset] = match;
  if (separator === '' && month.length + dayOfMonth.length < 4) return undefined;
  const date = { year: Number(year), month: Number(month), day: Number(dayOfMonth) };
  if (time === undefined) return assemble(date, UTC);
  const timeOfDay = readTime(time);
  const place = offset === undefined || offset === '' ? zone : offsetZone(offset);
  return timeOfDay === undefined || place === undefined ? undefined : assemble(extended(date, timeOfDay), place);
}

/** Below this many, a number is seconds of the Unix epoch (until the year 5138), from here on milliseconds (since March 1973). */
const LEAST_MILLISECONDS = 1e11;

/**
 * Seconds or milliseconds of the Unix epoch. A whole number of eight digits that is a calendar day (`20260501`) is that day:
 * as seconds it would lie in August 1970. Negative numbers are refused.
 */
export function readNumber(value: number, zone: Zone): Reading | undefined {
  if (!(value >= 0) || value > 253_402_300_799_999) return undefined;
  if (Number.isInteger(value) && value >= 1e7 && value < 1e8) {
    const day = readText(String(value), zone);
    if (day !== undefined) return day;
  }
  const inMilliseconds = value >= LEAST_MILLISECONDS;
  const [whole = '0', part = ''] = String(value).split('.');
  const seconds = Math.floor(Number(whole) / (inMilliseconds ? 1000 : 1));
  const fraction = inMilliseconds ? whole.slice(-3) + part : part;
  return reading(DateTime.fromSeconds(seconds, { zone }), /e/.test(fraction) ? '' : fraction, true);
}

/**
 * A text in a declared Luxon format; English names of months and days.
 *
 * @returns undefined when the text does not fit or the format leaves the day open (Luxon would fill it from the clock)
 */
export function readFormat(text: string, format: string, zone: Zone): Reading | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  let explained: ExplainedFormat;
  try {
    explained = DateTime.fromFormatExplain(trimmed, format, { locale: 'en-US' });
  } catch {
    // Luxon throws on a format that contradicts itself, for example AM/PM beside a 24-hour clock: no text fits such a format.
    return undefined;
  }
  const matches: Readonly<Record<string, unknown>> = explained.matches ?? {};
  const has = (token: string) => matches[token] !== undefined;
  const month = has('M') || has('L');
  if (!(has('y') && ((month && has('d')) || has('o'))) && !(has('k') && has('W'))) return undefined;
  const shown = DateTime.fromObject(explained.result ?? {}, { zone: UTC });
  const place = explained.zone ?? zone;
  if (!shown.isValid || !place.isValid) return undefined;
  const fraction = typeof matches['u'] === 'string' ? matches['u'] : String(shown.millisecond).padStart(3, '0');
  return reading(inZone(shown.startOf('second'), place), fraction, has('h') || has('H'));
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The number that two digits of a text say; NaN when they are no digits. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/**
 * Whether `writeDateTime(readText(text))` is the text itself: RFC 3339 to the second, as it is written here. Most systems send
 * that, and it needs no calendar. False does not mean that the text is wrong.
 */
export function isWritten(text: string): boolean {
  const { length } = text;
  const isUtc = length === 20 && text[19] === 'Z';
  if (!isUtc && !(length === 25 && (text[19] === '+' || text[19] === '-') && text[22] === ':')) return false;
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return false;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const days = month === 2 && isLeap(year) ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  const isDay = year >= 0 && day >= 1 && day <= days;
  const isTime = twoDigits(text, 11) <= 23 && twoDigits(text, 14) <= 59 && twoDigits(text, 17) <= 59;
  if (!isDay || !isTime || isUtc) return isDay && isTime;
  const [hours, minutes] = [twoDigits(text, 20), twoDigits(text, 23)];
  // A zero offset is written as Z; one that takes the year out of its four digits is for the calendar to judge.
  return hours <= 23 && minutes <= 59 && hours + minutes > 0 && year > 0 && year < 9999;
}

const two = (value: number) => String(value).padStart(2, '0');

/** `YYYY-MM-DD`, the day as it is called at the place of the reading. */
export function writeDate({ local }: Reading): string {
  return `${String(local.year).padStart(4, '0')}-${two(local.month)}-${two(local.day)}`;
}

/**
 * RFC 3339 with the offset of the reading, `Z` for none; the date alone when the text had no time.
 * Seconds are always written; of the fraction every digit that came, less zeros at the end.
 */
export function writeDateTime(read: Reading): string {
  if (!read.hasTime) return writeDate(read);
  const { local, fraction } = read;
  const minutes = Math.round(Math.abs(local.offset));
  const offset =
    minutes === 0 ? 'Z' : `${local.offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const clock = `${two(local.hour)}:${two(local.minute)}:${two(local.second)}`;
  return `${writeDate(read)}T${clock}${fraction === '' ? '' : `.${fraction}`}${offset}`;
}

/** The same moment at UTC; a day stays what it is. */
export function toUtc(read: Reading): Reading {
  return read.hasTime ? { ...read, local: read.local.setZone(UTC) } : read;
}
