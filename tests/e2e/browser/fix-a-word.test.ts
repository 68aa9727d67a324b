// The journey that operators make every day: from an unknown status word in a held message to its new table row, its
// replay and the released order, in one place; with the mouse, and again with the keyboard alone.
import { describe, expect, it } from 'vitest';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';
import { tabTo } from '../../support/keys.ts';
import { shopOrder } from '../../support/sidecar.ts';

const FILES = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "status": status }\n',
};
const TABLE = 'mappings/tables/my-shop-status.csv';

const served = serveDesigner({ files: FILES });

/** Two orders that say a word that the table does not know. */
async function hold(word: string, numbers: readonly string[]): Promise<void> {
  for (const number of numbers)
    await served.harness.post('/v1/messages/my-shop-order', shopOrder({ number, state: word }));
}

const tableText = async (): Promise<string> =>
  (await served.harness.app.request(`/v1/workspace/files/${TABLE}`)).text();

/** What the outside sees once the word is known: the row, the messages, and the order at the warehouse. */
async function expectReleased(word: string, number: string): Promise<void> {
  expect(await tableText()).toContain(`\n${word},accepted,paid,`);
  const { json } = await served.harness.get(`/v1/orders/${number}`);
  expect(json['order']).toMatchObject({ status: 'accepted' });
  expect(json['deliveries']).toMatchObject([{ mapping: 'to-wms' }]);
  expect((await served.harness.get('/v1/messages?status=held')).json['messages']).toEqual([]);
}

describe.skipIf(served.executable === undefined)('an unknown status word', () => {
  it('is given its row, replayed and released with the mouse, starting from the held message', async () => {
    await hold('PARKED', ['M-1', 'M-2']);
    const { page, faults } = await openPage(served.browser);
    await page.goto(`${served.url}/#/messages?status=held`);
    await page.locator('.table-body .table-row').first().click();
    // The way of the message shows where it stopped, and leads to the fix.
    await page.locator('[data-step="map"][data-status="failed"]').waitFor();
    await page.getByRole('link', { name: 'Fix it, with all of the same cause' }).click();
    await page.getByLabel('state', { exact: true }).waitFor();
    expect(await page.getByLabel('state', { exact: true }).inputValue()).toBe('PARKED');
    // The sidecar is asked at once and then kept waiting: until it is over, the page says how far it is.
    let goOn: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/v1/exceptions/preview?*', (route) =>
      route.continue({
        url: route
          .request()
          .url()
          .replace(/wait=\d+/, 'wait=0'),
      }),
    );
    await page.route('**/v1/exceptions/preview/*', async (route) => {
      await seen;
      await route.continue();
    });
    await page.getByLabel('status', { exact: true }).fill('accepted');
    await page.getByLabel('paymentStatus', { exact: true }).fill('paid');
    await page.getByText('0 of 2 tried, 0 would go on').waitFor();
    expect(await page.getByRole('progressbar', { name: 'Tried so far' }).getAttribute('max')).toBe('2');
    goOn();
    await page.getByText('This row would release 2 of 2').waitFor();
    // Nothing has been written for that.
    expect(await tableText()).not.toContain('PARKED');
    await page.getByRole('button', { name: 'Add the row and replay 2' }).click();
    await page.getByText('Replayed 2: all of them went on').first().waitFor();
    await page.getByRole('link', { name: 'order M-1' }).click();
    await page.getByRole('heading', { name: 'M-1' }).waitFor();
    await page.getByRole('tab', { name: /Deliveries/ }).click();
    await page.getByText('to-wms').first().waitFor();
    await expectReleased('PARKED', 'M-1');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is given its row, replayed and released with the keyboard alone, starting from the first page', async () => {
    await hold('QUEUED', ['K-1']);
    const { page, faults } = await openPage(served.browser);
    await page.goto(`${served.url}/#/`);
    await page.locator('.home-counts').waitFor();
    await page.keyboard.press('Control+K');
    await page.keyboard.type('Exceptions');
    await page.keyboard.press('Enter');
    // The first page has rows too: those of the causes are waited for.
    await page.getByRole('grid', { name: 'Causes' }).locator('.table-body .table-row').first().waitFor();
    await tabTo(page, /^row /);
    await page.keyboard.press('Enter');
    await page.getByLabel('status', { exact: true }).waitFor();
    await tabTo(page, /^input status$/);
    await page.keyboard.type('accepted');
    await page.keyboard.press('Tab');
    await page.keyboard.type('paid');
    await page.getByText('This row would release 1 of 1').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Replayed 1: all of them went on').first().waitFor();
    await page.keyboard.press('Shift+Tab');
    await tabTo(page, /^a order K-1$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'K-1' }).waitFor();
    await expectReleased('QUEUED', 'K-1');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is tried with a row that the table has as a draft only', async () => {
    await hold('DRAFTED', ['D-1']);
    const { page, faults } = await openPage(served.browser);
    await page.goto(`${served.url}/#/tables/my-shop-status`);
    await page.getByRole('button', { name: 'Add a row for DRAFTED' }).click();
    await page.locator('[role=grid]:focus').waitFor();
    const kept = page.waitForResponse((response) => response.url().includes('/v1/workspace/drafts/'));
    await page.keyboard.type('accepted');
    await page.keyboard.press('Tab');
    await page.keyboard.type('paid');
    await page.keyboard.press('Tab');
    expect((await kept).request().method()).toBe('PUT');
    await page.goto(`${served.url}/#/exceptions`);
    await page.locator('.table-body .table-row').first().click();
    await page.getByRole('button', { name: `What a replay would release with the draft of ${TABLE}` }).click();
    await page.getByText(`The draft of ${TABLE} would release 1 of 1`).waitFor();
    expect(await tableText()).not.toContain('DRAFTED');
    // The row of the form would release it as well: the draft is no part of what that writes.
    await page.getByLabel('status', { exact: true }).fill('accepted');
    await page.getByRole('button', { name: 'Add the row and replay 1' }).click();
    await page.getByText('Replayed 1: all of them went on').first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('can have its row taken out again, byte for byte', async () => {
    const before = await tableText();
    await hold('LATER', ['U-1']);
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/exceptions`);
    await page.locator('.table-body .table-row').first().click();
    await page.getByLabel('status', { exact: true }).fill('accepted');
    await page.getByRole('button', { name: 'Add the row and replay 1' }).click();
    await page.getByRole('button', { name: 'Take the row out again' }).click();
    await page.getByText('is as it was').waitFor();
    expect(await tableText()).toBe(before);
    await page.context().close();
  });
});
