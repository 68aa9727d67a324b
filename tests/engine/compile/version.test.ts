// The compiler's version is counted up with the compiler: what its sources come to is written down beside the version.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMPILER_VERSION } from '../../../runtime/engine/compile/version.ts';

const FOLDER = join(import.meta.dirname, '../../../runtime/engine/compile');

/** The sources for which the version stands. */
const PINNED = { version: '4', sources: 'c1f98cc239dda2d8' };

/** What the sources come to, without the file that holds the version. */
function sources(): string {
  const hash = createHash('sha256');
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((one) => one.endsWith('.ts') && one !== 'version.ts').sort()) {
    hash.update(`${name}\n${readFileSync(join(FOLDER, name), 'utf8')}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

it('no change of the compiler keeps the proofs of the one before', () => {
  expect(
    { version: COMPILER_VERSION, sources: sources() },
    'runtime/engine/compile has changed. If compiled code may do anything else than before, count COMPILER_VERSION in ' +
      'version.ts up and run `crossdock verify --all`; then write the version and the hash found here into PINNED.',
  ).toEqual(PINNED);
});
