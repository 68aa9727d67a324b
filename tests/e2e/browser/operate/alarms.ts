// What the first page and the connections say of a source that fell silent and of a destination whose circuit is open.
import { expect, it } from 'vitest';
import { openPage } from '../../../support/browser.ts';
import type { ServedDesigner } from '../../../support/designer.ts';
import { DESTINATION } from './workspace.ts';

/** Words of a card as people read them. */
const wordsOf = (text: string): string => text.replace(/\s+/g, ' ').trim();

export function tryAlarms(served: ServedDesigner): void {
  it('a source that is silent, since when, and what is usual of it', async () => {
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/connections`);
    const alarms = page.getByRole('region', { name: 'Needs a look' });
    const card = alarms.getByRole('article', { name: 'Source 3pl-north' });
    await card.waitFor();
    expect(wordsOf(await card.innerText())).toMatch(
      /Nothing from 3pl-north for 3 h, usually 40 an hour: about 120 should have come\./,
    );
    expect(await card.getByText('silent', { exact: true }).isVisible()).toBe(true);
    // What is as usual, or too young to be told, raises no alarm and shows its rates.
    const other = page.getByRole('region', { name: 'Sources' }).getByRole('article', { name: 'Source my-shop' });
    expect(wordsOf(await other.innerText())).toMatch(/(\d+) in the last hour, \1 today, \1 in all/);
    expect(await alarms.getByRole('article').count()).toBe(2);
    await page.context().close();
  });

  it('a destination whose circuit is open, what waits for it, and when it is tried again', async () => {
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/connections`);
    const card = page.getByRole('article', { name: `Destination ${DESTINATION}` });
    await card.waitFor();
    const words = wordsOf(await card.innerText());
    expect(words).toContain('circuit open');
    expect(words).toMatch(/Last error: .*cannot be reached.* Tried again at \d\d:\d\d/);
    expect(words).toMatch(/Waiting 1, the oldest queued \d+ (ms|s|min) ago/);
    expect(words).toContain('0 delivered, 5 tried again, 0 refused');
    expect(words).toContain('Last taken never');
    await page.context().close();
  });

  it('both on the first page, each with the way to it', async () => {
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/`);
    const alarms = page.getByRole('list', { name: 'Needs a look' });
    await alarms.getByText('Nothing from 3pl-north for 3 h').waitFor();
    await alarms.getByText(`${DESTINATION}: nothing is sent, its circuit is open`).waitFor();
    await alarms.getByRole('link', { name: 'Connections' }).first().click();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    await page.context().close();
  });
}
