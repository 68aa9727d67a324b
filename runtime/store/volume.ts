// The volume below a data directory: whether a write-ahead log is safe on it, and what a sync costs there.

import { statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';

/**
 * File systems on which the shared memory and the locks of a write-ahead log do not hold, by the type that statfs(2)
 * gives: those of the network, and FUSE, behind which any of them may stand. (sqlite.org, "Write-Ahead Logging", 1;
 * numbers of Linux's magic.h.)
 */
const UNSAFE: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4266872130: 'SMB 2',
  4283649346: 'CIFS',
  16914839: '9P',
  1702057286: 'FUSE',
  1397113167: 'AFS',
  1799439955: 'AFS',
  12805120: 'Ceph',
  198183888: 'Lustre',
  1196443219: 'GPFS',
  1635083891: 'OCFS2',
};

/** The name of an unsafe file system, undefined for any other. */
export const unsafeFileSystem = (type: number): string | undefined => UNSAFE[type >>> 0];

/** The type of the file system below a directory; 0 where it cannot be asked for, as on Windows. */
export function fileSystemType(directory: string): number {
  try {
    return Number(statfsSync(directory).type);
  } catch {
    return 0;
  }
}

/** @throws CrossdockError `store.unavailable` when the log would not be safe there */
export function requireSafeVolume(directory: string, type = fileSystemType(directory)): void {
  const name = unsafeFileSystem(type);
  if (name === undefined) return;
  throw new CrossdockError(
    'store.unavailable',
    `the data directory ${directory} is on ${name}, where a write-ahead log is not safe`,
    {
      expected: 'a local file system',
      actual: name,
      help: 'Name a directory on a local disk with --data DIR; or set store.anyVolume, if you know that its locks and shared memory work.',
    },
  );
}

/** Faster than this no disk that keeps what it says can be; slower, and every acknowledgement is slow. */
const TOO_FAST_MS = 0.02;
const SLOW_MS = 10;

export interface SyncProbe {
  /** Milliseconds, over a few dozen writes of 4 KiB, each synced. */
  readonly p50: number;
  readonly p99: number;
  /** What the operator should know about it. */
  readonly warning?: string;
}

/** Times synced writes into a file of its own in the directory. */
export async function probeSync(directory: string, rounds = 24): Promise<SyncProbe> {
  const file = join(directory, 'probe.tmp');
  const handle = await open(file, 'w');
  const times: number[] = [];
  try {
    const page = Buffer.alloc(4096, 1);
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      await handle.write(page, 0, page.length, round * page.length);
      await handle.datasync();
      times.push(performance.now() - started);
    }
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
  times.sort((a, b) => a - b);
  const p50 = times[Math.floor(rounds / 2)] ?? 0;
  const p99 = times.at(-1) ?? 0;
  return { p50, p99, ...warningOf(p50) };
}

/** What a median says about the volume. */
export function warningOf(p50: number): { warning?: string } {
  if (p50 < TOO_FAST_MS)
    return { warning: 'syncs return faster than a disk can write: this volume may lose what it has acknowledged' };
  return p50 > SLOW_MS
    ? { warning: `a sync takes ${p50.toFixed(1)} ms here, and each acknowledgement waits for one` }
    : {};
}
