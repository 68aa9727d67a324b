// Dates and times from other systems as RFC 3339 and calendar days; nothing here knows what time it is.
import { argumentError, isAbsent } from './argument.ts';
import {
  isWritten,
  type Reading,
  readFormat,
  readNumber,
  readText,
  toUtc,
  writeDate,
  writeDateTime,
} from './calendar.ts';
import type { FunctionSpec } from './spec.ts';
import { zoneArgument } from './time-zones.ts';

const USUAL = 'a date and time as in ISO 8601 or RFC 2822 (year first), or epoch seconds or milliseconds as a number';

const TEXT = {
  name: 'text',
  description:
    'ISO 8601 in its usual variants (`2026-05-01T10:00:00.0000000`, `2026-05-01 10:00:00 +0200`, `20260501T1000Z`), RFC 2822, or a number of epoch seconds or milliseconds. Texts that begin with the day or the month need a format.',
} as const;

const FORMAT = {
  name: 'format',
  description:
    'Luxon format of the text, for example `M/d/yyyy h:mm a`; it must name year, month and day. Names of months are English.',
  optional: true,
} as const;

/** @throws CrossdockError `function.argument` that says which format was expected */
function read(call: string, text: unknown, format: unknown, zone: unknown): Reading | undefined {
  const place = zoneArgument(call, zone);
  if (isAbsent(text)) return undefined;
  if (!isAbsent(format)) {
    if (typeof format !== 'string' || format === '') throw argumentError(call, 'a Luxon format as text', format);
    const usable = typeof text === 'string' || typeof text === 'number';
    const found = usable ? readFormat(String(text), format, place) : undefined;
    if (found === undefined) throw argumentError(call, `a date in the format ${format}`, text);
    return found;
  }
  const found =
    typeof text === 'number' ? readNumber(text, place) : typeof text === 'string' ? readText(text, place) : undefined;
  if (found === undefined)
    throw argumentError(call, USUAL, text, 'Give the format of the text as the second argument.');
  return found;
}

function write(found: Reading | undefined, how: (read: Reading) => string): string | undefined {
  return found === undefined ? undefined : how(found);
}

export const dateFunctions: readonly FunctionSpec[] = [
  {
    name: 'dateTime',
    signature: '<xx?x?:s>',
    summary: 'A date and time as RFC 3339, with the offset it came with.',
    parameters: [
      TEXT,
      FORMAT,
      {
        name: 'zone',
        description:
          'Where a text without offset was written: a name such as `Europe/Berlin` or an offset such as `+02:00`. Default UTC.',
        optional: true,
      },
    ],
    returns:
      'RFC 3339 to the second, with every digit of a fraction that came less zeros at the end, `Z` for a zero offset. A text without a time of day gives the date alone (`YYYY-MM-DD`): no time is made up. `24:00` is 00:00 of the next day. Epoch numbers are written in the zone.',
    source: 'RFC 3339; ISO 8601-1:2019; RFC 2822 section 3.3',
    examples: [
      { expression: '$dateTime("2026-05-01T10:00:00-05:00")', result: '2026-05-01T10:00:00-05:00' },
      { expression: '$dateTime("2015-06-29T08:46:27.0000000")', result: '2015-06-29T08:46:27Z' },
      { expression: '$dateTime("2026-05-01 10:00:00 +0200")', result: '2026-05-01T10:00:00+02:00' },
      { expression: '$dateTime("2026-05-01T10:00:00.1234567Z")', result: '2026-05-01T10:00:00.1234567Z' },
      { expression: '$dateTime("Mon, 30 Mar 2015 14:37:24 +0000")', result: '2015-03-30T14:37:24Z' },
      { expression: '$dateTime(1514764800)', result: '2018-01-01T00:00:00Z' },
      { expression: '$dateTime(1514764800123)', result: '2018-01-01T00:00:00.123Z' },
      {
        expression: '$dateTime("5/1/2026 1:05 PM", "M/d/yyyy h:mm a", "America/New_York")',
        result: '2026-05-01T13:05:00-04:00',
      },
      { expression: '$dateTime("2026-12-01T10:00", null, "Europe/Berlin")', result: '2026-12-01T10:00:00+01:00' },
      { expression: '$dateTime("2026-05-01")', result: '2026-05-01' },
      { expression: '$dateTime("2026-05-01T24:00:00Z")', result: '2026-05-02T00:00:00Z' },
      { expression: '$dateTime(missing)', input: {} },
      { expression: '$dateTime("05/01/2026 10:00")', error: 'function.argument' },
      { expression: '$dateTime("2026-02-30T10:00:00Z")', error: 'function.argument' },
      { expression: '$dateTime("2026-05-01T10:00", null, "Mars/Olympus")', error: 'function.argument' },
    ],
    implementation: (text: unknown, format: unknown, zone: unknown) =>
      typeof text === 'string' && isAbsent(format) && isAbsent(zone) && isWritten(text)
        ? text
        : write(read('$dateTime', text, format, zone), writeDateTime),
  },
  {
    name: 'date',
    signature: '<xx?:s>',
    summary: 'The calendar day of a date, or of a date and time as it was written there: no zone moves it.',
    parameters: [TEXT, FORMAT],
    returns: '`YYYY-MM-DD`. Epoch numbers give the day at UTC.',
    source: 'ISO 8601-1:2019 section 5.2.2.1',
    examples: [
      { expression: '$date("2026-05-01T23:30:00-05:00")', result: '2026-05-01' },
      { expression: '$date("20260501")', result: '2026-05-01' },
      { expression: '$date(20260501)', result: '2026-05-01' },
      { expression: '$date("01.05.2026", "dd.MM.yyyy")', result: '2026-05-01' },
      { expression: '$date("1 May 2026", "d MMM yyyy")', result: '2026-05-01' },
      { expression: '$date("2026-13-01")', error: 'function.argument' },
      { expression: '$date("May 1", "MMM d")', error: 'function.argument' },
    ],
    implementation: (text: unknown, format: unknown) => write(read('$date', text, format, undefined), writeDate),
  },
  {
    name: 'utc',
    signature: '<x:s>',
    summary: 'The same moment at UTC.',
    parameters: [
      {
        name: 'dateTime',
        description: 'Whatever `$dateTime` takes without a format; without offset it is UTC already.',
      },
    ],
    returns: 'RFC 3339 that ends in `Z`. A date without a time stays as it is.',
    source: 'RFC 3339',
    examples: [
      { expression: '$utc("2026-05-01T23:30:00.250-05:00")', result: '2026-05-02T04:30:00.25Z' },
      { expression: '$utc("2026-05-01")', result: '2026-05-01' },
      { expression: '$utc(missing)', input: {} },
      { expression: '$utc("tomorrow")', error: 'function.argument' },
    ],
    implementation: (dateTime: unknown) => {
      const found = read('$utc', dateTime, undefined, undefined);
      return found === undefined ? undefined : writeDateTime(toUtc(found));
    },
  },
];
