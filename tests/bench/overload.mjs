// `npm run bench:overload [seconds]`: ten times as much as is usual, for a while. Memory stays flat, those that are accepted
// wait no longer than twice as long, those that are refused know at once, and nothing that was accepted is lost.
import { pace, summary } from './load.mjs';
import { prepared, say, subject } from './subject.mjs';

const forMs = Number(process.argv[2] ?? 60) * 1000;
const USUAL = Number(process.argv[3] ?? 1_000);

const made = await subject();
const running = await made.open();
let failed = false;
try {
  const requests = prepared(Math.min(250_000, Math.ceil((forMs / 1000) * USUAL * 10)));
  const accepted = [];
  const onAnswer = (_n, { status, body }) => {
    if (status === 202) accepted.push(/"receipt":"(\w+)"/.exec(body)?.[1]);
  };
  await pace(running.address, { perSecond: USUAL, connections: 128, forMs: 3_000, request: requests.at, onAnswer });
  requests.skip(USUAL * 3);
  const usual = await pace(running.address, {
    perSecond: USUAL,
    connections: 128,
    forMs: Math.min(forMs, 10_000),
    request: requests.at,
    onAnswer,
  });
  const before = summary(usual.answers, usual.tookMs);
  say({ run: `${USUAL}/s`, ...before, rssMb: running.rssMb() });
  requests.skip(usual.answers.length);
  const sizes = [];
  const watch = setInterval(() => sizes.push(running.rssMb()), 1_000);
  const flood = await pace(running.address, {
    perSecond: USUAL * 10,
    connections: 512,
    forMs,
    request: requests.at,
    onAnswer,
  });
  clearInterval(watch);
  const during = summary(flood.answers, flood.tookMs);
  const half = sizes.slice(Math.floor(sizes.length / 2));
  say({
    run: `${USUAL * 10}/s`,
    ...during,
    rssMb: { first: sizes[0], middle: half[0], last: sizes.at(-1), most: Math.max(...sizes) },
  });
  const missing = await lost(running, accepted);
  say({ accepted: accepted.length, lost: missing });
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
