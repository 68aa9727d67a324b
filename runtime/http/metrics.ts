// Prometheus metrics, collected when they are asked for: one registry per sidecar.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { GAUGES, type GaugeSpec } from './metric-list.ts';

const registries = new WeakMap<Sidecar, Registry>();

function addGauge(register: Registry, spec: GaugeSpec, sidecar: Sidecar): void {
  new Gauge({
    name: spec.name,
    help: spec.help,
    labelNames: [...spec.labels],
    registers: [register],
    async collect() {
      const rows = await spec.rows(sidecar);
      this.reset();
      for (const row of rows) {
        const labels = Object.fromEntries(spec.labels.map((label) => [label, String(row[label])]));
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
  for (const spec of GAUGES) addGauge(register, spec, sidecar);
  registries.set(sidecar, register);
  return register;
}
