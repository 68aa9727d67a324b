// A day's work without a mouse: every act of every operator's page by keys alone.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPage } from '../../../support/browser.ts';
import type { ServedDesigner } from '../../../support/designer.ts';
import { chooseByKeys, tabTo } from '../../../support/keys.ts';
import { eventually, shopOrder } from '../../../support/sidecar.ts';
import type { Partner } from './partner.ts';
import { DESTINATION } from './workspace.ts';

const ROW = '.table-body .table-row';

interface Given {
  /** Of a delivery that was given up. */
  readonly delivery: () => string;
  readonly ids: () => { readonly held: string; readonly processed: string };
  /** Lets the destination take what it is sent, and the pause of its circuit end. */
  readonly bringUp: () => Partner;
}

/** Goes to a button, or to what else bears that name, and presses it. */
async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** Chooses in a list by the name of its field. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await tabTo(page, new RegExp(`^button .*${field}$`));
  await chooseByKeys(page, option);
}

/** Opens a page, does what is to be done, and looks that nothing went wrong on the way. */
async function at(served: ServedDesigner, hash: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(served.browser);
  await page.goto(`${served.url}/#${hash}`);
  await work(page);
  expect(faults).toEqual([]);
  await page.context().close();
}

export function tryKeyboard(served: ServedDesigner, { ids, delivery, bringUp }: Given): void {
  it('home: goes to each of its tables, along its rows, and to what a row is of', () =>
    at(served, '/', async (page) => {
      const leads = [
        ['Held, by owner and cause', '/exceptions?cause='],
        ['Messages by mapping', '/messages?mapping='],
        ['Deliveries by destination', '/deliveries?destination='],
      ] as const;
      for (const [table, address] of leads) {
        await page.goto(`${served.url}/#/`);
        const rows = page.getByRole('grid', { name: table }).locator(ROW);
        await rows.first().waitFor();
        // One stop of Tab for each table.
        for (let stop = 0; stop < leads.length && (await rows.and(page.locator(':focus')).count()) === 0; stop += 1)
          await tabTo(page, /^row /);
        const name = await page.locator(':focus').innerText();
        await page.keyboard.press('End');
        await page.keyboard.press('Home');
        await eventually(async () => (await page.locator(':focus').innerText()) === name);
        await page.keyboard.press('Enter');
        await eventually(() => page.url().includes(address));
      }
    }));

  it('messages: filters, opens one, walks its way, replays it', () =>
    at(served, '/messages', async (page) => {
      await page.locator(ROW).first().waitFor();
      await choose(page, 'Status', 'Held');
      await eventually(() => page.url().includes('status=held'));
      await page.getByText('that is all').waitFor();
      await tabTo(page, /^row /);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.locator('.way-step').first().waitFor();
      await press(page, /^button Mapped/);
      await page.getByRole('heading', { name: 'Mapped' }).waitFor();
      await page.keyboard.press('Shift+Tab');
      await page.goto(`${served.url}/#/messages/${ids().held}`);
      await page.locator('.way-step').first().waitFor();
      await press(page, /^button Replay$/);
      await page.getByText('Replayed 1: 0 went on, 1 are still held').first().waitFor();
    }));

  it('a message: edits it and replays it with another text', () =>
    at(served, `/messages/${ids().held}`, async (page) => {
      await page.locator('.way-step').first().waitFor();
      await press(page, /^button Edit and replay$/);
      const field = page.getByRole('textbox', { name: 'The message' });
      await field.waitFor();
      expect(JSON.parse(await field.inputValue())).toMatchObject({ lines: [] });
      await tabTo(page, /^textarea The message$/);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(shopOrder({ number: 'EDITED-1' }));
      await press(page, /^button Replay with this text$/);
      await page.getByText('Replayed with the edited text: it went on').waitFor();
      await page.getByRole('heading', { name: 'EDITED-1' }).waitFor();
      expect((await served.harness.get('/v1/orders/EDITED-1')).status).toBe(200);
    }));

  it('a row of a table of several: begins with that row alone, and leaves the others as they are', async () => {
    const head = 'sku,location,available\n';
    const { json } = await served.harness.post(
      '/v1/messages/sheet',
      `${head}CUP-01,dock 2,5\nCUP-02,dock 2,many\nCUP-03,dock 2,7\n`,
    );
    const statuses = async () => {
      const { json: answer } = await served.harness.get('/v1/messages?mapping=sheet');
      return (answer['messages'] as { status: string }[]).map(({ status }) => status).sort();
    };
    expect(await statuses()).toEqual(['held', 'processed', 'processed']);
    await at(served, `/messages/${json.messages[1]?.id}`, async (page) => {
      await page.locator('.way-step').first().waitFor();
      await press(page, /^button Edit and replay$/);
      const words =
        'Message 2 of 3 of its receipt. Only this one is replayed: the other 2 of the receipt stay as they are.';
      await page.getByRole('dialog').getByText(words).waitFor();
      const field = page.getByRole('textbox', { name: 'The message' });
      expect(await field.inputValue()).toBe(`${head}CUP-02,dock 2,many\n`);
      await tabTo(page, /^textarea The message$/);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(`${head}CUP-02,dock 2,6\n`);
      await press(page, /^button Replay with this text$/);
      await page.getByText('Replayed with the edited text: it went on').waitFor();
    });
    expect(await statuses()).toEqual(['processed', 'processed', 'processed']);
  });

  it('exceptions: finds a cause, tries a replay, assigns, comments and discards with a reason', async () => {
    for (const number of ['K-1', 'K-2'])
      await served.harness.post('/v1/messages/my-shop-order', shopOrder({ number, lines: [] }));
    await at(served, '/exceptions', async (page) => {
      await page.locator(ROW).first().waitFor();
      await choose(page, 'Category', 'rule');
      await tabTo(page, /^input (Find a cause|Any id begins with)$/);
      await page.keyboard.type('missing-lines');
      await tabTo(page, /^row /);
      await page.keyboard.press('Enter');
      await page.getByText('2 held', { exact: true }).waitFor();
      await press(page, /^button What a replay would release$/);
      await page.getByText('A replay now would release 0 of 2').waitFor();
      await press(page, /^button Assign$/);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('Ada');
      await press(page, /^button Assign$/);
      await page.getByText('Assigned 2', { exact: true }).first().waitFor();
      await press(page, /^button Comment$/);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('The shop was told.');
      await press(page, /^button Comment$/);
      await page.getByText('Commented on 2', { exact: true }).first().waitFor();
      await press(page, /^button Discard$/);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('Sent again by the shop');
      await press(page, /^button Discard for good$/);
      await page.getByText('Discarded 2', { exact: true }).first().waitFor();
    });
    const { json } = await served.harness.get('/v1/exceptions?status=discarded');
    expect(json['exceptions']).toMatchObject([
      { reason: 'Sent again by the shop', assignee: 'Ada' },
      { reason: 'Sent again by the shop', assignee: 'Ada' },
    ]);
  });

  it('orders: finds one, asks why a value is so, and reads its timeline', () =>
    at(served, '/orders', async (page) => {
      await page.locator(ROW).first().waitFor();
      await tabTo(page, /^input (Find a cause|Any id begins with)$/);
      await page.keyboard.type('N-14');
      await eventually(() => page.url().includes('q=N-14'));
      await page.getByText('11 shown, that is all').waitFor();
      await tabTo(page, /^row /);
      await page.keyboard.press('Enter');
      await page.locator('.tiles').waitFor();
      await press(page, /^button accepted$/);
      await page.getByRole('dialog', { name: 'Why /status is so' }).getByText('brought the whole of it').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await tabTo(page, /^tab Lines$/);
      await page.keyboard.press('ArrowRight');
      await page
        .getByRole('tabpanel', { name: /Timeline/ })
        .getByText('through my-shop-order')
        .waitFor();
      await page.keyboard.press('End');
      await press(page, /^button Why is .currency/);
      await page.getByRole('dialog', { name: 'Why /currency is so' }).waitFor();
      for (const gate of ['release', 'publish', 'notify', 'invoice'])
        expect(await page.locator(`[data-gate="${gate}"]`).count(), gate).toBe(1);
    }));

  it('stock: finds a position, and the rule that keeps it from being published', () =>
    at(served, '/stock', async (page) => {
      await page.locator(ROW).first().waitFor();
      await choose(page, 'Location', 'dock 1');
      await eventually(() => page.url().includes('location=dock'));
      await tabTo(page, /^row MUG-01/);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'MUG-01 at dock 1' });
      await dialog.getByText('inventory-publish/too-little').waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }));

  it('sources: goes from one to its messages', () =>
    at(served, '/connections', async (page) => {
      await page.locator('.card').first().waitFor();
      // Those that need a look come first: 3pl-north.
      await tabTo(page, /^a Its messages$/);
      await tabTo(page, /^a Its messages$/);
      await page.keyboard.press('Enter');
      await page.locator(ROW).first().waitFor();
      expect(page.url()).toContain('/messages?source=my-shop');
    }));

  it('a delivery: reads what it was answered, sends it again, and goes back to the list', async () => {
    bringUp();
    await at(served, `/deliveries/${delivery()}`, async (page) => {
      const attempts = page.getByRole('list', { name: 'Attempts' });
      await attempts
        .getByText(/cannot be reached/)
        .first()
        .waitFor();
      await press(page, /^button Send again$/);
      await page.getByText('Replayed 1').first().waitFor();
      await attempts.getByText('the destination took it').waitFor();
      await tabTo(page, /^a Deliveries$/);
      await page.keyboard.press('Enter');
      await page.locator(ROW).first().waitFor();
      expect(page.url()).toMatch(/#\/deliveries$/);
    });
  });

  it('deliveries: sends again all that a destination was not given, and its circuit closes', async () => {
    const partner = bringUp();
    await at(served, '/deliveries', async (page) => {
      await page.locator(ROW).first().waitFor();
      await choose(page, 'Destination', DESTINATION);
      await press(page, new RegExp(`^button Send again all that ${DESTINATION}`));
      await page.getByText('Replayed 4').first().waitFor();
      await eventually(() => partner.taken.length >= 6, 30_000);
      await tabTo(page, /^row /);
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Attempts' }).getByText('the destination took it').waitFor();
      await page.goto(`${served.url}/#/connections`);
      const card = page.getByRole('article', { name: `Destination ${DESTINATION}` });
      await card.getByText('takes deliveries').waitFor();
    });
    expect(new Set(partner.taken).size).toBe(6);
  });
}
