// The engine's one look at the clock: for the time limit of an evaluation, and for `$now` and `$millis`. Imports nothing.

/** Epoch milliseconds. */
export const wallClock = (): number => Date.now();
