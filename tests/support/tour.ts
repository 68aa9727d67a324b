// One page of a browser that goes from address to address, as somebody does who works all day, and is looked at on its way.
import type { Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { findingsInBoth } from './axe.ts';
import { openPage } from './browser.ts';
import type { ServedDesigner } from './designer.ts';

/** An address, and how one knows that its page is there and the one before it is not. */
export interface Stop {
  readonly hash: string;
  /** The page's heading, by which it is known from the page before it. */
  readonly heading: string;
  /** What the page shows once its answers are there. */
  readonly ready: string;
  /** Brings the page into the state that is looked at; the next stop leaves it by `Escape`. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

export interface Tour {
  /** Goes to a stop, and looks at it: no fault, nothing serious by axe in light and dark, nothing wider than a narrow window. */
  look(stop: Stop): Promise<void>;
}

/** Runs in the page: placeholders that their fields are too narrow for. The canvas of a mapping has sides of any width. */
const CUT = `(() => {
  const pen = document.createElement('canvas').getContext('2d');
  return [...document.querySelectorAll('.page input[placeholder]')]
    .filter((input) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(input);
      pen.font = font;
      const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
      return input.clientWidth > 0 && pen.measureText(input.placeholder).width > room;
    })
    .map((input) => input.placeholder);
})()`;

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 1024, height: 768 };

/** @returns a tour for the tests of a file; the page that it opens is closed behind them */
export function tourOf(served: Pick<ServedDesigner, 'browser' | 'url'>): Tour {
  let opened: { page: Page; faults: string[] } | undefined;
  let before: Stop | undefined;
  const close = async () => {
    await opened?.page.context().close();
    opened = undefined;
  };
  afterAll(close);

  async function lookAt(page: Page, { hash, heading, ready, prepare }: Stop): Promise<void> {
    await page.goto(`${served.url}/#${hash}`);
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
    await page.locator(ready).first().waitFor();
    await prepare?.(page);
    expect(await findingsInBoth(page)).toEqual([]);
    expect(await page.evaluate<string[]>(CUT), 'placeholders that are cut').toEqual([]);
    await page.setViewportSize(NARROW);
    expect(await page.evaluate<string[]>(CUT), 'placeholders that are cut in a narrow window').toEqual([]);
    const [width, window] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]');
    await page.setViewportSize(WIDE);
    expect(width).toBeLessThanOrEqual(window);
    if (prepare !== undefined) await page.keyboard.press('Escape');
  }

  return {
    async look(stop) {
      if (before !== undefined && before.heading === stop.heading && before.hash !== stop.hash)
        throw new Error(`${stop.hash} cannot be told from ${before.hash}: put another page in between`);
      before = stop;
      opened ??= await openPage(served.browser, { viewport: WIDE });
      const { page, faults } = opened;
      faults.length = 0;
      try {
        await lookAt(page, stop);
        expect(faults).toEqual([]);
      } catch (thrown) {
        // The next stop begins with a page that nothing went wrong on.
        await close();
        throw thrown;
      }
    },
  };
}
