// Ages that lists are filtered by, and the times that they come to. Imports nothing.

export const HOUR_MS = 3_600_000;

/** So long ago, to the minute, so that the same answer serves for a while. */
export const minuteBefore = (ms: number): string =>
  new Date(Math.floor((Date.now() - ms) / 60_000) * 60_000).toISOString();
