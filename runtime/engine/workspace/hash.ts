// Content hashes: what names a version of a file or of a whole workspace. SHA-256, the same in browser and Node.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

type Crypto = { createHash(name: 'sha256'): { update(part: string | Uint8Array): unknown; digest(as: 'hex'): string } };
type Host = { process?: { getBuiltinModule?: (name: string) => unknown } };

/** Node's own hash is some ten times as fast; a browser has none that answers at once. */
const native = (globalThis as Host).process?.getBuiltinModule?.('node:crypto') as Crypto | undefined;

const bytesOf = (part: string | Uint8Array): Uint8Array => (typeof part === 'string' ? utf8ToBytes(part) : part);

/** SHA-256 over parts, each preceded by its length so that no two lists collide; 64 hex digits. */
export function contentHash(parts: readonly (string | Uint8Array)[]): string {
  if (native === undefined) return portableHash(parts);
  const hash = native.createHash('sha256');
  for (const part of parts) {
    const bytes = bytesOf(part);
    hash.update(`${bytes.length}:`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** The same where there is no Node. */
export function portableHash(parts: readonly (string | Uint8Array)[]): string {
  const hash = sha256.create();
  for (const part of parts) {
    const bytes = bytesOf(part);
    hash.update(utf8ToBytes(`${bytes.length}:`)).update(bytes);
  }
  return bytesToHex(hash.digest());
}
