// The operator's pages in a browser: without faults, without serious findings of axe in light and dark, at two widths.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';
import { eventually, shopOrder } from '../../support/sidecar.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let held: string;
let processed: string;

const LONG = `ORDER-${'with-a-very-long-number-'.repeat(6)}1`;

const served = serveDesigner();
beforeAll(async () => {
  if (served.executable === undefined) return;
  const post = (fields: Record<string, unknown>) =>
    served.harness.post('/v1/messages/my-shop-order', shopOrder(fields));
  for (let index = 0; index < 150; index += 1) await post({ number: `N-${index}` });
  for (let index = 0; index < 5; index += 1)
    await post({ number: `P-${index}`, state: `A WORD THAT NOBODY KNOWS ${index % 2}` });
  held = (await post({ number: LONG, lines: [] })).json.messages[0]?.id as string;
  processed = (await post({ number: LONG })).json.messages[0]?.id as string;
});

const PAGES: readonly [name: string, hash: () => string, ready: string][] = [
  ['home', () => '/', '.chart'],
  ['messages', () => '/messages', '.table-body .table-row'],
  ['a held message', () => `/messages/${held}`, '.way-step'],
  ['a processed message', () => `/messages/${processed}`, '.way-step'],
  ['exceptions', () => '/exceptions?cause=order-intake%2Fmissing-lines', '.cause'],
  ['the fix of a word', () => '/exceptions?q=no+row', '.table-body .table-row'],
  ['orders', () => '/orders', '.table-body .table-row'],
  ['an order', () => `/orders/${encodeURIComponent(LONG)}`, '.tiles'],
  ['stock without any', () => '/stock', '.state'],
  ['connections', () => '/connections', '.card'],
  ['conservation', () => '/conservation', '.table-body .table-row'],
  ['versions', () => '/versions', '.table-body .table-row'],
];

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly string[];
}

async function axe(page: Page): Promise<Finding[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)) }));
}

describe.skipIf(served.executable === undefined)('the operator’s pages', () => {
  it.each(PAGES)(
    '%s: no fault, nothing serious by axe in light and dark, nothing wider than the window',
    async (_name, hash, ready) => {
      const { page, faults } = await openPage(served.browser, { viewport: { width: 1440, height: 900 } });
      await page.goto(`${served.url}/#${hash()}`);
      await page.locator(ready).first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page), colorScheme).toEqual([]);
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

  it('say so when the server cannot be reached, and that there is nothing when there is nothing', async () => {
    const { page } = await openPage(served.browser);
    await page.route('**/v1/exceptions/clusters*', (route) => route.abort());
    await page.goto(`${served.url}/#/exceptions`);
    await page.getByText('The server cannot be reached').waitFor();
    await page.unroute('**/v1/exceptions/clusters*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.table-body .table-row').first().waitFor();
    await page.goto(`${served.url}/#/messages?q=nothing-like-that`);
    await page.getByText('No message fits these filters').waitFor();
    await page.context().close();
  });
});
