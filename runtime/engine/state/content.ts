// Whether two values have the same content, whatever the order of their keys. Imports nothing.

/** JSON text with sorted keys. */
export function contentOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(contentOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, content]) => content !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, content]) => `${JSON.stringify(key)}:${contentOf(content)}`);
  return `{${members.join(',')}}`;
}

/** True when both are the same JSON but for the order of keys. */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const plain = typeof a !== 'object' || typeof b !== 'object' || a === null || b === null;
  return !plain && contentOf(a) === contentOf(b);
}
