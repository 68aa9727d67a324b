// GET /v1/connections: sources with their rates and their silence, destinations with their circuits and what waits for them.
import { READ } from '../governance/access.ts';
import { cadenceOf, HOUR_MS, LEARNED_HOURS } from '../pipeline/cadence.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { type ActivityRow, activityOf, MINUTE_MS } from '../store/activity.ts';
import { lastDelivered, lastError, type SourceRow, sourceRows } from '../store/connections.ts';
import { dayOf } from '../store/ids.ts';
import type { ConnectionsAnswer } from './answers.ts';
import { type Route, time } from './route.ts';

type Hours = ReadonlyMap<string, ReadonlyMap<number, number>>;

function byName(rows: readonly ActivityRow[]): Hours {
  const names = new Map<string, Map<number, number>>();
  for (const { name, at, count } of rows) {
    const hours = names.get(name) ?? new Map<number, number>();
    hours.set(at, count);
    names.set(name, hours);
  }
  return names;
}

const sumSince = (hours: ReadonlyMap<number, number> | undefined, from: number): number =>
  [...(hours ?? [])].reduce((sum, [at, count]) => sum + (at >= from ? count : 0), 0);

function sourceView(
  sidecar: Sidecar,
  row: SourceRow | undefined,
  options: { name: string; hours: Hours; minutes: Hours; now: number },
) {
  const { name, now } = options;
  const settings = sidecar.config.sources[name];
  const hours = options.hours.get(name) ?? new Map<number, number>();
  const classes = [...sidecar.engine.workspace.mappings.values()].flatMap((mapping) =>
    mapping.direction === 'inbound' && mapping.manifest.from.system === (settings?.system ?? name)
      ? [mapping.manifest.from.class]
      : [],
  );
  const lastAt = row?.lastAt ?? null;
  const cadence =
    lastAt === null ? null : cadenceOf(hours, { since: Date.parse(row?.firstDay ?? dayOf(now)), lastAt, now });
  return {
    name,
    system: settings?.system ?? name,
    class: settings?.class ?? classes[0] ?? null,
    isConfigured: settings !== undefined,
    isSigned: settings?.signature !== undefined,
    received: row?.received ?? 0,
    today: row?.today ?? 0,
    lastHour: sumSince(options.minutes.get(name), now - HOUR_MS),
    lastAt: lastAt === null ? null : time(lastAt),
    cadence,
    hours: [...hours].filter(([at]) => at > now - 48 * HOUR_MS).map(([at, count]) => ({ at: time(at), count })),
  };
}

export const CONNECTION_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/connections',
    summary:
      'Sources with rates, learned cadence and silence; destinations with circuit, what waits and what has failed',
    access: READ,
    responses: {
      200: {
        description: 'Sources and destinations',
        schema: {
          type: 'object',
          required: ['sources', 'destinations'],
          properties: {
            sources: { type: 'array', items: { type: 'object', required: ['name', 'received', 'lastAt', 'cadence'] } },
            destinations: {
              type: 'array',
              items: { type: 'object', required: ['name', 'type', 'circuit', 'pending', 'dead', 'owner'] },
            },
          },
        },
      },
    },
    async handle(context, sidecar) {
      const { sums } = sidecar;
      const { connection } = sidecar.database;
      const now = sidecar.clock();
      const range = { from: now - LEARNED_HOURS * HOUR_MS, to: now, stepMs: HOUR_MS };
      const hours = byName(activityOf(connection, 'received', range));
      const minutes = byName(activityOf(connection, 'received', { from: now - HOUR_MS, to: now, stepMs: MINUTE_MS }));
      const rows = new Map(sourceRows(connection, dayOf(now)).map((row) => [row.source, row]));
      const names = [...new Set([...Object.keys(sidecar.config.sources), ...rows.keys()])].sort();
      const sent = byName(activityOf(connection, 'delivery', { ...range, from: now - 24 * HOUR_MS }));
      const waiting = new Map((await sums.ask('destinations', {})).map((row) => [row.destination, row]));
      const health = new Map(sidecar.destinations.map((one) => [one.name, one]));
      const answer: ConnectionsAnswer = {
        sources: names.map((name) => sourceView(sidecar, rows.get(name), { name, hours, minutes, now })),
        destinations: sidecar.routes.all.map(({ name, settings }) => {
          const state = health.get(name);
          const row = waiting.get(name);
          const last = lastDelivered(connection, name);
          const day = (outcome: string) => sumSince(sent.get(`${name} ${outcome}`), 0);
          return {
            name,
            type: settings.type,
            owner: settings.owner,
            mappings: settings.mappings,
            circuit: state?.isOpen === true ? 'open' : 'closed',
            pausedUntil: state !== undefined && state.until > now ? time(state.until) : null,
            inFlight: state?.inFlight ?? 0,
            pending: row?.pending ?? 0,
            dead: row?.dead ?? 0,
            refused: row?.refused ?? 0,
            oldestPendingAt: row?.oldestPendingAt == null ? null : time(row.oldestPendingAt),
            lastDeliveredAt: last === undefined ? null : time(last),
            lastError: lastError(connection, name) ?? null,
            lastDay: { delivered: day('delivered'), retried: day('retry'), rejected: day('rejected') },
          };
        }),
      };
      return context.json(answer);
    },
  },
];
