// Health, readiness and metrics.

import { MONITOR, PUBLIC } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { type Route, time } from './route.ts';
import { requestTimings } from './timings.ts';

/** Each condition of readiness, and whether it holds. */
function readiness(sidecar: Sidecar): { ready: boolean; conditions: Record<string, boolean> } {
  const conditions = {
    store: sidecar.database.failed === undefined,
    accepting: !sidecar.draining,
    room: sidecar.admission.hasRoom,
    disk: !sidecar.upkeep.isShort,
    threads: sidecar.stalled === undefined,
  };
  return { ready: Object.values(conditions).every(Boolean), conditions };
}

export const HEALTH_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/livez',
    summary: 'Whether the process is alive',
    access: PUBLIC,
    responses: { 200: { description: 'It is', schema: { type: 'object', required: ['status'] } } },
    handle: (context) => context.json({ status: 'alive' }),
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether messages can be sent here now',
    access: PUBLIC,
    parameters: [
      { name: 'verbose', in: 'query', description: 'with each condition, the load and the version in force' },
    ],
    responses: {
      200: { description: 'They can', schema: { type: 'object', required: ['status'] } },
      503: { description: 'They cannot' },
    },
    handle(context, sidecar) {
      const { ready, conditions } = readiness(sidecar);
      const status = ready ? 'ready' : 'not ready';
      const verbose = context.req.query('verbose') !== undefined;
      const detail = verbose
        ? {
            conditions,
            load: sidecar.load,
            version: sidecar.engine.workspace.version,
            inForceSince: time(sidecar.version.since),
            ...(sidecar.version.failure === undefined
              ? {}
              : { refused: { ...sidecar.version.failure, at: time(sidecar.version.failure.at) } }),
            findings: sidecar.findings.length,
            at: time(sidecar.clock()),
          }
        : {};
      return context.json({ status, ...detail }, ready ? 200 : 503);
    },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    access: MONITOR,
    responses: { 200: { description: 'Text format 0.0.4', contentType: 'text/plain' } },
    async handle(context, sidecar) {
      const { registry } = await import('./metrics.ts');
      const timings = requestTimings(sidecar);
      context.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
      return context.body(`${await registry(sidecar).metrics()}${timings}`);
    },
  },
];
