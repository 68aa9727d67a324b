// Builds the recorder (recorder.c) with the machine's C compiler, and gives the environment that loads it into a process.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why there is no recorder; undefined when there is one. */
export const whyNot: string | undefined =
  process.platform === 'linux'
    ? spawnSync('cc', ['--version']).status === 0
      ? undefined
      : 'there is no C compiler (cc)'
    : 'loading it into another process takes Linux';

let built: string | undefined;

/** The library. @throws Error with the compiler's words */
export function recorder(): string {
  if (built !== undefined) return built;
  const library = join(mkdtempSync(join(tmpdir(), 'crossdock-recorder-')), 'recorder.so');
  const source = join(import.meta.dirname, 'recorder.c');
  const { status, stderr } = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread']);
  if (status !== 0) throw new Error(`the recorder does not compile: ${String(stderr)}`);
  built = library;
  return built;
}

/** Errors as Linux numbers them. */
export const ERRNO = { EIO: 5, ENOSPC: 28 } as const;

export interface Fault {
  readonly call: 'write' | 'sync';
  /** From this call on, counted from 1. */
  readonly from: number;
  readonly error: keyof typeof ERRNO;
  /** How the path ends: `-wal`. */
  readonly path: string;
}

/** Variables that make a process record what it does below a directory, or fail there. */
export function recording(options: { below: string; log?: string; fault?: Fault }): Record<string, string> {
  const { below, log, fault } = options;
  return {
    LD_PRELOAD: recorder(),
    RECORD_BELOW: below,
    ...(log === undefined ? {} : { RECORD_LOG: log }),
    ...(fault === undefined ? {} : { RECORD_FAULT: `${fault.call}:${fault.from}:${ERRNO[fault.error]}:${fault.path}` }),
  };
}
