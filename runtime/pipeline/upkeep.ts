// What a data directory needs besides messages: room, a volume that keeps its word, and an end to what is old.
import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { archiveReceipts } from '../store/archive.ts';
import { addAudit } from '../store/audit.ts';
import { layBallast } from '../store/ballast.ts';
import type { Connection, Database } from '../store/database.ts';
import { dayOf } from '../store/ids.ts';
import type { KeyKind } from '../store/keyring.ts';
import {
  emptyDeliveries,
  oldReceipt,
  oldReceipts,
  removeExceptions,
  removeHistory,
  removeReceipts,
} from '../store/retention.ts';
import { probeSync, type SyncProbe } from '../store/volume.ts';
import { giveBackMemory } from './memory.ts';
import { onceQuiet } from './quiet.ts';

const DAY_MS = 86_400_000;
const KEY_KINDS: readonly KeyKind[] = ['payload', 'state'];

/** How often it looks for what is old, for the first time soon behind the start; and how often for room. */
const RETENTION_MS = 600_000;
const FIRST_MS = 5_000;
/** What would be felt by whoever waits for an answer waits for a quiet moment, but not for ever. */
const MOST_QUIET_MS = 120_000;
const ROOM_MS = 2_000;

/** Receipts, or rows, that one commit may remove: those who wait for theirs must not notice. */
const BATCH = 100;
const PAUSE_MS = 20;

/** However large the room that is asked for, a small volume has only so much to give, percent. */
const MOST_OF_VOLUME = 0.02;

export interface UpkeepOptions {
  readonly config: Config;
  readonly database: Database;
  readonly clock: () => number;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;
  /** Whether nothing is under way and nobody waits for an answer. */
  readonly isQuiet: () => boolean;
}

/** Keeps one data directory. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #isStopped = false;
  #isShort = false;
  #freeBytes = Number.POSITIVE_INFINITY;
  #probe: SyncProbe | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  /** Whether there is so little room that nothing more is taken in. */
  get isShort(): boolean {
    return this.#isShort;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** What a sync costs on the volume, as measured behind the start. */
  get probe(): SyncProbe | undefined {
    return this.#probe;
  }

  start(): void {
    const later = (ms: number, work: () => Promise<unknown>) =>
      this.#timers.push(setTimeout(() => this.#do(work), ms).unref());
    const every = (ms: number, work: () => Promise<unknown>) =>
      this.#timers.push(setInterval(() => this.#do(work), ms).unref());
    this.#do(() => this.makeKeys());
    this.#do(() => this.lookForRoom());
    every(ROOM_MS, () => this.lookForRoom());
    later(FIRST_MS, () => this.retain());
    const { config, database, isQuiet } = this.#options;
    // Each by itself: what one of them cannot do keeps no other from being done.
    const settleDown = () => {
      this.#do(() => this.#measure());
      this.#do(() => layBallast(database.directory, config.store.ballastBytes));
      this.#do(giveBackMemory);
    };
    this.#timers.push(onceQuiet(settleDown, { isQuiet, firstMs: FIRST_MS, mostMs: MOST_QUIET_MS }));
    every(RETENTION_MS, () => this.makeKeys());
    every(RETENTION_MS, () => this.retain());
  }

  /** One after another; what goes wrong is told and tried again the next time. */
  #do(work: () => Promise<unknown>): void {
    this.#running = this.#running.then(async () => {
      if (this.#isStopped || this.#options.database.failed !== undefined) return;
      await work().catch((thrown: unknown) => {
        if (!this.#isStopped) this.#options.log('error', `upkeep: ${(thrown as Error).message}`);
      });
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#running;
  }

  async #measure(): Promise<void> {
    const { database, log } = this.#options;
    this.#probe = await probeSync(database.directory);
    if (this.#probe.warning !== undefined) log('warn', this.#probe.warning, { p50: this.#probe.p50 });
  }

  /** Makes the keys of today, and those of tomorrow shortly before it begins: whoever comes first that day waits for none. */
  async makeKeys(): Promise<void> {
    const { database, clock } = this.#options;
    const days = new Set([clock(), clock() + 2 * RETENTION_MS].map(dayOf));
    for (const day of days) for (const kind of KEY_KINDS) await database.keyring.prepare({ kind, day });
  }

  /** Looks at the room on the volume. */
  async lookForRoom(): Promise<void> {
    const { config, database, log } = this.#options;
    const { bavail, bsize, blocks } = await statfs(database.directory);
    this.#freeBytes = bavail * bsize;
    const isShort = this.#freeBytes < Math.min(config.store.minFreeBytes, blocks * bsize * MOST_OF_VOLUME);
    if (isShort !== this.#isShort)
      log(
        isShort ? 'error' : 'info',
        isShort ? 'there is too little room: nothing is taken in' : 'there is room again',
        {
          freeBytes: this.#freeBytes,
        },
      );
    this.#isShort = isShort;
  }

  /** Removes what is older than it has to be kept. Returns how many receipts went. */
  async retain(): Promise<number> {
    const { config, clock, log } = this.#options;
    const { retention } = config;
    const before = (days: number) => clock() - days * DAY_MS;
    let removed = 0;
    if (retention.receiptDays > 0) removed = await this.#removeReceipts(before(retention.receiptDays));
    const classes: [number, (connection: Connection, options: { before: number; limit: number }) => number][] = [
      [retention.deliveryDays, emptyDeliveries],
      [retention.historyDays, removeHistory],
      [retention.exceptionDays, removeExceptions],
    ];
    for (const [days, remove] of classes) if (days > 0) await this.#inBatches(remove, before(days));
    if (removed > 0) {
      log('info', 'old receipts were removed', { receipts: removed });
      const action = retention.archive === undefined ? 'receipts.removed' : 'receipts.archived';
      const entry = { actor: 'retention', action, subject: 'receipts', detail: { receipts: removed } };
      await this.#options.database.write((connection) => addAudit(connection, entry, clock()), { lingers: true });
    }
    return removed;
  }

  async #removeReceipts(before: number): Promise<number> {
    const { config, database, clock } = this.#options;
    const { archive } = config.retention;
    let removed = 0;
    for (let after = 0; !this.#isStopped; ) {
      const old = oldReceipts(database.connection, { before, after, limit: BATCH });
      const last = old.at(-1);
      if (last === undefined) break;
      const ids = old.map(({ id }) => id);
      if (archive !== undefined) {
        const receipts = ids.map((id) => oldReceipt(database.connection, id));
        await archiveReceipts(archive, receipts, dayOf(clock()));
      }
      removed += await database.write((connection) => removeReceipts(connection, ids), { lingers: true });
      after = last.seq;
      await delay(PAUSE_MS);
    }
    return removed;
  }

  async #inBatches(
    remove: (connection: Connection, options: { before: number; limit: number }) => number,
    before: number,
  ): Promise<void> {
    const { database } = this.#options;
    while (!this.#isStopped) {
      const count = await database.write((connection) => remove(connection, { before, limit: BATCH }), {
        lingers: true,
      });
      if (count < BATCH) return;
      await delay(PAUSE_MS);
    }
  }
}
