// `npm run soak [cycles]`: 1,000 bundle switches under load, then the kill loop of tests/e2e, many times over.
// Builds first; exit code 0 when no request failed and nothing was lost or repeated.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [cycles = '100'] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(cycles)) {
  process.stderr.write(`soak: expected a number of cycles, found ${JSON.stringify(cycles)}\n`);
  process.exit(64);
}

const run = (args, environment = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).status ??
  1;

if (run([join(root, 'runtime', 'launch.mjs'), 'build']) !== 0) process.exit(70);
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const switches = [vitest, 'run', 'tests/governance/publishing.test.ts', '-t', 'under load'];
if (run(switches, { SOAK_SWITCHES: '1000' }) !== 0) process.exit(1);
process.exit(
  run([vitest, 'run', 'tests/e2e/sidecar-process.test.ts', '-t', 'loses and repeats nothing'], { SOAK_CYCLES: cycles }),
);
