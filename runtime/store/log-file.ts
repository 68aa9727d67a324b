// The write-ahead log as a file: synced in a thread of Node's pool, and measured. Knows nothing of what it holds.
import { close, closeSync, fdatasync, fstatSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Durations that are kept to answer with quantiles. */
const KEPT = 512;

export interface SyncTimes {
  /** Syncs since the start. */
  readonly count: number;
  /** Milliseconds over the last 512 syncs. */
  readonly p50: number;
  readonly p99: number;
}

/** The log of an open database. SQLite keeps the file as long as a connection is open; it holds no locks in it. */
export class LogFile {
  readonly #descriptor: number;
  readonly #times: number[] = [];
  #count = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'r+');
    // A new file whose name is not on disk would be gone with everything that was synced into it.
    const directory = openSync(dirname(file), 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }

  get sizeBytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  get times(): SyncTimes {
    const sorted = [...this.#times].sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    return { count: this.#count, p50: at(0.5), p99: at(0.99) };
  }

  /** Calls back once everything that was written so far is on disk, or with the error that kept it from being so. */
  sync(done: (error: NodeJS.ErrnoException | null) => void): void {
    const started = performance.now();
    fdatasync(this.#descriptor, (error) => {
      this.#times[this.#count % KEPT] = performance.now() - started;
      this.#count += 1;
      done(error);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => close(this.#descriptor, () => resolve()));
  }
}
