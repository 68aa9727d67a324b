// `npm run bench:through [messages]`: from the socket to the outbox. Orders of five lines are accepted, mapped, judged by
// twenty rules, applied to the state and queued for a destination; the time counts from the first request to the last settled.
// The destination takes one delivery a second, so that what is measured ends at the outbox. `DELIVER=http` has every
// delivery sent meanwhile, to a destination in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { limits, ORDER } from './limits.mjs';
import { saturate } from './load.mjs';
import { prepared, say, subject } from './subject.mjs';

const total = Number(process.argv[2] ?? 8_000);
/** Messages before those that count: until then threads still compile what they run. */
const WARM = 8_000;
/** Each waits for a sync with every message: so many that syncs are not what is measured. */
const CONNECTIONS = 48;
/** How long a sender that was turned away stays away. */
const REST_MS = 100;
/** How long the end is waited for at a time: half of what it should take, for looking costs the sidecar processor time. */
const LEAST_WAIT_MS = 100;
const MOST_WAIT_MS = 2_000;

/** What would have to be cheaper for more messages a second. */
function boundOf({ all, generator, threads, perSecond }) {
  const cores = availableParallelism();
  const limits = {
    [`the main thread, ${threads.main} ms each`]: 1000 / threads.main,
    [`${cores} cores, ${(all + generator).toFixed(2)} ms each with the load generator`]:
      (cores * 1000) / (all + generator),
  };
  const [[what, most]] = Object.entries(limits).sort(([, a], [, b]) => a - b);
  const share = Math.round((100 * perSecond) / most);
  return { what, most: Math.round(most), reached: `${share} %` };
}

const files = {
  ...limits(20),
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/examples/plain.json': JSON.stringify(ORDER),
  'mappings/to-wms/examples/plain.expected.json': '{"order":"B-0","lines":[{"sku":"MUG-01","quantity":2}]}',
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "lines": [lines.{ "sku": sku, "quantity": quantity }] }\n',
};

/** Takes what is sent to it, in a process of its own: what that costs is no cost of the sidecar. */
async function destination() {
  const serve = `require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', serve], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${Number(port)}/`, end: () => child.kill() };
}

const sink = process.env.DELIVER === undefined ? undefined : await destination();
const where =
  sink === undefined
    ? 'type: file, directory: wms, perSecond: 1'
    : `type: http, url: '${sink.url}', addresses: [127.0.0.1]`;
const config = `destinations:\n  wms: { ${where}, mappings: [to-wms] }\n`;
const made = await subject({ files, config });
const running = await made.open();
try {
  const requests = prepared(total + WARM);
  const inFlight = async () => {
    const { rows } = await running.get('/v1/conservation');
    return rows.reduce((sum, row) => sum + row.receipts.inFlight + row.messages.inFlight, 0);
  };
  const settled = async () => {
    const began = performance.now();
    const first = await inFlight();
    for (let left = first; left > 0; left = await inFlight()) {
      const perMs = (first - left) / (performance.now() - began);
      await delay(Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, left / perMs / 2)));
    }
  };
  let [sent, refused] = [0, 0];
  /** Messages that were turned away and have to be sent again. */
  const again = [];
  const under = new Map();
  const run = async (limit) => {
    const request = (n) => {
      const message = again.pop() ?? sent++;
      under.set(n, message);
      return requests.at(message);
    };
    const onAnswer = (n, { status }) => {
      if (status !== 202) again.push(under.get(n));
      if (status !== 202) refused += 1;
      under.delete(n);
    };
    const until = () => sent >= limit && again.length === 0;
    await saturate(running.address, {
      connections: CONNECTIONS,
      forMs: 600_000,
      request,
      onAnswer,
      until,
      restMs: REST_MS,
    });
  };
  // Threads are there, programs are compiled.
  await run(WARM);
  await settled();
  const before = { threads: running.cpuByThread(), own: process.cpuUsage(), at: performance.now() };
  await run(WARM + total);
  const acceptedMs = performance.now() - before.at;
  await settled();
  const tookMs = performance.now() - before.at;
  const own = process.cpuUsage(before.own);
  const after = running.cpuByThread();
  const each = (ms) => Number((ms / total).toFixed(3));
  const threads = Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, each(ms - (before.threads[name] ?? 0))]),
  );
  const all = Object.values(threads).reduce((sum, ms) => sum + ms, 0);
  const generator = each((own.user + own.system) / 1000);
  const { rows } = await running.get('/v1/conservation');
  say({
    messages: total,
    perSecond: Math.round((total * 1000) / tookMs),
    acceptedPerSecond: Math.round((total * 1000) / acceptedMs),
    processed: rows[0]?.messages.processed - WARM,
    refused,
    rssMb: running.rssMb(),
  });
  say({ cpuMsEach: { all: Number(all.toFixed(3)), ...threads }, generatorMsEach: generator });
  say({ bounds: boundOf({ all, generator, threads, perSecond: (total * 1000) / tookMs }) });
} finally {
  await running.end();
  made.remove();
  sink?.end();
}
