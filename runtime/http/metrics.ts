// Prometheus metrics, collected when they are asked for: one registry per sidecar.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Sidecar } from '../pipeline/sidecar.ts';

const registries = new WeakMap<Sidecar, Registry>();

function gauge(
  register: Registry,
  options: { name: string; help: string; labels: readonly string[] },
  rows: () => readonly Record<string, string | number>[],
): void {
  new Gauge({
    name: options.name,
    help: options.help,
    labelNames: [...options.labels],
    registers: [register],
    collect() {
      this.reset();
      for (const row of rows()) {
        const labels = Object.fromEntries(options.labels.map((label) => [label, String(row[label])]));
        this.set(labels, Number(row['n']));
      }
    },
  });
}

/** The registry of a sidecar. */
export function registry(sidecar: Sidecar): Registry {
  const known = registries.get(sidecar);
  if (known !== undefined) return known;
  const register = new Registry();
  collectDefaultMetrics({ register });
  const { connection } = sidecar.database;
  const count = (sql: string) => () => connection.prepare(sql).all() as Record<string, string | number>[];
  gauge(
    register,
    { name: 'crossdock_receipts', help: 'Receipts stored, by source', labels: ['source'] },
    count('SELECT source, count(*) AS n FROM receipts GROUP BY source'),
  );
  gauge(
    register,
    { name: 'crossdock_duplicates', help: 'Repeats of receipts, by source', labels: ['source'] },
    count('SELECT source, count(*) AS n FROM duplicates GROUP BY source'),
  );
  gauge(
    register,
    { name: 'crossdock_messages', help: 'Messages, by source and status', labels: ['source', 'status'] },
    count('SELECT source, status, count(*) AS n FROM messages GROUP BY source, status'),
  );
  gauge(
    register,
    {
      name: 'crossdock_exceptions_open',
      help: 'Open exceptions, by owner and category',
      labels: ['owner', 'category'],
    },
    count(
      "SELECT owner, category, count(*) AS n FROM exceptions INDEXED BY exceptions_open WHERE status = 'open' GROUP BY owner, category",
    ),
  );
  gauge(
    register,
    { name: 'crossdock_deliveries', help: 'Deliveries, by destination and status', labels: ['destination', 'status'] },
    count('SELECT destination, status, count(*) AS n FROM deliveries GROUP BY destination, status'),
  );
  gauge(register, { name: 'crossdock_load', help: 'Work under way', labels: ['kind'] }, () =>
    Object.entries(sidecar.load).map(([kind, n]) => ({ kind, n })),
  );
  registries.set(sidecar, register);
  return register;
}
