// GET /v1/series/{kind}: counts over time for charts, from rows that were counted as things happened.
import { CrossdockError } from '../engine/errors.ts';
import { MONITOR } from '../governance/access.ts';
import { ACTIVITY_KINDS, type ActivityKind, activityOf, LATENCY_BOUNDS_MS, MINUTE_MS } from '../store/activity.ts';
import type { SeriesAnswer } from './answers.ts';
import { queryTime, type Route, TIME_PARAMETERS, time } from './route.ts';

const HOUR_MS = 60 * MINUTE_MS;
/** Points of one answer, at most. */
const MOST_POINTS = 120;
const LONGEST_MS = 400 * 24 * HOUR_MS;
/** What is older than this is there by the hour only. */
const BY_MINUTE_MS = 47 * HOUR_MS;
/** Names of one answer; the smallest are put together as `others`. */
const MOST_NAMES = 12;

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080].map(
  (minutes) => minutes * MINUTE_MS,
);

function stepOf(range: { from: number; to: number }, now: number): number {
  const least = range.from < now - BY_MINUTE_MS ? HOUR_MS : MINUTE_MS;
  const wanted = Math.max(least, (range.to - range.from) / MOST_POINTS);
  return STEPS_MS.find((step) => step >= wanted) ?? (STEPS_MS.at(-1) as number);
}

const isKind = (kind: string): kind is ActivityKind => (ACTIVITY_KINDS as readonly string[]).includes(kind);

/** Values of every name at every step; those of the names behind the largest are summed as `others`. */
function seriesOf(rows: ReturnType<typeof activityOf>, at: readonly number[]): { name: string; values: number[] }[] {
  const places = new Map(at.map((one, index) => [one, index]));
  const series = new Map<string, number[]>();
  for (const row of rows) {
    const values = series.get(row.name) ?? new Array<number>(at.length).fill(0);
    const place = places.get(row.at);
    if (place !== undefined) values[place] = (values[place] ?? 0) + row.count;
    series.set(row.name, values);
  }
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const sorted = [...series]
    .map(([name, values]) => ({ name, values }))
    .sort((a, b) => total(b.values) - total(a.values));
  const rest = sorted.slice(MOST_NAMES);
  if (rest.length === 0) return sorted;
  const others = at.map((_one, index) => rest.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  return [...sorted.slice(0, MOST_NAMES), { name: 'others', values: others }];
}

/** The bound below which a share of all lies, milliseconds; null where there was nothing. */
function percentile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = total * share;
  const index = counts.findIndex((count) => {
    left -= count;
    return left <= 0;
  });
  return LATENCY_BOUNDS_MS[index] ?? (LATENCY_BOUNDS_MS.at(-1) as number);
}

function percentilesOf(
  rows: ReturnType<typeof activityOf>,
  at: readonly number[],
): { name: string; values: (number | null)[] }[] {
  const classes = new Map(at.map((one) => [one, new Array<number>(LATENCY_BOUNDS_MS.length + 1).fill(0)]));
  for (const row of rows) {
    const place = row.name === 'more' ? LATENCY_BOUNDS_MS.length : LATENCY_BOUNDS_MS.indexOf(Number(row.name));
    const counts = classes.get(row.at);
    if (counts !== undefined) counts[place] = (counts[place] ?? 0) + row.count;
  }
  return (
    [
      ['p50', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const
  ).map(([name, share]) => ({
    name,
    values: at.map((one) => percentile(classes.get(one) ?? [], share)),
  }));
}

export const SERIES_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/series/{kind}',
    summary: 'Counts over time: received, settled, held, delivery; latency as percentiles in milliseconds',
    access: MONITOR,
    parameters: [
      {
        name: 'kind',
        in: 'path',
        description: ACTIVITY_KINDS.join(', '),
        required: true,
        schema: { enum: ACTIVITY_KINDS },
      },
      ...TIME_PARAMETERS,
      {
        name: 'by',
        in: 'query',
        description:
          '`first` or `last`: sum up by that word of the names, such as the source or the status of `settled`',
        schema: { enum: ['name', 'first', 'last'], default: 'name' },
      },
    ],
    responses: {
      200: {
        description: `At most ${MOST_POINTS} points of at most ${MOST_NAMES + 1} series; the last hour without from and to`,
        schema: {
          type: 'object',
          required: ['kind', 'from', 'to', 'stepMs', 'at', 'series'],
          properties: {
            at: { type: 'array', items: { type: 'string' }, maxItems: MOST_POINTS + 2 },
            series: { type: 'array', items: { type: 'object', required: ['name', 'values'] } },
          },
        },
      },
    },
    handle(context, sidecar) {
      const kind = context.req.param('kind') as string;
      if (!isKind(kind)) throw new CrossdockError('request.not-found', `expected one of ${ACTIVITY_KINDS.join(', ')}`);
      const by = context.req.query('by') ?? 'name';
      if (!['name', 'first', 'last'].includes(by))
        throw new CrossdockError('request.invalid', 'by: expected name, first or last');
      const now = sidecar.clock();
      const to = queryTime(context, 'to') ?? now;
      const from = queryTime(context, 'from') ?? to - HOUR_MS;
      if (from >= to || to - from > LONGEST_MS)
        throw new CrossdockError('request.invalid', 'from, to: expected a range of at most 400 days that goes forward');
      const stepMs = stepOf({ from, to }, now);
      const rows = activityOf(sidecar.database.connection, kind, { from, to, stepMs }).map((row) => {
        const words = row.name.split(' ');
        return { ...row, name: by === 'first' ? (words[0] ?? '') : by === 'last' ? (words.at(-1) ?? '') : row.name };
      });
      const start = Math.floor(from / stepMs) * stepMs;
      const at = Array.from({ length: Math.floor((to - start) / stepMs) + 1 }, (_one, index) => start + index * stepMs);
      const series = kind === 'latency' ? percentilesOf(rows, at) : seriesOf(rows, at);
      const answer: SeriesAnswer = { kind, from: time(from), to: time(to), stepMs, at: at.map(time), series };
      return context.json(answer);
    },
  },
];
