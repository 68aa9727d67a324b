// Acts at nodes and rows in a headless Chromium, each by the mouse and by the keyboard: copy, paste, duplicate, delete, of one and of
// several; a name is given, changed and put in its place again; a list is put in order, narrowed and grouped. Undo takes each back.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seriousFindings } from '../../support/axe.ts';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';

const PROGRAM = `{
  "type": "order",
  "orderId": $trim(number) & "!",
  "orderNumber": $trim(number),
  "lines": [items.{
    "sku": $uppercase(code),
    "quantity": count
  }]
}
`;

const MANIFEST = JSON.stringify({
  title: 'Acts',
  from: { system: 'x', class: 'erp', format: 'json' },
  to: { document: 'order' },
});
const EXAMPLE = JSON.stringify({
  number: ' A ',
  items: [
    { code: 'm', count: 2 },
    { code: 'n', count: 5 },
    { code: 'm', count: 1 },
  ],
});
/** One for each test: a draft that one leaves is no other's. */
const MAPPINGS = ['rows', 'names', 'keys'];

const served = serveDesigner({
  files: Object.fromEntries(
    MAPPINGS.flatMap((name) => [
      [`mappings/acts-${name}/mapping.json`, MANIFEST],
      [`mappings/acts-${name}/mapping.jsonata`, PROGRAM],
      [`mappings/acts-${name}/examples/one.json`, EXAMPLE],
    ]),
  ),
});

const row = (path: string): string => `.tree[data-side="target"] [data-path="${path}"]`;
const node = (id: string): string => `.map-node[data-node="${id}"]`;

async function open(name: string): Promise<{ page: Page; faults: readonly string[] }> {
  const opened = await openPage(served.browser);
  await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await opened.page.goto(`${served.url}/#/map/acts-${name}?target=/orderId`);
  await opened.page.waitForSelector(`${row('/orderId')} [data-value="A!"]`);
  return opened;
}

/** The text of the mapping as the view of it shows it. */
async function textOf(page: Page): Promise<string> {
  await page.keyboard.press('Control+e');
  await page.waitForSelector('.text-view .cm-line');
  const lines = await page.locator('.text-view .cm-line').allTextContents();
  await page.keyboard.press('Control+e');
  await page.waitForSelector('.tree[data-side="target"] .tree-row');
  return lines.join('\n');
}

/** Shows the rows of the target with these letters only. */
const find = (page: Page, letters: string): Promise<void> => page.getByLabel('Find a target field').fill(letters);

/** Opens the menu of what is found, by the mouse. */
async function menuAt(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().click({ button: 'right' });
  await page.getByRole('menu').waitFor();
}

const choose = async (page: Page, act: string | RegExp): Promise<void> => {
  await page.getByRole('menuitem', { name: act }).click();
};

/** Chooses an act of the open menu by its first letters and Enter. */
async function chooseByKeys(page: Page, letters: string): Promise<void> {
  await page.getByRole('menu').waitFor();
  await page.keyboard.type(letters);
  await page.keyboard.press('Enter');
}

async function undoAll(page: Page): Promise<void> {
  for (let step = 0; step < 12 && !(await page.getByRole('button', { name: 'Undo' }).isDisabled()); step += 1)
    await page.getByRole('button', { name: 'Undo' }).click();
}

describe.skipIf(served.executable === undefined)('acts by the mouse', () => {
  it('copy, paste, duplicate and delete rows, put a list in order, leave members out, and take that away again', async () => {
    const { page, faults } = await open('rows');
    await menuAt(page, row('/orderNumber'));
    await choose(page, /^Duplicate/);
    await find(page, 'orderNumber');
    await page.waitForSelector(`${row('/orderNumberCopy')} [data-value="A"]`);
    await page.locator(row('/orderNumber')).click();
    await page.locator(row('/orderNumberCopy')).click({ modifiers: ['Control'] });
    await menuAt(page, row('/orderNumberCopy'));
    await choose(page, /^Delete 2 fields/);
    await page.waitForSelector(row('/orderNumberCopy'), { state: 'detached' });
    await menuAt(page, row('/orderNumber'));
    await page.evaluate('navigator.clipboard.writeText(\'"orderNumber": "pasted"\')');
    await choose(page, /^Paste/);
    await page.waitForSelector(`${row('/orderNumber')} [data-value="pasted"]`);
    await menuAt(page, row('/orderNumber'));
    await choose(page, /^Copy/);
    await page.waitForTimeout(50);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('"orderNumber": "pasted"');
    await undoAll(page);
    expect(await textOf(page)).toBe(PROGRAM);
    await find(page, '');
    await menuAt(page, `${node('/lines')} .map-node-head`);
    await choose(page, 'Only where…');
    await page.getByRole('dialog').getByLabel('or an expression').fill('count');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Comparison/ })
      .click();
    await page.getByRole('option', { name: '>', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Value').fill('1');
    await page.getByRole('dialog').getByRole('button', { name: 'Do it' }).click();
    await page.getByText('only where count > 1', { exact: true }).waitFor();
    expect(await textOf(page)).toContain('[items[count > 1].{');
    await page.locator(`${node('/lines')} .map-node-head`).click();
    await page.getByRole('button', { name: 'Put in order' }).click();
    await page.getByRole('dialog').getByLabel('or an expression').fill('count');
    await page.getByRole('dialog').getByRole('button', { name: 'Do it' }).click();
    await page.waitForSelector(node('/lines#0'));
    expect(await textOf(page)).toContain('[items[count > 1]^(count).{');
    await page.getByRole('button', { name: 'Take away: only where count > 1' }).click();
    await page.getByRole('button', { name: /^Take away: in order of count/ }).click();
    expect(await textOf(page)).toBe(PROGRAM);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('give a name to values that are the same, change it, and put the value back', async () => {
    const { page, faults } = await open('names');
    await menuAt(page, `${node('/orderNumber')} .map-node-head`);
    await choose(page, 'Name this value…');
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('bare');
    expect(await page.getByRole('dialog').getByText('in the place of the other one').count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Name it' }).click();
    await page.waitForSelector(`${row('/orderId')} [data-value="A!"]`);
    const named = await textOf(page);
    expect(named).toContain('$bare := $trim(number);');
    expect(named).toContain('"orderId": $bare & "!",\n  "orderNumber": $bare,');
    await menuAt(page, row('/orderNumber'));
    await choose(page, /^Rename…/);
    await page.getByRole('dialog').getByLabel('New name').fill('sum');
    await page.getByRole('dialog').getByLabel('New name').fill('plain');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true }).click();
    expect(await textOf(page)).toContain('"orderId": $plain & "!"');
    await menuAt(page, row('/orderNumber'));
    await choose(page, /^Put a value in its place/);
    await page.getByRole('dialog').getByRole('button', { name: 'Put it in place' }).click();
    await page.waitForSelector(`${row('/orderId')} [data-value="A!"]`);
    expect(await textOf(page)).toBe(PROGRAM);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(served.executable === undefined)('the same acts by the keyboard', () => {
  /** Goes to a row of the target by its keys. */
  async function goTo(page: Page, path: string): Promise<void> {
    await page.keyboard.press('Alt+2');
    await page.keyboard.press('Home');
    for (let step = 0; step < 60; step += 1) {
      const here = await page.locator('.tree[data-side="target"] [data-active]').getAttribute('data-path');
      if (here === path) return;
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`no row ${path}`);
  }

  it('copy, paste, duplicate and delete rows, several at once, and name and rename values in both views', async () => {
    const { page, faults } = await open('keys');
    await goTo(page, '/orderNumber');
    await page.keyboard.press('Control+d');
    expect(await textOf(page)).toContain('"orderNumberCopy": $trim(number)');
    await goTo(page, '/orderNumber');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Delete');
    await page.waitForSelector(`${row('/orderNumber')} [data-value="A"]`, { state: 'detached' });
    await goTo(page, '/orderNumber');
    await page.keyboard.press('Control+v');
    await page.waitForSelector(`${row('/orderNumber')} [data-value="A"]`);
    await goTo(page, '/type');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.waitForSelector(`${row('/orderNumber')} [data-value="A"]`, { state: 'detached' });
    expect((await textOf(page)).replaceAll(/\s/g, '')).toBe('{}');
    await undoAll(page);
    expect(await textOf(page)).toBe(PROGRAM);
    await goTo(page, '/orderNumber');
    await page.keyboard.press('Shift+F10');
    await chooseByKeys(page, 'Name');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('bare');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await goTo(page, '/orderNumber');
    await page.keyboard.press('F2');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('type of it');
    await page.getByText('A name is letters, digits and _').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('plain');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await textOf(page)).toContain('"orderNumber": $plain');
    await page.keyboard.press('Control+e');
    await page.locator('.text-view .cm-content').getByText('$plain').first().click();
    await page.keyboard.press('F2');
    await page.getByRole('dialog').getByLabel('New name').fill('inText');
    await page.keyboard.press('Enter');
    await page.locator('.text-view .cm-content').getByText('$inText').first().waitFor();
    await page.keyboard.press('Control+e');
    await page.waitForSelector('.tree[data-side="target"] .tree-row');
    await undoAll(page);
    expect(await textOf(page)).toBe(PROGRAM);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
