// Dates and times of X12 and EDIFACT, whose format is told by a length or a qualifier.
import type { Zone } from 'luxon';
import { DateTime } from 'luxon';
import { argumentError, isAbsent } from './argument.ts';
import { assemble, type Reading, type TimeParts, writeDateTime } from './calendar.ts';
import type { FunctionSpec } from './spec.ts';
import { edifactZone, UTC, x12Zone, zoneArgument } from './time-zones.ts';

/** Two-digit years as POSIX reads them: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

/** The digits of an EDI value; whole numbers are taken too, since JSON from a translator may hold them. Undefined when absent or blank. */
function digitsOf(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  return String(value).trim() || undefined;
}

const X12_DATE = /^(\d{4}|\d{2})(\d{2})(\d{2})$/;
const X12_TIME = /^(\d{2})(\d{2})(?:(\d{2})(\d{0,2}))?$/;

function x12DateTime(date: unknown, time: unknown, zone: unknown): string | undefined {
  const call = '$x12DateTime';
  const place = zoneArgument(call, zone, x12Zone);
  const dateDigits = digitsOf(date);
  if (dateDigits === undefined) return undefined;
  const [, year, month, day] = X12_DATE.exec(dateDigits) ?? [];
  if (year === undefined) throw argumentError(call, 'a date as CCYYMMDD or YYMMDD', date);
  let parts: TimeParts = { year: fullYear(year), month: Number(month), day: Number(day) };
  const timeDigits = digitsOf(time);
  if (timeDigits !== undefined) {
    const [, hour, minute, second = '0', fraction = ''] = X12_TIME.exec(timeDigits) ?? [];
    if (hour === undefined) throw argumentError(call, 'a time as HHMM, HHMMSS, HHMMSSD or HHMMSSDD', time);
    parts = { ...parts, hour: Number(hour), minute: Number(minute), second: Number(second), fraction };
  }
  const found = assemble(parts, place);
  if (found === undefined) {
    throw argumentError(call, 'a day of the calendar as CCYYMMDD or YYMMDD and a time of day as HHMM[SS[D[D]]]', date);
  }
  return writeDateTime(found);
}

/**
 * Formats of EDIFACT data element 2379 that name a day, by code. Y year, M month, D day, W week, h hour, m minute, s second,
 * z the zone that ends the value; a `+` after the mask means a period, of which the start counts.
 */
const EDIFACT_MASKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    2: 'DDMMYY',
    3: 'MMDDYY',
    4: 'DDMMYYYY',
    5: 'DDMMYYYYhhmm',
    10: 'YYYYMMDDThhmm',
    101: 'YYMMDD',
    102: 'YYYYMMDD',
    201: 'YYMMDDhhmm',
    202: 'YYMMDDhhmmss',
    203: 'YYYYMMDDhhmm',
    204: 'YYYYMMDDhhmmss',
    205: 'YYYYMMDDhhmmz',
    208: 'YYYYMMDDhhmmssz',
    301: 'YYMMDDhhmmz',
    302: 'YYMMDDhhmmssz',
    303: 'YYYYMMDDhhmmz',
    304: 'YYYYMMDDhhmmssz',
    609: 'YYMM',
    610: 'YYYYMM',
    615: 'YYWW',
    616: 'YYYYWW',
    711: 'YYYYMMDD+',
    713: 'YYMMDDhhmm+',
    717: 'YYMMDD+',
    718: 'YYYYMMDD+',
    719: 'YYYYMMDDhhmm+',
  }),
);

const EDIFACT_CODES = [...EDIFACT_MASKS.keys()].join(', ');

/** The format of a value whose qualifier is missing, told by its length where that leaves no doubt. */
const MASK_BY_LENGTH: Readonly<Record<number, string>> = { 8: 'YYYYMMDD', 12: 'YYYYMMDDhhmm', 14: 'YYYYMMDDhhmmss' };

/** Cuts a value along its mask: `{ YYYY: "2002", MM: "08", … }`; undefined when it does not fit. */
function cut(value: string, mask: string): Readonly<Record<string, string>> | undefined {
  const parts: Record<string, string> = {};
  let at = 0;
  for (const [token = ''] of mask.matchAll(/Y+|M+|D+|W+|h+|m+|s+|T|z|\+/g)) {
    if (token === 'z') {
      parts['z'] = value.slice(at);
      return parts;
    }
    if (token === '+') {
      // The directories draw a hyphen between the two ends and say that it is not sent; some send it.
      const end = value.slice(at).replace(/^-/, '');
      return end === '' || end.length === at ? parts : undefined;
    }
    const piece = value.slice(at, at + token.length);
    if (token === 'T' ? piece !== 'T' : !/^\d+$/.test(piece) || piece.length !== token.length) return undefined;
    parts[token] = piece;
    at += token.length;
  }
  return at === value.length ? parts : undefined;
}

function edifactReading(value: string, mask: string, zone: Zone): Reading | undefined {
  const parts = cut(value, mask);
  if (parts === undefined) return undefined;
  const year = fullYear(parts['YYYY'] ?? parts['YY'] ?? '');
  if (parts['WW'] !== undefined) {
    const monday = DateTime.fromObject({ weekYear: year, weekNumber: Number(parts['WW']), weekday: 1 }, { zone: UTC });
    return assemble({ year: monday.year, month: monday.month, day: monday.day }, UTC);
  }
  const date = { year, month: Number(parts['MM']), day: Number(parts['DD'] ?? '1') };
  if (parts['hh'] === undefined) return assemble(date, zone);
  const place = parts['z'] === undefined || parts['z'].trim() === '' ? zone : edifactZone(parts['z']);
  const time = { hour: Number(parts['hh']), minute: Number(parts['mm']), second: Number(parts['ss'] ?? '0') };
  return place === undefined ? undefined : assemble({ ...date, ...time }, place);
}

function edifactDateTime(value: unknown, qualifier: unknown, zone: unknown): string | undefined {
  const call = '$edifactDateTime';
  const place = zoneArgument(call, zone);
  const text = digitsOf(value);
  if (text === undefined) return undefined;
  const code = digitsOf(qualifier);
  const mask = code === undefined ? MASK_BY_LENGTH[text.length] : EDIFACT_MASKS.get(code);
  if (mask === undefined) {
    if (code === undefined) throw argumentError(call, 'a format qualifier beside a value of that length', qualifier);
    throw argumentError(
      call,
      `a format qualifier of a date (${EDIFACT_CODES}) instead of ${code.slice(0, 3)}`,
      qualifier,
    );
  }
  const found = edifactReading(text, mask, place);
  if (found === undefined) {
    const drawn = mask.replace('YYYY', 'CCYY').toUpperCase().replace('Z', 'ZZZ');
    throw argumentError(call, `a date as ${drawn}${code === undefined ? '' : ` (2379: ${code})`}`, value);
  }
  return writeDateTime(found);
}

export const ediDateFunctions: readonly FunctionSpec[] = [
  {
    name: 'x12DateTime',
    signature: '<xx?x?:s>',
    summary: 'The date and time of an X12 segment.',
    parameters: [
      {
        name: 'date',
        description: 'CCYYMMDD, or YYMMDD with the century of POSIX: 69 to 99 are 19xx, 00 to 68 are 20xx.',
      },
      { name: 'time', description: 'HHMM, HHMMSS, HHMMSSD or HHMMSSDD.', optional: true },
      {
        name: 'zone',
        description:
          'A zone name, an offset, or the time code of the segment (element 623: `ET`, `CT`, `UT`, `20` …). Default UTC, as for `LT`.',
        optional: true,
      },
    ],
    returns: 'RFC 3339; `YYYY-MM-DD` when there is no time.',
    source: 'X12 004010 data elements 373, 337 and 623',
    examples: [
      { expression: '$x12DateTime("20260501", "1030")', result: '2026-05-01T10:30:00Z' },
      { expression: '$x12DateTime("260501")', result: '2026-05-01' },
      { expression: '$x12DateTime("20260501", "10301525", "ET")', result: '2026-05-01T10:30:15.25-04:00' },
      { expression: '$x12DateTime("20261201", "1030", "America/Chicago")', result: '2026-12-01T10:30:00-06:00' },
      { expression: '$x12DateTime("20260501", "2400")', result: '2026-05-02T00:00:00Z' },
      { expression: '$x12DateTime(missing, "1030")', input: {} },
      { expression: '$x12DateTime("20260231")', error: 'function.argument' },
      { expression: '$x12DateTime("20260501", "930")', error: 'function.argument' },
    ],
    implementation: (date: unknown, time: unknown, zone: unknown) => x12DateTime(date, time, zone),
  },
  {
    name: 'edifactDateTime',
    signature: '<xx?x?:s>',
    summary: 'The date, date and time, or start of the period of an EDIFACT DTM.',
    parameters: [
      { name: 'value', description: 'Data element 2380.' },
      {
        name: 'qualifier',
        description: `Data element 2379, one of ${EDIFACT_CODES}. Without it values of 8, 12 and 14 digits are read as 102, 203 and 204.`,
        optional: true,
      },
      { name: 'zone', description: 'Where the value names none: a name or an offset. Default UTC.', optional: true },
    ],
    returns:
      'RFC 3339, or `YYYY-MM-DD` for a format without time. A period gives its start, a month its first day, a week its Monday (ISO 8601 weeks). Zone letters such as `CET` are fixed offsets.',
    source: 'UN/EDIFACT D.01B data element 2379',
    examples: [
      { expression: '$edifactDateTime("20020830", "102")', result: '2002-08-30' },
      { expression: '$edifactDateTime("200208301215", "203")', result: '2002-08-30T12:15:00Z' },
      { expression: '$edifactDateTime("20020830121530", "204", "Europe/Berlin")', result: '2002-08-30T12:15:30+02:00' },
      { expression: '$edifactDateTime("0208301215", "201")', result: '2002-08-30T12:15:00Z' },
      { expression: '$edifactDateTime("200208301215+01", "303")', result: '2002-08-30T12:15:00+01:00' },
      { expression: '$edifactDateTime("20020830121530CET", "304")', result: '2002-08-30T12:15:30+01:00' },
      { expression: '$edifactDateTime("2002080120020831", "718")', result: '2002-08-01' },
      { expression: '$edifactDateTime("200235", "616")', result: '2002-08-26' },
      { expression: '$edifactDateTime("20020832", "102")', error: 'function.argument' },
      { expression: '$edifactDateTime("14", "804")', error: 'function.argument' },
    ],
    implementation: (value: unknown, qualifier: unknown, zone: unknown) => edifactDateTime(value, qualifier, zone),
  },
];
