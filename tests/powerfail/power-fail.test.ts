// Losing power, modelled: a sidecar under load is recorded down to its writes and syncs, and at many points its files are
// rebuilt as the disk would have kept them. `npm run chaos` asks for 500 points in each of three modes.
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../runtime/store/audit.ts';
import { conservation } from '../../runtime/store/conservation.ts';
import { Database } from '../../runtime/store/database.ts';
import { findReceipt } from '../../runtime/store/receipts.ts';
import { starterWorkspace } from '../support/cli.ts';
import { startSidecar } from '../support/process.ts';
import { shopOrder } from '../support/sidecar.ts';
import { earlyAnswers, receiptOf } from './answers.ts';
import { recording, whyNot } from './recorder.ts';
import { Disk, type Loss, type Operation, readRecording, seeded } from './replay.ts';

const POINTS = Number(process.env['CHAOS_POINTS'] ?? 12);
const MESSAGES = Number(process.env['CHAOS_MESSAGES'] ?? 300);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const MODES: readonly Loss[] = ['synced', 'subset', 'prefix'];

if (whyNot !== undefined) console.info(`Losing power is not tried: ${whyNot}`);

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const OUTBOUND = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "lines": [lines.{ "sku": sku, "quantity": quantity }] }\n',
};

interface Recorded {
  readonly root: string;
  readonly operations: readonly Operation[];
  /** Bodies by idempotency key. */
  readonly sent: ReadonlyMap<string, string>;
  readonly keyOf: ReadonlyMap<string, string>;
}

/** Records a sidecar under load, with reloads in between, until it is killed. */
async function record(options: { messages: number; sync?: string; preload?: string }): Promise<Recorded> {
  const workspace = await starterWorkspace({
    ...OUTBOUND,
    'crossdock.yaml': `store: { sync: ${options.sync ?? 'thread'}, logLimitBytes: 8388608, ballastBytes: 0 }\n`,
    ...(options.preload === undefined ? {} : { 'preload.mjs': options.preload }),
  });
  cleanUp.push(workspace.remove);
  const root = join(workspace.path, 'data');
  const log = join(workspace.path, 'record');
  await mkdir(root);
  const sidecar = startSidecar({
    workspace: workspace.path,
    data: root,
    environment: {
      ...recording({ below: root, log }),
      ...(options.preload === undefined ? {} : { NODE_OPTIONS: `--import=${join(workspace.path, 'preload.mjs')}` }),
    },
  });
  cleanUp.push(() => sidecar.end('SIGKILL'));
  const url = await sidecar.url;
  const sent = new Map<string, string>();
  const keyOf = new Map<string, string>();
  const again: string[] = [];
  let next = 0;
  const fresh = (): string => {
    next += 1;
    const key = `P-${next}`;
    // Every third one speaks of an order that was there before, later or earlier in its life.
    const number = next % 3 === 0 ? `P-${next - 2}` : key;
    const state = next % 3 === 0 ? 'SENT' : 'PAID';
    sent.set(key, shopOrder({ number, state, padding: 'x'.repeat(4_000) }));
    return key;
  };
  const sender = async (): Promise<void> => {
    while (next < options.messages) {
      const key = again.pop() ?? fresh();
      const body = sent.get(key) as string;
      // Whoever gets no answer, because a connection that stood idle was closed just then, sends again under the same key.
      const response = await fetch(`${url}/v1/messages/my-shop-order`, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key },
      }).catch(() => undefined);
      if (response === undefined) {
        if (sidecar.child.exitCode !== null) throw new Error(`the sidecar ended: ${sidecar.output.stderr}`);
        again.push(key);
        continue;
      }
      keyOf.set(((await response.json()) as { receipt: string }).receipt, key);
    }
  };
  const reloads = setInterval(() => {
    void appendFile(
      join(workspace.path, 'mappings/tables/my-shop-status.csv'),
      `S-${Date.now()},accepted,paid,x\n`,
    ).then(() => sidecar.child.kill('SIGHUP'));
  }, 400);
  await Promise.all(Array.from({ length: 12 }, sender));
  clearInterval(reloads);
  await sidecar.end('SIGKILL');
  return { root, operations: readRecording(log), sent, keyOf };
}

interface Verdict {
  /** Receipts that were acknowledged and are not there, or not as they were sent. */
  readonly lost: number;
  /** What else is wrong with what is there. */
  readonly broken: readonly string[];
}

/** Opens what the crash left, as a start would. */
async function judge(target: string, acknowledged: readonly string[], recorded: Recorded): Promise<Verdict> {
  const broken: string[] = [];
  let database: Database;
  try {
    database = new Database(target);
  } catch (thrown) {
    return { lost: acknowledged.length, broken: [`does not open: ${(thrown as Error).message}`] };
  }
  const { connection } = database;
  try {
    const rows = (sql: string) => connection.prepare(sql).all() as Record<string, string>[];
    const integrity = connection.pragma('integrity_check', { simple: true });
    if (integrity !== 'ok') broken.push(`integrity: ${String(integrity)}`);
    const ids = new Set(rows('SELECT id FROM receipts').map((row) => row['id']));
    const missing = acknowledged.filter((id) => !ids.has(id));
    const changed = acknowledged.slice(-8).filter((id) => {
      // An answer that left and did not arrive acknowledges nothing to anybody; its bytes are known by no key.
      const key = recorded.keyOf.get(id);
      if (!ids.has(id) || key === undefined) return false;
      return findReceipt(connection, id)?.body.toString() !== recorded.sent.get(key);
    });
    if (conservation(connection).some((row) => !row.receipts.balanced || !row.messages.balanced))
      broken.push('the sums do not add up');
    if (verifyAudit(connection).broken !== undefined) broken.push('the audit chain is broken');
    const orphans = rows(
      `SELECT m.id FROM messages m WHERE m.status = 'processed' AND NOT EXISTS (
         SELECT 1 FROM documents d WHERE d.type = m.document_type AND d.key = m.document_key)`,
    );
    if (orphans.length > 0) broken.push(`${orphans.length} processed messages without their document`);
    const unsent = rows(
      `SELECT d.id FROM documents d WHERE d.type = 'order' AND NOT EXISTS (
         SELECT 1 FROM deliveries v WHERE v.document_id = d.id)`,
    );
    if (unsent.length > 0) broken.push(`${unsent.length} orders without their delivery`);
    broken.push(...outboxFaults(target, rows('SELECT id, status FROM deliveries')));
    return { lost: missing.length + changed.length, broken };
  } finally {
    await database.close();
  }
}

/** A file is there for every delivery that was recorded as made, and no file for one that is not in the outbox. */
function outboxFaults(target: string, deliveries: readonly Record<string, string>[]): string[] {
  const folder = join(target, 'outbox');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
  const sent = new Set(files.map((name) => /dlv_[0-9A-Z]{26}/.exec(name)?.[0]));
  const known = new Set(deliveries.map((row) => row['id']));
  const unmade = deliveries.filter((row) => row['status'] === 'delivered' && !sent.has(row['id']));
  const unknown = [...sent].filter((id) => id !== undefined && !known.has(id));
  return [
    ...(unmade.length > 0 ? [`${unmade.length} deliveries recorded and not made`] : []),
    ...(unknown.length > 0 ? [`${unknown.length} deliveries made under an id that is gone`] : []),
  ];
}

interface Outcome {
  points: number;
  losing: number;
  lost: number;
  readonly faults: string[];
}

/** Crashes at random points and says what was lost in each mode. */
async function crashes(recorded: Recorded, points: number, modes = MODES): Promise<Record<Loss, Outcome>> {
  const { operations, root } = recorded;
  const random = seeded(SEED);
  const first = operations.findIndex((one) => one.op === 'A' && receiptOf(one.text) !== undefined);
  expect(first).toBeGreaterThan(0);
  const chosen = new Set(
    Array.from({ length: points }, () => first + 1 + Math.floor(random() * (operations.length - first - 1))),
  );
  const outcome = (): Outcome => ({ points: 0, losing: 0, lost: 0, faults: [] });
  const outcomes = { synced: outcome(), subset: outcome(), prefix: outcome() };
  const disk = new Disk();
  const acknowledged: string[] = [];
  for (const [index, operation] of operations.entries()) {
    if (chosen.has(index)) {
      for (const loss of modes) {
        const target = join(root, '..', `crash-${loss}`);
        disk.crash({ root, target, loss, random });
        const { lost, broken } = await judge(target, acknowledged, recorded);
        const one = outcomes[loss];
        one.points += 1;
        one.lost += lost;
        one.losing += lost > 0 ? 1 : 0;
        one.faults.push(...broken.map((fault) => `${loss} at ${index}: ${fault}`));
      }
    }
    disk.apply(operation);
    const id = operation.op === 'A' ? receiptOf(operation.text) : undefined;
    if (id !== undefined) acknowledged.push(id);
  }
  return outcomes;
}

/** How often the file itself was synced: each checkpoint does so. */
function checkpoints(operations: readonly Operation[]): number {
  const files = new Set(
    operations.flatMap((one) => (one.op === 'O' && one.path.endsWith('crossdock.sqlite') ? [one.file] : [])),
  );
  return operations.filter((one) => one.op === 'S' && files.has(one.file)).length;
}

const counts = (operations: readonly Operation[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { op } of operations) found[op] = (found[op] ?? 0) + 1;
  return found;
};

describe.skipIf(whyNot !== undefined)('losing power', () => {
  it.each(['thread', 'commit'])(
    'loses nothing that was acknowledged, and leaves nothing half done: synced by %s',
    async (sync) => {
      const recorded = await record({ sync, messages: MESSAGES });
      // Every acknowledgement there was, before a few points are looked at closely.
      expect(earlyAnswers(recorded.operations)).toEqual([]);
      const outcomes = await crashes(recorded, POINTS);
      console.info(`synced by ${sync}: ${JSON.stringify(outcomes)} of ${JSON.stringify(counts(recorded.operations))}`);
      for (const loss of MODES) {
        expect(outcomes[loss]).toMatchObject({ losing: 0, lost: 0, faults: [] });
        expect(outcomes[loss].points).toBeGreaterThan(POINTS / 2);
      }
      // The test has to have been there when it mattered: under load, and with the log folded into the file.
      expect(recorded.keyOf.size).toBeGreaterThan(50);
      expect(checkpoints(recorded.operations)).toBeGreaterThan(1);
    },
    120_000 + POINTS * 6_000 + MESSAGES * 100,
  );

  it(
    'loses acknowledged messages when nothing but synchronous=NORMAL is left of the protection',
    async () => {
      const recorded = await record({
        messages: 100,
        preload: `import fs from 'node:fs';
          import { syncBuiltinESMExports } from 'node:module';
          fs.fdatasync = (_descriptor, done) => setImmediate(done, null);
          syncBuiltinESMExports();`,
      });
      expect(earlyAnswers(recorded.operations).length).toBeGreaterThan(recorded.keyOf.size / 2);
      const outcomes = await crashes(recorded, Math.min(POINTS, 60), ['synced']);
      console.info(`with NORMAL alone: ${JSON.stringify({ ...outcomes.synced, faults: undefined })}`);
      expect(outcomes.synced.losing).toBeGreaterThan(outcomes.synced.points / 4);
    },
    120_000 + POINTS * 6_000 + MESSAGES * 100,
  );
});
