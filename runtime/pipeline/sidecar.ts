// The sidecar: takes receipts in, has them evaluated, settles their messages in order, and sends what that sets free.
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { CrossdockError, type Finding } from '../engine/errors.ts';
import type { MessageResult } from '../engine/message.ts';
import { mappingsOf } from '../engine/routing.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { foldActivity } from '../store/activity.ts';
import { Database } from '../store/database.ts';
import { markForReevaluation } from '../store/gates.ts';
import { findMessage, type MessageRow, type MessageStatus, unsettledMessages } from '../store/messages.ts';
import { insertReceipt, isReceiptSettled, type NewReceipt } from '../store/receipts.ts';
import { attachServiceLevels, renewDueTimes } from '../store/service-levels.ts';
import { SumReader, type SumReaderOptions } from '../store/sum-reader.ts';
import type { LeaseFigures } from '../workers/leases.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { Admission } from './admission.ts';
import { Courier } from './deliver.ts';
import { type Watch, watchOver } from './divergence.ts';
import { type Erased, type ErasureRequest, erase } from './erasing.ts';
import type { MessageToSettle } from './held.ts';
import { InForce } from './in-force.ts';
import { Judging } from './judging.ts';
import { laneKeys } from './keys.ts';
import { Lanes } from './lanes.ts';
import { Pace } from './pace.ts';
import { MAX_RECEIPTS, Receiving } from './receiving.ts';
import { evaluateHeld, replayHeld } from './replaying.ts';
import { type Routes, routesOf } from './routes.ts';
import { type Runner, startRunner } from './runner.ts';
import { judgeAgain, type SettleContext, settleOne } from './settlement.ts';
import { Upkeep } from './upkeep.ts';
import { Waiters } from './waiters.ts';

/** Messages of an earlier process that are taken up at once. */
const RESUME_PAGE = 200;
/** How often counts over time are folded. */
const FOLD_MS = 3_600_000;
/** How often somebody who waits for idleness looks. */
const IDLE_CHECK_MS = 5;
/** How long a replay is waited for: it may stand for a receipt of very many messages. */
const LONGEST_REPLAY_MS = 600_000;
/** What the last commits of a shutdown may take when its time is up. */
const LAST_COMMITS_MS = 1_000;

export interface SidecarOptions {
  readonly config: Config;
  /** Where the files that are to run come from; the workspace directory when it is not given. */
  readonly files?: () => Promise<WorkspaceFiles>;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: () => number;
  readonly log?: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;
  readonly sums?: SumReaderOptions;
}

export type Change = {
  readonly kind: 'receipt' | 'message' | 'delivery' | 'workspace' | 'exception' | 'act';
  readonly id: string;
  readonly status: string;
};

/** One running sidecar over one data directory. */
export class Sidecar {
  readonly config: Config;
  readonly database: Database;
  /** Sums over whole tables, which nobody waits for but who asks. */
  readonly sums: SumReader;
  readonly routes: Routes;
  readonly clock: () => number;
  /** Who may still come in. */
  readonly admission: Admission;
  /** What the data directory needs besides messages. */
  readonly upkeep: Upkeep;
  readonly #log: NonNullable<SidecarOptions['log']>;
  readonly #pace = new Pace(
    MAX_RECEIPTS,
    () => this.admission.isAwaited,
    () => this.admission.figures.overloaded,
  );
  readonly #lanes = new Lanes(() => this.#pace.allowed);
  readonly #couriers: Courier[];
  readonly #receiving: Receiving;
  readonly #judging: Judging;
  readonly #waiters: Waiters;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #folding: NodeJS.Timeout;
  readonly #watch: Watch;
  readonly #inForce: InForce;
  #isResuming = true;
  #isGoingOn = false;
  #draining = false;
  /** Nothing goes on any more. */
  #isOver = false;
  #drained: Promise<void> | undefined;

  /**
   * Opens the data directory and the workspace, and takes up what an earlier process left.
   *
   * @throws CrossdockError `workspace.…`, `store.…`
   */
  static async open(options: SidecarOptions): Promise<Sidecar> {
    const { config } = options;
    const files = await filesOf(options)();
    const database = new Database(config.data, { masters: config.encryption.keys, ...config.store });
    try {
      attachServiceLevels(database.connection, config.serviceLevels);
      await database.write(renewDueTimes);
      return new Sidecar(options, database, files);
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
  }

  private constructor(options: SidecarOptions, database: Database, files: WorkspaceFiles) {
    const { config } = options;
    this.config = config;
    this.clock = options.clock ?? Date.now;
    this.#log = options.log ?? (() => undefined);
    this.database = database;
    this.sums = new SumReader(database, options.sums);
    this.#watch = watchOver(database, {
      clock: this.clock,
      onRaised: ({ file, native }) => {
        this.#log('error', 'compiled code differed from the reference, which answers from now on', { file, native });
        this.tell({ kind: 'exception', id: '', status: 'open' });
      },
      onError: (thrown) => this.#report('a divergence could not be written down', thrown),
    });
    const runner = startRunner(files, config, this.#watch);
    this.#inForce = new InForce(runner, {
      files: filesOf(options),
      open: (next) => startRunner(next, config, this.#watch),
      clock: this.clock,
      onChange: (version) => {
        this.#log('info', 'workspace reloaded', { version });
        this.tell({ kind: 'workspace', id: version, status: 'in force' });
      },
    });
    this.routes = routesOf(config);
    this.admission = new Admission({
      ...config.intake,
      perSecondOf: (source) => config.sources[source]?.perSecond,
      syncMs: () => database.figures.syncs.p50,
    });
    const isQuiet = () => this.#isIdle && !this.admission.isAwaited;
    this.upkeep = new Upkeep({ config, database, clock: this.clock, log: this.#log, isQuiet });
    this.#waiters = new Waiters((receipt) => isReceiptSettled(database.connection, receipt));
    this.#couriers = this.routes.all.map((route) => this.#courier(route, options.random ?? Math.random));
    this.#receiving = new Receiving({
      config,
      database,
      routes: this.routes,
      lanes: this.#lanes,
      pace: this.#pace,
      clock: this.clock,
      runner: () => this.#inForce.runner,
      settle: (message, by) => this.#settle(message, by),
      onDecoded: (id) => {
        this.tell({ kind: 'receipt', id, status: 'decoded' });
        this.#waiters.changed(id);
        this.#goOn();
      },
      onError: (thrown, receipt) => this.#report('a receipt was left for the next start', thrown, { receipt }),
    });
    this.#judging = new Judging({
      database,
      lanes: this.#lanes,
      judge: (id) => this.#inForce.holding((by) => judgeAgain(this.#context(by), id)),
      onJudged: () => {
        this.tell({ kind: 'exception', id: '', status: 'judged' });
        this.wakeCouriers();
      },
      onError: (thrown) => this.#report('a document could not be judged again', thrown),
    });
    for (const finding of runner.findings)
      this.#log(finding.severity === 'error' ? 'error' : 'warn', `${finding.code}: ${finding.message}`, {
        at: finding.at,
      });
    const fold = () =>
      database
        .write((connection) => foldActivity(connection, this.clock()), { lingers: true })
        .catch((thrown: unknown) => this.#report('counts over time could not be folded', thrown));
    this.#folding = setInterval(fold, FOLD_MS).unref();
    this.upkeep.start();
    this.#resume().catch((thrown: unknown) =>
      this.#report('what an earlier process left could not be taken up', thrown),
    );
    this.wakeCouriers();
  }

  get engine(): Runner['engine'] {
    return this.#inForce.runner.engine;
  }

  /** What is wrong with files of the workspace that is in force. */
  get findings(): readonly Finding[] {
    return this.#inForce.runner.findings;
  }

  /** Since when the version in force is, and what was wrong with the last one that was not put into force. */
  get version(): InForce['version'] {
    return this.#inForce.version;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Why messages cannot be evaluated at the moment; undefined when they can. */
  get stalled(): CrossdockError | undefined {
    return this.#inForce.runner.pool.failure;
  }

  /** Tasks that threads lost, and answers that came too late, on the version in force. */
  get leases(): LeaseFigures {
    return this.#inForce.runner.pool.leases;
  }

  /** Receipts and messages under way. */
  get load(): { receipts: number; messages: number; evaluations: number; writes: number } {
    return {
      receipts: this.#receiving.size,
      messages: this.#lanes.size,
      evaluations: this.#inForce.runner.pool.waiting,
      writes: this.database.waiting,
    };
  }

  /** How every destination does. */
  get destinations(): readonly Courier['health'][] {
    return this.#couriers.map((courier) => courier.health);
  }

  /** Calls back on every change of a receipt, message or delivery. Returns how to end it. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody who listens of a change. */
  tell(change: Change): void {
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
   * @throws CrossdockError `intake.draining`, `request.conflict`, `store.…`
   */
  async accept(receipt: NewReceipt): Promise<{ id: string; duplicate: boolean }> {
    if (this.#draining) throw new CrossdockError('intake.draining');
    if (this.upkeep.isShort) throw new CrossdockError('store.full');
    this.#inForce.runner.start();
    const { id, duplicate } = await this.database.write(
      (connection) => insertReceipt(connection, receipt, this.clock()),
      { onCommitted: ({ stored }) => stored !== undefined && this.#receiving.keep(stored) },
    );
    this.tell({ kind: 'receipt', id, status: duplicate ? 'duplicate' : 'accepted' });
    this.#pump();
    return { id, duplicate };
  }

  /** Waits until all messages of a receipt are settled; false when the time is up first, or the sidecar closes. */
  async settled(receiptId: string, waitMs: number): Promise<boolean> {
    const isSettled = await this.#waiters.wait(receiptId, waitMs);
    if (isSettled && this.database.failed === undefined) await this.database.synced();
    return isSettled;
  }

  /**
   * Reads the workspace again; messages under way end on the version they began with.
   *
   * @returns whether a new version is in force
   * @throws CrossdockError `workspace.…`; the last good version stays in force
   */
  reload(): Promise<boolean> {
    return this.#inForce.reload();
  }

  /**
   * Evaluates one held message again, from its edited payload or its receipt. Resolves when its receipt is settled.
   *
   * @returns what became of it; `accepted` when it takes longer than ten minutes, or the sidecar closes first
   * @throws CrossdockError `request.conflict`, `request.invalid`, `worker.unavailable`, `intake.draining`
   */
  async replay(message: MessageRow): Promise<MessageStatus> {
    await this.#inForce.holding((runner) =>
      replayHeld(message, {
        config: this.config,
        database: this.database,
        clock: this.clock,
        runner,
        receiving: this.#receiving,
        settle: (one, by) => this.#settle(one, by),
      }),
    );
    await this.settled(message.receipt_id, LONGEST_REPLAY_MS);
    return this.#isOver ? 'accepted' : (findMessage(this.database.connection, message.id)?.status ?? 'discarded');
  }

  /**
   * Opens other files than those in force, for a try that changes nothing: `work` may read the store, and evaluate and
   * settle in a thread of their own.
   *
   * @throws CrossdockError `workspace.…` when the files cannot run
   */
  async rehearsing<Result>(
    files: WorkspaceFiles,
    work: (context: SettleContext, evaluate: (message: MessageRow) => Promise<EvaluatedMessage>) => Promise<Result>,
  ): Promise<Result> {
    const runner = startRunner(files, { ...this.config, workers: 1 });
    const { config, database, clock } = this;
    try {
      return await work(this.#context(runner), (message) => evaluateHeld(message, { config, database, clock, runner }));
    } finally {
      runner.retire();
    }
  }

  /** What a mapping makes of raw bytes, in a worker, without storing anything. */
  async preview(mapping: string, payload: Uint8Array): Promise<MessageResult[]> {
    const results: MessageResult[] = [];
    await this.#inForce.holding(({ pool }) =>
      pool.run(
        'run',
        { mapping, raw: [payload], each: 'message', from: 0 },
        {
          onItem: (item) => results.push(...item),
          onLost: (_index, error) => [{ documents: [], decisions: [], findings: [], error }],
        },
      ),
    );
    return results;
  }

  /** Erases what is held of one customer or order. @throws CrossdockError `request.not-found`, `request.conflict`, `store.…` */
  erase(request: ErasureRequest): Promise<Erased> {
    const { archive } = this.config.retention;
    const { database, clock } = this;
    return erase(request, { database, lanes: this.#lanes, clock, ...(archive === undefined ? {} : { archive }) });
  }

  /** Judges one stored document's gates again, on the workspace as it now is. Resolves when that is done. */
  async judge(documentId: number): Promise<void> {
    await this.database.write((connection) => markForReevaluation(connection, documentId, this.clock()));
    await this.#judging.now(documentId);
  }

  /** Looks for due deliveries at every destination now. */
  wakeCouriers(): void {
    if (this.#draining) return;
    for (const courier of this.#couriers) courier.wake();
  }

  #courier(route: Routes['all'][number], random: () => number): Courier {
    return new Courier({
      database: this.database,
      route,
      clock: this.clock,
      random,
      onOutcome: (kind, destination) => this.tell({ kind: 'delivery', id: destination, status: kind }),
      onError: (thrown) => this.#report('a delivery could not be recorded', thrown, { destination: route.name }),
    });
  }

  #context(runner: Runner): SettleContext {
    const { database, routes, clock } = this;
    return { database, runner, routes, clock, classOf: (source) => this.config.sources[source]?.class };
  }

  /** What went wrong on our side. During a shutdown, and once the store has failed, that is the expected end of work. */
  #report(message: string, thrown: unknown, fields: Record<string, unknown> = {}): void {
    if (this.#draining || this.database.failed !== undefined) return;
    const { code, message: why } = thrown as CrossdockError;
    this.#log('error', `${message}: ${why}`, { ...fields, code });
  }

  /** Takes up messages that an earlier process decoded and did not settle, then receipts: in the order they came. */
  async #resume(): Promise<void> {
    try {
      for (let after = 0; !this.#draining; ) {
        const page = unsettledMessages(this.database.connection, { after, limit: RESUME_PAGE });
        for (const row of page) this.#settle(toSettle(row), this.#inForce.runner);
        if (page.length < RESUME_PAGE) break;
        after = page.at(-1)?.seq ?? after;
        await this.#lanes.below(RESUME_PAGE);
      }
    } finally {
      this.#isResuming = false;
    }
    this.#pump();
    this.#judging.wake();
  }

  #pump(): void {
    if (!this.#isResuming && !this.#isOver) this.#receiving.pump();
  }

  #settle(message: MessageToSettle, runner: Runner): void {
    const keys = message.evaluated.documents.flatMap(laneKeys);
    void this.#inForce
      .holding((by) => this.#lanes.run(keys, () => settleOne(this.#context(by), message)), runner)
      .then((status) => this.tell({ kind: 'message', id: message.id, status }))
      .catch((thrown: unknown) =>
        this.#report('a message was left for the next start', thrown, { message: message.id }),
      )
      .finally(() => {
        if (this.#isOver || this.database.failed !== undefined) return;
        this.#waiters.changed(message.receiptId);
        this.#goOn();
      });
  }

  /** Looks what is to be done next, once for all messages that ended together. */
  #goOn(): void {
    if (this.#isGoingOn) return;
    this.#isGoingOn = true;
    setImmediate(() => {
      this.#isGoingOn = false;
      if (this.#isOver || this.database.failed !== undefined) return;
      this.#pump();
      this.#judging.wake();
      this.wakeCouriers();
    });
  }

  get #isIdle(): boolean {
    return (
      !this.#isResuming &&
      !this.#isGoingOn &&
      this.#receiving.size === 0 &&
      this.#lanes.size === 0 &&
      this.#judging.isIdle
    );
  }

  /** Resolves when nothing is under way, or nothing goes on any more. */
  async idle(): Promise<void> {
    while (!this.#isOver && this.database.failed === undefined && !this.#isIdle) await delay(IDLE_CHECK_MS);
  }

  /** Takes nothing more, and ends what is under way for at most `drainMs`. What the store holds can still be read. */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    const lastReload = this.#inForce.stop();
    clearInterval(this.#folding);
    // Whoever follows what happens holds a connection open that the end would wait for.
    this.tell({ kind: 'workspace', id: this.engine.workspace.version, status: 'closing' });
    const until = performance.now() + this.config.drainMs;
    const leftMs = () => Math.max(0, until - performance.now());
    const judged = this.#judging.stop();
    await withinMs(leftMs(), this.idle());
    await Promise.all(this.#couriers.map((courier) => courier.stop(leftMs())));
    await lastReload;
    this.#receiving.stop();
    await this.#inForce.runner.pool.close();
    await withinMs(LAST_COMMITS_MS, Promise.all([judged, this.idle()]));
    this.#isOver = true;
    await this.upkeep.stop();
    this.#waiters.giveUp();
  }

  /** Drains, and closes the store: to be called when nobody can ask anything any more. */
  async close(): Promise<void> {
    await this.drain();
    await this.sums.close();
    await this.database.close();
  }
}

const filesOf = (options: SidecarOptions): (() => Promise<WorkspaceFiles>) =>
  options.files ?? (() => readWorkspaceFiles(options.config.workspace));

/** Waits for work, but no longer than this. */
async function withinMs(limitMs: number, work: Promise<unknown>): Promise<void> {
  const end = new AbortController();
  await Promise.race([work, delay(limitMs, undefined, { signal: end.signal }).catch(() => undefined)]);
  end.abort();
}

function toSettle(row: MessageRow): MessageToSettle {
  const { id, receipt_id: receiptId, source } = row;
  return { id, receiptId, source, evaluated: JSON.parse(row.evaluated) as EvaluatedMessage };
}
