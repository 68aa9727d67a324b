// A quiet moment for work that whoever waits for an answer would feel. Imports nothing.

/** How often it is looked for, milliseconds. */
const LOOK_MS = 500;

/**
 * Calls `work` once: as soon as two looks in a row have found it quiet, `firstMs` from now at the earliest, and after
 * `mostMs` in any case.
 *
 * @returns a timer that ends the waiting when it is cleared; the process does not stay for it
 */
export function onceQuiet(
  work: () => void,
  options: { readonly isQuiet: () => boolean; readonly firstMs: number; readonly mostMs: number },
): NodeJS.Timeout {
  const { isQuiet, firstMs, mostMs } = options;
  let [waitedMs, quiet] = [0, 0];
  const timer = setInterval(() => {
    waitedMs += LOOK_MS;
    quiet = isQuiet() ? quiet + 1 : 0;
    if (waitedMs < firstMs || (quiet < 2 && waitedMs < mostMs)) return;
    clearInterval(timer);
    work();
  }, LOOK_MS).unref();
  return timer;
}
