// Disks that fail: from some write or sync on, every one ends with EIO or ENOSPC. Nothing is acknowledged that is not on
// disk, the process ends with 74, and a start over the same directory goes on. `npm run chaos` tries many more places.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { starterWorkspace } from '../support/cli.ts';
import { jsonOf, startSidecar } from '../support/process.ts';
import { eventually, shopOrder } from '../support/sidecar.ts';
import { type Fault, recording, whyNot } from './recorder.ts';
import { Disk, readRecording, seeded } from './replay.ts';

const EXTRA = Number(process.env['CHAOS_FAULTS'] ?? 0);

if (whyNot !== undefined) console.info(`Failing disks are not tried: ${whyNot}`);

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const FAULTS: readonly Fault[] = [
  { call: 'sync', from: 40, error: 'EIO', path: '-wal' },
  { call: 'write', from: 1_200, error: 'ENOSPC', path: '-wal' },
  { call: 'sync', from: 3, error: 'EIO', path: 'crossdock.sqlite' },
];

const random = seeded(Number(process.env['CHAOS_SEED'] ?? 7));
const more: readonly Fault[] = Array.from({ length: EXTRA }, () => {
  const call = random() < 0.5 ? 'sync' : 'write';
  return {
    call,
    from: call === 'sync' ? 6 + Math.floor(random() * 60) : 250 + Math.floor(random() * 3_000),
    error: random() < 0.5 ? 'EIO' : 'ENOSPC',
    path: random() < 0.8 ? '-wal' : '*',
  };
});

describe.skipIf(whyNot !== undefined)('a disk that fails', () => {
  it.each([...FAULTS, ...more])(
    'is not acknowledged on, ends the process with 74, and is gone on with: $error from $call $from of $path on',
    async (fault) => {
      const workspace = await starterWorkspace({
        'crossdock.yaml': 'store: { logLimitBytes: 8388608, ballastBytes: 0 }\n',
      });
      cleanUp.push(workspace.remove);
      const root = join(workspace.path, 'data');
      const log = join(workspace.path, 'record');
      await mkdir(root);
      const sidecar = startSidecar({
        workspace: workspace.path,
        data: root,
        environment: recording({ below: root, log, fault }),
      });
      cleanUp.push(() => sidecar.end('SIGKILL'));
      // One that comes very early is met by the start itself.
      const url = await sidecar.url.catch(() => undefined);
      const acknowledged = new Map<string, string>();
      let next = 0;
      let hasEnded = false;
      void sidecar.exited.then(() => {
        hasEnded = true;
      });
      const sender = async (): Promise<void> => {
        while (!hasEnded && next < 50_000) {
          next += 1;
          const key = `F-${next}`;
          const body = shopOrder({ number: key, padding: 'x'.repeat(4_000) });
          const headers = { 'idempotency-key': key };
          try {
            const response = await fetch(`${url}/v1/messages/my-shop-order`, { method: 'POST', body, headers });
            const answer = await jsonOf(response);
            if (response.status === 202) acknowledged.set(answer['receipt'] as string, body);
            else expect(response.status, JSON.stringify(answer)).toBe(503);
          } catch (thrown) {
            if (!/fetch failed|terminated/.test(String(thrown))) throw thrown;
            return;
          }
        }
      };
      if (url !== undefined) await Promise.all(Array.from({ length: 6 }, sender));
      expect(await sidecar.exited).toEqual({ code: 74, signal: null });
      if (FAULTS.includes(fault)) expect(acknowledged.size).toBeGreaterThan(0);

      // What the disk had for sure when the process ended: everything that an answer had left for.
      const disk = new Disk();
      for (const operation of readRecording(log)) disk.apply(operation);
      const target = join(workspace.path, 'left');
      disk.crash({ root, target, loss: 'synced', random: () => 0 });
      for (const data of EXTRA > 0 ? [target, root] : [target]) {
        const again = startSidecar({ workspace: workspace.path, data });
        cleanUp.push(() => again.end('SIGKILL'));
        const after = await again.url;
        for (const [id, body] of acknowledged) {
          const receipt = await jsonOf(await fetch(`${after}/v1/receipts/${id}`));
          expect(receipt['body']).toBe(body);
        }
        await eventually(async () => {
          const { balanced, rows } = await jsonOf(await fetch(`${after}/v1/conservation`));
          expect(balanced).toBe(true);
          return (rows as { messages: { inFlight: number } }[]).every((row) => row.messages.inFlight === 0);
        }, 60_000);
        const response = await fetch(`${after}/v1/messages/my-shop-order`, { method: 'POST', body: shopOrder() });
        expect(response.status).toBe(202);
        await again.end('SIGTERM');
      }
    },
  );

  it('that fails while the sidecar starts ends it with 74, though it listens already', async () => {
    const workspace = await starterWorkspace({});
    cleanUp.push(workspace.remove);
    const early: readonly Fault[] = [
      { call: 'sync', from: 2, error: 'EIO', path: 'access.sqlite-wal' },
      { call: 'sync', from: 1, error: 'EIO', path: 'crossdock.sqlite-wal' },
      // All that is closed then fails as well.
      ...[13, 21].map((from): Fault => ({ call: 'sync', from, error: 'EIO', path: '*' })),
    ];
    for (const [index, fault] of early.entries()) {
      const path = `${fault.path} from ${fault.from}`;
      const root = join(workspace.path, `data-${index}`);
      await mkdir(root);
      const environment = recording({ below: root, log: join(workspace.path, `record-${index}`), fault });
      const sidecar = startSidecar({ workspace: workspace.path, data: root, environment });
      cleanUp.push(() => sidecar.end('SIGKILL'));
      sidecar.url.catch(() => undefined);
      expect(await sidecar.exited, path).toEqual({ code: 74, signal: null });
    }
  });
});
