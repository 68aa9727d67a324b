// Rebuilds the files of a directory as a loss of power would leave them, at any point of a recording (recorder.c).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export type Operation =
  | { readonly op: 'O' | 'D'; readonly file: string; readonly size: number; readonly path: string }
  | { readonly op: 'W'; readonly file: string; readonly offset: number; readonly data: Buffer }
  | { readonly op: 'T'; readonly file: string; readonly offset: number }
  | { readonly op: 'U'; readonly path: string }
  | { readonly op: 'R' | 'L'; readonly from: string; readonly to: string }
  | { readonly op: 'B' | 'S'; readonly file: string; readonly number: number }
  | { readonly op: 'A'; readonly text: string };

export type Change = Extract<Operation, { op: 'W' | 'T' }>;

/** Reads a recording. One that ends in the middle of a record was cut off by a kill. */
export function readRecording(file: string): Operation[] {
  const log = readFileSync(file);
  const operations: Operation[] = [];
  for (let at = 0; at + 32 <= log.length; ) {
    const op = String.fromCharCode(log[at] as number);
    const inode = log.readBigUInt64LE(at + 8).toString();
    const offset = Number(log.readBigUInt64LE(at + 16));
    const length = Number(log.readBigUInt64LE(at + 24));
    const data = log.subarray(at + 32, at + 32 + length);
    if (data.length < length) break;
    at += 32 + length;
    if (op === 'O' || op === 'D') operations.push({ op, file: inode, size: offset, path: data.toString() });
    else if (op === 'W') operations.push({ op, file: inode, offset, data });
    else if (op === 'T') operations.push({ op, file: inode, offset });
    else if (op === 'U') operations.push({ op, path: data.toString() });
    else if (op === 'R' || op === 'L') {
      const [from = '', to = ''] = data.toString().split('\0');
      operations.push({ op, from, to });
    } else if (op === 'B' || op === 'S') operations.push({ op, file: inode, number: offset });
    else if (op === 'A') operations.push({ op, text: data.toString() });
    else throw new Error(`the recording holds an operation ${JSON.stringify(op)}`);
  }
  return operations;
}

function changed(content: Buffer, change: Change): Buffer {
  if (change.op === 'T') {
    const cut = Buffer.alloc(change.offset);
    content.copy(cut);
    return cut;
  }
  const end = change.offset + change.data.length;
  let target = content;
  if (content.length < end) {
    target = Buffer.alloc(end);
    content.copy(target);
  }
  change.data.copy(target, change.offset);
  return target;
}

/**
 * What of the unsynced is on disk: nothing; any of its sectors, in no order; or all up to some point of each file.
 */
export type Loss = 'synced' | 'subset' | 'prefix';

const SECTOR = 512;

/** A disk that is played forward through a recording. */
export class Disk {
  /** Contents that are on disk for sure, by file, and what was written since. */
  readonly #durable = new Map<string, Buffer>();
  readonly #pending = new Map<string, Change[]>();
  /** Names as the process sees them, and as they are on disk for sure. */
  #names = new Map<string, string>();
  #durableNames = new Map<string, string>();
  readonly #directories = new Map<string, string>();
  /** By directory: the number of the latest sync that ended. One that began before it says nothing new. */
  readonly #namesSynced = new Map<string, number>();
  /** What each sync under way covers. */
  readonly #syncs = new Map<number, { file: string; count: number } | { names: Map<string, string> }>();
  readonly #onDurable: (change: Change) => void;

  /** @param onDurable  called with each change once it is on disk for sure, in the order of each file */
  constructor(onDurable: (change: Change) => void = () => undefined) {
    this.#onDurable = onDurable;
  }

  apply(operation: Operation): void {
    switch (operation.op) {
      case 'O':
        this.#open(operation);
        return;
      case 'D':
        this.#directories.set(operation.file, operation.path.replace(/\/$/, ''));
        return;
      case 'W':
      case 'T': {
        const pending = this.#pending.get(operation.file) ?? [];
        pending.push(operation);
        this.#pending.set(operation.file, pending);
        return;
      }
      case 'U':
        this.#names.delete(operation.path);
        return;
      case 'R':
      case 'L': {
        const file = this.#names.get(operation.from);
        if (operation.op === 'R') this.#names.delete(operation.from);
        if (file !== undefined) this.#names.set(operation.to, file);
        return;
      }
      case 'B':
        this.#syncs.set(
          operation.number,
          this.#directories.has(operation.file)
            ? { names: new Map(this.#names) }
            : { file: operation.file, count: this.#pending.get(operation.file)?.length ?? 0 },
        );
        return;
      case 'S':
        this.#synced(operation.file, operation.number);
        return;
      case 'A':
        return;
    }
  }

  #open({ file, size, path }: Extract<Operation, { op: 'O' | 'D' }>): void {
    const known = this.#names.get(path);
    // The number of a file that is gone is given to a new one, which is empty.
    if (known !== file && size === 0) {
      this.#durable.delete(file);
      this.#pending.delete(file);
    }
    this.#names.set(path, file);
  }

  #synced(file: string, number: number): void {
    const covered = this.#syncs.get(number);
    this.#syncs.delete(number);
    if (covered === undefined) return;
    if ('names' in covered) {
      if (number < (this.#namesSynced.get(file) ?? 0)) return;
      this.#namesSynced.set(file, number);
      const directory = this.#directories.get(file) ?? '';
      const within = ([path]: [string, string]) => dirname(path) === directory;
      this.#durableNames = new Map([
        ...[...this.#durableNames].filter((entry) => !within(entry)),
        ...[...covered.names].filter(within),
      ]);
      return;
    }
    const pending = this.#pending.get(file) ?? [];
    let content = this.#durable.get(file) ?? Buffer.alloc(0);
    for (const change of pending.slice(0, covered.count)) {
      content = changed(content, change);
      this.#onDurable(change);
    }
    this.#durable.set(file, content);
    this.#pending.set(file, pending.slice(covered.count));
    // Another sync of the file that began earlier now finds fewer changes in front of it.
    for (const other of this.#syncs.values())
      if ('count' in other && other.file === file) other.count = Math.max(0, other.count - covered.count);
  }

  /** Writes what is left after a loss of power, into `target`. `random` gives 0 ≤ x < 1. */
  crash(options: { root: string; target: string; loss: Loss; random: () => number }): void {
    const { root, target, loss, random } = options;
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    // A name that was not synced may be there all the same.
    const names = loss === 'synced' || random() < 0.5 ? this.#durableNames : this.#names;
    for (const [path, file] of names) {
      const place = join(target, relative(root, path));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, this.#left(file, loss, random));
    }
  }

  #left(file: string, loss: Loss, random: () => number): Buffer {
    let content: Buffer = Buffer.from(this.#durable.get(file) ?? Buffer.alloc(0));
    const pending = this.#pending.get(file) ?? [];
    if (loss === 'synced') return content;
    if (loss === 'prefix') {
      const until = Math.floor(random() * (pending.length + 1));
      for (const change of pending.slice(0, until)) content = changed(content, change);
      return content;
    }
    for (const change of pending) {
      if (change.op === 'T') {
        if (random() < 0.5) content = changed(content, change);
        continue;
      }
      for (let start = 0; start < change.data.length; start += SECTOR) {
        if (random() < 0.5) continue;
        const data = change.data.subarray(start, start + SECTOR);
        content = changed(content, { ...change, offset: change.offset + start, data });
      }
    }
    return content;
  }
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
