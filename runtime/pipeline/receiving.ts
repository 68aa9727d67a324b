// Takes up receipts, oldest first, has them evaluated chunk by chunk, and puts their messages into the lanes.
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { CrossdockError, type ErrorJson, errorJson } from '../engine/errors.ts';
import { extended } from '../engine/extended.ts';
import { sourceDecoding } from '../engine/routing.ts';
import { documentKey } from '../model/keys.ts';
import { takeNumber } from '../store/counters.ts';
import type { Connection, Database } from '../store/database.ts';
import { insertDelivery } from '../store/deliveries.ts';
import { newId } from '../store/ids.ts';
import { hasMessageAt, insertMessage, type MessageHead } from '../store/messages.ts';
import { findReceipt, type PendingReceipt, pendingReceipts, type Receipt, receiptDecoded } from '../store/receipts.ts';
import { type Ahead, type EvaluatedMessage, LONG_BYTES, type Tasks } from '../workers/tasks.ts';
import { Arrival, type ArrivalOptions } from './arrival.ts';
import { Foresight } from './foresight.ts';
import { FreshReceipts } from './fresh-receipts.ts';
import type { MessageToSettle } from './held.ts';
import type { Lanes } from './lanes.ts';
import type { Pace } from './pace.ts';
import { ACKNOWLEDGEMENTS, type Routes } from './routes.ts';
import type { EvaluatedReceipt, Runner } from './runner.ts';

/** Messages of one receipt that are evaluated before the next task may have the thread. */
const CHUNK = 200;
/** Receipts under evaluation, their bytes, and messages in lanes, beyond which no further receipt is taken up. */
export const MAX_RECEIPTS = 128;
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_SETTLING = 2_000;
/** Messages that only wait for room: what is evaluated long before its turn is memory that is moved about meanwhile. */
const MAX_READY = 64;
/** Receipts that wait and are known without asking the store for them. */
const MOST_KNOWN = 1_000;
/** Messages in lanes while a long receipt goes on: those of others must not wait behind all of it. */
const LONG_SHARE = 64;
/** How long to wait for a thread when none can be started. */
const NO_THREAD_MS = 1_000;

export interface ReceivingOptions {
  readonly config: Config;
  readonly database: Database;
  readonly routes: Routes;
  readonly lanes: Lanes;
  readonly pace: Pace;
  readonly clock: () => number;
  readonly runner: () => Runner;
  /** Puts a message into its lanes. */
  readonly settle: (message: MessageToSettle, runner: Runner) => void;
  readonly onDecoded: (receipt: string) => void;
  readonly onError: (thrown: unknown, receipt: string) => void;
}

interface Evaluated extends EvaluatedReceipt {
  readonly isLast: boolean;
}

/** Where the receipt of a source that came last stands: its messages are queued for the store, and are in the lanes. */
interface Turn {
  readonly queued: Promise<void>;
  readonly entered: Promise<void>;
}

const NO_TURN: Turn = { queued: Promise.resolve(), entered: Promise.resolve() };

type EvaluateRequest = Omit<
  Tasks['evaluate']['request'],
  'from' | 'until' | 'only' | 'acknowledge' | 'control' | 'ahead'
>;

/** Under what the only message of a receipt is known, and since when. */
type Entry = Pick<ArrivalOptions, 'id' | 'at'>;

/** Receipts up to this size are evaluated together with others. */
const SHORT_BYTES = 16 * 1024;

/** How a receipt is evaluated, whichever of its messages are wanted. */
export function evaluateRequest(
  config: Config,
  receipt: Receipt,
  evaluation: { bytes: Uint8Array; key: string; now: number },
): EvaluateRequest {
  const settings = config.sources[receipt.source];
  return {
    key: evaluation.key,
    bytes: evaluation.bytes,
    ...(receipt.mapping === null ? {} : { mapping: receipt.mapping }),
    source: {
      system: settings?.system ?? receipt.source,
      ...(receipt.topic === null ? {} : { topic: receipt.topic }),
    },
    ...(settings?.tenant === undefined ? {} : { tenant: settings.tenant }),
    preparedAt: new Date(evaluation.now).toISOString(),
  };
}

/** The message that stands for all of a receipt behind `index`, which could not be evaluated. */
export function restMessage(receipt: Receipt, index: number, error: ErrorJson): EvaluatedMessage {
  return { ...lostMessage(receipt, index, error), rest: true };
}

/** The message whose evaluation was ended. */
export function lostMessage(receipt: Receipt, index: number, error: ErrorJson): EvaluatedMessage {
  const { mapping, body } = receipt;
  return { index, start: 0, end: body.length, mapping: mapping ?? '', documents: [], findings: [], error, tookMs: 0 };
}

/** Stores one evaluated message of a receipt. */
export function storeMessage(
  connection: Connection,
  message: { receipt: Receipt; evaluated: EvaluatedMessage; runner: Runner },
  now: number,
): MessageHead {
  const { receipt, evaluated, runner } = message;
  const [first] = evaluated.documents;
  const types = evaluated.documents.map((document) => document.type);
  const versions = runner.versionsOf(evaluated.mapping, types);
  const keys = first === undefined ? { type: null, key: null } : { type: first.type, key: documentKey(first) };
  return insertMessage(connection, { evaluated, receipt, versions, keys }, now);
}

/** Bytes that every thread may read without a copy of its own. */
function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.length < LONG_BYTES) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** Receipts on their way into the lanes. */
export class Receiving {
  readonly #options: ReceivingOptions;
  /** Per source, that of the receipt that came last. */
  readonly #turns = new Map<string, Turn>();
  readonly #fresh = new FreshReceipts();
  readonly #foresight = new Foresight();
  #cursor = 0;
  /** Those behind the cursor that are known; when it is caught up, all there are. */
  #next: PendingReceipt[] = [];
  #isCaughtUp = false;
  #receipts = 0;
  #bytes = 0;
  #stopped = false;

  constructor(options: ReceivingOptions) {
    this.#options = options;
  }

  /** Receipts under evaluation. */
  get size(): number {
    return this.#receipts;
  }

  /** Keeps a receipt that is committed until its turn comes. One whose turn has come already is not kept. */
  keep(receipt: Receipt): void {
    const { seq, id, body } = receipt;
    if (seq <= this.#cursor) return;
    this.#fresh.keep(receipt);
    if (this.#next.length >= MOST_KNOWN) this.#isCaughtUp = false;
    if (this.#isCaughtUp) this.#next.push({ seq, id, sizeBytes: body.length });
  }

  /** Takes up no more. */
  stop(): void {
    this.#stopped = true;
    this.#options.pace.stop();
  }

  /** Takes up receipts that wait, as far as there is room. */
  pump(): void {
    const { database, lanes, pace } = this.#options;
    while (
      !this.#stopped &&
      database.failed === undefined &&
      this.#receipts < pace.allowed &&
      lanes.size < MAX_SETTLING &&
      lanes.ready < MAX_READY
    ) {
      if (this.#next.length === 0 && !this.#isCaughtUp) {
        this.#next = pendingReceipts(database.connection, this.#cursor, MAX_RECEIPTS);
        this.#isCaughtUp = this.#next.length < MAX_RECEIPTS;
      }
      const [next] = this.#next;
      if (next === undefined || (this.#receipts > 0 && this.#bytes + next.sizeBytes > MAX_BYTES)) return;
      this.#next.shift();
      this.#cursor = next.seq;
      void this.take(next.id, 0);
      pace.watch(
        () => this.#receipts > 0 || lanes.size > 0,
        () => {
          lanes.wake();
          this.pump();
        },
      );
    }
  }

  /**
   * Evaluates a pending receipt from a position on. Resolves when its messages are in the lanes; never rejects: what
   * cannot be evaluated is held, what the store does not take stays pending for the next start.
   */
  async take(id: string, from: number): Promise<void> {
    const { database, onError } = this.#options;
    const fresh = this.#fresh.take(id);
    const receipt = fresh ?? findReceipt(database.connection, id);
    if (receipt === undefined) return;
    this.#receipts += 1;
    this.#bytes += receipt.body.length;
    const before = this.#turns.get(receipt.source) ?? NO_TURN;
    let [queued, entered] = [() => {}, () => {}];
    const turn: Turn = {
      queued: new Promise((resolve) => {
        queued = resolve;
      }),
      entered: new Promise((resolve) => {
        entered = resolve;
      }),
    };
    this.#turns.set(receipt.source, turn);
    const isFresh = fresh !== undefined;
    await this.#process(receipt, { from, isFresh, before, queued }).catch((thrown: unknown) => onError(thrown, id));
    queued();
    entered();
    if (this.#turns.get(receipt.source) === turn) this.#turns.delete(receipt.source);
    this.#receipts -= 1;
    this.#bytes -= receipt.body.length;
    this.pump();
  }

  /**
   * @param options.isFresh  nobody took it up before
   * @param options.before  the messages of earlier receipts of the source: these follow them, in the same commit if there is
   *   room, so that they enter the lanes in the order in which they came
   */
  async #process(
    receipt: Receipt,
    options: { from: number; isFresh: boolean; before: Turn; queued: () => void },
  ): Promise<void> {
    const { config, database, lanes, clock, onDecoded, settle } = this.#options;
    const runner = this.#options.runner();
    const release = runner.hold();
    try {
      const bytes = shared(receipt.body);
      const request = evaluateRequest(config, receipt, { bytes, key: receipt.id, now: clock() });
      const control = await this.#controlNumber(request, runner);
      const at = clock();
      const entry: Entry = { id: newId('msg', at), at };
      for (let from = options.from; ; from += CHUNK) {
        const chunk = await this.#evaluate(receipt, { request, runner, from, control, entry });
        await options.before.queued;
        await lanes.below(from === options.from ? MAX_SETTLING : LONG_SHARE);
        const only = this.#onlyMessage(receipt, chunk, { from, isFresh: options.isFresh });
        if (only !== undefined) {
          await options.before.entered;
          this.#enter(receipt, extended(chunk, { evaluated: only, entry, runner }));
          return;
        }
        const write = (one: Evaluated) =>
          database.write((connection) => this.#store(connection, receipt, extended(one, { runner, from })), {
            lingers: true,
          });
        const written = write(chunk);
        if (chunk.isLast) options.queued();
        const { heads, items, isLast } = await written.catch((thrown: unknown) => {
          if (database.failed !== undefined) throw thrown;
          return write(unreadable(receipt, from, errorJson(thrown)));
        });
        for (const [index, head] of heads.entries()) {
          if (head.status !== 'accepted') continue;
          const evaluated = items[index] as EvaluatedMessage;
          settle({ id: head.id, receiptId: receipt.id, source: receipt.source, evaluated }, runner);
        }
        if (isLast) break;
      }
      onDecoded(receipt.id);
    } finally {
      release();
    }
  }

  /** One chunk of a receipt. What cannot be evaluated at all becomes one message that stands for the rest. */
  async #evaluate(
    receipt: Receipt,
    chunk: { request: EvaluateRequest; runner: Runner; from: number; control: string; entry: Entry },
  ): Promise<Evaluated> {
    const { database } = this.#options;
    const { request, from, control, runner, entry } = chunk;
    const asked = extended(request, { from, until: from + CHUNK, acknowledge: from === 0, control });
    for (;;) {
      let items: readonly EvaluatedMessage[] = [];
      const alone = async (): Promise<EvaluatedReceipt> => {
        const came: EvaluatedMessage[] = [];
        items = came;
        const onLost = (index: number, error: ErrorJson) => lostMessage(receipt, index, error);
        const done = await runner.pool.run('evaluate', asked, { onItem: (item) => came.push(item), onLost });
        return { items: came, done };
      };
      try {
        const isShort = from === 0 && request.bytes.length <= SHORT_BYTES;
        const evaluated = await (isShort
          ? runner.evaluating.run(extended(asked, { ahead: this.#ahead(receipt, entry) }), alone)
          : alone());
        const { done } = evaluated;
        ({ items } = evaluated);
        if (items.length === 0) return unreadable(receipt, from, goneError(done.messages));
        return extended(evaluated, { isLast: from + CHUNK >= done.messages });
      } catch (thrown) {
        const { code } = thrown as CrossdockError;
        if (code === 'intake.draining' || database.failed !== undefined) throw thrown;
        if (code !== 'worker.unavailable') return unreadable(receipt, from, errorJson(thrown), items);
        await delay(NO_THREAD_MS);
      }
    }
  }

  /** What the message of a receipt that holds just one is settled with at once. */
  #ahead({ source }: Receipt, { id, at }: Entry): Ahead {
    const configured = this.#options.config.sources[source]?.class;
    const time = new Date(at).toISOString();
    return {
      ...{ messageId: id, receivedAt: time, now: time, types: this.#foresight.worthwhile() },
      ...(configured === undefined ? {} : { configuredClass: configured }),
    };
  }

  /** The message of a receipt that holds just one, of which nothing is known yet. */
  #onlyMessage(
    receipt: Receipt,
    chunk: Evaluated,
    { from, isFresh }: { from: number; isFresh: boolean },
  ): EvaluatedMessage | undefined {
    const { items, done, isLast } = chunk;
    const [only] = items;
    const isOnly = isLast && from === 0 && items.length === 1 && done.acknowledgements.length === 0;
    const { connection } = this.#options.database;
    if (only === undefined || !isOnly) return undefined;
    return !isFresh && hasMessageAt(connection, receipt.id, only.index) ? undefined : only;
  }

  /** Puts such a message into the lanes: it is stored once it is settled, with all that it causes. */
  #enter(
    receipt: Receipt,
    message: Evaluated & { readonly evaluated: EvaluatedMessage; readonly entry: Entry; readonly runner: Runner },
  ): void {
    const { settle, onDecoded } = this.#options;
    const { evaluated, texts, done, entry, ahead, runner } = message;
    const { messages, findings } = done;
    const [text] = texts ?? [];
    const [first] = evaluated.documents;
    const workspaceVersion = runner.engine.workspace.version;
    const arrival = new Arrival({
      receipt,
      runner,
      ...entry,
      ...(text === undefined ? {} : { written: { evaluated, text } }),
      alongside: (connection) => receiptDecoded(connection, receipt, { messages, findings, workspaceVersion }),
      onStored: () => onDecoded(receipt.id),
    });
    const foreseen =
      ahead === undefined || first === undefined
        ? {}
        : { ahead: extended(ahead, { learn: (hit: boolean) => this.#foresight.learn(first.type, hit) }) };
    settle({ id: arrival.id, receiptId: receipt.id, source: receipt.source, evaluated, arrival, ...foreseen }, runner);
  }

  /** Stores one chunk, and with the last one that the receipt is decoded. */
  #store(
    connection: Connection,
    receipt: Receipt,
    chunk: Evaluated & { runner: Runner; from: number },
  ): Evaluated & { heads: MessageHead[] } {
    const { items, done, isLast, runner, from } = chunk;
    const now = this.#options.clock();
    const heads = items.map((evaluated) => storeMessage(connection, { receipt, evaluated, runner }, now));
    if (from === 0) this.#queueAcknowledgements(connection, receipt, done, now);
    if (isLast) {
      const { messages, findings } = done;
      const workspaceVersion = runner.engine.workspace.version;
      receiptDecoded(connection, receipt, { messages, findings, workspaceVersion });
    }
    return { items, done, isLast, heads };
  }

  /** Only EDI receipts are acknowledged, so only they take a number. */
  async #controlNumber({ mapping, source }: EvaluateRequest, runner: Runner): Promise<string> {
    const { database } = this.#options;
    const { engine } = runner;
    try {
      const { format } =
        mapping === undefined
          ? sourceDecoding(engine.workspace, source)
          : engine.inbound(mapping).mapping.manifest.from;
      if (format !== 'x12' && format !== 'edifact') return '0';
      return String(await database.write((connection) => takeNumber(connection, `acknowledgement:${format}`)));
    } catch (thrown) {
      // What is wrong with the mapping or the source is said when the receipt is evaluated.
      if (thrown instanceof CrossdockError && database.failed === undefined) return '0';
      throw thrown;
    }
  }

  #queueAcknowledgements(connection: Connection, receipt: Receipt, done: Tasks['evaluate']['done'], now: number): void {
    done.acknowledgements.forEach((acknowledgement, index) => {
      const mapping = ACKNOWLEDGEMENTS[acknowledgement.kind] ?? acknowledgement.kind;
      for (const route of this.#options.routes.destinationsOf(mapping)) {
        insertDelivery(
          connection,
          {
            destination: route.name,
            mapping,
            receiptId: receipt.id,
            onceKey: `${receipt.id}:${index}`,
            body: acknowledgement.body,
            contentType: acknowledgement.format === 'x12' ? 'application/edi-x12' : 'application/edifact',
            fileName: `${acknowledgement.receiver}.edi`,
          },
          now,
        );
      }
    });
  }
}

const goneError = (messages: number): ErrorJson => ({
  code: 'request.conflict',
  message: `the receipt now holds only ${messages} message${messages === 1 ? '' : 's'}`,
});

/** What is left of a receipt whose evaluation ended: the messages that came, and one that stands for the rest. */
function unreadable(
  receipt: Receipt,
  from: number,
  error: ErrorJson,
  items: readonly EvaluatedMessage[] = [],
): Evaluated {
  const index = from + items.length;
  return {
    items: [...items, restMessage(receipt, index, error)],
    done: { messages: index + 1, findings: [], acknowledgements: [] },
    isLast: true,
  };
}
