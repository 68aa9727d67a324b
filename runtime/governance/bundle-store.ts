// The bundles of a data directory, each by its version, and which of them is in force. Other processes may change that too.
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';

const ENDING = '.bundle';
const POINTER = 'active.json';
/** Activations remembered, newest last. */
const MAX_HISTORY = 100;

export interface Activation {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
}

interface Pointer {
  readonly current: Activation;
  /** Earlier activations, newest last; a rollback takes the last one off. */
  readonly earlier: readonly Activation[];
}

/** Writes a file under another name, syncs it and puts it in its place. */
function replaceDurably(directory: string, name: string, content: Uint8Array | string): void {
  const temporary = join(directory, `.${name}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, content as string);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, join(directory, name));
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export class BundleStore {
  readonly #directory: string;

  constructor(data: string) {
    // Made with the first bundle: whether the data directory can be written is the store's to find out.
    this.#directory = join(data, 'bundles');
  }

  /** Where a version stands. A version is a word of our own making, but this one may come from a request. */
  #path(version: string): string {
    if (!/^[\w-]{8,128}$/.test(version))
      throw new CrossdockError('request.invalid', 'expected a version of a workspace');
    return join(this.#directory, `${version}${ENDING}`);
  }

  put(version: string, bytes: Uint8Array): void {
    this.#path(version);
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    replaceDurably(this.#directory, `${version}${ENDING}`, bytes);
  }

  has(version: string): boolean {
    return existsSync(this.#path(version));
  }

  /** @throws CrossdockError `request.not-found` */
  get(version: string): Uint8Array {
    try {
      return readFileSync(this.#path(version));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      throw new CrossdockError('request.not-found', `there is no bundle of version ${version}`, { cause });
    }
  }

  /** All versions, in no order that means anything. */
  list(): string[] {
    if (!existsSync(this.#directory)) return [];
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith(ENDING) && !name.startsWith('.'))
      .map((name) => name.slice(0, -ENDING.length))
      .sort();
  }

  #pointer(): Pointer | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#directory, POINTER), 'utf8')) as Pointer;
    } catch (cause) {
      if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw new CrossdockError('store.corrupt', 'cannot read which bundle is in force', { cause });
    }
  }

  /** What is in force, and what was before, newest first; undefined while the workspace directory itself is. */
  active(): { current: Activation; earlier: readonly Activation[] } | undefined {
    const pointer = this.#pointer();
    return pointer === undefined ? undefined : { current: pointer.current, earlier: [...pointer.earlier].reverse() };
  }

  /** Changes with every activation: for whoever watches for those of other processes. */
  mark(): string {
    const pointer = this.#pointer();
    return createHash('sha256')
      .update(JSON.stringify(pointer?.current ?? null))
      .digest('hex');
  }

  /** Puts a version that is here into force. @throws CrossdockError `request.not-found` */
  activate(activation: Activation): void {
    if (!this.has(activation.version)) this.get(activation.version);
    const pointer = this.#pointer();
    const earlier = pointer === undefined ? [] : [...pointer.earlier, pointer.current];
    this.#write({ current: activation, earlier: earlier.slice(-MAX_HISTORY) });
  }

  /** Goes back to what was in force before. @throws CrossdockError `request.conflict` when there is nothing to go back to */
  rollback(by: { at: number; by: string }): Activation {
    const pointer = this.#pointer();
    const last = pointer?.earlier.at(-1);
    if (pointer === undefined || last === undefined)
      throw new CrossdockError('request.conflict', 'there is no earlier bundle to go back to');
    const current = { version: last.version, ...by };
    this.#write({ current, earlier: pointer.earlier.slice(0, -1) });
    return current;
  }

  /** Puts back what was in force, after an activation that failed. */
  restore(before: ReturnType<BundleStore['active']>): void {
    if (before === undefined) renameSync(join(this.#directory, POINTER), join(this.#directory, `.${POINTER}.failed`));
    else this.#write({ current: before.current, earlier: [...before.earlier].reverse() });
  }

  #write(pointer: Pointer): void {
    replaceDurably(this.#directory, POINTER, `${JSON.stringify(pointer)}\n`);
  }
}
