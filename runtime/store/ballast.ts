// A file that only takes up room: given back when the disk is full, so that a restart can read, settle and be cleaned up.
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;

const placeOf = (directory: string): string => join(directory, 'ballast');

/**
 * Lays the ballast down when it is missing and the volume has four times its size to spare.
 *
 * @returns whether it is there now
 */
export async function layBallast(directory: string, sizeBytes: number): Promise<boolean> {
  const place = placeOf(directory);
  if (sizeBytes === 0 || existsSync(place)) return sizeBytes > 0;
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < 4 * sizeBytes) return false;
  const temporary = `${place}.tmp`;
  const handle = await open(temporary, 'w');
  try {
    // Some file systems store zeros as nothing, and compress what repeats: neither would give room back.
    const chunk = randomBytes(CHUNK_BYTES);
    for (let size = 0; size < sizeBytes; size += CHUNK_BYTES) await handle.write(chunk);
    await handle.sync();
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  } finally {
    await handle.close();
  }
  await rename(temporary, place);
  return true;
}

/** Gives the room back. */
export function dropBallast(directory: string): void {
  rmSync(placeOf(directory), { force: true });
}
