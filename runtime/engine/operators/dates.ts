// Operators on moments and days. There is no clock here: "now" is a fact like any other.
import { readText } from '../functions/calendar.ts';
import { UTC } from '../functions/time-zones.ts';
import type { OperatorSpec } from './spec.ts';

/** Nanoseconds of the Unix epoch: the first and the last of a day, twice the same for a moment. */
interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

const DAY = 86_400_000_000_000n;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** A moment in RFC 3339 or a day as `YYYY-MM-DD`; undefined for anything else. Digits beyond nanoseconds do not count. */
function spanOf(value: unknown): Span | undefined {
  if (typeof value !== 'string' || !RFC_3339.test(value)) return undefined;
  const read = readText(value, UTC);
  if (read === undefined) return undefined;
  const first =
    BigInt(Math.floor(read.local.toSeconds())) * 1_000_000_000n + BigInt(read.fraction.padEnd(9, '0').slice(0, 9));
  return { first, last: read.hasTime ? first : first + DAY - 1n };
}

function compare(holds: (fact: Span, value: Span) => boolean): (fact: unknown, value: unknown) => boolean {
  return (fact, value) => {
    const [left, right] = [spanOf(fact), spanOf(value)];
    return left !== undefined && right !== undefined && holds(left, right);
  };
}

const TAKES = 'RFC 3339 with offset, or `YYYY-MM-DD`, which is the whole day at UTC';
const SOURCE = 'RFC 3339';

export const dateOperators: readonly OperatorSpec[] = [
  {
    name: 'before',
    summary: 'Whether the fact lies wholly before the value. What is no date never holds.',
    fact: TAKES,
    value: `${TAKES}; mostly another fact, such as \`{"fact": "now"}\``,
    source: SOURCE,
    examples: [
      { fact: '2026-05-01T10:00:00+02:00', value: '2026-05-01T09:00:00Z', result: true },
      { fact: '2026-05-01T10:00:00Z', value: '2026-05-01T10:00:00Z', result: false },
      { fact: '2026-04-30', value: '2026-05-01', result: true },
      { fact: '2026-05-01', value: '2026-05-01T23:00:00Z', result: false },
      { fact: '2026-05-01T10:00:00', value: '2027-01-01', result: false },
    ],
    implementation: compare((fact, value) => fact.last < value.first),
  },
  {
    name: 'after',
    summary: 'Whether the fact lies wholly after the value. What is no date never holds.',
    fact: TAKES,
    value: `${TAKES}; mostly another fact`,
    source: SOURCE,
    examples: [
      { fact: '2026-05-02T00:00:00Z', value: '2026-05-01', result: true },
      { fact: '2026-05-01T23:59:59.999Z', value: '2026-05-01', result: false },
      { fact: '2026-05-01T10:00:00.000000002Z', value: '2026-05-01T10:00:00.000000001Z', result: true },
      { fact: 'soon', value: '2026-05-01', result: false },
    ],
    implementation: compare((fact, value) => fact.first > value.last),
  },
  {
    name: 'sameInstant',
    summary: 'Whether both name the same moment, whatever the offset; a day is the same as that day only.',
    fact: TAKES,
    value: TAKES,
    source: SOURCE,
    examples: [
      { fact: '2026-05-01T10:00:00+02:00', value: '2026-05-01T08:00:00.000Z', result: true },
      { fact: '2026-05-01', value: '2026-05-01', result: true },
      { fact: '2026-05-01', value: '2026-05-01T00:00:00Z', result: false },
      { fact: undefined, value: '2026-05-01', result: false },
    ],
    implementation: compare((fact, value) => fact.first === value.first && fact.last === value.last),
  },
];
