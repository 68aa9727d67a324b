// Sends what the outbox holds: a few at a time per destination, with backoff, until it is taken or becomes an exception.
import type { Destination, Outcome } from '../connectors/connector.ts';
import { openDestination } from '../connectors/index.ts';
import { countActivity } from '../store/activity.ts';
import type { Connection, Database } from '../store/database.ts';
import { type DeliveryRow, markDead, markDelivered, markRetry, nextDelivery, nextDue } from '../store/deliveries.ts';
import { addAttempt } from '../store/delivery-attempts.ts';
import { closeForDelivery, insertException } from '../store/exceptions.ts';
import { Allowance } from './allowance.ts';
import { backoffMs } from './backoff.ts';
import { Breaker } from './breaker.ts';
import { deliveryFileName } from './outbox.ts';
import type { Route } from './routes.ts';

/** How long an idle destination waits before it looks again by itself; new deliveries wake it at once. */
const IDLE_MS = 30_000;

export interface CourierOptions {
  readonly database: Database;
  readonly route: Route;
  readonly clock: () => number;
  readonly random: () => number;
  readonly onOutcome?: (outcome: Outcome['kind'], destination: string) => void;
  /** What went wrong on our side: the store, or a connector that threw. */
  readonly onError?: (thrown: unknown) => void;
}

/** The sender of one destination. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #destination: Destination;
  readonly #breaker: Breaker;
  readonly #rate: Allowance;
  readonly #abort = new AbortController();
  readonly #inFlight = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #awake = false;
  #stopping = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#destination = openDestination(options.route.settings);
    this.#breaker = new Breaker(options.route.settings.retry);
    // What is allowed in a second may go at once, what is more waits for its turn.
    const { perSecond } = options.route.settings;
    this.#rate = new Allowance(perSecond, { burst: Math.max(1, perSecond ?? 1), now: options.clock() });
  }

  /** How the destination does: whether its circuit is open, and until when nothing is sent, epoch milliseconds. */
  get health(): { readonly name: string; readonly inFlight: number; readonly isOpen: boolean; readonly until: number } {
    const { isOpen, until } = this.#breaker;
    return { name: this.#options.route.name, inFlight: this.#inFlight.size, isOpen, until };
  }

  /** Looks for due deliveries now. */
  wake(): void {
    if (this.#awake || this.#stopping) return;
    this.#awake = true;
    setImmediate(() => {
      this.#awake = false;
      this.#fill();
    });
  }

  /** Lets attempts under way end, for at most `graceMs`, and sends no more. One that is cut off is not counted as tried. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const grace = setTimeout(() => this.#abort.abort(), graceMs);
    await Promise.all(this.#inFlight.values());
    clearTimeout(grace);
    this.#abort.abort();
  }

  /** Starts due deliveries as long as there is room, and sets the alarm for the next ones. */
  #fill(): void {
    const { database, route, clock } = this.#options;
    if (this.#stopping || database.failed !== undefined) return;
    clearTimeout(this.#timer);
    try {
      const now = clock();
      const room = this.#breaker.isOpen ? 1 : route.settings.concurrency;
      while (this.#inFlight.size < room && this.#breaker.until <= now) {
        const except = [...this.#inFlight.keys()];
        const { order = 'document' } = route.settings;
        if ((order === 'destination' && except.length > 0) || this.#rate.waitMs(now) > 0) break;
        const delivery = nextDelivery(database.connection, { destination: route.name, now, except, order });
        if (delivery === undefined || !this.#rate.take(now)) break;
        this.#start(delivery);
      }
      this.#timer = setTimeout(() => this.wake(), this.#waitMs(now)).unref();
    } catch (thrown) {
      this.#options.onError?.(thrown);
      this.#timer = setTimeout(() => this.wake(), IDLE_MS).unref();
    }
  }

  #waitMs(now: number): number {
    const { database, route } = this.#options;
    const next = nextDue(database.connection, route.name, now) ?? Number.POSITIVE_INFINITY;
    const open = this.#breaker.until > now ? this.#breaker.until : Number.POSITIVE_INFINITY;
    const allowed = this.#rate.waitMs(now);
    return Math.min(IDLE_MS, Math.max(10, Math.min(next - now, open - now, allowed > 0 ? allowed : IDLE_MS)));
  }

  #start(delivery: DeliveryRow): void {
    const attempt = this.#attempt(delivery)
      .catch((thrown: unknown) => this.#options.onError?.(thrown))
      .then(() => {
        this.#inFlight.delete(delivery.id);
        this.#fill();
      });
    this.#inFlight.set(delivery.id, attempt);
  }

  async #attempt(delivery: DeliveryRow): Promise<void> {
    const { clock, random, route, onOutcome, database } = this.#options;
    // A delivery that is sent and then lost with the power would be made anew, under another id.
    await database.synced();
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
      this.#abort.signal,
    );
    if (outcome.kind === 'retry' && this.#abort.signal.aborted) return;
    if (outcome.kind === 'retry') {
      const afterMs = outcome.afterMs === undefined ? {} : { afterMs: outcome.afterMs };
      this.#breaker.failed(clock(), { random: random(), ...afterMs });
    } else this.#breaker.answered();
    const now = clock();
    await database.write(
      (connection) => recordOutcome(connection, { delivery, outcome, route, random: random() }, now),
      { lingers: true },
    );
    onOutcome?.(outcome.kind, route.name);
  }
}

function recordOutcome(
  connection: Connection,
  attempted: { delivery: DeliveryRow; outcome: Outcome; route: Route; random: number },
  now: number,
): void {
  const { delivery, outcome, route, random } = attempted;
  const { retry, owner } = route.settings;
  const attempt = delivery.attempts + 1;
  countActivity(connection, { kind: 'delivery', name: `${route.name} ${outcome.kind}` }, now);
  if (outcome.kind === 'delivered') {
    const closing = { status: 'resolved', by: 'system:delivery', reason: 'delivered' } as const;
    if (markDelivered(connection, delivery.id, now)) closeForDelivery(connection, delivery.id, closing, now);
    return;
  }
  if (outcome.kind === 'retry' && attempt < retry.attempts) {
    const afterMs = outcome.afterMs === undefined ? {} : { afterMs: outcome.afterMs };
    const at = now + backoffMs(retry, attempt, { random, ...afterMs });
    markRetry(connection, delivery.id, { at, error: outcome.reason });
    addAttempt(connection, delivery.id, { at: now, outcome: 'retry', reason: outcome.reason, nextAt: at });
    return;
  }
  if (!markDead(connection, delivery.id, outcome.reason)) return;
  addAttempt(connection, delivery.id, { at: now, outcome: outcome.kind, reason: outcome.reason, nextAt: null });
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
      owner,
      severity: 'block',
      cause: `${code} ${route.name}`,
      message: `${route.name}: ${outcome.reason}, after ${attempt} attempt${attempt === 1 ? '' : 's'}`,
      help: 'Replay the exception once the destination takes messages again.',
    },
    now,
  );
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
