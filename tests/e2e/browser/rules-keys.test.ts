// Rules, tables, lifecycles and ownership by keys alone: nothing in this file points at anything, it goes there by Tab and arrows.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Lifecycle } from '../../../runtime/engine/state/lifecycle.ts';
import { type Ownership, ruleFor } from '../../../runtime/engine/state/ownership.ts';
import { findingsInBoth } from '../../support/axe.ts';
import { openPage } from '../../support/browser.ts';
import { serveDesigner } from '../../support/designer.ts';
import { chooseByKeys, tabTo } from '../../support/keys.ts';

// The whole of mappings/ would be checked with every save.
const served = serveDesigner({ folders: ['rulesets', 'mappings/tables', 'mappings/woocommerce-order'] });

describe.skipIf(served.executable === undefined)('by keys alone', () => {
  let opened: Promise<{ page: Page; faults: string[] }> | undefined;
  const open = async (path: string, ready: string) => {
    opened ??= openPage(served.browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page, faults } = await opened;
    faults.length = 0;
    await page.goto(`${served.url}/#${path}`);
    await page.waitForSelector(ready);
    return { page, keys: page.keyboard, faults };
  };
  const text = (path: string) => readFile(join(served.harness.workspace, path), 'utf8');
  const save = async (page: Page) => {
    const written = page.waitForResponse(
      (response) => response.request().method() === 'PUT' && !response.url().includes('/drafts/'),
    );
    await page.keyboard.press('Control+s');
    expect((await written).status()).toBe(200);
  };
  afterAll(async () => (await opened)?.page.close());

  it('builds a rule with a nested group, gives it an example, and accepts what that decides', async () => {
    const { page, keys, faults } = await open('/rules/order-release', '.box-sign');
    const before = JSON.parse(await text('rulesets/order-release/rules.json'));
    // One stop of Tab for all that is drawn; arrows go on from there.
    await tabTo(page, /^group Rule order-already-released$/);
    await keys.press('ArrowDown');
    await page.locator('[aria-label="Rule order-ended"]:focus').waitFor();
    await keys.press('ArrowLeft');
    await page.locator('[aria-label="All of these"]:focus').waitFor();
    await tabTo(page, /^button Add a rule$/, { back: true });
    await keys.press('Enter');
    await tabTo(page, /^tab Conditions$/);
    await keys.press('ArrowRight');
    await tabTo(page, /^input Name$/);
    await keys.press('Control+a');
    await keys.type('large-order');
    await tabTo(page, /^textarea Message/);
    await keys.press('Control+a');
    await keys.type('Somebody looks at it');
    await page.getByRole('heading', { name: 'large-order' }).waitFor();
    await tabTo(page, /^tab Outcome$/, { back: true });
    await keys.press('ArrowLeft');
    // The group of the rule, a group in it, and the condition in that.
    await tabTo(page, /^treeitem .*All of these/);
    await keys.press('Enter');
    await tabTo(page, /^button Group$/);
    await keys.press('Enter');
    await tabTo(page, /^treeitem .*All of these/, { back: true });
    const fill = async (field: RegExp, words: string) => {
      await tabTo(page, field);
      await keys.press('Control+a');
      await keys.type(words);
      await keys.press('Enter');
    };
    await keys.press('ArrowDown');
    await fill(/^input Path/, '$.orderId');
    await fill(/^input Value/, 'SO-1001');
    await tabTo(page, /^treeitem /, { back: true });
    await keys.press('ArrowDown');
    await keys.press('ArrowDown');
    await fill(/^input Path/, '$.status');
    await fill(/^input Value/, 'shipped');
    await tabTo(page, /^tab Rule$/, { back: true });
    await keys.press('ArrowRight');
    await tabTo(page, /^button New example$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, /^input Name/);
    await keys.type('large-order');
    // It begins as a copy of the one that is shown.
    await tabTo(page, /^textbox Example/);
    await keys.press('Control+End');
    await keys.press('Enter');
    await tabTo(page, /^button Add$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByText('Not as expected', { exact: true }).waitFor();
    await tabTo(page, /^button Accept as expected$/);
    await keys.press('Enter');
    await save(page);
    const rules = JSON.parse(await text('rulesets/order-release/rules.json'));
    const made = rules.find((rule: { name: string }) => rule.name === 'large-order');
    expect(made).toMatchObject({ event: { params: { message: 'Somebody looks at it' } } });
    expect(rules.filter((rule: unknown) => rule !== made)).toEqual(before);
    expect(JSON.stringify(made.conditions)).toContain(
      '"any":[{"fact":"order","path":"$.status","operator":"equal","value":"shipped"}]',
    );
    const expected = JSON.parse(await text('rulesets/order-release/examples/large-order.expected.json'));
    expect(JSON.stringify(expected)).toContain('"rule":"large-order"');
    expect(faults).toEqual([]);
  });

  it('goes through a decision table by arrows, sets one of its cells and empties another', async () => {
    const { page, keys, faults } = await open('/rules/order-release', '.box-sign');
    const before = JSON.parse(await text('rulesets/order-release/rules.json'));
    await tabTo(page, /^tab Flow$/);
    await keys.press('ArrowRight');
    // One stop of Tab for the whole table: behind it stands what has no shape of a row.
    await tabTo(page, /^button order-already-released$/);
    await tabTo(page, /^summary /, { most: 1 });
    await tabTo(page, /^button order-already-released$/, { back: true, most: 1 });
    await keys.press('ArrowDown');
    await keys.press('ArrowRight');
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keys.press('Control+a');
    await keys.type('rejected');
    await keys.press('Enter');
    await page.locator('[aria-label="order-ended, order.status: in rejected"]:focus').waitFor();
    await keys.press('Control+End');
    await page.locator('[data-place]:focus').waitFor();
    await keys.press('Control+Home');
    await page.locator('[data-place="0 0"]:focus').waitFor();
    await keys.press('ArrowRight');
    await keys.press('Delete');
    await page.locator('[aria-label="order-already-released, order.status: anything"]:focus').waitFor();
    await keys.press('Control+z');
    await page.locator('[aria-label^="order-already-released, order.status: in"]:focus').waitFor();
    await save(page);
    const after = JSON.parse(await text('rulesets/order-release/rules.json'));
    const ended = before.find((rule: { name: string }) => rule.name === 'order-ended');
    ended.conditions.all[0].value = ['rejected'];
    expect(after).toEqual(before);
    expect(faults).toEqual([]);
  });

  it('finds a table, deletes a row, sorts and adds a column, and is never left without a focus', async () => {
    const path = 'mappings/tables/shopify-hold-reason.csv';
    const [head = '', first = '', ...rows] = (await text(path)).trim().split(/\r?\n/);
    const { page, keys, faults } = await open('/tables', '.table-body .table-row');
    await tabTo(page, /^input Find a table/);
    await keys.type('hold reason');
    await keys.press('Enter');
    await page.locator('.table-row:focus', { hasText: 'shopify-hold-reason' }).waitFor();
    await keys.press('Enter');
    await page.waitForSelector('.grid-row');
    await tabTo(page, /^input Find rows$/);
    await keys.type('waits for payment');
    await keys.press('Enter');
    await page.locator('[role=grid]:focus').waitFor();
    await tabTo(page, /^button Delete the row$/, { back: true });
    await keys.press('Enter');
    await page.locator('[role=grid]:focus').waitFor();
    await tabTo(page, /^input Find rows$/, { back: true });
    await keys.press('Escape');
    await tabTo(page, /^grid /);
    for (const times of [1, 2]) {
      await tabTo(page, /^button Sort by column$/, { back: true });
      for (let done = 0; done < times; done += 1) await keys.press('Enter');
      await tabTo(page, /^grid /);
    }
    await tabTo(page, /^button Add a column$/, { back: true });
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keys.type('note');
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await tabTo(page, /^grid /);
    await keys.type('checked');
    await keys.press('Enter');
    await save(page);
    const key = (line: string) => line.split(',')[0] ?? '';
    const sorted = rows.toSorted((a, b) => key(a).localeCompare(key(b), 'en'));
    const after = (await text(path)).trim().split(/\r?\n/);
    expect(after).toEqual([`${head},note`, ...sorted.map((line, at) => `${line},${at === 0 ? 'checked' : ''}`)]);
    expect(after.join()).not.toContain(key(first));
    expect(faults).toEqual([]);
  });

  it('edits cells of a table, pastes some, and adds a row for a word that came', async () => {
    const order = await text('mappings/woocommerce-order/examples/status-of-a-plugin.json');
    await served.harness.post('/v1/messages/woocommerce-order', order);
    const path = 'mappings/tables/woocommerce-status.csv';
    const before = (await text(path)).split('\n');
    const { page, keys, faults } = await open('/tables/woocommerce-status', '.grid-row');
    await page.getByRole('button', { name: /^Add a row for / }).waitFor();
    await tabTo(page, /^grid /);
    await keys.press('ArrowRight');
    await keys.type('waiting');
    await keys.press('Escape');
    await keys.press('Control+c');
    await keys.press('ArrowDown');
    await keys.press('Control+v');
    await keys.press('F2');
    await keys.press('End');
    await keys.type('_x');
    await keys.press('Enter');
    await tabTo(page, /^button Add a row for /);
    await keys.press('Enter');
    await page.locator('[role=grid]:focus').waitFor();
    await keys.type('received');
    await keys.press('Tab');
    await save(page);
    const after = (await text(path)).split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      before[2]?.replace(/^([^,]*),[^,]*/, `$1,${before[1]?.split(',')[1]}_x`),
      expect.stringMatching(/^[^,]+,received,/),
    ]);
    expect(faults).toEqual([]);
  });

  it('adds a state and a transition to a lifecycle, moves it, and tries a sequence', async () => {
    const path = 'rulesets/lifecycles/order.json';
    const before = JSON.parse(await text(path)) as Lifecycle;
    const { page, keys, faults } = await open('/lifecycles/order', '.lifecycle-state');
    await tabTo(page, /^button Add a state$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keys.type('on_ice');
    await tabTo(page, /^input Aside/);
    await keys.press('Space');
    await page.locator('input:checked:focus').waitFor();
    await tabTo(page, /^button Add$/);
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'on_ice' }).waitFor();
    await tabTo(page, /^button on_ice/);
    await keys.press('Alt+ArrowUp');
    await tabTo(page, /^button released/, { back: true });
    await keys.press('Enter');
    await tabTo(page, /^button Add a transition$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, /^button .*To$/);
    await chooseByKeys(page, 'on_ice');
    await tabTo(page, /^textarea Why/);
    await keys.type('stopped by hand');
    await tabTo(page, /^button Add$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await tabTo(page, /^tab State$/, { back: true });
    await keys.press('ArrowRight');
    for (const word of ['released', 'on_ice', 'shipped']) {
      await tabTo(page, /^button .*System$/, { back: word !== 'released' });
      await chooseByKeys(page, 'oms');
      await tabTo(page, /^button .*says$/);
      await chooseByKeys(page, word);
      await tabTo(page, /^button Add$/);
      await keys.press('Enter');
    }
    await page.getByText('refused, held').waitFor();
    await page.getByText(/may not set .*status from on_ice to shipped/).waitFor();
    await save(page);
    const after = JSON.parse(await text(path)) as Lifecycle;
    const { status, ...axes } = after.axes;
    expect(status?.states.map(({ name }) => name).slice(-3)).toEqual(['cancelled', 'on_ice', 'rejected']);
    expect(status?.steps?.at(-1)).toEqual({ from: ['released'], to: ['on_ice'], why: 'stopped by hand' });
    const { status: _before, ...others } = before.axes;
    expect(axes).toEqual(others);
    expect(faults).toEqual([]);
  });

  it('adds an axis to a lifecycle, renames it, and is told before it removes one what that breaks', async () => {
    const path = 'rulesets/lifecycles/shipment.json';
    const before = await text(path);
    const { page, keys, faults } = await open('/lifecycles/shipment', '.lifecycle-state');
    const dialog = page.getByRole('dialog');
    const act = async (name: string) => {
      await tabTo(page, /^button Acts on axes$/);
      await keys.press('Enter');
      await page.getByRole('menu').waitFor();
      await keys.type(name);
      await keys.press('Enter');
      await dialog.waitFor();
    };
    const finish = async (button: RegExp) => {
      await tabTo(page, button);
      await keys.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
    };
    await act('Add');
    await tabTo(page, /^button .*Field$/);
    await chooseByKeys(page, '/lines');
    await finish(/^button Add$/);
    await page.getByRole('region', { name: 'States of lineStatus' }).waitFor();
    await act('Rename');
    await keys.press('Control+a');
    await keys.type('ofLines');
    await finish(/^button Rename$/);
    await page.getByRole('region', { name: 'States of ofLines' }).waitFor();
    await save(page);
    const { status, ofLines } = (JSON.parse(await text(path)) as Lifecycle).axes;
    expect(status).toEqual((JSON.parse(before) as Lifecycle).axes['status']);
    expect(ofLines).toMatchObject({ path: '/lines/*/status', derived: true });
    await act('Remove');
    await dialog.getByText('Nothing is kept under its name').waitFor();
    await finish(/^button Remove$/);
    await act('Remove');
    // What is left is the last one, and documents remember what they were told of it.
    await dialog.getByText('this is the last one').waitFor();
    await dialog.getByText('What documents were told of /status is kept under the name of the axis').waitFor();
    expect(await findingsInBoth(page)).toEqual([]);
    expect(await dialog.getByRole('button', { name: 'Remove' }).isDisabled()).toBe(true);
    await keys.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await save(page);
    expect(await text(path)).toBe(before);
    for (let step = 0; step < 3; step += 1) await keys.press('Control+z');
    await page.getByRole('button', { name: 'Undo' }).and(page.locator(':disabled')).waitFor();
    expect(faults).toEqual([]);
  });

  it('changes the owner of a field and why', async () => {
    const path = 'rulesets/ownership.json';
    const before = JSON.parse(await text(path)) as Ownership;
    const { page, keys, faults } = await open('/ownership/order', '.ownership-cell');
    await tabTo(page, /^input Find a field/);
    await keys.type('/paymentTerms');
    await tabTo(page, /^button \/paymentTerms, storefront: neither/);
    await keys.press('ArrowRight');
    await keys.press('Enter');
    await page.getByRole('button', { name: '/paymentTerms, marketplace: owner' }).waitFor();
    await tabTo(page, /^textarea Why/);
    await keys.type('agreed where it was sold');
    await save(page);
    const after = JSON.parse(await text(path)) as Ownership;
    const [rule, was] = [after, before].map((one) => ruleFor(one, 'order', '/paymentTerms'));
    expect(rule).toEqual({ ...was, owners: [...(was?.owners ?? []), 'marketplace'], why: 'agreed where it was sold' });
    const others = ({ documents }: Ownership) => documents['order']?.fields.filter((one) => one.path !== rule?.path);
    expect({ ...after.documents, order: others(after) }).toEqual({ ...before.documents, order: others(before) });
    expect(faults).toEqual([]);
  });
});
