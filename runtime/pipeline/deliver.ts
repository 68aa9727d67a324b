// Sends what the outbox holds: a few at a time per destination, with backoff, until it is taken or becomes an exception.

import type { Destination, Outcome } from '../connectors/connector.ts';
import { openDestination } from '../connectors/index.ts';
import type { Database } from '../store/database.ts';
import { type DeliveryRow, dueDeliveries, markDead, markDelivered, markRetry, nextDue } from '../store/deliveries.ts';
import { closeForDelivery, insertException } from '../store/exceptions.ts';
import { deliveryFileName } from './commit.ts';
import type { Route } from './routes.ts';

/** How long an idle destination waits before it looks again by itself; new deliveries wake it at once. */
const IDLE_MS = 30_000;

export interface BackoffSettings {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Milliseconds until the next attempt: doubling from `baseMs` up to `maxMs`, then ±20 % so that retries spread out.
 * A time the destination asked for is a lower bound, and only spread upwards.
 */
export function backoffMs(
  settings: BackoffSettings,
  attempt: number,
  options: { random: number; afterMs?: number },
): number {
  const exponential = Math.min(settings.maxMs, settings.baseMs * 2 ** Math.min(attempt - 1, 40));
  const jittered = Math.round(exponential * (0.8 + 0.4 * options.random));
  return options.afterMs === undefined
    ? jittered
    : Math.max(jittered, Math.round(options.afterMs * (1 + 0.2 * options.random)));
}

export interface CourierOptions {
  readonly database: Database;
  readonly route: Route;
  readonly clock: () => number;
  readonly random: () => number;
  readonly onOutcome?: (outcome: Outcome['kind'], destination: string) => void;
}

/** The sender of one destination. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #destination: Destination;
  readonly #stop = new AbortController();
  readonly #inFlight = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #loop: Promise<void> = Promise.resolve();
  #awake = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#destination = openDestination(options.route.settings);
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Looks for due deliveries now. */
  wake(): void {
    if (this.#awake || this.#stop.signal.aborted) return;
    this.#awake = true;
    clearTimeout(this.#timer);
    this.#loop = this.#loop.then(() => this.#round());
  }

  /** Lets attempts under way end, for at most `graceMs`, and sends no more. */
  async stop(graceMs: number): Promise<void> {
    clearTimeout(this.#timer);
    const grace = setTimeout(() => this.#stop.abort(), graceMs);
    await this.#loop;
    clearTimeout(grace);
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  async #round(): Promise<void> {
    this.#awake = false;
    const { database, route, clock } = this.#options;
    const { concurrency } = route.settings;
    const due = dueDeliveries(database.connection, { destination: route.name, now: clock(), limit: concurrency });
    await Promise.all(due.map((delivery) => this.#attempt(delivery)));
    if (this.#stop.signal.aborted || database.failed !== undefined) return;
    if (due.length === concurrency) return this.wake();
    const next = nextDue(database.connection, route.name);
    const wait = next === undefined ? IDLE_MS : Math.min(IDLE_MS, Math.max(10, next - clock()));
    this.#timer = setTimeout(() => this.wake(), wait);
    this.#timer.unref();
  }

  async #attempt(delivery: DeliveryRow): Promise<void> {
    const { clock, route, onOutcome } = this.#options;
    this.#inFlight.add(delivery.id);
    try {
      const outcome = await this.#destination.send(
        {
          id: delivery.id,
          body: delivery.body,
          contentType: delivery.content_type,
          fileName: fileNameOf(delivery),
          mapping: delivery.mapping,
          now: clock(),
          attempt: delivery.attempts + 1,
        },
        this.#stop.signal,
      );
      await this.#record(delivery, outcome);
      onOutcome?.(outcome.kind, route.name);
    } finally {
      this.#inFlight.delete(delivery.id);
    }
  }

  async #record(delivery: DeliveryRow, outcome: Outcome): Promise<void> {
    const { database, route, clock, random } = this.#options;
    const now = clock();
    const attempt = delivery.attempts + 1;
    await database.write((connection) => {
      if (outcome.kind === 'delivered') {
        markDelivered(connection, delivery.id, now);
        closeForDelivery(
          connection,
          delivery.id,
          { status: 'resolved', by: 'system:delivery', reason: 'delivered' },
          now,
        );
        return;
      }
      if (outcome.kind === 'retry' && attempt < route.settings.retry.attempts) {
        const afterMs = outcome.afterMs === undefined ? {} : { afterMs: outcome.afterMs };
        markRetry(connection, delivery.id, {
          at: now + backoffMs(route.settings.retry, attempt, { random: random(), ...afterMs }),
          error: outcome.reason,
        });
        return;
      }
      markDead(connection, delivery.id, outcome.reason);
      const code = outcome.kind === 'rejected' ? 'delivery.rejected' : 'delivery.exhausted';
      insertException(
        connection,
        {
          subject: 'delivery',
          deliveryId: delivery.id,
          ...(delivery.document_id === null ? {} : { documentId: delivery.document_id }),
          ...(delivery.document_type === null ? {} : { documentType: delivery.document_type }),
          ...(delivery.document_key === null ? {} : { documentKey: delivery.document_key }),
          code,
          category: 'delivery',
          owner: route.settings.owner,
          severity: 'block',
          cause: `${code} ${route.name}`,
          message: `${route.name}: ${outcome.reason}, after ${attempt} attempt${attempt === 1 ? '' : 's'}`,
          help: 'Replay the exception once the destination takes messages again.',
        },
        now,
      );
    });
  }
}

function fileNameOf(delivery: DeliveryRow): string {
  const name = delivery.file_name ?? `${delivery.document_key ?? 'delivery'}.bin`;
  const dot = name.lastIndexOf('.');
  return deliveryFileName({
    mapping: delivery.mapping,
    key: name.slice(0, dot),
    id: delivery.id,
    extension: name.slice(dot + 1),
  });
}
