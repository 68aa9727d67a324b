// `npm run chaos [kills|power|disks|order|hostile]`: the tests of durability, long: 200 kills under load, 510 losses of power in each of three
// modes for both ways of syncing, failing disks, torn logs, a stop of 30 s. Builds first; exit code 0 when nothing was lost.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [part = 'all'] = process.argv.slice(2);

const KILLS = {
  files: ['tests/e2e/chaos.test.ts'],
  environment: { CHAOS_KILLS: '200', CHAOS_TAILS: '2000', CHAOS_STOP_MS: '30000' },
};
const POWER = {
  files: ['tests/powerfail/power-fail.test.ts'],
  environment: { CHAOS_POINTS: '510', CHAOS_MESSAGES: '2500' },
};
const DISKS = { files: ['tests/powerfail/faults.test.ts'], environment: { CHAOS_FAULTS: '60' } };
const ORDER = { files: ['tests/pipeline/permutations.test.ts'], environment: { CHAOS_HISTORIES: '10000' } };
const HOSTILE = { files: ['tests/http/hostile.test.ts'], environment: { CHAOS_INPUTS: '100000' } };
const PARTS = {
  kills: [KILLS],
  power: [POWER],
  disks: [DISKS],
  order: [ORDER],
  hostile: [HOSTILE],
  all: [POWER, DISKS, KILLS, ORDER, HOSTILE],
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
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
let worst = 0;
for (const { files, environment } of chosen) worst = Math.max(worst, run([vitest, 'run', ...files], environment));
process.exit(worst);
