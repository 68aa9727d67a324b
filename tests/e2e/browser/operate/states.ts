// What stands where data would: it comes, it cannot be had, one may not see it, there is none. The same for every page.
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { seriousFindings } from '../../../support/axe.ts';
import { openPage } from '../../../support/browser.ts';
import type { ServedDesigner } from '../../../support/designer.ts';
import { eventually } from '../../../support/sidecar.ts';

const PAGE = { next: null };
const SUMS = { received: 0, processed: 0, held: 0, duplicate: 0, discarded: 0, inFlight: 0 };

/** Each page, what it reads, the answer of a sidecar to which nothing has come, and what the page says then. What several read is of the page that comes first. */
const PAGES: readonly [hash: string, route: string, nothing: object, words: string][] = [
  ['/connections', '**/v1/connections', { sources: [], destinations: [] }, 'No source was heard of yet'],
  ['/messages', '**/v1/messages?*', { ...PAGE, messages: [] }, 'No message has come yet'],
  ['/exceptions', '**/v1/exceptions/clusters*', { clusters: [], total: 0, overdue: 0 }, 'Nothing is held'],
  ['/deliveries', '**/v1/deliveries?*', { ...PAGE, deliveries: [] }, 'Nothing was set free yet'],
  ['/orders', '**/v1/orders?*', { ...PAGE, orders: [], states: [], blocked: [] }, 'There is no order yet'],
  ['/stock', '**/v1/inventory?*', { ...PAGE, positions: [], promised: [], locations: [] }, 'No stock is known yet'],
  ['/conservation', '**/v1/conservation', { balanced: true, rows: [] }, 'Nothing has come yet'],
  [
    '/',
    '**/v1/overview',
    {
      version: 'v',
      balanced: true,
      totals: SUMS,
      receipts: SUMS,
      mappings: [],
      held: [],
      deliveries: [],
      overdue: { count: 0, since: null },
    },
    'No message has come yet',
  ],
];

const PROBLEM = (status: number, title: string) => ({
  status,
  title,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    status,
    code: status === 401 ? 'auth.required' : 'auth.forbidden',
    title,
  }),
});

/** One page through its states: its answer is slow, then the sidecar is gone, then it is there and nothing has come. */
async function tryPage(page: Page, url: string, [hash, route, nothing, words]: (typeof PAGES)[number]): Promise<void> {
  const waiting: Route[] = [];
  let sidecar: 'slow' | 'gone' | 'empty' = 'slow';
  await page.route(route, async (request) => {
    if (sidecar === 'slow') waiting.push(request);
    else await (sidecar === 'gone' ? request.abort() : request.fulfill({ json: nothing }));
  });
  await page.goto(`${url}/#${hash}`);
  await page
    .getByRole('status')
    .getByText(/^Loading the /)
    .first()
    .waitFor();
  sidecar = 'gone';
  await Promise.all(waiting.map((request) => request.abort()));
  const alert = page.getByRole('alert').getByText('The server cannot be reached').first();
  await eventually(async () => {
    // Seconds pass between one try and the next.
    await page.clock.fastForward(5_000);
    return alert.isVisible();
  });
  sidecar = 'empty';
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText(words).first().waitFor();
  expect(await seriousFindings(page), hash).toEqual([]);
  await page.unroute(route);
}

export function tryStates(served: ServedDesigner): void {
  it('say that an answer is slow, that the sidecar is gone, and that nothing has come yet', async () => {
    const { page } = await openPage(served.browser);
    await page.clock.install();
    for (const one of PAGES) await tryPage(page, served.url, one);
    await page.context().close();
  });

  it('say who may not see them, and where one logs in', async () => {
    const { page } = await openPage(served.browser);
    const problems = [PROBLEM(401, 'Log in first'), PROBLEM(403, 'Your role may not do this')] as const;
    for (const { status, title, ...answer } of problems) {
      await page.route('**/v1/messages?*', (request) => request.fulfill({ status, ...answer }), { times: 1 });
      await page.goto(`${served.url}/#/messages?q=${status}`);
      const alert = page.getByRole('alert').first();
      await alert.getByText(title).waitFor();
      expect(await alert.getByRole('link', { name: 'Log in' }).count()).toBe(status === 401 ? 1 : 0);
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.context().close();
  });

  it('say so when nothing fits the filters', async () => {
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/messages?q=nothing-like-that`);
    await page.getByText('No message fits these filters').waitFor();
    await page.goto(`${served.url}/#/stock?q=nothing-like-that`);
    await page.getByText('No position fits these filters').waitFor();
    await page.context().close();
  });
}
