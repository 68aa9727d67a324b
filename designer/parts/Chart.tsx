// Counts over time as lines or stacked areas, in the colours of the theme, with the same numbers as a table below.
// May import api/ types and its neighbours; the only file that knows the chart library.
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from '../api/operations.ts';
import './Chart.css';
import { momentText } from './Moment.tsx';

export interface ChartProps {
  /** What is shown, for screen readers and the table's caption. */
  readonly label: string;
  readonly data: Series;
  /** Areas upon each other, for counts that add up; lines, for values that do not. */
  readonly stacked?: boolean;
  /** Behind every value: `ms`. */
  readonly unit?: string;
  /** Colour of a series by its name; those without one take the next of the palette. */
  readonly tones?: Readonly<Record<string, string>>;
}

const PALETTE = ['accent', 'good', 'warn', 'loop', 'bad', 'soft'];
const HEIGHT = 168;
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A colour as the browser resolves it now: the canvas does not know the theme's names. */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** A tick of the time axis: the clock, and the day where one begins. */
function clockOf(seconds: number): string {
  const at = new Date(seconds * 1000);
  return at.getHours() === 0 && at.getMinutes() === 0 ? DAY.format(at) : CLOCK.format(at);
}

/** What a series comes to while nothing is pointed at: the sum of counts, the last of other values. */
function inAll(values: readonly (number | null)[], stacked: boolean): number | null {
  if (!stacked) return values.findLast((value) => value !== null) ?? null;
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** Single values have no line to the next. */
const isSparse = (values: readonly (number | null)[]): boolean => values.filter((value) => value !== null).length < 3;

/** Sums from below, so that each area begins where the one before ends. */
function stack(values: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const sums: number[] = [];
  return values.map((one) =>
    one.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return sums[index] as number;
    }),
  );
}

function optionsOf(box: HTMLElement, props: ChartProps, width: number): uPlot.Options {
  const { data, stacked = false, unit = '', tones = {} } = props;
  const soft = resolved(box, 'soft');
  const line = resolved(box, 'line');
  // Counts belong to a span of time: a bar each, as wide as the span.
  const bars = uPlot.paths.bars?.({ size: [0.85, 48], align: 1 });
  const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    padding: [8, 20, 0, 0],
    // A count stands for the span behind its time: the last one has to have room as well.
    scales: {
      x: { range: (_plot, min, max) => [min, max + data.stepMs / 1000] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, size: 28, values: (_plot, ticks) => ticks.map(clockOf) },
      {
        ...axis,
        size: 64,
        values: (_plot, ticks) =>
          ticks.map((tick) => (tick % 1 === 0 ? `${tick.toLocaleString('en')}${unit === '' ? '' : ` ${unit}`}` : '')),
      },
    ],
    series: [
      {},
      ...data.series.map(({ name, values }, index) => {
        const color = resolved(box, tones[name] ?? (PALETTE[index % PALETTE.length] as string));
        return {
          label: name,
          stroke: color,
          width: 1.5,
          spanGaps: true,
          points: { show: isSparse(values) },
          ...(stacked && bars !== undefined ? { fill: color, width: 0, points: { show: false }, paths: bars } : {}),
        };
      }),
    ],
  };
}

export function Chart(props: ChartProps) {
  const { label, data, stacked = false, unit = '', tones = {} } = props;
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number>();
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const again = () => setTheme((number) => number + 1);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', again);
    const observer = new MutationObserver(again);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      media.removeEventListener('change', again);
      observer.disconnect();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the theme changes colours that are read here
  useEffect(() => {
    const element = box.current;
    if (element === null || data.series.length === 0) return;
    const times = data.at.map((time) => Date.parse(time) / 1000);
    const values = data.series.map((one) => one.values);
    const rows = stacked ? stack(values) : values.map((one) => [...one]);
    const options = optionsOf(element, { label, data, stacked, unit, tones }, element.clientWidth);
    options.hooks = { setCursor: [(plot) => setAt(plot.cursor.idx ?? undefined)] };
    // The area that lies in front is the one drawn last: the smallest sums.
    const order = stacked ? rows.map((_row, index) => rows.length - 1 - index) : rows.map((_row, index) => index);
    const [first, ...series] = options.series;
    options.series = [first ?? {}, ...order.map((index) => series[index] ?? {})];
    const plot = new uPlot(options, [times, ...order.map((index) => rows[index] ?? [])] as uPlot.AlignedData, element);
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [data, label, stacked, unit, tones, theme]);
  const moment = at === undefined ? undefined : data.at[at];
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : `${value.toLocaleString('en')}${unit === '' ? '' : ` ${unit}`}`;
  if (data.series.length === 0) return <p className="chart-empty soft">Nothing in this time.</p>;
  return (
    <figure className="chart" aria-label={label}>
      <figcaption className="chart-legend">
        {data.series.map(({ name, values }, index) => (
          <span key={name} className="chart-name">
            <span
              aria-hidden
              className="chart-dot"
              style={{ background: `var(--${tones[name] ?? PALETTE[index % PALETTE.length]})` }}
            />
            <span className="chart-title" title={name}>
              {name}
            </span>{' '}
            <b>{text(at === undefined ? inAll(values, stacked) : values[at])}</b>
          </span>
        ))}
        <span className="soft">
          {moment === undefined ? (stacked ? 'in all' : 'the last') : momentText(new Date(moment))}
        </span>
      </figcaption>
      <div ref={box} className="chart-box" aria-hidden />
      <details className="chart-table">
        <summary>Show as a table</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
        <section className="chart-scroll" tabIndex={0} aria-label={`${label}, as a table`}>
          <table>
            <caption className="unseen">{label}</caption>
            <thead>
              <tr>
                <th scope="col">From</th>
                {data.series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.at.map((time, index) => (
                <tr key={time}>
                  <th scope="row">{momentText(new Date(time))}</th>
                  {data.series.map(({ name, values }) => (
                    <td key={name}>{text(values[index])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}
