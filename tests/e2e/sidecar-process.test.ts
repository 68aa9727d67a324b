// The sidecar as a process: first start, drain, kill, full disk, and everything that keeps it from starting, each with its exit code.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { type Files, starterWorkspace, writeFiles } from '../support/cli.ts';
import { jsonOf, type SidecarProcess, startSidecar } from '../support/process.ts';
import { eventually, shopOrder } from '../support/sidecar.ts';

const cleanUp: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function workspace(files: Files = {}): Promise<string> {
  const made = await starterWorkspace(files);
  cleanUp.push(made.remove);
  return made.path;
}

function launch(options: Parameters<typeof startSidecar>[0]): SidecarProcess {
  const sidecar = startSidecar(options);
  cleanUp.push(() => sidecar.end('SIGKILL'));
  return sidecar;
}

const post = (url: string, key: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/v1/messages/my-shop-order`, { method: 'POST', body, headers: { 'idempotency-key': key, ...headers } });

const get = async (url: string): Promise<Record<string, unknown>> => jsonOf(await fetch(url));

/** Rows of a store that no process holds any more. */
function rowsOf(data: string, sql: string): Record<string, unknown>[] {
  const database = new SQLite(join(data, 'crossdock.sqlite'), { readonly: true });
  try {
    return database.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

interface Conservation {
  readonly balanced: boolean;
  readonly rows: readonly { readonly messages: Record<string, number>; readonly receipts: Record<string, number> }[];
}

/** Waits until nothing is in flight and the sums add up. */
async function settled(url: string): Promise<Conservation> {
  let last: Conservation | undefined;
  await eventually(async () => {
    last = (await get(`${url}/v1/conservation`)) as unknown as Conservation;
    return last.rows.every((row) => row.messages['inFlight'] === 0 && row.receipts['inFlight'] === 0);
  }, 60_000);
  return last as Conservation;
}

describe('a first start', () => {
  it('takes the examples through the intake, prints what became of them, and ends by SIGTERM with 0', async () => {
    const path = await workspace();
    const sidecar = launch({ workspace: path, args: [] });
    const url = await sidecar.url;
    expect(sidecar.output.stdout).toContain(
      'Messages in: 2 (in 2 receipts) · processed 1 · held 1 · duplicate 0 · in flight 0\n',
    );
    expect(sidecar.output.stdout).toMatch(/^count +owner +rule or code +for example$/m);
    expect(sidecar.output.stdout).toMatch(/^ *1 +ecommerce +mapping\.unmapped/m);
    expect(sidecar.output.stdout).toContain(`${url}/v1/exceptions`);
    expect(await get(`${url}/v1/orders/A-1001`)).toMatchObject({ order: { orderId: 'A-1001', status: 'accepted' } });
    expect(await sidecar.end('SIGTERM')).toEqual({ code: 0, signal: null });

    const again = launch({ workspace: path, args: [] });
    await again.url;
    expect(again.output.stdout).not.toContain('Messages in:');
    expect(await again.end('SIGINT')).toEqual({ code: 0, signal: null });
  });

  it('leaves the examples out with --no-demo', async () => {
    const sidecar = launch({ workspace: await workspace() });
    const { balanced, rows } = await settled(await sidecar.url);
    expect({ balanced, rows }).toEqual({ balanced: true, rows: [] });
  });

  it('ends with 0 when it is stopped in the middle of the demonstration', async () => {
    const examples = Array.from({ length: 60 }, (_unused, index) => [
      `mappings/my-shop-order/examples/more-${index}.json`,
      shopOrder({ number: `M-${index}` }),
    ]);
    const path = await workspace(Object.fromEntries(examples) as Files);
    const sidecar = launch({ workspace: path, args: [] });
    await eventually(() => sidecar.output.stdout.includes('The data directory is empty'));
    expect(await sidecar.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(rowsOf(join(path, '.crossdock'), "SELECT id FROM messages WHERE status = 'accepted'")).toEqual([]);
  });
});

describe('a thread that listens no more', () => {
  it('ends the process with 70, which says why, and nothing that was acknowledged is lost', async () => {
    const path = await workspace();
    // Loaded into each thread of the process: the one that listens fails once a file is there.
    const [faulty, sign] = [join(path, 'faulty.mjs'), join(path, 'now')];
    const listener = "process.argv[1]?.endsWith('listener/thread.js')";
    const fault = `if (existsSync(${JSON.stringify(sign)})) throw new Error('as a test would have it');`;
    await writeFile(
      faulty,
      `import { existsSync } from 'node:fs';\nif (${listener}) setInterval(() => { ${fault} }, 20);\n`,
    );
    const sidecar = launch({ workspace: path, environment: { NODE_OPTIONS: `--import ${faulty}` } });
    const response = await post(await sidecar.url, 'key-1', shopOrder());
    expect(response.status).toBe(202);
    const { receipt } = await jsonOf(response);
    await writeFile(sign, '');
    expect(await sidecar.exited).toEqual({ code: 70, signal: null });
    expect(sidecar.output.stderr).toContain('nobody listens any more: as a test would have it');
    expect(rowsOf(join(path, '.crossdock'), 'SELECT id FROM receipts')).toEqual([{ id: receipt }]);
  });
});

describe.runIf(process.platform === 'linux')('its threads', () => {
  /** How many of its threads have each level of setpriority(2): the 19th number of their stat, proc_pid_stat(5). */
  function levelsOf(process: number | undefined): Record<string, number> {
    const levels: Record<string, number> = {};
    for (const thread of readdirSync(`/proc/${process}/task`)) {
      const text = readFileSync(`/proc/${process}/task/${thread}/stat`, 'utf8');
      const level = text.slice(text.lastIndexOf(')') + 2).split(' ')[16] as string;
      levels[level] = (levels[level] ?? 0) + 1;
    }
    return levels;
  }

  it('run behind the one that listens: the main one first, those that evaluate last', async () => {
    const path = await workspace({ 'crossdock.yaml': 'workers: 2\n' });
    const sidecar = launch({ workspace: path });
    const url = await sidecar.url;
    await post(url, 'k', shopOrder());
    await settled(url);
    const at = (level: number): number => Math.max(getPriority(), level);
    const {
      [at(0)]: listening,
      [at(3)]: main,
      [at(10)]: helpers,
      [at(15)]: evaluating,
      ...others
    } = levelsOf(sidecar.child.pid);
    expect(others).toEqual({});
    expect({ listening, evaluating }).toEqual({ listening: 1, evaluating: 2 });
    expect(main).toBeGreaterThanOrEqual(1);
    expect(helpers).toBeGreaterThanOrEqual(4);
  });
});

describe('a stop', () => {
  it('settles what it acknowledged before it ends by SIGTERM', async () => {
    const path = await workspace();
    const sidecar = launch({ workspace: path });
    const url = await sidecar.url;
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_unused, index) => post(url, `k${index}`, shopOrder({ number: `S-${index}` }))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 202));
    expect(await sidecar.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const data = join(path, '.crossdock');
    expect(rowsOf(data, "SELECT count(*) AS n FROM receipts WHERE status = 'decoded'")).toEqual([{ n: 200 }]);
    expect(rowsOf(data, "SELECT count(*) AS n FROM messages WHERE status = 'processed'")).toEqual([{ n: 200 }]);
  });

  it('says to a sender who is still sending when it stops that it shuts down', async () => {
    const sidecar = launch({ workspace: await workspace() });
    const url = await sidecar.url;
    const body = shopOrder();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    cleanUp.push(() => socket.destroy());
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const length = Buffer.byteLength(body);
    socket.write(`POST /v1/messages/my-shop-order HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`);
    socket.write(body.slice(0, 20));
    await delay(300);
    const exited = sidecar.end('SIGTERM');
    // Nothing else is under way: by now all that can be closed is closed.
    await delay(1_500);
    socket.write(body.slice(20));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 503 .*"code":"intake\.draining"/s);
    expect(await exited).toEqual({ code: 0, signal: null });
  });
});

describe('what keeps it from starting', () => {
  it('ends with 74 when another process works on the data, which goes on', async () => {
    const path = await workspace();
    const first = launch({ workspace: path });
    const url = await first.url;
    const second = launch({ workspace: path });
    expect(await second.exited).toEqual({ code: 74, signal: null });
    expect(second.output.stderr).toMatch(/store\.locked: another process works on the data directory \S+\.crossdock/);
    expect((await post(url, 'k', shopOrder())).status).toBe(202);
  });

  it.each<[string, (path: string) => Promise<string>, RegExp]>([
    [
      'cannot be made',
      async (path) => {
        await writeFile(join(path, 'file'), '');
        return join(path, 'file/data');
      },
      /store\.unavailable: cannot make the data directory \S+file\/data/,
    ],
    [
      'is a file',
      async (path) => {
        await writeFile(join(path, 'file'), '');
        return join(path, 'file');
      },
      /store\.unavailable: .*\S+file/,
    ],
    [
      'holds something else than a store',
      async (path) => {
        await writeFiles(path, { 'data/crossdock.sqlite': 'This is a letter, not a database. '.repeat(100) });
        return join(path, 'data');
      },
      /store\.corrupt: /,
    ],
  ])('ends with 74 when the data directory %s', async (_what, prepare, message) => {
    const path = await workspace();
    const sidecar = launch({ workspace: path, data: await prepare(path) });
    expect(await sidecar.exited).toEqual({ code: 74, signal: null });
    expect(sidecar.output.stderr).toMatch(message);
    expect(sidecar.output.stderr).not.toMatch(/^ +at /m);
  });

  it.each<[string, string, RegExp]>([
    ['an unknown key', 'http:\n  prot: 7070\n', /crossdock\.yaml:2:9: http\.prot: /],
    ['a value of the wrong kind', 'workers: many\n', /crossdock\.yaml:1:10: workers: /],
    ['broken YAML', 'http: {\n', /crossdock\.yaml:\d+:\d+: /],
    [
      'a destination without its address',
      'destinations:\n  wms:\n    type: http\n    mappings: [x]\n',
      /destinations\.wms\.url/,
    ],
    ['a table that is broken', '', /mappings\/tables\/broken\.csv:3:1: table\.duplicate-key/],
  ])('ends with 78 and names the place of %s', async (_what, config, message) => {
    const files = config === '' ? { 'mappings/tables/broken.csv': 'a,b\n1,2\n1,3\n' } : { 'crossdock.yaml': config };
    const sidecar = launch({ workspace: await workspace(files) });
    expect(await sidecar.exited).toEqual({ code: 78, signal: null });
    expect(sidecar.output.stderr).toMatch(message);
    expect(sidecar.output.stderr).not.toMatch(/^ +at /m);
  });

  it('ends with 78 and names an environment variable that is no setting', async () => {
    const sidecar = launch({ workspace: await workspace(), environment: { CROSSDOCK_HTTP_PROT: '1' } });
    expect((await sidecar.exited).code).toBe(78);
    expect(sidecar.output.stderr).toContain('environment: CROSSDOCK_HTTP_PROT: there is no such setting');
  });

  it('ends with 78 when the workspace or the configuration file is not there', async () => {
    const missing = launch({
      workspace: await workspace(),
      args: ['--no-demo', '--config', '/nowhere/crossdock.yaml'],
    });
    expect((await missing.exited).code).toBe(78);
    expect(missing.output.stderr).toContain('/nowhere/crossdock.yaml');
    const empty = await workspace();
    await mkdir(join(empty, 'empty'));
    const sidecar = launch({ workspace: empty, args: ['--no-demo', '--workspace', join(empty, 'empty')] });
    expect((await sidecar.exited).code).toBe(78);
    expect(sidecar.output.stderr).toContain('workspace.missing: ');
  });

  it('ends with 78 when the port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as { port: number };
    const sidecar = launch({ workspace: await workspace(), args: ['--no-demo', '--port', String(port)] });
    expect((await sidecar.exited).code).toBe(78);
    expect(sidecar.output.stderr).toContain(`cannot listen on 127.0.0.1:${port}: another process listens there`);
  });
});

describe('its configuration', () => {
  it('comes from variables, and secrets from files that variables name', async () => {
    const config =
      'http: { port: 1, bodyLimitBytes: 10 }\nsources:\n  my-shop:\n    system: my-shop\n    signature: { scheme: shopify, secrets: [from-the-file] }\n';
    const path = await workspace({ 'crossdock.yaml': config, 'secrets/shop': 'very-secret\n' });
    const data = join(path, 'elsewhere');
    const sidecar = launch({
      workspace: path,
      environment: {
        CROSSDOCK_DATA: data,
        CROSSDOCK_HTTP_BODY_LIMIT_BYTES: '5000',
        CROSSDOCK_SOURCES_MY_SHOP_SIGNATURE_SECRETS_FILE: join(path, 'secrets/shop'),
      },
    });
    const url = await sidecar.url;
    const body = shopOrder();
    const send = (secret: string) =>
      fetch(`${url}/v1/sources/my-shop`, {
        method: 'POST',
        body,
        headers: {
          'x-shopify-topic': 'order',
          'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        },
      });
    expect((await send('very-secret')).status).toBe(202);
    expect((await send('from-the-file')).status).toBe(401);
    await settled(url);
    await sidecar.end('SIGTERM');
    expect(rowsOf(data, 'SELECT count(*) AS n FROM receipts')).toEqual([{ n: 1 }]);
    expect(sidecar.output.stderr).not.toContain('very-secret');
  });

  it('takes a changed workspace into force on SIGHUP, and keeps the last good one', async () => {
    const path = await workspace();
    const sidecar = launch({ workspace: path });
    const url = await sidecar.url;
    const table = join(path, 'mappings/tables/my-shop-status.csv');
    await appendFile(table, 'GIFT,accepted,paid,paid by a gift card\n');
    const statusOf = async (number: string) => {
      const response = await fetch(`${url}/v1/messages/my-shop-order?wait=10000`, {
        method: 'POST',
        body: shopOrder({ number, state: 'GIFT' }),
      });
      return (await jsonOf(response))['status'];
    };
    expect(await statusOf('G-1')).toBe('held');
    sidecar.child.kill('SIGHUP');
    await eventually(async () => sidecar.output.stderr.includes('workspace reloaded'));
    expect(await statusOf('G-2')).toBe('processed');
    await writeFile(table, `${await readFile(table, 'utf8')}GIFT,again,again,again\n`);
    sidecar.child.kill('SIGHUP');
    await eventually(() => sidecar.output.stderr.includes('reload: '));
    expect(await statusOf('G-3')).toBe('processed');
  });
});

/** A file system of its own in memory, which takes root and Linux; says why when it cannot be had. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}

const mountable = canMount();
if (!mountable) console.info('A full disk is not tried: mounting a small file system takes root on Linux');

describe.skipIf(!mountable)('a disk that cannot be written', () => {
  it('ends the start with 74, which does not say that another process holds it', async () => {
    const path = await workspace();
    const data = join(path, 'sealed');
    await mkdir(data);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', data]);
    cleanUp.push(() => spawnSync('umount', ['--lazy', data]));
    const sidecar = launch({ workspace: path, data });
    expect(await sidecar.exited).toEqual({ code: 74, signal: null });
    expect(sidecar.output.stderr).toContain(`store.unavailable: cannot work in the data directory ${data}`);
  });
});

describe.skipIf(!mountable)('a full disk', () => {
  it('is never acknowledged on, ends the process with 74, and loses nothing that was', async () => {
    const path = await workspace();
    const data = join(path, 'small');
    await mkdir(data);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', data]);
    cleanUp.push(() => spawnSync('umount', ['--lazy', data]));
    const sidecar = launch({ workspace: path, data });
    const url = await sidecar.url;
    const acknowledged = new Map<string, string>();
    const refused: number[] = [];
    const padding = 'x'.repeat(20_000);
    for (let index = 0; index < 400 && refused.length < 5; index += 1) {
      const key = `F-${index}`;
      const response = await post(url, key, shopOrder({ number: key, padding })).catch(() => undefined);
      if (response === undefined) break;
      if (response.status === 202) {
        // Once it has refused for want of space it may not acknowledge any more.
        expect(refused).toEqual([]);
        acknowledged.set(key, (await jsonOf(response))['receipt'] as string);
      } else {
        expect(response.status).toBe(503);
        expect(await jsonOf(response)).toMatchObject({
          code: expect.stringMatching(/^(store\.full|intake\.draining)$/) as unknown,
        });
        refused.push(response.status);
      }
    }
    expect(await sidecar.exited).toEqual({ code: 74, signal: null });
    expect(acknowledged.size).toBeGreaterThan(5);
    expect(acknowledged.size).toBeLessThan(400);

    execFileSync('mount', ['-o', 'remount,size=64m', data]);
    const again = launch({ workspace: path, data });
    const after = await again.url;
    const { balanced } = await settled(after);
    expect(balanced).toBe(true);
    for (const [key, receipt] of acknowledged) {
      expect(await get(`${after}/v1/receipts/${receipt}`)).toMatchObject({
        body: shopOrder({ number: key, padding }),
        messages: [{ status: 'processed', document: { key } }],
      });
    }
    expect((await post(after, 'after', shopOrder({ number: 'after' }))).status).toBe(202);
    expect(await again.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});
