// `npm run bench:intake [seconds]`: how fast a sidecar accepts, with the load generator on the same machine. Signed bodies of
// 2 KB, each acknowledged only behind its sync; what is accepted is processed meanwhile, as far as there is time for it.
import { cpus } from 'node:os';
import { generating } from './generating.mjs';
import { saturate, summary, summaryOfSent } from './load.mjs';
import { loopP99, prepared, say, subject } from './subject.mjs';

const forMs = Number(process.argv[2] ?? 10) * 1000;
const PACE = 1_500;
/** At the same rate: what is measured is a sidecar at work, not one that compiles what it runs. */
const WARM_MS = 4_000;
const CONNECTIONS = 256;

const made = await subject();
const running = await made.open();
try {
  const idleMb = running.rssMb();
  let from = 0;
  const paced = async (perSecond, ms) => {
    const count = Math.ceil((perSecond * ms) / 1000);
    const load = { address: running.address, perSecond, connections: CONNECTIONS, forMs: ms, made: count, from };
    const go = await generating(load);
    from += count;
    await loopP99(running);
    return go();
  };
  await paced(PACE, WARM_MS);
  const usual = await paced(PACE, forMs);
  say({
    run: `${PACE}/s`,
    ...summary(usual.answers, usual.tookMs),
    ...summaryOfSent(usual.answers),
    loopP99Ms: await loopP99(running),
    rssMb: running.rssMb(),
    idleMb,
  });
  const requests = prepared(Math.ceil((forMs / 1000) * 12_000));
  requests.skip(from);
  await loopP99(running);
  const cpuMs = running.cpuMs();
  const full = await saturate(running.address, { connections: 128, forMs, request: requests.at });
  say({
    run: 'saturated',
    ...summary(full.answers, full.tookMs),
    loopP99Ms: await loopP99(running),
    rssMb: running.rssMb(),
    cpuMsEach: Number(((running.cpuMs() - cpuMs) / full.answers.length).toFixed(2)),
    cpus: cpus().length,
  });
} finally {
  await running.end();
  made.remove();
}
