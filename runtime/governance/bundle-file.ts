// The bundle: one workspace version in one file, content-addressed and optionally signed.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { CrossdockError } from '../engine/errors.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { workspaceVersion } from '../engine/workspace/open.ts';
import { isWorkspacePath } from '../workspace/confine.ts';

/*
 *   crossdock-bundle 1\n
 *   {"version":"…","files":[{"path":"mappings/…","sizeBytes":12,"sha256":"…"},…]}\n      the manifest
 *   {"sha256":"…","signatures":[{"key":"…","signature":"…"}]}\n                        the seal, over the manifest's bytes
 *   the files' bytes, one behind the other, in the order of the manifest
 *
 * A container of our own, because what it cannot say cannot be used against whoever unpacks it: there are no links, no
 * devices, no modes, no absolute paths and no compression in it, and sizes are known before a byte is copied.
 */
const HEAD = 'crossdock-bundle 1';

const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;
const MAX_FILES = 20_000;
const MAX_PATH = 400;

interface Entry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface Signature {
  readonly key: string;
  readonly signature: string;
}

export interface Bundle {
  /** The version of the workspace that is in it, as every message names it. */
  readonly version: string;
  /** SHA-256 of the manifest, and with it of everything. */
  readonly digest: string;
  readonly files: WorkspaceFiles;
  /** Fingerprint of the trusted key that signed it; undefined when nobody asked for one. */
  readonly signedBy: string | undefined;
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const fingerprint = (key: KeyObject): string => sha256(key.export({ type: 'spki', format: 'der' })).slice(0, 16);

/** An ed25519 key in PEM. @throws CrossdockError `config.invalid` */
export function keyOf(pem: string, kind: 'private' | 'public'): KeyObject {
  try {
    const key = kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Whatever it is, it is no key.
  }
  throw new CrossdockError('config.invalid', `expected a ${kind} ed25519 key in PEM`, {
    help: 'Make one with: openssl genpkey -algorithm ed25519',
  });
}

/** Puts a workspace into a bundle. Equal workspaces make equal bytes. */
export function encodeBundle(files: WorkspaceFiles, signer?: KeyObject): Uint8Array {
  const paths = [...files.keys()].sort();
  const entries = paths.map((path): Entry => {
    const bytes = files.get(path) as Uint8Array;
    return { path, sizeBytes: bytes.length, sha256: sha256(bytes) };
  });
  const manifest = JSON.stringify({ version: workspaceVersion(files), files: entries });
  const signatures: Signature[] =
    signer === undefined
      ? []
      : [
          {
            key: fingerprint(createPublicKey(signer)),
            signature: sign(null, Buffer.from(manifest), signer).toString('base64'),
          },
        ];
  const head = Buffer.from(`${HEAD}\n${manifest}\n${JSON.stringify({ sha256: sha256(manifest), signatures })}\n`);
  return Buffer.concat([head, ...paths.map((path) => files.get(path) as Uint8Array)]);
}

const invalid = (message: string): CrossdockError => new CrossdockError('bundle.invalid', message);

/** One line of the head. @throws CrossdockError `bundle.invalid` */
function lineAt(bytes: Buffer, from: number, what: string): { text: string; next: number } {
  const end = bytes.subarray(from, from + MAX_MANIFEST_BYTES).indexOf(0x0a);
  if (end === -1) throw invalid(`expected ${what} on a line of its own`);
  return { text: bytes.toString('utf8', from, from + end), next: from + end + 1 };
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CrossdockError('bundle.invalid', `${what}: expected JSON`, { cause });
  }
}

const isEntry = (value: unknown): value is Entry => {
  const { path, sizeBytes, sha256: hash } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const isSize = Number.isSafeInteger(sizeBytes) && (sizeBytes as number) >= 0;
  return typeof path === 'string' && isSize && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
};

/** The entries of a manifest, each of them a plain file of a workspace, once. @throws CrossdockError `bundle.invalid` */
function entriesOf(manifest: unknown): { version: string; entries: readonly Entry[] } {
  const { version, files } = (manifest ?? {}) as { version?: unknown; files?: unknown };
  if (typeof version !== 'string' || !Array.isArray(files)) throw invalid('the manifest: expected a version and files');
  if (files.length > MAX_FILES)
    throw invalid(`the manifest: expected at most ${MAX_FILES} files, found ${files.length}`);
  const seen = new Set<string>();
  const entries = files.map((entry, index) => {
    if (!isEntry(entry)) throw invalid(`file ${index}: expected path, sizeBytes and sha256`);
    if (entry.path.length > MAX_PATH || !isWorkspacePath(entry.path))
      throw invalid(`file ${index}: expected a path below mappings/ or rulesets/`);
    // Two names that a file system takes for one would overwrite each other.
    const name = entry.path.normalize('NFC').toLowerCase();
    if (seen.has(name)) throw invalid(`file ${index}: ${entry.path} is there twice`);
    seen.add(name);
    return entry;
  });
  return { version, entries };
}

/** The signatures of a seal that fits its manifest. @throws CrossdockError `bundle.invalid` */
function signaturesOf(seal: string, manifest: string): readonly Partial<Signature>[] {
  const { signatures } = (jsonOf(seal, 'the seal') ?? {}) as { signatures?: unknown };
  const fits = seal === JSON.stringify({ sha256: sha256(manifest), signatures });
  if (!fits || !Array.isArray(signatures)) throw invalid('the seal: expected that of the manifest');
  return signatures as Partial<Signature>[];
}

/** The trusted key that signed the manifest. @throws CrossdockError `bundle.signature` when keys are trusted and none of them did */
function signerOf(
  manifest: string,
  given: readonly Partial<Signature>[],
  trusted: readonly KeyObject[],
): string | undefined {
  if (trusted.length === 0) return undefined;
  for (const key of trusted) {
    const name = fingerprint(key);
    const own = given.find((one) => one?.key === name);
    if (typeof own?.signature !== 'string') continue;
    if (verify(null, Buffer.from(manifest), key, Buffer.from(own.signature, 'base64'))) return name;
  }
  throw new CrossdockError('bundle.signature', 'no trusted key has signed the bundle', {
    expected: trusted.map(fingerprint).join(', '),
    actual: given.map((one) => String(one?.key).slice(0, 16)).join(', ') || 'no signature',
  });
}

/**
 * Takes a bundle apart, and believes nothing of it: every size, path and hash is checked, and the signature first.
 *
 * @param trusted  keys of which one must have signed it; none when unsigned bundles are taken
 * @throws CrossdockError `bundle.invalid`, `bundle.signature`
 */
export function decodeBundle(bundle: Uint8Array, trusted: readonly KeyObject[] = []): Bundle {
  if (bundle.length > MAX_BUNDLE_BYTES) throw invalid(`expected at most ${MAX_BUNDLE_BYTES} bytes`);
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const head = lineAt(bytes, 0, HEAD);
  if (head.text !== HEAD) throw invalid(`expected "${HEAD}" as the first line`);
  const manifest = lineAt(bytes, head.next, 'the manifest');
  const seal = lineAt(bytes, manifest.next, 'the seal');
  const signedBy = signerOf(manifest.text, signaturesOf(seal.text, manifest.text), trusted);
  const { version, entries } = entriesOf(jsonOf(manifest.text, 'the manifest'));
  const expected = entries.reduce((sum, entry) => sum + entry.sizeBytes, seal.next);
  if (expected !== bytes.length) throw invalid(`expected ${expected} bytes, found ${bytes.length}`);
  const files = new Map<string, Uint8Array>();
  let at = seal.next;
  for (const { path, sizeBytes, sha256: hash } of entries) {
    const content = new Uint8Array(bytes.subarray(at, at + sizeBytes));
    if (sha256(content) !== hash) throw invalid(`${path}: the content is not what the manifest says`);
    files.set(path, content);
    at += sizeBytes;
  }
  const found = workspaceVersion(files);
  if (found !== version) throw invalid(`expected version ${version}, found ${found}`);
  return { version, digest: sha256(manifest.text), files, signedBy };
}
