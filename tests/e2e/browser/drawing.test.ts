// Drawing a line in a headless Chromium: rows that do not take the field are greyed with the reason, by pointer and by keyboard,
// and nothing can be dropped there; a message of megabytes that is pasted leaves the page its own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';

/** Targets with a node each: more than are in sight at a time. */
const MANY = [
  'orderId',
  'orderNumber',
  'currency',
  'channel',
  'notes',
  'status',
  'type',
  'shippingMethod',
  'paymentStatus',
  'externalId',
  'reference',
  'language',
  'brand',
  'priority',
];

/** A mapping for each test: the draft of one is the beginning of the next. */
const manyFiles = (...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => [
      [
        `mappings/${name}/mapping.json`,
        JSON.stringify({
          title: 'Many nodes',
          from: { system: 'x', class: 'erp', format: 'json' },
          to: { document: 'order' },
        }),
      ],
      [
        `mappings/${name}/mapping.jsonata`,
        `{\n${MANY.map((target) => `  "${target}": $uppercase(number)`).join(',\n')}\n}\n`,
      ],
      [`mappings/${name}/examples/one.json`, JSON.stringify({ number: 'A', other: 'B' })],
    ]),
  );

const served = serveDesigner({
  files: {
    'mappings/drawn/mapping.json': JSON.stringify({
      title: 'Drawn',
      from: { system: 'x', class: 'erp', format: 'json' },
      to: { document: 'order' },
    }),
    'mappings/drawn/mapping.jsonata': '{\n  "type": "order",\n  "orderId": number\n}\n',
    ...manyFiles('walked', 'finished', 'given', 'moved'),
    'mappings/drawn/examples/one.json': JSON.stringify({ number: 'A', paid: true, items: [{ code: 'M', count: 2 }] }),
  },
});

const row = (side: 'source' | 'target', path: string): string => `.tree[data-side="${side}"] [data-path="${path}"]`;

async function open(page: Page): Promise<void> {
  await page.goto(`${served.url}/#/map/drawn`);
  await page.waitForSelector(`${row('source', '/number')} [data-value="A"]`);
}

/** Goes to a row of the source by its keys and begins a line there. */
async function begin(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Home');
  for (let step = 0; step < 10; step += 1) {
    const here = await page.locator('.tree[data-side="source"] [data-active]').getAttribute('data-path');
    if (here === path) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

describe.skipIf(served.executable === undefined)('drawing a line', () => {
  it('greys the rows that do not take the field, with the reason, while a connection is made by keyboard', async () => {
    const { page, faults } = await openPage(served.browser);
    await open(page);
    const group = page.locator(row('target', '/customer'));
    const single = page.locator(row('target', '/orderId'));
    expect(await group.getAttribute('aria-disabled')).toBeNull();
    await begin(page, '/number');
    await page.waitForSelector(`${row('target', '/customer')}[aria-disabled="true"]`);
    expect(await group.getAttribute('title')).toContain('customer is a group: draw to one of its fields');
    expect(await group.locator('.unseen').textContent()).toContain('customer is a group');
    expect(await single.getAttribute('aria-disabled')).toBeNull();
    expect(await single.getAttribute('data-tone')).toBe('drop');
    await page.keyboard.press('Escape');
    await page.waitForSelector(`${row('target', '/customer')}:not([aria-disabled])`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('greys them while a field is dragged, and takes nothing where it does not fit', async () => {
    const { page, faults } = await openPage(served.browser);
    await open(page);
    const from = await page.locator(row('source', '/items')).boundingBox();
    const to = await page.locator(row('target', '/orderId')).boundingBox();
    if (from === null || to === null) throw new Error('expected both rows on the screen');
    await page.mouse.move(from.x + 60, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x + 90, from.y + 20, { steps: 4 });
    await page.waitForSelector(`${row('target', '/orderId')}[aria-disabled="true"]`);
    expect(await page.locator(row('target', '/orderId')).getAttribute('title')).toMatch(/orderId takes .*items is/);
    expect(await page.locator(row('target', '/holds')).getAttribute('data-tone')).toBe('drop');
    await page.mouse.move(to.x + 60, to.y + 12, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector(`${row('target', '/orderId')}:not([aria-disabled])`);
    expect(await page.getByText('Saved', { exact: true }).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

async function openMany(page: Page, name: string): Promise<void> {
  await page.goto(`${served.url}/#/map/${name}?target=/orderId`);
  await page.waitForSelector(`${row('source', '/number')} [data-value="A"]`);
  await page.waitForSelector('.map-node[data-node="/orderId"] [data-value="A"]');
}

/** Waits until a node has the focus. */
const atNode = (page: Page, id: string): Promise<void> =>
  page.locator(`.react-flow__node[data-id="${id}"]:focus`).waitFor();

describe.skipIf(served.executable === undefined)('the nodes by keyboard', () => {
  it('are all reached one after another, those out of sight too, and found by name', async () => {
    const { page, faults } = await openPage(served.browser);
    await openMany(page, 'walked');
    await page.keyboard.press('Alt+4');
    for (const name of MANY) {
      await atNode(page, `/${name}`);
      const box = await page.locator('.react-flow__node:focus').boundingBox();
      expect(box !== null && box.y > 90 && box.y < 720).toBe(true);
      await page.keyboard.press('PageDown');
    }
    await page.keyboard.press('Home');
    await atNode(page, '/orderId');
    await page.getByRole('button', { name: 'Find a node' }).press('Enter');
    await page.keyboard.insertText('brand');
    await page.keyboard.press('Enter');
    await atNode(page, '/brand');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('take a line that was begun at a field: Enter on an input ends it there', async () => {
    const { page, faults } = await openPage(served.browser);
    await openMany(page, 'finished');
    await begin(page, '/other');
    await page.keyboard.press('Alt+4');
    await atNode(page, '/orderId');
    await page.keyboard.press('Enter');
    await page.locator('[data-input="/orderId 0"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${row('target', '/orderId')} [data-value="B"]`);
    expect(await page.locator('.canvas').getAttribute('data-pending')).toBeNull();
    // A folded tree leaves its lines where they are, and its key opens it.
    const lines = await page.locator('.lines').getAttribute('data-lines');
    await page.getByRole('button', { name: 'Fold the source fields away' }).press('Enter');
    await page.locator('.tree[data-side="source"]').waitFor({ state: 'hidden' });
    expect(await page.locator('.lines').getAttribute('data-lines')).toBe(lines);
    await page.keyboard.press('Alt+1');
    await page.locator('.tree[data-side="source"]:focus').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('give their value to another target, by keys and by dragging the output', async () => {
    const { page, faults } = await openPage(served.browser);
    await openMany(page, 'given');
    await page.keyboard.press('Alt+4');
    await atNode(page, '/orderId');
    await page.keyboard.press('Alt+Enter');
    await page.waitForSelector('.canvas[data-pending="/orderId"]');
    await page.keyboard.press('Home');
    for (let step = 0; step < 40; step += 1) {
      if ((await page.locator('.tree[data-side="target"] [data-active]').getAttribute('data-path')) === '/placedAt')
        break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${row('target', '/placedAt')} [data-value="A"]`);
    await page.waitForSelector('.map-node[data-node="/placedAt"]');
    expect(await page.locator('.map-node[data-node="/orderId"]').count()).toBe(0);
    const from = await page.locator('[data-out="/placedAt"]').boundingBox();
    const to = await page.locator(row('target', '/orderId')).boundingBox();
    if (from === null || to === null) throw new Error('expected the output and the row on the screen');
    await page.mouse.move(from.x + 4, from.y + 4);
    await page.mouse.down();
    await page.mouse.move(to.x + 40, to.y + 12, { steps: 6 });
    await page.waitForSelector(`${row('target', '/customer')}[aria-disabled="true"]`);
    await page.mouse.up();
    await page.waitForSelector(`${row('target', '/orderId')} [data-value="A"]`);
    await page.waitForSelector('.map-node[data-node="/orderId"]');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('are moved by the arrow keys as by the pointer: layout.json keeps the place, one step back takes it away', async () => {
    const { page, faults } = await openPage(served.browser);
    await openMany(page, 'moved');
    await page.keyboard.press('Alt+4');
    await atNode(page, '/orderId');
    await page.keyboard.press('Space');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByText(/^Saved layout.json/).waitFor();
    const file = join(served.harness.workspace, 'mappings/moved/layout.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ nodes: { '/orderId': { x: 20, y: 0 } } });
    await page.keyboard.press('ControlOrMeta+z');
    await page.getByText('Draft kept, not saved').waitFor();
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(existsSync(file)).toBe(false);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** Put into the page before it begins: counts what React draws, as its developer tools do. Rows by their path. */
const COUNT_RENDERS = `(() => {
  const PERFORMED_WORK = 1;
  window.drawn = { rows: [], all: 0 };
  const walk = (first) => {
    for (let fiber = first; fiber; fiber = fiber.sibling) {
      const isNew = fiber.alternate === null;
      if ((fiber.flags & PERFORMED_WORK) !== 0 && typeof fiber.type !== 'string') {
        window.drawn.all += 1;
        const { row, markAt } = fiber.memoizedProps ?? {};
        if (row?.field !== undefined && markAt === undefined) window.drawn.rows.push(row.field.path);
      }
      if (fiber.child && (isNew || fiber.alternate.child !== fiber.child)) walk(fiber.child);
    }
  };
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    isDisabled: false, supportsFiber: true, renderers: new Map(), inject: () => 1, checkDCE() {},
    onScheduleFiberRoot() {}, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
    onCommitFiberRoot: (_renderer, root) => walk(root.current.child),
  };
})()`;

describe.skipIf(served.executable === undefined)('an act at the canvas', () => {
  it('draws anew what it changes: the row, not its neighbours, and little beside it', async () => {
    const { page, faults } = await openPage(served.browser);
    await page.addInitScript(COUNT_RENDERS);
    await page.goto(`${served.url}/#/map/drawn?target=/orderId`);
    await page.waitForSelector(`${row('target', '/orderId')} [data-value="A"]`);
    const act = async (name: 'Undo' | 'Redo', value: string): Promise<{ rows: string[]; all: number }> => {
      await page.waitForTimeout(300);
      await page.evaluate('window.drawn = { rows: [], all: 0 }');
      await page.evaluate(`document.querySelector('button[aria-label="${name}"]').click()`);
      await page.waitForSelector(`${row('target', '/orderId')} [data-value="${value}"]`);
      await page.waitForTimeout(100);
      return (await page.evaluate('window.drawn')) as { rows: string[]; all: number };
    };
    await page.getByLabel('Expression', { exact: true }).focus();
    await page.keyboard.press('End');
    await page.keyboard.insertText(' & "+"');
    await page.waitForSelector(`${row('target', '/orderId')} [data-value="A+"]`);
    for (let round = 0; round < 2; round += 1) {
      const undone = await act('Undo', 'A');
      const redone = await act('Redo', 'A+');
      for (const { rows, all } of [undone, redone]) {
        expect(new Set(rows)).toEqual(new Set(['/orderId']));
        expect(rows.length).toBeLessThanOrEqual(3);
        // The field's tab, which shows another form, and the node that comes and goes: no page's worth of parts.
        expect(all).toBeLessThan(320);
      }
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(served.executable === undefined)('a message of five megabytes', () => {
  it('is kept beside the text box when it is pasted, and looked at', async () => {
    const { page, faults } = await openPage(served.browser);
    await open(page);
    await page.getByRole('button', { name: 'Paste a message' }).click();
    const box = page.getByLabel('Message, as it comes');
    await box.waitFor();
    // What the browser does when five megabytes are pasted, without a clipboard of five megabytes.
    await page.evaluate(`(() => {
      const items = Array.from({ length: 45000 }, (_one, index) => ({ code: 'SKU-' + index, note: 'x'.repeat(90) }));
      const data = new DataTransfer();
      data.setData('text/plain', JSON.stringify({ number: 'PASTED', items }));
      const box = document.querySelector('textarea');
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    })()`);
    await page.getByText(/^A message of 5\.\d million characters/).waitFor();
    expect(await page.locator('.paste-preview').textContent()).toMatch(/^\{"number":"PASTED"/);
    expect(await page.evaluate('document.body.textContent.length')).toBeLessThan(100_000);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.waitForSelector(`${row('source', '/number')} [data-value="PASTED"]`, { timeout: 60_000 });
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
