// `npm run chaos [power|disks|tails|hostile]`: the tests of durability, long: 510 losses of power in each of three modes for both ways of
// syncing, failing disks, torn logs and a stop of 30 s, and hostile input. Builds first; exit code 0 when nothing was lost. What survives
// kills, disorder and switches of version is `npm run soak`.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [part = 'all', ...rest] = process.argv.slice(2);
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const POWER = {
  args: [vitest, 'run', 'tests/powerfail/power-fail.test.ts'],
  environment: { CHAOS_POINTS: '510', CHAOS_MESSAGES: '2500' },
};
const DISKS = { args: [vitest, 'run', 'tests/powerfail/faults.test.ts'], environment: { CHAOS_FAULTS: '60' } };
const TAILS = {
  args: [vitest, 'run', 'tests/e2e/chaos.test.ts', '-t', 'torn|stopped|jumps'],
  environment: { CHAOS_TAILS: '2000', CHAOS_STOP_MS: '30000' },
};
const HOSTILE = { args: [join(root, 'tests', 'hostile', 'run.mjs'), ...rest], environment: {} };
const PARTS = {
  power: [POWER],
  disks: [DISKS],
  tails: [TAILS],
  hostile: [HOSTILE],
  all: [POWER, DISKS, TAILS, HOSTILE],
};

const chosen = PARTS[part];
if (chosen === undefined) {
  process.stderr.write(`chaos: expected one of ${Object.keys(PARTS).join(', ')}, found ${JSON.stringify(part)}\n`);
  process.exit(64);
}
const run = (args, environment = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).status ??
  1;

if (run([join(root, 'runtime', 'launch.mjs'), 'build']) !== 0) process.exit(70);
let worst = 0;
for (const { args, environment } of chosen) worst = Math.max(worst, run(args, environment));
process.exit(worst);
