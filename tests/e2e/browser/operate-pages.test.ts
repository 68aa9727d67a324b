// The operator's pages in a browser, over one sidecar: without faults, nothing serious by axe in light and dark, at two widths, in
// every state; what they say of sources and destinations; and all of their work with the keyboard alone.
import { beforeAll, describe, expect, it } from 'vitest';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';
import { eventually, shopOrder } from '../../support/sidecar.ts';
import { type Stop, tourOf } from '../../support/tour.ts';
import { tryAlarms } from './operate/alarms.ts';
import { tryKeyboard } from './operate/keyboard.ts';
import { openPartner, type Partner } from './operate/partner.ts';
import { tryStates } from './operate/states.ts';
import { configOf, DESTINATION, FILES, fill, LONG } from './operate/workspace.ts';

let partner: Partner;
/** The sidecar's clock stands still until it is set ahead: the pause of a circuit ends when it is meant to. */
const clock = { now: Date.now() };
let ids: { held: string; processed: string };
let delivery: { id: string; document: { key: string } };

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
  [delivery] = json['deliveries'] as [typeof delivery];
}, 120_000);

const ROWS = '.table-body .table-row';
const MISSING_LINES = '/exceptions?cause=order-intake%2Fmissing-lines';
const ORDER = `/orders/${encodeURIComponent(LONG)}`;
const dialog =
  (opener: string): Required<Stop>['prepare'] =>
  async (page) => {
    await page.getByRole('button', { name: opener, exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
  };

const STOPS: readonly [name: string, stop: () => Stop][] = [
  ['home', () => ({ hash: '/', heading: 'Home', ready: '.chart' })],
  ['messages', () => ({ hash: '/messages', heading: 'Messages', ready: ROWS })],
  ['a held message', () => ({ hash: `/messages/${ids.held}`, heading: LONG, ready: '.way-step' })],
  [
    'a message that is edited',
    () => ({ hash: `/messages/${ids.held}`, heading: LONG, ready: '.way-step', prepare: dialog('Edit and replay') }),
  ],
  ['exceptions', () => ({ hash: MISSING_LINES, heading: 'Exceptions', ready: '.cause' })],
  [
    'exceptions that are discarded',
    () => ({ hash: MISSING_LINES, heading: 'Exceptions', ready: '.cause', prepare: dialog('Discard') }),
  ],
  ['orders', () => ({ hash: '/orders', heading: 'Orders', ready: ROWS })],
  ['an order', () => ({ hash: ORDER, heading: LONG, ready: '.tiles' })],
  ['why a value is so', () => ({ hash: ORDER, heading: LONG, ready: '.tiles', prepare: dialog('paid') })],
  ['stock', () => ({ hash: '/stock', heading: 'Stock', ready: ROWS })],
  ['a processed message', () => ({ hash: `/messages/${ids.processed}`, heading: LONG, ready: '.way-step' })],
  ['the fix of a word', () => ({ hash: '/exceptions?q=no+row', heading: 'Exceptions', ready: ROWS })],
  ['deliveries', () => ({ hash: `/deliveries?destination=${DESTINATION}`, heading: 'Deliveries', ready: ROWS })],
  [
    'a delivery',
    () => ({
      hash: `/deliveries/${delivery.id}`,
      heading: `${delivery.document.key} to ${DESTINATION}`,
      ready: '.timeline',
    }),
  ],
  ['connections', () => ({ hash: '/connections', heading: 'Connections', ready: '.card' })],
  ['conservation', () => ({ hash: '/conservation', heading: 'Conservation', ready: ROWS })],
  ['versions', () => ({ hash: '/versions', heading: 'Versions', ready: ROWS })],
];

describe.skipIf(served.executable === undefined)('the operator’s pages', () => {
  const tour = tourOf(served);
  it.each(STOPS)(
    '%s: no fault, nothing serious by axe in light and dark, nothing wider than the window',
    (_name, stop) => tour.look(stop()),
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
    }, 60_000);
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
      delivery: () => delivery.id,
      bringUp: () => {
        partner.isUp = true;
        clock.now += 120_000;
        served.harness.sidecar.wakeCouriers();
        return partner;
      },
    }));
});
