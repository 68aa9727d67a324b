// The sidecar: takes receipts in, has them evaluated, settles their messages in order, and sends what that sets free.
import type { Config } from '../config.ts';
import { CrossdockError, type ErrorJson, type Finding } from '../engine/errors.ts';
import type { MessageResult } from '../engine/message.ts';
import { mappingsOf, sourceFormat } from '../engine/routing.ts';
import { workspaceVersion } from '../engine/workspace/open.ts';
import { documentKey } from '../model/keys.ts';
import { takeNumber } from '../store/counters.ts';
import { Database } from '../store/database.ts';
import { insertDelivery } from '../store/deliveries.ts';
import { documentById } from '../store/documents.ts';
import { pendingReevaluations } from '../store/gates.ts';
import { insertMessage, type MessageRow, messagesOfReceipt, unsettledMessages } from '../store/messages.ts';
import {
  findReceipt,
  insertReceipt,
  type NewReceipt,
  pendingReceipts,
  type Receipt,
  receiptDecoded,
} from '../store/receipts.ts';
import type { EvaluatedMessage, Tasks } from '../workers/tasks.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { Courier } from './deliver.ts';
import { laneKeys } from './keys.ts';
import { Lanes } from './lanes.ts';
import { ACKNOWLEDGEMENTS, type Routes, routesOf } from './routes.ts';
import { type Runner, startRunner } from './runner.ts';
import { judgeAgain, type MessageToSettle, type SettleContext, settleOne } from './settlement.ts';

/** Messages of one receipt that are evaluated before the next task may have the thread. */
const CHUNK = 2_000;
/** Receipts under evaluation, and messages waiting in lanes, beyond which no further receipt is taken up. */
const MAX_RECEIPTS = 64;
const MAX_SETTLING = 4_000;

export interface SidecarOptions {
  readonly config: Config;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: () => number;
  readonly log?: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;
}

export type Change = {
  readonly kind: 'receipt' | 'message' | 'delivery' | 'workspace';
  readonly id: string;
  readonly status: string;
};

/** One running sidecar over one data directory. */
export class Sidecar {
  readonly config: Config;
  readonly database: Database;
  readonly routes: Routes;
  readonly clock: () => number;
  readonly #log: NonNullable<SidecarOptions['log']>;
  readonly #lanes = new Lanes();
  readonly #couriers: Courier[];
  /** Per source, the receipt whose messages go into the lanes next. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #work = new Set<Promise<void>>();
  readonly #judging = new Set<number>();
  #runner: Runner;
  #cursor = 0;
  #receipts = 0;
  #draining = false;

  /**
   * Opens the data directory and the workspace, and takes up what an earlier process left.
   *
   * @throws CrossdockError `workspace.…`, `store.…`
   */
  static async open(options: SidecarOptions): Promise<Sidecar> {
    const files = await readWorkspaceFiles(options.config.workspace);
    const database = new Database(options.config.data);
    try {
      return new Sidecar(options, database, startRunner(files, options.config));
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
  }

  private constructor(options: SidecarOptions, database: Database, runner: Runner) {
    this.config = options.config;
    this.clock = options.clock ?? Date.now;
    this.#log = options.log ?? (() => undefined);
    this.database = database;
    this.#runner = runner;
    this.routes = routesOf(options.config);
    const random = options.random ?? Math.random;
    this.#couriers = this.routes.all.map(
      (route) =>
        new Courier({
          database,
          route,
          clock: this.clock,
          random,
          onOutcome: (kind, destination) => this.#tell({ kind: 'delivery', id: destination, status: kind }),
        }),
    );
    for (const finding of runner.findings)
      this.#log(finding.severity === 'error' ? 'error' : 'warn', `${finding.code}: ${finding.message}`, {
        at: finding.at,
      });
    for (const row of unsettledMessages(database.connection)) this.#settle(toSettle(row));
    this.#pump();
    this.#wakeCouriers();
  }

  get engine(): Runner['engine'] {
    return this.#runner.engine;
  }

  /** What is wrong with files of the workspace that is in force. */
  get findings(): readonly Finding[] {
    return this.#runner.findings;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Receipts and messages under way. */
  get load(): { receipts: number; messages: number; evaluations: number; writes: number } {
    return {
      receipts: this.#receipts,
      messages: this.#lanes.size,
      evaluations: this.#runner.pool.waiting,
      writes: this.database.waiting,
    };
  }

  /** Calls back on every change of a receipt, message or delivery. Returns how to end it. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /**
   * Checks that a mapping can be sent to.
   *
   * @throws CrossdockError `mapping.unknown`, or what makes the mapping unusable, with file, line and column
   */
  requireMapping(name: string): void {
    const mapping = this.engine.workspace.mappings.get(name);
    if (mapping?.direction === 'inbound') return;
    const broken = this.findings.find(
      (finding) => finding.severity === 'error' && finding.at?.file?.startsWith(`mappings/${name}/`),
    );
    if (broken !== undefined) {
      throw new CrossdockError('mapping.syntax', `the mapping ${name} cannot be used: ${broken.message}`, {
        at: broken.at ?? {},
      });
    }
    this.engine.inbound(name);
  }

  /** Whether any mapping takes from this source. @throws CrossdockError `source.unknown` */
  requireSource(name: string): { system: string } {
    const system = this.config.sources[name]?.system ?? name;
    if (mappingsOf(this.engine.workspace, system).length === 0) {
      throw new CrossdockError('source.unknown', `there is no source ${JSON.stringify(name)}`, {
        help: 'Declare it under sources in crossdock.yaml.',
      });
    }
    return { system };
  }

  /**
   * Stores a receipt. Resolves when its bytes are on disk.
   *
   * @throws CrossdockError `intake.draining`, `intake.overloaded`, `request.conflict`, `store.…`
   */
  async accept(receipt: NewReceipt): Promise<{ id: string; duplicate: boolean }> {
    if (this.#draining) throw new CrossdockError('intake.draining');
    if (this.database.waiting >= this.config.intake.maxWaiting) throw new CrossdockError('intake.overloaded');
    const accepted = await this.database.write((connection) => insertReceipt(connection, receipt, this.clock()));
    this.#tell({ kind: 'receipt', id: accepted.id, status: accepted.duplicate ? 'duplicate' : 'accepted' });
    this.#pump();
    return accepted;
  }

  /** Waits until all messages of a receipt are settled; false when the time is up first. */
  async settled(receiptId: string, waitMs: number): Promise<boolean> {
    const isSettled = () => {
      const receipt = findReceipt(this.database.connection, receiptId);
      if (receipt?.status !== 'decoded') return false;
      const messages = messagesOfReceipt(this.database.connection, receiptId);
      return messages.length === receipt.message_count && messages.every((message) => message.status !== 'accepted');
    };
    if (isSettled()) return true;
    return new Promise((resolve) => {
      const finish = (value: boolean) => {
        clearTimeout(timer);
        end();
        resolve(value);
      };
      const timer = setTimeout(() => finish(isSettled()), waitMs);
      const end = this.onChange((change) => {
        if (change.kind === 'message' && isSettled()) finish(true);
      });
    });
  }

  /**
   * Reads the workspace again; messages under way end on the version they began with.
   *
   * @returns whether a new version is in force
   * @throws CrossdockError `workspace.…`; the last good version stays in force
   */
  async reload(): Promise<boolean> {
    const files = await readWorkspaceFiles(this.config.workspace);
    if (workspaceVersion(files) === this.engine.workspace.version) return false;
    const next = startRunner(files, this.config);
    const old = this.#runner;
    this.#runner = next;
    this.#log('info', 'workspace reloaded', { version: next.engine.workspace.version });
    this.#tell({ kind: 'workspace', id: next.engine.workspace.version, status: 'in force' });
    this.#track(this.idle().then(() => old.pool.close()));
    return true;
  }

  /** Evaluates one message again, from its edited payload or its receipt, and settles it. Resolves when it is settled. */
  async replay(message: MessageRow): Promise<string> {
    const receipt = findReceipt(this.database.connection, message.receipt_id) as Receipt;
    const bytes = message.edited ?? receipt.body;
    const only = message.edited === null ? message.position : 0;
    let evaluated: EvaluatedMessage | undefined;
    await this.#runner.pool.run(
      'evaluate',
      {
        ...this.#evaluateRequest(receipt, bytes),
        key: `${message.id} ${this.clock()}`,
        from: only,
        until: only + 1,
        only,
        acknowledge: false,
        control: '0',
      },
      { onItem: (item) => (evaluated = item), onLost: (index, error) => lostMessage(receipt, index, error) },
    );
    if (evaluated === undefined)
      throw new CrossdockError('request.invalid', 'the payload holds no message at that position');
    const again = { ...evaluated, index: message.position };
    const row = await this.database.write((connection) => {
      connection.prepare("UPDATE messages SET status = 'accepted' WHERE id = ?").run(message.id);
      return insertMessage(connection, this.#newMessage(receipt, again), this.clock());
    });
    return this.#settle(toSettle(row));
  }

  /** What a mapping makes of raw bytes, in a worker, without storing anything. */
  async preview(mapping: string, payload: Uint8Array): Promise<MessageResult[]> {
    const results: MessageResult[] = [];
    await this.#runner.pool.run(
      'run',
      { mapping, raw: [payload], each: 'message', from: 0 },
      {
        onItem: (item) => results.push(...item),
        onLost: (_index, error) => [{ documents: [], decisions: [], findings: [], error }],
      },
    );
    return results;
  }

  /** Judges documents again that wait for it. */
  judgePending(): void {
    for (const id of pendingReevaluations(this.database.connection, 1_000)) {
      if (this.#judging.has(id)) continue;
      this.#judging.add(id);
      const document = documentById(this.database.connection, id);
      const keys = document === undefined ? [] : laneKeys(document.view);
      this.#track(
        this.#lanes
          .run(keys, () => judgeAgain(this.#context(), id))
          .finally(() => this.#judging.delete(id))
          .then(() => this.#afterSettlement()),
      );
    }
  }

  /** Looks for due deliveries at every destination now. */
  wakeCouriers(): void {
    this.#wakeCouriers();
  }

  #wakeCouriers(): void {
    if (this.#draining) return;
    for (const courier of this.#couriers) courier.wake();
  }

  #context(): SettleContext {
    return { database: this.database, runner: this.#runner, routes: this.routes, clock: this.clock };
  }

  #track(work: Promise<unknown>): void {
    const tracked = work
      .catch((thrown: unknown) => {
        if (!this.#draining || this.database.failed === undefined) {
          this.#log('error', `work ended with an error: ${(thrown as Error).message}`, {
            code: (thrown as CrossdockError).code,
          });
        }
      })
      .then(() => {
        this.#work.delete(tracked);
      });
    this.#work.add(tracked);
  }

  /** Takes up receipts that wait, oldest first. */
  #pump(): void {
    if (this.database.failed !== undefined) return;
    while (this.#receipts < MAX_RECEIPTS && this.#lanes.size < MAX_SETTLING) {
      const [receipt] = pendingReceipts(this.database.connection, { after: this.#cursor, limit: 1 });
      if (receipt === undefined) return;
      this.#cursor = receipt.seq;
      this.#receipts += 1;
      const before = this.#turns.get(receipt.source) ?? Promise.resolve();
      const done = this.#process(receipt, before).finally(() => {
        this.#receipts -= 1;
        this.#pump();
      });
      const turn = done.catch(() => undefined);
      this.#turns.set(receipt.source, turn);
      void turn.then(() => {
        if (this.#turns.get(receipt.source) === turn) this.#turns.delete(receipt.source);
      });
      this.#track(done);
    }
  }

  #evaluateRequest(
    receipt: Receipt,
    bytes: Uint8Array,
  ): Omit<Tasks['evaluate']['request'], 'from' | 'until' | 'only' | 'acknowledge' | 'control'> {
    return {
      key: receipt.id,
      bytes,
      ...(receipt.mapping === null ? {} : { mapping: receipt.mapping }),
      source: {
        system: this.config.sources[receipt.source]?.system ?? receipt.source,
        ...(receipt.topic === null ? {} : { topic: receipt.topic }),
      },
      preparedAt: new Date(this.clock()).toISOString(),
    };
  }

  #newMessage(receipt: Receipt, evaluated: EvaluatedMessage): Parameters<typeof insertMessage>[1] {
    const { workspace } = this.engine;
    const [document] = evaluated.documents;
    const rulesets = [...workspace.rulesets.values()].filter((ruleset) =>
      evaluated.documents.some((one) => one.type === ruleset.manifest.document),
    );
    return {
      ...evaluated,
      receiptId: receipt.id,
      source: receipt.source,
      versions: {
        workspace: workspace.version,
        mapping: workspace.mappings.get(evaluated.mapping)?.version ?? null,
        rulesets: Object.fromEntries(rulesets.map((ruleset) => [ruleset.name, ruleset.version])),
      },
      keys: document === undefined ? { type: null, key: null } : { type: document.type, key: documentKey(document) },
    };
  }

  /** Evaluates a receipt chunk by chunk; its messages enter their lanes when those of the source's earlier receipts have. */
  async #process(receipt: Receipt, before: Promise<void>): Promise<void> {
    const runner = this.#runner;
    const control = await this.#controlNumber(receipt);
    for (let from = 0; ; from += CHUNK) {
      const items: EvaluatedMessage[] = [];
      const done = await runner.pool.run(
        'evaluate',
        {
          ...this.#evaluateRequest(receipt, receipt.body),
          from,
          until: from + CHUNK,
          acknowledge: from === 0,
          control,
        },
        { onItem: (item) => items.push(item), onLost: (index, error) => lostMessage(receipt, index, error) },
      );
      await before;
      const last = from + CHUNK >= done.messages;
      const rows = await this.database.write((connection) => {
        const now = this.clock();
        const inserted = items.map((item) => insertMessage(connection, this.#newMessage(receipt, item), now));
        if (from === 0)
          this.#queueAcknowledgements(connection, receipt, { acknowledgements: done.acknowledgements, control, now });
        if (last)
          receiptDecoded(connection, receipt.id, {
            messages: done.messages,
            findings: done.findings,
            workspaceVersion: runner.engine.workspace.version,
          });
        return inserted;
      });
      for (const row of rows) if (row.status === 'accepted') this.#track(this.#settle(toSettle(row)));
      if (last) {
        this.#tell({ kind: 'receipt', id: receipt.id, status: 'decoded' });
        this.#wakeCouriers();
        return;
      }
      // A long receipt waits here until its messages thin out, so that memory stays flat.
      while (this.#lanes.size > CHUNK) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Only EDI receipts are acknowledged, so only they take a number. */
  async #controlNumber(receipt: Receipt): Promise<string> {
    try {
      const format =
        receipt.mapping === null
          ? sourceFormat(this.engine.workspace, this.#evaluateRequest(receipt, receipt.body).source)
          : this.engine.inbound(receipt.mapping).mapping.manifest.from.format;
      if (format !== 'x12' && format !== 'edifact') return '0';
      return String(await this.database.write((connection) => takeNumber(connection, `acknowledgement:${format}`)));
    } catch (thrown) {
      if (thrown instanceof CrossdockError && !thrown.code.startsWith('store.')) return '0';
      throw thrown;
    }
  }

  #queueAcknowledgements(
    connection: Parameters<typeof insertDelivery>[0],
    receipt: Receipt,
    answer: { acknowledgements: Tasks['evaluate']['done']['acknowledgements']; control: string; now: number },
  ): void {
    answer.acknowledgements.forEach((acknowledgement, index) => {
      const mapping = ACKNOWLEDGEMENTS[acknowledgement.kind] ?? acknowledgement.kind;
      for (const route of this.routes.destinationsOf(mapping)) {
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
          answer.now,
        );
      }
    });
  }

  #settle(message: MessageToSettle): Promise<string> {
    const keys = message.evaluated.documents.flatMap(laneKeys);
    return this.#lanes
      .run(keys, () => settleOne(this.#context(), message))
      .then((status) => {
        this.#tell({ kind: 'message', id: message.id, status });
        this.#afterSettlement();
        return status;
      });
  }

  #afterSettlement(): void {
    if (this.database.failed !== undefined) return;
    this.#pump();
    this.judgePending();
    this.#wakeCouriers();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#receipts > 0 || this.#lanes.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Takes nothing more, ends what is under way for at most `drainMs`, and closes. */
  async close(): Promise<void> {
    this.#draining = true;
    const limit = new Promise<void>((resolve) => setTimeout(resolve, this.config.drainMs).unref());
    await Promise.race([this.idle(), limit]);
    await Promise.all(this.#couriers.map((courier) => courier.stop(this.config.drainMs)));
    await this.#runner.pool.close();
    await Promise.race([Promise.allSettled([...this.#work]), limit]);
    await this.database.close();
  }
}

function toSettle(row: MessageRow): MessageToSettle {
  return {
    id: row.id,
    receiptId: row.receipt_id,
    source: row.source,
    evaluated: JSON.parse(row.evaluated) as EvaluatedMessage,
  };
}

function lostMessage(receipt: Receipt, index: number, error: ErrorJson): EvaluatedMessage {
  return {
    index,
    start: 0,
    end: receipt.body.length,
    mapping: receipt.mapping ?? '',
    documents: [],
    findings: [],
    error,
    tookMs: 0,
  };
}
