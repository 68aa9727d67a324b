// Times of requests by route and status, counted in buckets as they are answered; /metrics writes them out.
// Plain numbers, because this is on the way of every message: the metrics library is loaded when somebody asks for metrics.
import type { Sidecar } from '../pipeline/sidecar.ts';
import { REQUEST_SECONDS } from './metric-list.ts';

interface Timing {
  readonly labels: string;
  readonly buckets: number[];
  count: number;
  sum: number;
}

const timings = new WeakMap<Sidecar, Map<string, Timing>>();

/** Notes how long a request took. The route is its pattern, so that no id becomes a label. */
export function observeRequest(
  sidecar: Sidecar,
  request: { method: string; route: string; status: number; seconds: number },
): void {
  const { method, route, status, seconds } = request;
  const own = timings.get(sidecar) ?? new Map<string, Timing>();
  timings.set(sidecar, own);
  const labels = `method="${method}",route="${route}",status="${status}"`;
  const timing = own.get(labels) ?? { labels, buckets: REQUEST_SECONDS.buckets.map(() => 0), count: 0, sum: 0 };
  own.set(labels, timing);
  timing.count += 1;
  timing.sum += seconds;
  for (const [index, bound] of REQUEST_SECONDS.buckets.entries())
    if (seconds <= bound) timing.buckets[index] = (timing.buckets[index] as number) + 1;
}

/** The histogram in the Prometheus text format. */
export function requestTimings(sidecar: Sidecar): string {
  const { name, help, buckets } = REQUEST_SECONDS;
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  for (const { labels, buckets: counts, count, sum } of timings.get(sidecar)?.values() ?? []) {
    for (const [index, bound] of buckets.entries())
      lines.push(`${name}_bucket{le="${bound}",${labels}} ${counts[index]}`);
    lines.push(
      `${name}_bucket{le="+Inf",${labels}} ${count}`,
      `${name}_sum{${labels}} ${sum}`,
      `${name}_count{${labels}} ${count}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
