// The sidecar that the benchmarks of the intake measure: built, started on a workspace of its own, and asked for its figures.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** `SUBJECT=FOLDER` measures the build of another checkout with the same load: to compare two of them on one machine. */
const cli = join(process.env.SUBJECT ?? root, 'dist', 'runtime', 'cli.js');
/** `PROFILE=FOLDER` has the sidecar write a processor profile of each of its threads there; it is then ended gently. */
const profile = process.env.PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`];
const naming = join(root, 'tests', 'bench', 'name-threads.mjs');
const SECRET = 'a-secret-of-the-benchmark';

const FIRST_PLACED = Date.parse('2026-03-02T08:15:00Z');

/** The n-th order, placed a second behind the one before it: five lines in a body of 2 KB. */
export function body(n, sizeBytes = 2048) {
  const order = {
    number: `B-${n}`,
    placed: new Date(FIRST_PLACED + n * 1000).toISOString(),
    state: 'PAID',
    lines: Array.from({ length: 5 }, (_unused, line) => ({ code: `MUG-0${line}`, count: 1 + line, price: '8.50' })),
    note: '',
  };
  const size = Buffer.byteLength(JSON.stringify(order));
  return JSON.stringify({ ...order, note: 'x'.repeat(Math.max(0, sizeBytes - size)) });
}

/** A signed request, ready for the socket. */
export function request(n) {
  const text = body(n);
  const signature = createHmac('sha256', SECRET).update(text).digest('base64');
  return Buffer.from(
    `POST /v1/sources/my-shop HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
      `x-shopify-topic: order\r\nx-shopify-webhook-id: w-${n}\r\nx-shopify-hmac-sha256: ${signature}\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

/** Requests that are made before the clock starts: the generator must cost as little as it can. */
export function prepared(count) {
  const ready = Array.from({ length: count }, (_unused, n) => request(n));
  let offset = 0;
  return {
    at: (n) => ready[offset + n] ?? request(offset + n),
    skip(count) {
      offset += count;
    },
  };
}

/**
 * Requests that are sent until each is taken, as senders do: what was refused is sent again later. Plain arrays and
 * numbers: tables that change all the time have the generator collect garbage when it should send.
 */
export function repeated(count, from, most) {
  const made = Array.from({ length: count }, (_unused, index) => request(from + index));
  /** Those that are to be sent again, as a ring: at most as many as are sent in all. */
  const again = new Int32Array(most);
  let [first, last] = [0, 0];
  /** Which request the n-th that is sent is. */
  const under = new Int32Array(most);
  let unsent = 0;
  return {
    at(n) {
      const index = unsent < count || first === last ? unsent++ : again[first++];
      under[n] = index;
      made[index] ??= request(from + index);
      return made[index];
    },
    answered(n, { status }) {
      const index = under[n];
      if (status === 202) made[index] = undefined;
      else again[last++] = index;
    },
  };
}

/** Starts a sidecar on the starter workspace. `files` are laid over it; each is proven, as a published workspace is. */
export async function subject({ files = {}, config = '' } = {}) {
  if (process.env.NOBUILD === undefined) {
    const { status } = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(70);
  }
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  const workspace = join(folder, 'workspace');
  spawnSync(process.execPath, [cli, 'init', workspace]);
  const source = `sources:\n  my-shop:\n    system: my-shop\n    signature: { scheme: shopify, secrets: [${SECRET}] }\n`;
  const all = { 'crossdock.yaml': `log: { level: warn }\n${config}${source}`, ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  const proven = spawnSync(process.execPath, [cli, 'verify', '--all', '--workspace', workspace], { encoding: 'utf8' });
  if (proven.status !== 0) throw new Error(`the workspace has no proof:\n${proven.stdout}${proven.stderr}`);
  const data = join(folder, 'data');
  const threads = join(folder, 'threads');
  mkdirSync(threads);
  /** `bare`: without what measures its threads. */
  const open = async ({ bare = false } = {}) => {
    const child = spawn(
      process.execPath,
      [
        ...(bare ? [] : ['--import', naming, ...profile]),
        ...[cli, 'start', '--no-demo', '--port', '0', '--workspace', workspace, '--data', data],
      ],
      // Relative paths of the configuration are then in the folder that is removed in the end.
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: folder,
        env: { ...process.env, THREADS: threads },
      },
    );
    const first = await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', (code) => reject(new Error(`the sidecar ended with ${code}`)));
    });
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(first))?.[1]);
    const url = `http://127.0.0.1:${port}`;
    return {
      child,
      url,
      address: { host: '127.0.0.1', port },
      rssMb: () =>
        Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024),
      /** Processor time used by all of its threads, milliseconds; a busy machine does not change it much. */
      cpuMs: () => {
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
        return (Number(fields[11]) + Number(fields[12])) * 10;
      },
      /** Processor time of each kind of its threads, milliseconds: `v8` compiles and collects garbage for all, `node` reads, writes and syncs files. */
      cpuByThread: () => {
        const sums = { main: 0, worker: 0 };
        for (const id of readdirSync(`/proc/${child.pid}/task`)) {
          const [ns = 0] = readFileSync(`/proc/${child.pid}/task/${id}/schedstat`, 'utf8').split(' ').map(Number);
          const name = existsSync(join(threads, id)) ? readFileSync(join(threads, id), 'utf8') : 'node';
          sums[name] = (sums[name] ?? 0) + ns / 1e6;
        }
        return sums;
      },
      get: async (path) => (await fetch(`${url}${path}`)).json(),
      /** The share `part` of answers of a route with this status took at most so long, milliseconds, by the sidecar's own buckets. */
      async answered(route, status, part) {
        const text = await (await fetch(`${url}/metrics`)).text();
        const buckets = new RegExp(
          `request_seconds_bucket\\{le="([^"]+)",[^}]*route="${route}",status="${status}"\\} (\\d+)`,
          'g',
        );
        const rows = [...text.matchAll(buckets)].map(([, bound, count]) => [bound, Number(count)]);
        const [bound = Number.NaN] = rows.find(([, count]) => count >= part * (rows.at(-1)?.[1] ?? 0)) ?? [];
        return Number(bound) * 1000;
      },
      async metric(name) {
        const text = await (await fetch(`${url}/metrics`)).text();
        return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
      },
      end: (signal = profile.length > 0 ? 'SIGTERM' : 'SIGKILL') =>
        new Promise((resolve) => {
          child.once('exit', resolve);
          child.kill(signal);
        }),
    };
  };
  return { open, data, workspace, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The event loop is looked at so often, milliseconds, and the metric is the time from one look to the next: an idle process shows this. */
const LOOK_MS = 10;

/** The event loop's delay since it was last asked for, 99 of 100 looks, milliseconds. */
export const loopP99 = async (running) =>
  Number(((await running.metric('nodejs_eventloop_lag_p99_seconds')) * 1000 - LOOK_MS).toFixed(1));

export const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
