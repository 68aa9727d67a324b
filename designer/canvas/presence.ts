// Which fields the chosen sample has: lines follow what is true of it. Pure; imports nothing.

/**
 * How a field stands in a sample: it has a value; it could have one, for what it is in is there; or it belongs to another shape of
 * message, as all fields of an envelope that did not come.
 */
export type Presence = 'here' | 'empty' | 'elsewhere';

/** Tells for the paths of a sample's values. Without a value at all there is no sample, and every field is as good as another. */
export function presenceIn(values: ReadonlyMap<string, unknown>): (path: string) => Presence {
  if (values.size === 0) return () => 'here';
  const present = new Set<string>(['']);
  for (const path of values.keys())
    for (let at = path; at !== '' && !present.has(at); at = at.slice(0, at.lastIndexOf('/'))) present.add(at);
  return (path) => {
    if (present.has(path)) return 'here';
    return present.has(path.slice(0, path.lastIndexOf('/'))) ? 'empty' : 'elsewhere';
  };
}
