// `npm run bench:start [messages]`: from the start of the process to the first /readyz that says yes, with a hundred rules and an
// empty store, and with a backlog of a million messages; and what an idle sidecar holds in memory ten seconds later.
import { setTimeout as delay } from 'node:timers/promises';
import { limits } from './limits.mjs';
import { body, say, subject } from './subject.mjs';

const backlog = Number(process.argv[2] ?? 1_000_000);
const STARTS = 5;
const IDLE_MS = 10_000;
/** Messages that one commit takes while the backlog is made. */
const TOGETHER = 2_000;

const files = limits(100, (index) => [
  { any: [{ fact: 'order', path: '$.lines[0].quantity', operator: 'greaterThan', value: index }] },
]);

async function ready(running) {
  for (;;) {
    const response = await fetch(`${running.url}/readyz`);
    await response.arrayBuffer();
    if (response.status === 200) return;
    await delay(1);
  }
}

/** Starts a sidecar and waits until it is ready. Only what is run in production is in its process. */
async function started(made) {
  const began = performance.now();
  const running = await made.open({ bare: true });
  await ready(running);
  return { running, readyMs: Math.round(performance.now() - began), cpuMs: running.cpuMs(), rssMb: running.rssMb() };
}

/** Puts messages into the store that nobody has taken up yet, as the intake would. */
async function fill(data, count) {
  const { Database } = await import('../../dist/runtime/store/database.js');
  const { insertReceipt } = await import('../../dist/runtime/store/receipts.js');
  const database = new Database(data);
  const now = Date.now();
  for (let first = 0; first < count; first += TOGETHER)
    await database.write((connection) => {
      for (let n = first; n < Math.min(count, first + TOGETHER); n += 1)
        insertReceipt(connection, { source: 'my-shop', topic: 'order', body: Buffer.from(body(n, 0)) }, now);
    });
  await database.close();
}

const made = await subject({ files });
try {
  const all = [];
  for (let start = 0; start < STARTS; start += 1) {
    const { running, ...figures } = await started(made);
    all.push(figures);
    if (start === STARTS - 1) {
      await delay(IDLE_MS);
      say({ run: 'idle for 10 s', rssMb: running.rssMb() });
    }
    await running.end();
  }
  const byTime = all.map(({ readyMs }) => readyMs).sort((a, b) => a - b);
  const cpuMs = all.map((one) => one.cpuMs).sort((a, b) => a - b);
  say({
    run: '100 rules, empty store',
    readyMs: { best: byTime[0], middle: byTime[STARTS >> 1], worst: byTime.at(-1) },
    cpuMs: cpuMs[STARTS >> 1],
  });
  const began = performance.now();
  await fill(made.data, backlog);
  const fillS = Math.round((performance.now() - began) / 1000);
  const { running, ...figures } = await started(made);
  const before = await running.get('/readyz?verbose');
  await delay(IDLE_MS);
  say({ run: `a backlog of ${backlog}`, ...figures, load: before.load, rssMbAt10s: running.rssMb(), fillS });
  await running.end();
} finally {
  made.remove();
}
