// Bytes in a buffer of their own: what goes from one thread to another is not to take a larger buffer, or others' bytes, along. Imports nothing.

/** These bytes, in a buffer that holds nothing else: a copy where theirs does. */
export const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);

/** All of these chunks, one behind the other. */
export const joinedBytes = ([first = new Uint8Array(), ...others]: readonly Uint8Array[]): Uint8Array =>
  ownBytes(others.length === 0 ? first : Buffer.concat([first, ...others]));
