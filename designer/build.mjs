// Builds the designer into dist/designer, unless what is there was made of the same files.
// Plain JavaScript, because runtime/launch.mjs runs it before anything is compiled.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'dist', 'designer');
const stamp = join(output, '.built-from');

/** What the bundle is made of: the designer, what it imports of the runtime, and the versions of all libraries. */
const SOURCES = ['designer', 'runtime/engine', 'runtime/model', 'package-lock.json'];
/** Pictures for the documentation are no part of the bundle. */
const NOT_BUILT = /\.(?:png|webp|md)$/;

function filesBelow(path) {
  if (statSync(join(root, path)).isFile()) return [join(root, path)];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A hash over the names and bytes of everything that the bundle is made of. */
function sourcesHash() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of SOURCES.flatMap(filesBelow).sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Builds beside what is there and then takes its place, so that two builds at a time, or a page that loads meanwhile, never
 * see half of one.
 */
async function buildInto(hash) {
  // Whoever runs this may be a test: the build is that of production all the same.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  const fresh = `${output}-${process.pid}`;
  const old = `${fresh}-old`;
  await build({
    configFile: join(root, 'designer', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh, emptyOutDir: true },
  });
  writeFileSync(join(fresh, '.built-from'), hash);
  if (existsSync(output)) renameSync(output, old);
  renameSync(fresh, output);
  rmSync(old, { recursive: true, force: true });
}

const hash = sourcesHash();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) await buildInto(hash);
