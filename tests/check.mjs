// `npm run check`: format and lint, types, tests, in the order that fails fastest.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name, file) => join(root, 'node_modules', name, file);
const steps = [
  ['build', join(root, 'runtime', 'launch.mjs'), 'build'],
  ['format and lint', bin('@biomejs/biome', 'bin/biome'), 'ci', '--error-on-warnings', '.'],
  ['types', bin('typescript', 'bin/tsc'), '-p', 'tsconfig.tests.json', '--noEmit'],
  ['types of the designer', bin('typescript', 'bin/tsc'), '-p', 'designer/tsconfig.json', '--noEmit'],
  ['tests', join(root, 'tests', 'run.mjs')],
];

for (const [name, ...args] of steps) {
  process.stdout.write(`— ${name}\n`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
