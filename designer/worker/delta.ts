// A map that is known on both sides, told by what has changed of it: of thousands of values an act changes a few. Pure; imports nothing.

export interface MapDelta<Value> {
  readonly put: ReadonlyMap<string, Value>;
  readonly gone: readonly string[];
}

/** What makes `now` of `last`; an entry is the same when `isSame` says so. */
export function deltaBetween<Value>(
  last: ReadonlyMap<string, Value>,
  now: ReadonlyMap<string, Value>,
  isSame: (one: Value, other: Value) => boolean,
): MapDelta<Value> {
  const put = new Map<string, Value>();
  for (const [key, value] of now) {
    const known = last.get(key);
    if (known === undefined || !isSame(known, value)) put.set(key, value);
  }
  const gone = [...last.keys()].filter((key) => !now.has(key));
  return { put, gone };
}

/** @returns the same map when nothing has changed of it, else a new one */
export function applyDelta<Value>(
  last: ReadonlyMap<string, Value>,
  { put, gone }: MapDelta<Value>,
): ReadonlyMap<string, Value> {
  if (put.size === 0 && gone.length === 0) return last;
  const now = new Map(last);
  for (const key of gone) now.delete(key);
  for (const [key, value] of put) now.set(key, value);
  return now;
}
