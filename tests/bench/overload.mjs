// `npm run bench:overload [seconds] [usual rate]`: ten times as much as is usual, for a while. Memory stays flat, those that are
// accepted wait no longer than twice as long, those that are refused know at once, and nothing that was accepted is lost.
// The load comes from a process of its own; what it was late with is said apart, and what the sidecar itself took.
import { generating } from './generating.mjs';
import { summary, summaryOfSent } from './load.mjs';
import { loopP99, say, subject } from './subject.mjs';

const forMs = Number(process.argv[2] ?? 60) * 1000;
const USUAL = Number(process.argv[3] ?? 1_000);
const ROUTE = '/v1/sources/\\{source\\}';
/** Requests that are prepared before the clock starts. */
const MOST_MADE = 60_000;

const made = await subject();
const running = await made.open();
let failed = false;
try {
  const accepted = [];
  let from = 0;
  const run = async (perSecond, connections, ms) => {
    const count = Math.min(MOST_MADE, Math.ceil((perSecond * ms) / 1000));
    const go = await generating({ address: running.address, perSecond, connections, forMs: ms, made: count, from });
    from += Math.ceil((perSecond * ms) / 1000);
    await loopP99(running);
    const cpuMs = running.cpuMs();
    const sizes = [];
    const watch = setInterval(() => sizes.push(running.rssMb()), 1_000);
    const measured = await go();
    clearInterval(watch);
    for (const id of measured.accepted) accepted.push(id);
    return { ...measured, sizes, cpuShare: Number(((running.cpuMs() - cpuMs) / measured.tookMs).toFixed(2)) };
  };
  const report = async (name, measured) => {
    const { answers, tookMs, cpuMs, cpuShare, sizes } = measured;
    const whole = summary(answers, tookMs);
    const sent = summaryOfSent(answers);
    const half = sizes.slice(Math.floor(sizes.length / 2));
    say({
      ...{ run: name, ...whole, ...sent, loopP99Ms: await loopP99(running) },
      acceptedInSidecarP99Ms: await running.answered(ROUTE, 202, 0.99),
      cpuShare: { sidecar: cpuShare, generator: Number((cpuMs / tookMs).toFixed(2)) },
      rssMb: { first: sizes[0], middle: half[0], last: sizes.at(-1), most: Math.max(...sizes) },
    });
    return sent;
  };
  await run(USUAL, 128, 3_000);
  const usual = await report(`${USUAL}/s`, await run(USUAL, 128, Math.min(forMs, 10_000)));
  const flood = await report(`${USUAL * 10}/s`, await run(USUAL * 10, 512, forMs));
  const missing = await lost(running, accepted);
  say({
    acceptedP99ToUsual: Number((flood.acceptedFromSentMs.p99 / usual.acceptedFromSentMs.p99).toFixed(2)),
    accepted: accepted.length,
    lost: missing,
  });
  failed = missing > 0 || accepted.length === 0;
} finally {
  await running.end();
  made.remove();
}
process.exit(failed ? 1 : 0);

/** How many of those that were acknowledged are not there, by the count and by a sample. */
async function lost(sidecar, ids) {
  const { rows } = await sidecar.get('/v1/conservation');
  const received = rows.reduce((sum, row) => sum + row.receipts.received, 0);
  let missing = Math.max(0, ids.length - received);
  for (const id of ids.filter((_id, index) => index % 97 === 0)) {
    const response = await fetch(`${sidecar.url}/v1/receipts/${id}`);
    if (response.status !== 200) missing += 1;
    await response.arrayBuffer();
  }
  return missing;
}
