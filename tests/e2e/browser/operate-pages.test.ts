// The operator's pages in a browser, over one sidecar: without faults, nothing serious by axe in light and dark, at two widths, in
// every state; what they say of sources and destinations; and all of their work with the keyboard alone.
import { beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from '../../support/axe.ts';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';
import { eventually, shopOrder } from '../../support/sidecar.ts';
import { tryAlarms } from './operate/alarms.ts';
import { tryKeyboard } from './operate/keyboard.ts';
import { openPartner, type Partner } from './operate/partner.ts';
import { tryStates } from './operate/states.ts';
import { configOf, DESTINATION, FILES, fill, LONG } from './operate/workspace.ts';

let partner: Partner;
/** The sidecar's clock stands still until it is set ahead: the pause of a circuit ends when it is meant to. */
const clock = { now: Date.now() };
let ids: { held: string; processed: string };
let delivery: string;

beforeAll(async () => {
  partner = await openPartner();
  return () => partner.close();
});
const served = serveDesigner({
  files: FILES,
  config: () => configOf(partner),
  clock: () => clock.now,
});
beforeAll(async () => {
  if (served.executable === undefined) return;
  ids = await fill(served.harness);
  const { json } = await served.harness.get('/v1/deliveries?status=dead');
  delivery = (json['deliveries'] as { id: string }[])[0]?.id as string;
}, 120_000);

const PAGES: readonly [name: string, hash: () => string, ready: string, opens?: string][] = [
  ['home', () => '/', '.chart'],
  ['messages', () => '/messages', '.table-body .table-row'],
  ['a held message', () => `/messages/${ids.held}`, '.way-step'],
  ['a processed message', () => `/messages/${ids.processed}`, '.way-step'],
  ['a message that is edited', () => `/messages/${ids.held}`, '.way-step', 'Edit and replay'],
  ['exceptions', () => '/exceptions?cause=order-intake%2Fmissing-lines', '.cause'],
  ['exceptions that are discarded', () => '/exceptions?cause=order-intake%2Fmissing-lines', '.cause', 'Discard'],
  ['the fix of a word', () => '/exceptions?q=no+row', '.table-body .table-row'],
  ['orders', () => '/orders', '.table-body .table-row'],
  ['an order', () => `/orders/${encodeURIComponent(LONG)}`, '.tiles'],
  ['why a value is so', () => `/orders/${encodeURIComponent(LONG)}`, '.tiles', 'paid'],
  ['stock', () => '/stock', '.table-body .table-row'],
  ['deliveries', () => `/deliveries?destination=${DESTINATION}`, '.table-body .table-row'],
  ['a delivery', () => `/deliveries/${delivery}`, '.timeline'],
  ['connections', () => '/connections', '.card'],
  ['conservation', () => '/conservation', '.table-body .table-row'],
  ['versions', () => '/versions', '.table-body .table-row'],
];

describe.skipIf(served.executable === undefined)('the operator’s pages', () => {
  it.each(PAGES)(
    '%s: no fault, nothing serious by axe in light and dark, nothing wider than the window',
    async (_name, hash, ready, opens) => {
      const { page, faults } = await openPage(served.browser, { viewport: { width: 1440, height: 900 } });
      await page.goto(`${served.url}/#${hash()}`);
      await page.locator(ready).first().waitFor();
      if (opens !== undefined) {
        await page.getByRole('button', { name: opens, exact: true }).first().click();
        await page.getByRole('dialog').waitFor();
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await seriousFindings(page), colorScheme).toEqual([]);
      }
      await page.setViewportSize({ width: 1024, height: 768 });
      const [width, window] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
        number,
        number,
      ];
      expect(width).toBeLessThanOrEqual(window);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it('follow what happens: a new message is there without asking', async () => {
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/messages`);
    await page.locator('.live[data-state="live"]').waitFor();
    await served.harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'LIVE-1' }));
    await page.getByText('LIVE-1').waitFor();
    await page.context().close();
  });

  it('show what happened while another page was open, however short that was', async () => {
    const { page } = await openPage(served.browser);
    const receipts = async () => {
      const card = page.getByRole('article', { name: 'Source my-shop' });
      return Number(/(\d+) in all/.exec(await card.innerText())?.[1]);
    };
    await page.goto(`${served.url}/#/connections`);
    await page.locator('.live[data-state="live"]').waitFor();
    const before = await receipts();
    await page.goto(`${served.url}/#/versions`);
    await page.locator('.table-body .table-row').first().waitFor();
    await served.harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'MEANWHILE-1' }));
    // Changes are told a quarter of a second later, to a page that does not mind them.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.goto(`${served.url}/#/connections`);
    await eventually(async () => (await receipts()) === before + 1, 20_000);
    await page.context().close();
  });

  it('keep filters in the address, and show more rows as one scrolls, with few of them in the document', async () => {
    const { page } = await openPage(served.browser);
    await page.goto(`${served.url}/#/messages`);
    await page.locator('.table-body .table-row').first().waitFor();
    await page.getByLabel('Key begins with').fill('N-');
    await eventually(() => page.url().includes('q=N-'));
    const scroller = page.locator('.table-scroll');
    await eventually(async () => {
      await scroller.evaluate((element: { scrollTop: number; scrollHeight: number }) => {
        element.scrollTop = element.scrollHeight;
      });
      return page.getByText('150 shown, that is all').isVisible();
    });
    expect(await page.locator('.table-body .table-row').count()).toBeLessThan(80);
    await page.reload();
    await page.locator('.table-body .table-row').first().waitFor();
    expect(await page.getByLabel('Key begins with').inputValue()).toBe('N-');
    await page.context().close();
  });

  it('show a message on the canvas of its mapping, with the values that it brought', async () => {
    const { page, faults } = await openPage(served.browser);
    await page.goto(`${served.url}/#/messages/${ids.processed}`);
    await page.locator('[data-step="map"] button').click();
    await page.getByRole('link', { name: /^See it on the canvas/ }).click();
    await page
      .locator(`.tree[data-side="target"] [data-value*="${LONG.slice(0, 20)}"]`)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  describe('say how sources and destinations are', () => tryAlarms(served));
  describe('in every state', () => tryStates(served));
  describe('with the keyboard alone', () =>
    tryKeyboard(served, {
      ids: () => ids,
      bringUp: () => {
        partner.isUp = true;
        clock.now += 120_000;
        served.harness.sidecar.wakeCouriers();
        return partner;
      },
    }));
});
