// `npm run bench:intake [seconds]`: how fast a sidecar accepts, with the load generator on the same machine. Signed bodies of
// 2 KB, each acknowledged only behind its sync; what is accepted is processed meanwhile, as far as there is time for it.
import { cpus } from 'node:os';
import { pace, saturate, summary } from './load.mjs';
import { loopP99, prepared, say, subject } from './subject.mjs';

const forMs = Number(process.argv[2] ?? 10) * 1000;
const made = await subject();
const running = await made.open();
try {
  const idleMb = running.rssMb();
  const requests = prepared(Math.ceil((forMs / 1000) * 12_000));
  await pace(running.address, { perSecond: 500, connections: 16, forMs: 2_000, request: requests.at });
  requests.skip(1_000);
  await loopP99(running);
  const paced = await pace(running.address, { perSecond: 1500, connections: 256, forMs, request: requests.at });
  say({
    run: '1500/s',
    ...summary(paced.answers, paced.tookMs),
    loopP99Ms: await loopP99(running),
    rssMb: running.rssMb(),
    idleMb,
  });
  requests.skip(paced.answers.length);
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
