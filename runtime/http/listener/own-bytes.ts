// Bytes in a buffer of their own: what goes from one thread to another is not to take a larger buffer, or others' bytes, along.

/** These bytes, in a buffer that holds nothing else: a copy where theirs does. */
export const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);

/** All of these chunks, one behind the other. */
export function joinedBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return ownBytes(first);
  const joined = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
