// `npm run soak [cycles]`: the kill loop of tests/e2e, many times over. Builds first; exit code 0 when nothing was lost or repeated.
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
process.exit(run([vitest, 'run', 'tests/e2e/chaos.test.ts', '-t', 'kills under load'], { CHAOS_KILLS: cycles }));
