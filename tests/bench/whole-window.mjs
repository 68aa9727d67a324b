// A page in a window that shows all of it. What playwright calls the viewport is only what the page is told: the window stays as it was,
// 87 pixels of it are its frame even where nothing is seen, and what lies below its lower edge is laid out but never drawn. The browser
// skips a frame in which only that has changed, so the first frame "on the screen" is the one of a later key. Without a viewport of
// its own the page is as large as the window has room.

/**
 * Opens a page with exactly so many pixels, each of which is drawn.
 *
 * @returns the page, once it has the size
 */
export async function openWhole(browser, { width, height }) {
  const page = await browser.newPage({ viewport: null });
  const session = await page.context().newCDPSession(page);
  const inner = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const { windowId, bounds } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', {
    windowId,
    bounds: { width: bounds.width + width - inner.width, height: bounds.height + height - inner.height },
  });
  await session.detach();
  await page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, { width, height });
  return page;
}
