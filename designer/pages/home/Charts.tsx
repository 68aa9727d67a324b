// What happened over time: throughput, what was held by cause, how long it took, deliveries. May import api/ and parts/.
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Series, type SeriesKind, seriesQuery } from '../../api/operations.ts';
import { Chart, type ChartProps } from '../../parts/Chart.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { QueryView } from '../../parts/states.tsx';

const HOUR_MS = 3_600_000;
const RANGES = [
  { id: String(HOUR_MS), label: 'Last hour' },
  { id: String(24 * HOUR_MS), label: 'Last 24 hours' },
  { id: String(168 * HOUR_MS), label: 'Last 7 days' },
  { id: String(720 * HOUR_MS), label: 'Last 30 days' },
];

const STATUS_TONES = { processed: 'good', held: 'warn', duplicate: 'soft', discarded: 'bad' };
const LATENCY_TONES = { p50: 'good', p95: 'accent', p99: 'loop' };

interface Shown extends Omit<ChartProps, 'data'> {
  readonly kind: SeriesKind;
  readonly by?: 'first' | 'last';
}

const SHOWN: readonly Shown[] = [
  { kind: 'settled', by: 'last', label: 'Messages that ended, by status', stacked: true, tones: STATUS_TONES },
  { kind: 'held', label: 'Held, by cause', stacked: true },
  { kind: 'latency', label: 'From receipt to end', unit: 'ms', tones: LATENCY_TONES },
  { kind: 'delivery', by: 'first', label: 'Attempts to deliver, by destination', stacked: true },
];

/** Percentiles of nothing are no lines. */
const isEmpty = ({ series }: Series): boolean => series.every(({ values }) => values.every((value) => value === null));

/** Names that one chart can tell apart by colour. */
const MOST_NAMES = 5;

/** The largest names, and all others as one. */
function fewer(data: Series): Series {
  if (isEmpty(data)) return { ...data, series: [] };
  const { series } = data;
  if (series.length <= MOST_NAMES + 1) return data;
  const rest = series.slice(MOST_NAMES);
  const values = data.at.map((_at, index) => rest.reduce((sum, one) => sum + (one.values[index] ?? 0), 0));
  return { ...data, series: [...series.slice(0, MOST_NAMES), { name: 'others', values }] };
}

function ChartPanel({ shown, rangeMs }: { shown: Shown; rangeMs: number }) {
  const { kind, by, ...chart } = shown;
  const query: UseQueryResult<Series> = useQuery({ ...seriesQuery(kind, { rangeMs, by }), select: fewer });
  return (
    <Panel title={chart.label}>
      <QueryView query={query} what="the chart">
        {(data) => <Chart {...chart} data={data} />}
      </QueryView>
    </Panel>
  );
}

export default function Charts() {
  const [range, setRange] = useState(String(24 * HOUR_MS));
  return (
    <section className="stack" aria-label="Over time">
      <div className="home-over">
        <h2>Over time</h2>
        <SelectField label="How far back" hideLabel value={range} onChange={setRange} choices={RANGES} />
      </div>
      <div className="home-pair">
        {SHOWN.map((shown) => (
          <ChartPanel key={shown.kind} shown={shown} rangeMs={Number(range)} />
        ))}
      </div>
    </section>
  );
}
