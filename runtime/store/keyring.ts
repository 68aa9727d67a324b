// The keys that payloads and documents are sealed with: one for each kind and day, each in a file of its own beside the
// store, wrapped by the master key. Destroying such a file is how a day is erased, from backups of the store too.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';

/** `payload`: bytes as they came and went, and what was decoded from them; `state`: documents and their history. */
export type KeyKind = 'payload' | 'state';

export interface DataKey {
  readonly kind: KeyKind;
  /** UTC day, YYYY-MM-DD. */
  readonly day: string;
}

/** A file of the keyring, as `crossdock keys list` shows it. */
export interface KeyEntry extends DataKey {
  /** Fingerprint of the master key that wraps it; undefined once it is destroyed. */
  readonly master?: string;
  readonly destroyedAt?: string;
}

interface KeyFile {
  readonly master?: string;
  readonly wrapped?: string;
  readonly destroyedAt?: string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** How long a key is used before its file is looked at again: another process may have destroyed it. */
const LOOK_AGAIN_MS = 2_000;

const MASTER_FILE = 'master.key';
const FILE_NAME = /^(payload|state)-(\d{4}-\d{2}-\d{2})\.json$/;

const fileName = ({ kind, day }: DataKey): string => `${kind}-${day}.json`;

const fingerprintOf = (master: Buffer): string => createHash('sha256').update(master).digest('hex').slice(0, 16);

function masterOf(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new CrossdockError(
    'store.key',
    `a master key: expected ${KEY_BYTES} bytes in base64, found ${key.length} bytes`,
    { help: 'Make one with: openssl rand -base64 32' },
  );
}

/** Writes a file so that it is there, whole, after a loss of power. @returns false when it is there already and `exclusive` */
function writeDurably(directory: string, name: string, text: string, options: { exclusive?: boolean } = {}): boolean {
  const exclusive = options.exclusive === true;
  const target = join(directory, name);
  const path = exclusive ? target : `${target}.tmp`;
  let file: number;
  try {
    file = openSync(path, exclusive ? 'wx' : 'w', 0o600);
  } catch (thrown) {
    if (exclusive && (thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
  try {
    writeSync(file, text);
    fsyncSync(file);
  } catch (thrown) {
    // Read again it would look whole, and a loss of power may yet take it away.
    rmSync(path, { force: true });
    throw thrown;
  } finally {
    closeSync(file);
  }
  if (!exclusive) renameSync(path, target);
  syncFolder(directory);
  return true;
}

/** Brings the names of a folder's files to the disk. */
function syncFolder(directory: string): void {
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Brings a file to the disk while others go on; it appears whole, unless one is there already. Its name is still to be synced. */
async function writeBeside(directory: string, name: string, text: string): Promise<void> {
  const draft = join(directory, `${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(draft, 'wx', 0o600);
    await file
      .writeFile(text)
      .then(() => file.sync())
      .finally(() => file.close());
    await link(draft, join(directory, name));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
}

function wrap(master: Buffer, key: Buffer, name: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, master, iv).setAAD(Buffer.from(name));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function unwrap(master: Buffer, wrapped: string, name: string): Buffer {
  const bytes = Buffer.from(wrapped, 'base64');
  const decipher = createDecipheriv(CIPHER, master, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
}

/** The keys of one data directory. */
export class Keyring {
  readonly #directory: string;
  readonly #given: readonly string[] | undefined;
  /** By fingerprint; the first one wraps new keys. */
  #masters: ReadonlyMap<string, Buffer> = new Map();
  readonly #known = new Map<string, { key: Buffer | undefined; until: number }>();
  /** Files whose names may not be on disk: nothing may be sealed with a key that a loss of power takes away. */
  readonly #unsynced = new Set<string>();

  /**
   * Opens the keyring of a data directory; makes it, with a master key of its own, where there is none.
   *
   * @param masters           master keys in base64, the one in use first; without any they are those of `keys/master.key`
   * @param options.readOnly  makes nothing: for whoever only reads a store
   * @throws CrossdockError `store.key`
   */
  constructor(data: string, masters?: readonly string[], options: { readOnly?: boolean } = {}) {
    this.#directory = join(data, 'keys');
    this.#given = masters === undefined || masters.length === 0 ? undefined : masters;
    if (options.readOnly === true) {
      if (this.#given !== undefined || existsSync(join(this.#directory, MASTER_FILE))) this.#readMasters();
      return;
    }
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    // A process before this one may have ended between a file and its name.
    syncFolder(this.#directory);
    if (this.#given === undefined && !existsSync(join(this.#directory, MASTER_FILE)))
      writeDurably(this.#directory, MASTER_FILE, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { exclusive: true });
    this.#readMasters();
  }

  #readMasters(): void {
    const lines =
      this.#given ??
      readFileSync(join(this.#directory, MASTER_FILE), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
    this.#masters = new Map(lines.map(masterOf).map((master) => [fingerprintOf(master), master]));
  }

  get #current(): [string, Buffer] {
    return [...this.#masters][0] as [string, Buffer];
  }

  /** The key to seal with on this day; made at the first use. @throws CrossdockError `store.key`, `data.erased` */
  toSeal(wanted: DataKey): Buffer {
    const known = this.toOpen(wanted) ?? this.#make(wanted);
    if (known === undefined) throw new CrossdockError('data.erased', `the ${wanted.kind} key of today is destroyed`);
    const name = fileName(wanted);
    if (this.#unsynced.has(name)) {
      syncFolder(this.#directory);
      this.#unsynced.delete(name);
    }
    return known;
  }

  /** The key that something was sealed with; undefined once it is destroyed, or when it never was here. @throws CrossdockError `store.key` */
  toOpen(wanted: DataKey): Buffer | undefined {
    const name = fileName(wanted);
    const known = this.#known.get(name);
    const now = performance.now();
    if (known !== undefined && now < known.until) return known.key;
    const file = this.#read(name);
    // Nothing else than its file keeps a key: one that was used before is taken from it again only when the file is still there.
    const key = file?.wrapped === undefined ? undefined : (known?.key ?? this.#unwrapped(name, file));
    if (file !== undefined) this.#known.set(name, { key, until: now + LOOK_AGAIN_MS });
    return key;
  }

  #read(name: string): KeyFile | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#directory, name), 'utf8')) as KeyFile;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new CrossdockError('store.key', `cannot read the key file ${name}`, { cause });
    }
  }

  #unwrapped(name: string, file: KeyFile): Buffer {
    const find = () => this.#masters.get(file.master ?? '');
    let master = find();
    if (master === undefined) {
      // Another process may have changed the master key since this one read it.
      this.#readMasters();
      master = find();
    }
    if (master === undefined)
      throw new CrossdockError('store.key', `${name} was sealed by a master key that is not here`, {
        expected: `the master key ${file.master ?? ''}`,
        actual: [...this.#masters.keys()].join(', '),
        help: 'Give the master keys that were in use as well, behind the new one.',
      });
    try {
      return unwrap(master, file.wrapped ?? '', name);
    } catch (cause) {
      throw new CrossdockError('store.key', `the key file ${name} was changed`, { cause });
    }
  }

  /**
   * Makes a key before it is needed, without standing in the way: a file takes its time to reach the disk.
   *
   * @throws CrossdockError `store.key`, or what the file system says
   */
  async prepare(wanted: DataKey): Promise<void> {
    const name = fileName(wanted);
    if (existsSync(join(this.#directory, name))) return;
    this.#unsynced.add(name);
    await writeBeside(this.#directory, name, this.#fresh(name).text);
    const folder = await open(this.#directory, 'r');
    await folder.sync().finally(() => folder.close());
    this.#unsynced.delete(name);
  }

  /** A new key, and what its file holds. */
  #fresh(name: string): { key: Buffer; text: string } {
    if (this.#given === undefined) this.#readMasters();
    const [master, masterKey] = this.#current;
    const key = randomBytes(KEY_BYTES);
    return { key, text: `${JSON.stringify({ master, wrapped: wrap(masterKey, key, name) })}\n` };
  }

  /** @returns undefined when the key of that day is destroyed */
  #make(wanted: DataKey): Buffer | undefined {
    const name = fileName(wanted);
    const { key, text } = this.#fresh(name);
    if (!writeDurably(this.#directory, name, text, { exclusive: true })) {
      this.#known.delete(name);
      return this.toOpen(wanted);
    }
    this.#known.set(name, { key, until: performance.now() + LOOK_AGAIN_MS });
    return key;
  }

  /** Every key there is or was, oldest first. */
  list(): KeyEntry[] {
    return readdirSync(this.#directory)
      .sort()
      .flatMap((name) => {
        const [, kind, day] = FILE_NAME.exec(name) ?? [];
        if (kind === undefined || day === undefined) return [];
        const { master, destroyedAt } = this.#read(name) ?? {};
        return [
          {
            kind: kind as KeyKind,
            day,
            ...(destroyedAt === undefined ? { master: master ?? '' } : { destroyedAt }),
          },
        ];
      });
  }

  /**
   * Destroys a key: whatever was sealed with it cannot be read any more by anybody. What remains says when.
   *
   * @returns false when it was destroyed already, or never was
   */
  destroy(wanted: DataKey, now: number): boolean {
    const name = fileName(wanted);
    const file = this.#read(name);
    this.#known.delete(name);
    if (file?.wrapped === undefined) return false;
    // Overwritten in place first, for file systems that write where they wrote before; then replaced by what remains.
    const path = join(this.#directory, name);
    const open = openSync(path, 'r+');
    try {
      writeSync(open, Buffer.alloc(statSync(path).size, 0x20), 0, undefined, 0);
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
    writeDurably(this.#directory, name, `${JSON.stringify({ destroyedAt: new Date(now).toISOString() })}\n`);
    return true;
  }

  /**
   * Puts a new master key into use and wraps every key by it. May be interrupted at any point and run again.
   *
   * With master keys from outside, the first of them is the new one.
   *
   * @returns how many keys were wrapped anew
   */
  rotate(): number {
    if (this.#given === undefined) {
      const path = join(this.#directory, MASTER_FILE);
      const before = readFileSync(path, 'utf8');
      writeDurably(this.#directory, MASTER_FILE, `${randomBytes(KEY_BYTES).toString('base64')}\n${before}`);
      this.#readMasters();
    }
    const [master, masterKey] = this.#current;
    let wrapped = 0;
    for (const entry of this.list()) {
      if (entry.destroyedAt !== undefined || entry.master === master) continue;
      const name = fileName(entry);
      const key = this.#unwrapped(name, this.#read(name) ?? {});
      writeDurably(this.#directory, name, `${JSON.stringify({ master, wrapped: wrap(masterKey, key, name) })}\n`);
      wrapped += 1;
    }
    if (this.#given === undefined) writeDurably(this.#directory, MASTER_FILE, `${masterKey.toString('base64')}\n`);
    return wrapped;
  }
}
