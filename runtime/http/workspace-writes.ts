// Writes to the workspace's files, each only over what its writer has read. May import workspace/ and the sidecar's type.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CrossdockError } from '../engine/errors.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { confined } from '../workspace/confine.ts';
import { writeWorkspaceFile } from '../workspace/disk.ts';

/** Names a file's content: what a writer has to show to write over it. */
export const ETAG = (bytes: Uint8Array): string => `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;

/** A file's bytes, undefined when there is none. @throws CrossdockError `request.invalid` outside of the workspace */
export async function readOne(sidecar: Sidecar, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(await confined(sidecar.config.workspace, path));
  } catch (thrown) {
    // Nothing there, a folder there, or a file where a folder is expected.
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw thrown;
  }
}

/** Writes of one sidecar's workspace, one after another: reading the tag and writing the file must not be interleaved. */
const writes = new WeakMap<Sidecar, Promise<unknown>>();

/** Runs work that reads and then writes, one after another. */
export function inTurn<Result>(sidecar: Sidecar, work: () => Promise<Result>): Promise<Result> {
  const turn = (writes.get(sidecar) ?? Promise.resolve()).then(work);
  writes.set(
    sidecar,
    turn.catch(() => undefined),
  );
  return turn;
}

/** Writes a file when it still is what the writer has read. @throws CrossdockError `request.conflict`, `request.invalid` */
export async function writeOne(
  sidecar: Sidecar,
  file: { path: string; bytes: Uint8Array; match: string | undefined },
): Promise<void> {
  const { path, bytes, match } = file;
  const current = await readOne(sidecar, path);
  const fits = current === undefined ? match === undefined : match === ETAG(current);
  if (match !== '*' && !fits) {
    throw new CrossdockError('request.conflict', 'the file was changed since it was read', {
      help: 'Read it again and repeat the edit.',
    });
  }
  try {
    await writeWorkspaceFile(sidecar.config.workspace, path, bytes);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!['EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'ENAMETOOLONG'].includes(code)) throw cause;
    throw new CrossdockError('request.invalid', `a file of that name cannot be there (${code})`, { cause });
  }
}
