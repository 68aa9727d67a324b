// How long to wait before the next attempt. Imports nothing.

export interface BackoffSettings {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Milliseconds until the next attempt: doubling from `baseMs` up to `maxMs`, then ±20 % so that retries spread out.
 * A time the destination asked for is a lower bound, and only spread upwards.
 */
export function backoffMs(
  settings: BackoffSettings,
  attempt: number,
  options: { random: number; afterMs?: number },
): number {
  const exponential = Math.min(settings.maxMs, settings.baseMs * 2 ** Math.min(attempt - 1, 40));
  const jittered = Math.round(exponential * (0.8 + 0.4 * options.random));
  return options.afterMs === undefined
    ? jittered
    : Math.max(jittered, Math.round(options.afterMs * (1 + 0.2 * options.random)));
}
