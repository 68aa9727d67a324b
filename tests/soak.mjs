// `npm run soak [-- --part kills|order|switches --rounds N --seed N --resume FILE]`: the tests of what survives, long: 200 kills under load,
// 10,000 histories of orders in any order with kills in between, 1,000 switches of version under load, a third of them bad. In rounds, each
// with a seed of its own and a line at its end; rounds that stand as done in the file of --resume are not done again. Builds first.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    resume: { type: 'string' },
    built: { type: 'boolean', default: false },
  },
});
const [rounds, firstSeed] = [Number(values.rounds), Number(values.seed)];

/** One round of each part; ten rounds are what the bar asks for. */
const PARTS = [
  { name: 'kills', file: 'tests/e2e/chaos.test.ts', only: 'kills under load', environment: { CHAOS_KILLS: '20' } },
  { name: 'order', file: 'tests/pipeline/permutations.test.ts', environment: { CHAOS_HISTORIES: '1000' } },
  {
    name: 'switches',
    file: 'tests/governance/publishing.test.ts',
    only: 'times under load',
    environment: { SOAK_SWITCHES: '100' },
  },
];
const chosen = PARTS.filter(({ name }) => values.part === undefined || name === values.part);
if (chosen.length === 0 || !(rounds >= 1) || !Number.isInteger(firstSeed)) {
  process.stderr.write(`soak: expected a part out of ${PARTS.map(({ name }) => name).join(', ')}, rounds and a seed\n`);
  process.exit(64);
}

/** Runs one round. Resolves to whether it passed, and to what its test says of it. */
function round({ file, only, environment }, seed) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--reporter=verbose', file, ...(only === undefined ? [] : ['-t', only])];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment, CHAOS_SEED: String(seed), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      const said = /^soak: (.*)$/m.exec(output)?.[1] ?? 'said nothing';
      if (code !== 0) process.stderr.write(`${output.slice(-8_000)}\n`);
      resolve({ passed: code === 0, said });
    }),
  );
}

if (!values.built) {
  const { status } = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(70);
}
const done =
  values.resume !== undefined && existsSync(values.resume) ? readFileSync(values.resume, 'utf8').split('\n') : [];
let failed = 0;
for (const part of chosen) {
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
    const name = `${part.name} ${seed}`;
    if (done.some((line) => line.startsWith(`ok ${name}:`))) continue;
    const began = performance.now();
    const { passed, said } = await round(part, seed);
    if (!passed) failed += 1;
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const line = `${passed ? 'ok' : 'FAILED'} ${name}: ${said}, in ${seconds} s`;
    process.stdout.write(`${line}\n`);
    if (values.resume !== undefined) appendFileSync(values.resume, `${line}\n`);
  }
}
process.stdout.write(
  `${rounds} rounds of ${chosen.map(({ name }) => name).join(', ')} from seed ${firstSeed}: ${failed === 0 ? 'nothing was lost' : `${failed} rounds failed`}\n`,
);
process.exit(failed === 0 ? 0 : 1);
