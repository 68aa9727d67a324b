// Sums over whole tables that many people look at: worked out anew only as often as the thread can afford.
import type { Sidecar } from '../pipeline/sidecar.ts';

interface Kept {
  readonly value: unknown;
  readonly until: number;
}

/** A sum may take one part in this many of the thread's time. */
const SHARE = 25;
/** What takes less than this is worked out each time, and is always as things are now. */
const QUICK_MS = 100;

const kept = new WeakMap<Sidecar, Map<string, Kept>>();

/**
 * The value of `work`, or the one it gave last as long as working it out again would take too much of the thread.
 *
 * @param name  tells the sums of one sidecar apart
 */
export function cheaply<Value>(sidecar: Sidecar, name: string, work: () => Value): Value {
  const own = kept.get(sidecar) ?? new Map<string, Kept>();
  kept.set(sidecar, own);
  const known = own.get(name);
  const began = performance.now();
  if (known !== undefined && began < known.until) return known.value as Value;
  const value = work();
  const ended = performance.now();
  const tookMs = ended - began;
  if (tookMs >= QUICK_MS) own.set(name, { value, until: ended + tookMs * SHARE });
  else own.delete(name);
  return value;
}
