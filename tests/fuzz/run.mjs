// `npm run fuzz -- [--minutes N] [--runs N] [--seed N] [--target NAME]`: compiled code against the references, case after case.
// Ctrl-C or SIGTERM ends it with the summary of what was run.
// Builds first. Exit code 0 when no difference is left unexplained, 1 otherwise.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    runs: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    target: { type: 'string' },
    built: { type: 'boolean', default: false },
  },
});
if (!values.built) {
  const built = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(70);
}

const { fuzz, summaryLines } = await import('./loop.mjs');
const { targets } = await import('./targets.mjs');
const dist = (path) => import(join(root, 'dist', 'runtime', path));

const chosen = targets.filter((target) => values.target === undefined || target.name === values.target);
if (chosen.length === 0) {
  process.stderr.write(`fuzz: expected a target out of ${targets.map((target) => target.name).join(', ')}\n`);
  process.exit(64);
}
const out = (line) => process.stdout.write(`${line}\n`);
let isStopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isStopped = true));
let failed = false;
for (const { load } of chosen) {
  if (isStopped) break;
  const target = await load(dist);
  const until = Date.now() + (Number(values.minutes) * 60_000) / chosen.length;
  const result = await fuzz(target, {
    seed: Number(values.seed),
    until,
    most: Number(values.runs),
    report: out,
    isStopped: () => isStopped,
  });
  for (const line of summaryLines(result)) out(line);
  failed ||= result.differences.length > 0;
}
process.exit(failed ? 1 : 0);
