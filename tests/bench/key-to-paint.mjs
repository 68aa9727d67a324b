// From a key to the picture that shows what it did, in a headless Chromium. The time is that of the Event Timing API: from the moment the
// browser was given the key to the moment the first frame behind it was on the screen, in steps of 8 ms; what is shorter than 16 ms counts
// as 16. Keys come as a held key repeats, 30 a second, whether or not the last one was shown yet: a queue is part of the time.
// Each key has to be seen in that first frame; where it is not, the time runs on to the frame in which it is, and is counted as late.
// A frame that changes nothing in the window is skipped, and the time of its key runs on to the next that does: what is measured has to
// stand in a window that shows all of it (./whole-window.mjs), and `framesDrawn` tells whether it did.

const BEAT_MS = 1000 / 30;

/** Runs in the page: measures every event of a kind from now on. */
function install(kind) {
  const pane = document.querySelector('[role=grid]');
  /** Everything that is seen of a grid: its cells, where its mark stands, what stands in its open field. */
  const picture = () =>
    [pane.textContent, pane.getAttribute('aria-activedescendant'), document.activeElement?.value ?? ''].join('\n');
  const keys = [];
  const timings = new Map();
  const read = (entries) => {
    for (const { name, startTime, duration } of entries) if (name === kind) timings.set(startTime, duration);
  };
  const observer = new PerformanceObserver((list) => read(list.getEntries()));
  observer.observe({ type: 'event', durationThreshold: 16 });
  const stop = new AbortController();
  addEventListener(
    kind,
    (event) => {
      if (['Control', 'Shift'].includes(event.key)) return;
      const key = { at: event.timeStamp, frames: 0, shown: undefined };
      const before = picture();
      keys.push(key);
      const look = () => {
        key.frames += 1;
        if (picture() === before) {
          if (key.frames < 60) requestAnimationFrame(look);
          return;
        }
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          key.shown = performance.now() - event.timeStamp;
        };
        channel.port2.postMessage(0);
      };
      requestAnimationFrame(look);
    },
    { capture: true, signal: stop.signal },
  );
  globalThis.keysMeasured = () => {
    stop.abort();
    read(observer.takeRecords());
    observer.disconnect();
    return keys.map(({ at, frames, shown }) => {
      const timed = timings.get(at) ?? 16;
      const isLate = shown !== undefined && frames > 1;
      return { ms: isLate ? Math.max(shown, timed) : timed, isLate, isSeen: shown !== undefined };
    });
  };
}

/** Milliseconds of processor time that all processes of the browser have taken: other work on the machine does not change it much. */
export async function processorMs(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

/**
 * What the browser made of the page while something was done, by its own trace.
 *
 * @returns `frames` that were drawn to the window, those that were `skipped` because nothing in the window had changed, and the `tiles`,
 *   of 256 by 256 pixels mostly, that were drawn for them
 */
export async function framesDrawn(browser, page, act) {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'cc', 'viz'],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const count = (wanted) => traceEvents.filter(({ name, ph }) => name === wanted && ph !== 'E').length;
  return { frames: count('DirectRenderer::DrawFrame'), skipped: count('Draw skipped.'), tiles: count('RasterTask') };
}

const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 150)));

/**
 * Gives the page keys, and measures each.
 *
 * @param act  gives the key of a number; it may not wait for the page
 * @returns one `{ ms, isLate, isSeen }` for each event, and the processor time of one of them
 */
export async function measureKeys({ browser, page }, { kind = 'keydown', count, beatMs = BEAT_MS, act }) {
  await page.evaluate(install, kind);
  const before = await processorMs(browser);
  const start = performance.now();
  const given = [];
  for (let done = 0; done < count; done += 1) {
    const wait = start + done * beatMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    given.push(act(done));
  }
  await Promise.all(given);
  await settled(page);
  const busyMs = ((await processorMs(browser)) - before) / count;
  return { keys: await page.evaluate(() => globalThis.keysMeasured()), busyMs };
}
