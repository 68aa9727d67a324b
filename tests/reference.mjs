// `npm run reference`: writes the reference pages that are generated from the specs in code.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
const { referencePages } = await import(join(root, 'dist', 'runtime', 'reference.js'));
for (const [path, text] of Object.entries(referencePages())) {
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}\n`);
}
