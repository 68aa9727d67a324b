// `npm test`: installs and builds what is missing, runs every test, and ends with the plain count of the runner's own report.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

if (run(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build']) !== 0) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'crossdock-report-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const status = run(process.execPath, [
  vitest,
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

let failedOutright = status;
try {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file whose hook fails counts once, though the runner calls its tests skipped.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  for (const file of brokenFiles) process.stdout.write(`could not run: ${file.name}: ${file.message}\n`);
  const failed = numFailedTests + brokenFiles.length;
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
  process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`);
  if (failed > 0 || numPassedTests === 0) failedOutright = 1;
} catch (error) {
  process.stdout.write(`the runner left no report: ${error.message}\n0 passed, 1 failed\n`);
  failedOutright = 1;
}
rmSync(folder, { recursive: true, force: true });
process.exit(failedOutright);
