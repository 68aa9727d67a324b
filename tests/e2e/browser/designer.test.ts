// The designer in a headless Chromium: a mapping built with the keyboard alone and run by `crossdock test`; a draft that survives
// a reload; two savers; broken files; a sample of megabytes; nothing that axe or the page's own policy complains of.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../support/browser.ts';
import { CLI, cleanEnvironment } from '../../support/cli.ts';
import { serveDesigner } from '../../support/designer.ts';
import { type Stop, tourOf } from '../../support/tour.ts';

const MESSAGE = {
  number: 'W-1001',
  placed: '2026-03-02T09:15:00+01:00',
  state: 'PAID',
  company: null,
  mail: 'ada@example.com',
  currency: 'EUR',
  items: [
    { code: 'MUG-01', name: 'Mug', count: 2 },
    { code: 'CUP-02', name: 'Cup', count: 1 },
  ],
};

/** A message of five megabytes. */
const BIG = JSON.stringify({
  number: 'BIG-1',
  placed: '2026-03-02T09:15:00+01:00',
  state: 'PAID',
  lines: Array.from({ length: 45_000 }, (_one, index) => ({
    code: `SKU-${index}`,
    count: 1,
    price: '1.00',
    note: 'x'.repeat(60),
  })),
});

/** The longest task of a page's main thread in a trace, in ms of the processor: what others do on the machine does not count. */
function longestTask(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as {
    traceEvents: { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }[];
  };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => /RunTask$/.test(name) && mains.has(`${pid} ${tid}`));
  expect(tasks.length).toBeGreaterThan(10);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

const served = serveDesigner({
  files: {
    'mappings/broken-one/mapping.json': JSON.stringify({
      title: 'Broken',
      from: { system: 'x', class: 'erp', format: 'json' },
      to: { document: 'order' },
    }),
    'mappings/broken-one/mapping.jsonata': '{\n  "type": "order",\n  "orderId" id\n}\n',
    'mappings/my-shop-order/layout.json': '{ this is no layout',
    'mappings/my-shop-order/examples/very-big.json': BIG,
  },
});

const go = async (page: Page, path: string): Promise<void> => {
  await page.goto(`${served.url}/#${path}`);
};

/** Types into what has the focus, and goes on to the next thing. */
async function fill(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).focus();
  await page.keyboard.insertText(text);
}

/** Goes to a row of a tree by its keys: to the tree, to its top, down to the row. */
async function toRow(page: Page, side: 'source' | 'target', path: string): Promise<void> {
  await page.keyboard.press(side === 'source' ? 'Alt+1' : 'Alt+2');
  await stepTo(page, side, path);
}

/** From the top of a tree down to a row. A target is looked for first: only it and what it is in are rows then. */
async function stepTo(page: Page, side: 'source' | 'target', path: string): Promise<void> {
  if (side === 'target') {
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(path);
    await page.waitForSelector(`.tree[data-side="target"] [data-path="${path}"]`);
    await page.keyboard.press('Alt+2');
  }
  await page.keyboard.press('Home');
  for (let step = 0; step < 60; step += 1) {
    const here = await page.locator(`.tree[data-side="${side}"] [data-active]`).getAttribute('data-path');
    if (here === path) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`no row ${path}`);
}

async function connect(page: Page, from: string, to: string): Promise<void> {
  await toRow(page, 'source', from);
  await page.keyboard.press('Enter');
  await stepTo(page, 'target', to);
  await page.keyboard.press('Enter');
}

const textOf = (name: string): string =>
  readFileSync(join(served.harness.workspace, `mappings/${name}/mapping.jsonata`), 'utf8');

describe.skipIf(served.executable === undefined)('the designer', () => {
  it('builds a mapping with a loop, a lookup and a condition by keyboard alone, saves it, and it passes `crossdock test`', async () => {
    const { page, faults } = await openPage(served.browser);
    await go(page, '/mappings/new');
    await fill(page, 'One message, or a file of them', JSON.stringify(MESSAGE, null, 2));
    await fill(page, 'Title', 'Keyboard order');
    await fill(page, 'System it comes from', 'my-shop');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.tree[data-side="source"] [data-path="/items"]');
    for (const [from, to] of [
      ['/number', '/orderId'],
      ['/number', '/orderNumber'],
      ['/placed', '/placedAt'],
      ['/currency', '/currency'],
      ['/mail', '/customer/email'],
      ['/items', '/lines'],
      ['/items/code', '/lines/sku'],
      ['/items/name', '/lines/name'],
      ['/items/code', '/lines/lineId'],
      ['/items/count', '/lines/quantity'],
    ] as const)
      await connect(page, from, to);
    // A condition, a lookup, and a fixed value, typed into the selected field's expression.
    const write = async (path: string, expression: string): Promise<void> => {
      await connect(page, '/state', path);
      await page.waitForSelector('.inspector .cm-content');
      await page.getByLabel('Expression', { exact: true }).focus();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(expression);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(250);
    };
    await write('/orderType', 'company ? "b2b" : "b2c"');
    await write('/paymentStatus', '$translate($tables, "my-shop-status", state).paymentStatus');
    await write('/source/system', '"my-shop"');
    await connect(page, '/items/code', '/lines/unit');
    await page.getByLabel('Expression', { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('"EA"');
    await page.waitForTimeout(400);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.waitForSelector('[data-case="examples/first.json"][data-passed]', { timeout: 20_000 });
    const accept = page.getByRole('button', { name: 'Accept as expected' });
    await accept.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByText(/^Saved mapping/).waitFor();
    const text = textOf('keyboard-order');
    expect(text).toContain('"lines": [items.{');
    expect(text).toContain('"sku": code');
    const expected = JSON.parse(
      readFileSync(join(served.harness.workspace, 'mappings/keyboard-order/examples/first.expected.json'), 'utf8'),
    ) as object;
    expect(expected).toMatchObject({
      documents: [
        { orderId: 'W-1001', orderType: 'b2c', paymentStatus: 'paid', lines: [{ sku: 'MUG-01' }, { sku: 'CUP-02' }] },
      ],
    });
    const ran = spawnSync(process.execPath, [CLI, 'test', 'keyboard-order', '--workspace', served.harness.workspace], {
      encoding: 'utf8',
      env: cleanEnvironment(),
    });
    expect([ran.stdout.trim().split('\n').at(-1), ran.status]).toEqual(['1 passed, 0 failed', 0]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('undoes and redoes every act, keeps the draft over a reload, and shows what the sidecar would give', async () => {
    const { page, faults } = await openPage(served.browser);
    await go(page, '/map/my-shop-order?target=/orderId');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"] [data-value]');
    await page.waitForSelector('text=Layout ignored');
    const before = textOf('my-shop-order');
    await page.getByLabel('Expression', { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('"drafted"');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"] [data-value="drafted"]');
    await page.getByText('Draft kept, not saved').waitFor();
    expect(textOf('my-shop-order')).toBe(before);
    await page.reload();
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"] [data-value="drafted"]');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Redo' }).press('Enter');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"] [data-value="drafted"]');
    // Somebody else saves first.
    writeFileSync(
      join(served.harness.workspace, 'mappings/my-shop-order/mapping.jsonata'),
      `${before}\n/* theirs */\n`,
    );
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByRole('heading', { name: 'Somebody else saved this mapping meanwhile' }).waitFor();
    expect(textOf('my-shop-order')).toContain('/* theirs */');
    await page.getByRole('button', { name: 'Take theirs' }).press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(textOf('my-shop-order')).toBe(`${before}\n/* theirs */\n`);
    writeFileSync(join(served.harness.workspace, 'mappings/my-shop-order/mapping.jsonata'), before);
    // The browser tells of the answer 409 by itself.
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
    await page.context().close();
  });

  it('merges two savers field by field: by itself what one changed, by choice what both did', async () => {
    const { page, faults } = await openPage(served.browser);
    const before = textOf('my-shop-order');
    const [path, manifest] = ['mapping.jsonata', 'mapping.json'].map((file) =>
      join(served.harness.workspace, `mappings/my-shop-order/${file}`),
    ) as [string, string];
    const titled = readFileSync(manifest, 'utf8');
    await go(page, '/map/my-shop-order?target=/orderId');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"] [data-value]');
    await page.getByLabel('Expression', { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('"mine"');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"] [data-value="mine"]');
    // Theirs: the same field, another one, and a file that was not touched here.
    const theirs = before.replace(/"orderId": .*,/, '"orderId": "theirs",').replace('"EUR",\n', '"CHF",\n');
    expect(theirs).toContain('"currency": "CHF"');
    writeFileSync(path, theirs);
    writeFileSync(manifest, titled.replace('"Order of my shop"', '"Order of our shop"'));
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByRole('heading', { name: 'Somebody else saved this mapping meanwhile' }).waitFor();
    await page.getByText('Goes in by itself, because only they changed it: currency.').waitFor();
    expect(
      await page.locator('[data-conflict]').evaluateAll((all) => all.map((one) => one.getAttribute('data-conflict'))),
    ).toEqual(['/orderId']);
    await page.getByRole('button', { name: 'Save the merged fields' }).press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    const merged = textOf('my-shop-order');
    expect(merged).toContain('"orderId": "mine"');
    expect(merged).toContain('"currency": "CHF"');
    expect(readFileSync(manifest, 'utf8')).toContain('Order of our shop');
    writeFileSync(path, before);
    writeFileSync(manifest, titled);
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
    await page.context().close();
  });

  it('copies, pastes as JSONata text and duplicates by keyboard, each undone at once', async () => {
    const { page, faults } = await openPage(served.browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    await go(page, '/map/my-shop-order?target=/currency');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/currency"] [data-value="EUR"]');
    await toRow(page, 'target', '/currency');
    await page.keyboard.press('ControlOrMeta+c');
    await page.waitForFunction('navigator.clipboard.readText().then((text) => text.startsWith(\'"currency":\'))');
    await page.keyboard.press('ControlOrMeta+d');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/currencyCopy"] [data-value="EUR"]');
    await page.evaluate('navigator.clipboard.writeText(\'"tags": ["pasted"], "notes": "as text"\')');
    await page.keyboard.press('ControlOrMeta+v');
    await page.getByLabel('Find a target field').fill('/notes');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/notes"] [data-value="as text"]');
    for (let act = 0; act < 2; act += 1) await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('replaces the schema of the source: tells what breaks with links, and applies renames as one step', async () => {
    const { page, faults } = await openPage(served.browser);
    await go(page, '/map/my-shop-order');
    await page.waitForSelector('.tree[data-side="target"] [data-value]');
    await page.getByRole('button', { name: 'More acts' }).click();
    await page.getByRole('menuitem', { name: 'Source schema…' }).click();
    const message = {
      number: 'A-1',
      placed_at: '2026-03-02T09:15:00+01:00',
      state: 'PAID',
      lines: [{ code: 'X', count: 1, amount: '1.00' }],
    };
    await page.getByLabel(/A JSON Schema, or messages/).fill(JSON.stringify(message));
    await page.locator('[data-source="/placed"] .checkbox').waitFor();
    expect(await page.locator('[data-source="/lines/price"] a').first().getAttribute('href')).toBe(
      '#/map/my-shop-order?target=%2Flines%2FunitPrice',
    );
    await page.getByRole('button', { name: /^Replace/ }).click();
    await page.getByRole('tab', { name: /^Schema/ }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('opens a mapping that cannot be read in its text, with the place marked, and what can be derived below it', async () => {
    const { page } = await openPage(served.browser);
    const before = textOf('broken-one');
    await go(page, '/map/broken-one');
    await page.waitForSelector('.cm-lintRange-error');
    await page.getByText(/^Line 3: expected ":"/).waitFor();
    // What can be read is drawn, and nothing is drawn into it.
    await page.waitForSelector('.tree[data-side="target"] [data-path="/type"][data-tone="constant"]');
    await page.keyboard.press('Alt+2');
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await page.getByText(/^The text cannot be read where it is marked/).waitFor();
    await page.getByRole('tab', { name: /Checks/ }).click();
    await page.locator('.check', { hasText: 'expected ":"' }).first().waitFor();
    // Mended, it can be drawn in, and stays beside the text until the canvas is chosen.
    await page.locator('.text-view .cm-content').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('{ "type": "order", "orderId": "X" }');
    await page.waitForSelector('.tree[data-side="target"] [data-path="/orderId"][data-tone="constant"]');
    expect(await page.locator('.text-view').count()).toBe(1);
    await page.getByRole('button', { name: 'Canvas', exact: true }).click();
    expect(await page.locator('.text-view').count()).toBe(0);
    expect(textOf('broken-one')).toBe(before);
    await page.context().close();
  });

  it('stays quick with a sample of five megabytes', async () => {
    const { page } = await openPage(served.browser);
    await go(page, '/map/my-shop-order');
    await page.waitForSelector('.tree[data-side="target"] [data-value]');
    await served.browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
    await page.getByRole('button', { name: /Sample/ }).click();
    await page.getByRole('option', { name: 'very-big.json' }).click();
    await page.waitForSelector('.tree[data-side="source"] [data-path="/number"] [data-value="BIG-1"]', {
      timeout: 80_000,
    });
    const longest = longestTask(await served.browser.stopTracing());
    console.info(`a sample of 5 MB: the longest task of the page took ${Math.round(longest)} ms of the processor`);
    expect(BIG.length).toBeGreaterThan(5_000_000);
    expect(longest).toBeLessThan(200);
    await page.context().close();
  });
});

const STOPS: readonly Stop[] = [
  { hash: '/', heading: 'Home', ready: '.page-body > *' },
  { hash: '/mappings', heading: 'Mappings', ready: '.table-body .table-row' },
  { hash: '/mappings/new', heading: 'New mapping', ready: '.panel' },
  {
    hash: '/map/my-shop-order?target=/lines',
    heading: 'Order of my shop',
    ready: '.tree[data-side="target"] [data-value]',
  },
];

describe.skipIf(served.executable === undefined)('every page', () => {
  const tour = tourOf(served);
  it.each(STOPS)('$hash: no fault, nothing serious by axe in light and dark, nothing wider than the window', (stop) =>
    tour.look(stop),
  );
});
