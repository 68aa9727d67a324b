// `npm run bench:intake [seconds]`: how fast a sidecar accepts, with the load generator on the same machine. Signed bodies of
// 2 KB, each acknowledged only behind its fsync. Builds first.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pace, saturate, summary } from './load.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [seconds = '10'] = process.argv.slice(2);
const forMs = Number(seconds) * 1000;
const SECRET = 'a-secret-of-the-benchmark';
const address = { host: '127.0.0.1', port: 0 };

function built() {
  const { status } = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(70);
}

/** An order of five lines in a body of 2 KB. */
function body(n) {
  const order = {
    number: `B-${n}`,
    placed: '2026-03-02T09:15:00+01:00',
    state: 'PAID',
    lines: Array.from({ length: 5 }, (_unused, line) => ({ code: `MUG-0${line}`, count: 1 + line, price: '8.50' })),
    note: '',
  };
  const size = Buffer.byteLength(JSON.stringify(order));
  return JSON.stringify({ ...order, note: 'x'.repeat(Math.max(0, 2048 - size)) });
}

function request(n) {
  const text = body(n);
  const signature = createHmac('sha256', SECRET).update(text).digest('base64');
  return Buffer.from(
    `POST /v1/sources/my-shop HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
      `x-shopify-topic: order\r\nx-shopify-webhook-id: w-${n}\r\nx-shopify-hmac-sha256: ${signature}\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

async function started(workspace) {
  const cli = join(root, 'dist', 'runtime', 'cli.js');
  const child = spawn(process.execPath, [cli, 'start', '--no-demo', '--port', '0', '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const first = await new Promise((resolve) => child.stdout.once('data', resolve));
  address.port = Number(/127\.0\.0\.1:(\d+)/.exec(String(first))?.[1]);
  return child;
}

const rssMb = (pid) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

async function loopP99() {
  const text = await (await fetch(`http://127.0.0.1:${address.port}/metrics`)).text();
  const seconds = Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN);
  return Number((seconds * 1000).toFixed(1));
}

if (process.env.NOBUILD === undefined) built();
const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
const workspace = join(folder, 'workspace');
spawnSync(process.execPath, [join(root, 'dist', 'runtime', 'cli.js'), 'init', workspace], { stdio: 'inherit' });
mkdirSync(workspace, { recursive: true });
writeFileSync(
  join(workspace, 'crossdock.yaml'),
  `log: { level: warn }\nsources:\n  my-shop:\n    system: my-shop\n    signature: { scheme: shopify, secrets: [${SECRET}] }\n`,
);
const child = await started(workspace);
try {
  // Requests are made before the clock starts: the generator must cost as little as it can.
  const ready = Array.from({ length: Math.ceil((forMs / 1000) * 12_000) }, (_unused, n) => request(n));
  let offset = 0;
  const at = (n) => ready[offset + n] ?? request(offset + n);
  await saturate(address, { connections: 16, forMs: 1000, request: at });
  offset = 20_000;
  await loopP99();
  const idle = rssMb(child.pid);
  const paced = await pace(address, { perSecond: 1500, connections: 256, forMs, request: at });
  process.stdout.write(
    `${JSON.stringify({ run: '1500/s', ...summary(paced.answers, paced.tookMs), loopP99Ms: await loopP99(), rssMb: rssMb(child.pid), before: idle })}\n`,
  );
  offset += paced.answers.length;
  await loopP99();
  const full = await saturate(address, { connections: 128, forMs, request: at });
  process.stdout.write(
    `${JSON.stringify({ run: 'saturated', ...summary(full.answers, full.tookMs), loopP99Ms: await loopP99(), rssMb: rssMb(child.pid), cpus: cpus().length })}\n`,
  );
} finally {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
