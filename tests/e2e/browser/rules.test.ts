// Rules, tables, lifecycles and ownership in a browser, as somebody uses them with the mouse, and as axe sees them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findingsInBoth } from '../../support/axe.ts';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';

// A file of the benchmarks, which are plain JavaScript.
const KEY_TO_PAINT = '../../bench/key-to-paint.mjs';

// The whole of mappings/ would be checked with every save.
const served = serveDesigner({ folders: ['rulesets', 'mappings/tables', 'mappings/woocommerce-order'] });

describe.skipIf(served.executable === undefined)('rules, tables, lifecycles and ownership in a browser', () => {
  /** One page for all: each goes to its own address, and leaves nothing unsaved behind. */
  let opened: { page: Page; faults: string[] } | undefined;
  const open = async (path: string, ready: string): Promise<{ page: Page; faults: string[] }> => {
    opened ??= await openPage(served.browser);
    const { page, faults } = opened;
    faults.length = 0;
    await page.goto(`${served.url}/#${path}`);
    await page.waitForSelector(ready);
    return { page, faults };
  };
  const text = (path: string) => readFile(join(served.harness.workspace, path), 'utf8');
  const saved = async (page: Page) => {
    const written = page.waitForResponse(
      (response) =>
        response.request().method() === 'PUT' && /\/v1\/workspace\/(?:files|folders)\//.test(response.url()),
    );
    await page.keyboard.press('Control+s');
    expect((await written).status()).toBe(200);
  };

  it('shows verdicts on the flow, and changes only the rule that is edited', async () => {
    const before = await text('rulesets/order-release/rules.json');
    const { page, faults } = await open('/rules/order-release?rule=payment-awaited', '.box-sign');
    await page.getByText('Fires: The payment is pending').waitFor();
    await page.getByRole('treeitem', { name: /settlement.status in pending/ }).click();
    const value = page.getByLabel('Value', { exact: true });
    await value.fill('paid');
    await value.press('Enter');
    await page.getByText('Does not fire.').waitFor();
    await saved(page);
    const after = await text('rulesets/order-release/rules.json');
    expect(after).toBe(before.replace('"value": ["pending", "partially_paid"]', '"value": ["paid"]'));
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('Fires: The payment is pending').waitFor();
    await saved(page);
    expect(await text('rulesets/order-release/rules.json')).toBe(before);
    expect(faults).toEqual([]);
  });

  it('leaves the focus where one has gone to when a frame is late', async () => {
    const { page } = await open('/rules/order-release?rule=payment-awaited', '.box-sign');
    const focused = page.locator(':focus');
    await page.evaluate(`(() => {
      globalThis.requestAnimationFrame = (run) => setTimeout(() => run(performance.now()), 150);
      globalThis.cancelAnimationFrame = clearTimeout;
    })()`);
    await page.getByRole('treeitem', { name: /settlement.status in pending/ }).click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.getByLabel('Path', { exact: true }).focus();
    await page.keyboard.type('.abc');
    await page.waitForTimeout(300);
    expect(await page.getByLabel('Path', { exact: true }).and(focused).count()).toBe(1);
    await page.goto(`${served.url}/#/rules`);
    await page.locator('.table-body .table-row').first().focus();
    await page.keyboard.press('ArrowDown');
    const search = page.getByRole('searchbox', { name: 'Find a ruleset' });
    await search.focus();
    await page.waitForTimeout(300);
    expect(await search.and(focused).count()).toBe(1);
    await page.locator('.table-body .table-row').first().focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await page.locator('[data-index="2"]:focus').waitFor();
    // What was typed is left behind with the page: another one begins from the file.
    await page.context().close();
    opened = undefined;
  });

  it('edits a named condition where it is drawn, renames it in both files as one step, and undoes that', async () => {
    const files = ['rules', 'ruleset'].map((name) => `rulesets/order-release/${name}.json`);
    const before = await Promise.all(files.map(text));
    const { page, faults } = await open('/rules/order-release?rule=payment-awaited', '.box-sign');
    await page.getByRole('button', { name: /^still-to-release/ }).click();
    await page.getByRole('heading', { name: 'still-to-release' }).waitFor();
    const title = page.getByLabel('Name of the condition');
    await title.fill('not-released-yet');
    await title.press('Enter');
    await page.getByRole('heading', { name: 'not-released-yet' }).waitFor();
    await page.getByRole('treeitem', { name: /order.status in/ }).click();
    const value = page.getByLabel('Value', { exact: true });
    await value.fill('received');
    await value.press('Enter');
    await saved(page);
    const [rules = '', manifest = ''] = await Promise.all(files.map(text));
    expect(rules).toBe(before[0]?.replaceAll('still-to-release', 'not-released-yet'));
    expect(manifest).toBe(
      before[1]?.replace('still-to-release', 'not-released-yet').replace('["received", "accepted"]', '["received"]'),
    );
    for (let step = 0; step < 2; step += 1) await page.keyboard.press('Control+z');
    await saved(page);
    expect(await Promise.all(files.map(text))).toEqual(before);
    expect(faults).toEqual([]);
  });

  it.each([
    ['/tables/woocommerce-status', '.grid-row', 'mappings/tables/woocommerce-status.csv', '[role=grid]'],
    ['/rules/order-release', '.box-sign', 'rulesets/order-release/rules.json', '[data-place="0 1"]'],
  ])('saves again what changed in %s while it was saved', async (path, ready, file, place) => {
    const before = await text(file);
    const { page, faults } = await open(path, ready);
    const table = page.getByRole('tab', { name: 'Decision table' });
    if ((await table.count()) > 0) await table.click();
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const isWrite = (url: URL) => /\/v1\/workspace\/(?:files|folders)\//.test(url.pathname);
    const answered: number[] = [];
    await page.route(isWrite, async (route) => {
      if (route.request().method() !== 'PUT') return route.fallback();
      if (answered.length === 0) await held;
      const response = await route.fetch();
      answered.push(response.status());
      await route.fulfill({ response });
    });
    await page.locator(place).focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Saving…' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+s');
    const again = page.waitForResponse((response) => response.request().method() === 'PUT' && answered.length === 2);
    release();
    await again;
    await page.getByRole('button', { name: 'Save', exact: true, disabled: true }).waitFor();
    await page.unroute(isWrite);
    expect(answered).toEqual([200, 200]);
    expect(await text(file)).toBe(before);
    expect(faults).toEqual([]);
  });

  it('analyses a ruleset and shows the document of a finding', async () => {
    const { page, faults } = await open('/rules/order-intake', '.box-sign');
    await page.getByRole('tab', { name: /^Findings/ }).click();
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.getByText(/found on [\d,]+ documents/).waitFor();
    await page.getByText(/combinations of/).waitFor();
    expect(await findingsInBoth(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('edits a table like a spreadsheet, and saves the changed lines alone', async () => {
    const path = 'mappings/tables/woocommerce-status.csv';
    const before = await text(path);
    const { page, faults } = await open('/tables/woocommerce-status', '.grid-row');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+ArrowRight');
    await page.keyboard.type('Declined by the bank');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Enter');
    await page.keyboard.type('parked');
    await page.keyboard.press('Tab');
    await page.keyboard.type('received');
    await page.keyboard.press('Enter');
    await saved(page);
    const [lines, old] = [(await text(path)).split('\n'), before.split('\n')];
    expect(lines).toHaveLength(old.length + 1);
    expect(lines.filter((line) => !old.includes(line))).toEqual([
      expect.stringContaining('Declined by the bank'),
      expect.stringMatching(/^parked,received,/),
    ]);
    expect(faults).toEqual([]);
  });

  it('repaints the cells that a key changes and what a scroll brings in sight, not the table', async () => {
    const { page } = await open('/tables/countries', '.grid-row');
    await page.getByRole('grid').focus();
    const { framesDrawn } = await import(KEY_TO_PAINT);
    const tilesFor = async (key: string, times: number): Promise<number> => {
      await page.keyboard.press('Control+Home');
      const { tiles } = await framesDrawn(served.browser, page, async () => {
        for (let done = 0; done < times; done += 1) {
          await page.keyboard.press(key);
          await page.waitForTimeout(40);
        }
      });
      return tiles / times;
    };
    // The first frames draw what is new on the page; a mark lies on four tiles at most, and leaves as many.
    expect(await tilesFor('ArrowDown', 8)).toBeLessThanOrEqual(8);
    // The box of the grid has 16 tiles.
    expect(await tilesFor('PageDown', 4)).toBeLessThanOrEqual(24);
  });

  it('adds a row for a word that traffic brought, by one click', async () => {
    const order = await text('mappings/woocommerce-order/examples/status-of-a-plugin.json');
    await served.harness.post('/v1/messages/woocommerce-order', order);
    const { page } = await open('/tables/woocommerce-status', '.grid-row');
    await page.reload();
    const add = page.getByRole('button', { name: /^Add a row for / });
    const word = ((await add.first().getAttribute('aria-label')) ?? '').replace('Add a row for ', '');
    await add.first().click();
    await saved(page);
    expect(await text('mappings/tables/woocommerce-status.csv')).toMatch(new RegExp(`\n${word},`));
  });

  it('draws a transition from state to state, as one step that is undone', async () => {
    const path = 'rulesets/lifecycles/order.json';
    const before = await text(path);
    const { page, faults } = await open('/lifecycles/order', '.lifecycle-state');
    const middle = async (of: Locator) => {
      const { x, y, width, height } = (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      return [x + width / 2, y + height / 2] as const;
    };
    await page.mouse.move(...(await middle(page.getByTitle('Draw a transition from delivered'))));
    await page.mouse.down();
    await page.mouse.move(...(await middle(page.getByRole('button', { name: /^shipped/ }))), { steps: 3 });
    await page.mouse.up();
    await page.getByRole('dialog', { name: 'A transition from delivered' }).waitFor();
    await page.getByLabel('Why').fill('the carrier was wrong');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await saved(page);
    const step = '{ "from": ["delivered"], "to": ["shipped"], "why": "the carrier was wrong" }';
    expect((await text(path)).replace(`,\n        ${step}`, '')).toBe(before);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await saved(page);
    expect(await text(path)).toBe(before);
    expect(faults).toEqual([]);
  });

  it('masks a message that came before it becomes an example', async () => {
    const order = await text('mappings/woocommerce-order/examples/gtin-and-coupon-meta.json');
    await served.harness.post('/v1/messages/woocommerce-order', order);
    const { page, faults } = await open('/map/woocommerce-order', '.tree[data-side="target"]');
    await page.getByRole('tab', { name: /^Examples/ }).click();
    await page
      .getByRole('tabpanel', { name: /^Examples/ })
      .getByRole('button', { name: 'Add' })
      .click();
    await page.getByRole('button', { name: 'Take one that came' }).click();
    await page.getByRole('button', { name: /Messages that came$/ }).click();
    await page.getByRole('option').first().click();
    const came = JSON.parse(order);
    const field = page.getByLabel('Message, as it comes');
    await expect.poll(() => field.inputValue()).toContain(came.line_items[0].sku);
    const masked = JSON.parse(await field.inputValue());
    expect(masked.status).toBe(came.status);
    for (const key of ['first_name', 'last_name', 'email', 'address_1'])
      expect(masked.billing[key]).not.toBe(came.billing[key]);
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
  });

  it('changes the owner of a field by a click', async () => {
    const { page } = await open('/ownership/order', '.ownership-cell');
    await page.getByRole('button', { name: '/paymentStatus, wms: neither' }).click();
    await page.getByRole('button', { name: '/paymentStatus, wms: owner' }).waitFor();
    await saved(page);
    const ownership = JSON.parse(await text('rulesets/ownership.json'));
    const rule = ownership.documents.order.fields.find((field: { path: string }) => field.path === '/paymentStatus');
    expect(rule.owners).toContain('wms');
  });

  /** What is looked at besides the page as it opens. */
  const STATES: readonly {
    readonly path: string;
    readonly ready: string;
    readonly what: string;
    readonly prepare?: (page: Page) => Promise<unknown>;
  }[] = [
    { path: '/rules', ready: '.table-body .table-row', what: 'as it opens' },
    { path: '/rules/order-release', ready: '.box-sign', what: 'as it opens' },
    {
      path: '/rules/order-release?rule=payment-awaited',
      ready: '.box-sign',
      what: 'a named condition with a decorator',
      prepare: async (page) => {
        await page.getByRole('button', { name: /^still-to-release/ }).click();
        await page.getByRole('treeitem', { name: /order.status in/ }).press('Enter');
        await page.getByRole('button', { name: /Add a decorator$/ }).click();
        await page.getByRole('option').first().click();
        await page.locator('.form-chain-link').first().waitFor();
      },
    },
    { path: '/tables', ready: '.table-body .table-row', what: 'as it opens' },
    { path: '/tables/countries', ready: '.grid-row', what: 'as it opens' },
    {
      path: '/lifecycles/order',
      ready: '.lifecycle-state',
      what: 'a chosen state',
      prepare: (page) => page.getByRole('button', { name: /^shipped/ }).click(),
    },
    {
      path: '/lifecycles/return',
      ready: '.lifecycle-state',
      what: 'a new transition',
      prepare: async (page) => {
        await page.locator('.lifecycle-state').first().click();
        await page.getByRole('button', { name: 'Add a transition' }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      path: '/ownership/inventory',
      ready: '.ownership-cell',
      what: 'what the file is about',
      prepare: async (page) => {
        await page.keyboard.press('Escape');
        await page.getByRole('searchbox', { name: 'Find a field' }).fill('quantities/re');
        await page.getByRole('tab', { name: 'About' }).click();
      },
    },
    { path: '/deliveries', ready: '.page-body', what: 'as it opens' },
  ];
  it.each(STATES)(
    '$path has nothing serious that axe finds, light and dark: $what',
    async ({ path, ready, prepare }) => {
      const { page } = await open(path, ready);
      await prepare?.(page);
      expect(await findingsInBoth(page)).toEqual([]);
    },
  );
});
