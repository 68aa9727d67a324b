// Every metric there is, by name, help and labels, and where its numbers come from. The reference page is made from it.
import type { Sidecar } from '../pipeline/sidecar.ts';

const MINUTE_MS = 60_000;

type Row = Readonly<Record<string, string | number | null>>;

export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** One row for each set of labels, with the value under `n`. */
  readonly rows: (sidecar: Sidecar) => readonly Row[] | Promise<readonly Row[]>;
}

const counted =
  (sql: string) =>
  ({ sums }: Sidecar): Promise<readonly Row[]> =>
    sums.ask('rows', { sql });

const one = (n: (sidecar: Sidecar) => number) => (sidecar: Sidecar) => [{ n: n(sidecar) }];

const secondsSince =
  (sql: string) =>
  async (sidecar: Sidecar): Promise<readonly Row[]> => {
    const [row] = await sidecar.sums.ask('rows', { sql });
    const at = row?.['at'];
    return [{ n: typeof at === 'number' ? Math.max(0, (sidecar.clock() - at) / 1000) : 0 }];
  };

/** Read when they are asked for; none of them holds a value of a message. */
export const GAUGES: readonly GaugeSpec[] = [
  {
    name: 'crossdock_receipts',
    help: 'Receipts stored, by source',
    labels: ['source'],
    rows: counted('SELECT source, count(*) AS n FROM receipts GROUP BY source'),
  },
  {
    name: 'crossdock_duplicates',
    help: 'Repeats of receipts, by source',
    labels: ['source'],
    rows: counted('SELECT source, count(*) AS n FROM duplicates GROUP BY source'),
  },
  {
    name: 'crossdock_messages',
    help: 'Messages, by source and status',
    labels: ['source', 'status'],
    rows: counted('SELECT source, status, count(*) AS n FROM messages GROUP BY source, status'),
  },
  {
    name: 'crossdock_exceptions_open',
    help: 'Open exceptions, by owner and category',
    labels: ['owner', 'category'],
    rows: counted(
      "SELECT owner, category, count(*) AS n FROM exceptions INDEXED BY exceptions_open WHERE status = 'open' GROUP BY owner, category",
    ),
  },
  {
    name: 'crossdock_leases_lost',
    help: 'Tasks taken back from threads that hung or ended, since this version came into force',
    labels: [],
    rows: one(({ leases }) => leases.lost),
  },
  {
    name: 'crossdock_late_answers',
    help: 'Answers of threads that were refused because their lease was over',
    labels: [],
    rows: one(({ leases }) => leases.late),
  },
  {
    name: 'crossdock_divergences',
    help: 'Times that compiled code was found to differ from the reference, by mapping or ruleset',
    labels: ['name'],
    rows: counted(
      "SELECT mapping AS name, count(*) AS n FROM exceptions INDEXED BY exceptions_cause WHERE cause >= 'engine.diverged ' AND cause < 'engine.diverged!' GROUP BY mapping",
    ),
  },
  {
    name: 'crossdock_exception_oldest_seconds',
    help: 'Age of the oldest open exception; 0 when there is none',
    labels: [],
    rows: secondsSince("SELECT min(created_at) AS at FROM exceptions INDEXED BY exceptions_open WHERE status = 'open'"),
  },
  {
    name: 'crossdock_exceptions_overdue',
    help: 'Open exceptions whose time by the service level is up, by owner and category',
    labels: ['owner', 'category'],
    rows: async ({ sums, clock }) =>
      (await sums.ask('overdue', { now: Math.floor(clock() / MINUTE_MS) * MINUTE_MS })).map(
        ({ owner, category, n }) => ({ owner, category, n }),
      ),
  },
  {
    name: 'crossdock_deliveries',
    help: 'Deliveries, by destination and status',
    labels: ['destination', 'status'],
    rows: counted('SELECT destination, status, count(*) AS n FROM deliveries GROUP BY destination, status'),
  },
  {
    name: 'crossdock_delivery_oldest_seconds',
    help: 'Age of the oldest delivery that is still to be taken; 0 when there is none',
    labels: [],
    rows: secondsSince("SELECT min(created_at) AS at FROM deliveries WHERE status = 'pending'"),
  },
  {
    name: 'crossdock_load',
    help: 'Work under way: receipts, messages, evaluations, writes',
    labels: ['kind'],
    rows: (sidecar) => Object.entries(sidecar.load).map(([kind, n]) => ({ kind, n: Number(n) })),
  },
  {
    name: 'crossdock_store_sync_seconds',
    help: 'How long the last 512 commits took to reach the disk',
    labels: ['quantile'],
    rows: ({ database }) => {
      const { p50, p99 } = database.figures.syncs;
      return [
        { quantile: '0.5', n: p50 / 1000 },
        { quantile: '0.99', n: p99 / 1000 },
      ];
    },
  },
  {
    name: 'crossdock_store_log_bytes',
    help: 'Size of the write-ahead log',
    labels: [],
    rows: one(({ database }) => database.figures.logBytes),
  },
  {
    name: 'crossdock_store_free_bytes',
    help: 'Room on the volume of the data directory',
    labels: [],
    rows: one(({ upkeep }) => (Number.isFinite(upkeep.freeBytes) ? upkeep.freeBytes : 0)),
  },
  {
    name: 'crossdock_intake_waiting',
    help: 'Requests that wait until their bytes are on disk',
    labels: [],
    rows: one(({ admission }) => admission.figures.waiting),
  },
  {
    name: 'crossdock_intake_refused',
    help: 'Requests that were turned away since the start, because there was no room for them',
    labels: [],
    rows: one(({ admission }) => admission.figures.refused),
  },
  {
    name: 'crossdock_ready',
    help: '1 when the store can be written and the sidecar is not shutting down',
    labels: [],
    rows: one((sidecar) => Number(sidecar.database.failed === undefined && !sidecar.draining)),
  },
  {
    name: 'crossdock_workspace_info',
    help: 'The workspace version in force; always 1',
    labels: ['version'],
    rows: (sidecar) => [{ version: sidecar.version.version, n: 1 }],
  },
  {
    name: 'crossdock_workspace_in_force_seconds',
    help: 'How long the workspace version in force has been so',
    labels: [],
    rows: one((sidecar) => Math.max(0, (sidecar.clock() - sidecar.version.since) / 1000)),
  },
  {
    name: 'crossdock_workspace_refused',
    help: '1 while the last version that was to come into force was refused',
    labels: [],
    rows: one((sidecar) => Number(sidecar.version.failure !== undefined)),
  },
  {
    name: 'crossdock_audit_rows',
    help: 'Rows of the audit log',
    labels: [],
    rows: counted('SELECT coalesce(max(seq), 0) AS n FROM audit'),
  },
];

/** Times of requests, observed as they are answered. */
export const REQUEST_SECONDS = {
  name: 'crossdock_http_request_seconds',
  help: 'Time to answer a request, by route and status',
  labels: ['method', 'route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
} as const;

/** What Node itself tells, of which these are the ones to watch. */
export const PROCESS_METRICS: readonly { readonly name: string; readonly help: string }[] = [
  { name: 'process_resident_memory_bytes', help: 'Memory of the process' },
  { name: 'process_cpu_seconds_total', help: 'Processor time used' },
  {
    name: 'nodejs_eventloop_lag_p99_seconds',
    help: 'From one look at the main thread to the next, of which 10 ms are no delay, 99th percentile',
  },
  { name: 'nodejs_heap_size_used_bytes', help: 'JavaScript heap in use' },
];

/** The reference page. */
export function metricReference(): string {
  const row = (name: string, kind: string, labels: readonly string[], help: string): string =>
    `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
  return [
    '# Metrics',
    '',
    'Generated from `runtime/http/metric-list.ts` by `npm run reference`. `GET /metrics` answers in the Prometheus text format; a token with the role `monitor` may read it. `runtime/deploy/grafana-dashboard.json` shows them.',
    '',
    '| metric | kind | labels | meaning |',
    '| --- | --- | --- | --- |',
    ...GAUGES.map((gauge) => row(gauge.name, 'gauge', gauge.labels, gauge.help)),
    row(REQUEST_SECONDS.name, 'histogram', REQUEST_SECONDS.labels, REQUEST_SECONDS.help),
    ...PROCESS_METRICS.map(({ name, help }) => row(name, 'process', [], help)),
    '',
    'The other `process_…` and `nodejs_…` metrics are those of prom-client.',
    '',
  ].join('\n');
}
