// Which pages are pictured. `ready` is what has to be there first; `prepare` brings the page into the state that is shown;
// `only` names the pictures that are kept, such as `dark 1440`, when not all four are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const openFirst = async (page, ready) => {
  await page.locator('.table-body .table-row').first().click();
  await page.waitForSelector(ready);
};

export const SHOTS = [
  { name: 'home', path: '/', ready: '.chart' },
  { name: 'mappings', path: '/mappings', ready: '.table-body .table-row' },
  { name: 'rulesets', path: '/rules', ready: '.table-body .table-row' },
  { name: 'rules', path: '/rules/order-release?rule=payment-awaited', ready: '.box-sign' },
  {
    name: 'rules-table',
    path: '/rules/order-release',
    ready: '.box-sign',
    prepare: (page) => page.getByRole('tab', { name: 'Decision table' }).click(),
  },
  {
    name: 'rules-text',
    path: '/rules/order-release',
    ready: '.box-sign',
    prepare: async (page) => {
      await page.getByRole('tab', { name: 'Text' }).click();
      await page.getByRole('tab', { name: /^Examples/ }).click();
      await page.waitForSelector('.cm-content');
    },
  },
  {
    name: 'rules-named',
    path: '/rules/order-release?rule=payment-awaited',
    ready: '.box-sign',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^still-to-release/ }).click();
      await page.getByRole('treeitem', { name: /order.status in/ }).click();
      await page.getByRole('button', { name: /Add a decorator$/ }).click();
      await page.getByRole('option').first().click();
      await page.locator('.form-chain-link').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'rules-gaps',
    path: '/rules/order-intake',
    ready: '.box-sign',
    prepare: async (page) => {
      await page.getByRole('tab', { name: /^Findings/ }).click();
      await page.getByRole('button', { name: 'Analyse' }).click();
      await page.getByText(/combinations of/).scrollIntoViewIfNeeded();
    },
  },
  { name: 'tables', path: '/tables', ready: '.table-body .table-row' },
  { name: 'table', path: '/tables/countries', ready: '.grid-row' },
  {
    name: 'lifecycle',
    path: '/lifecycles/order',
    ready: '.lifecycle-state',
    prepare: (page) => page.getByRole('button', { name: /^cancelled/ }).click(),
  },
  {
    name: 'lifecycle-transition',
    path: '/lifecycles/order',
    ready: '.lifecycle-state',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^shipped/ }).click();
      await page.getByRole('button', { name: 'Change the transition to cancelled' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'lifecycle-axis',
    path: '/lifecycles/order',
    ready: '.lifecycle-state',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Acts on axes' }).click();
      await page.getByRole('menuitem', { name: /^Rename/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'ownership', path: '/ownership/order', ready: '.ownership-cell' },
  {
    name: 'ownership-about',
    path: '/ownership/inventory',
    ready: '.ownership-cell',
    prepare: (page) => page.getByRole('tab', { name: 'About' }).click(),
  },
  {
    name: 'map-order',
    path: '/map/shopify-order?target=/paymentStatus',
    ready: '.tree[data-side="target"] [data-value]',
  },
  { name: 'map-new', path: '/mappings/new', ready: '.new-mapping' },
  { name: 'messages', path: '/messages', ready: '.table-body .table-row' },
  {
    name: 'message',
    path: '/messages?status=processed&document=order',
    ready: '.table-body .table-row',
    prepare: (page) => openFirst(page, '.way-step'),
  },
  {
    name: 'message-held',
    path: '/messages?status=held&code=mapping.unmapped',
    ready: '.table-body .table-row',
    prepare: (page) => openFirst(page, '.way-step'),
  },
  {
    name: 'message-edit',
    path: '/messages?status=held&mapping=x12-850-order',
    prepare: async (page, address, workspace) => {
      const body = readFileSync(
        join(workspace, 'mappings/x12-850-order/examples/two-orders-one-with-an-unknown-unit.edi'),
      );
      await fetch(`${address}/v1/messages/x12-850-order?wait=20000`, { method: 'POST', body });
      await openFirst(page, '.way-step');
      await page.getByRole('button', { name: 'Edit and replay' }).click();
      await page.getByRole('textbox', { name: 'The message' }).waitFor();
    },
  },
  { name: 'exceptions', path: '/exceptions', ready: '.table-body .table-row' },
  {
    name: 'exceptions-row',
    path: '/exceptions?q=erp-item-status',
    ready: '.table-body .table-row',
    prepare: async (page) => {
      await openFirst(page, '.row-form');
      await page
        .getByLabel('status', { exact: true })
        .or(page.locator('.row-form input:not([readonly])'))
        .first()
        .fill('active');
      await page.waitForSelector('[data-testid=preview]', { timeout: 15_000 }).catch(() => undefined);
    },
  },
  {
    name: 'exceptions-rule',
    path: '/exceptions?q=order-',
    ready: '.table-body .table-row',
    prepare: (page) => openFirst(page, '.cause'),
  },
  { name: 'deliveries', path: '/deliveries', ready: '.table-body .table-row' },
  {
    name: 'delivery',
    path: '/deliveries',
    ready: '.table-body .table-row',
    prepare: (page) => openFirst(page, '.raw'),
  },
  { name: 'orders', path: '/orders', ready: '.table-body .table-row' },
  {
    name: 'order',
    path: '/orders',
    ready: '.table-body .table-row',
    prepare: async (page) => {
      await openFirst(page, '.tiles');
      await page.locator('.value-button').first().click();
      await page.waitForTimeout(500);
    },
  },
  { name: 'stock', path: '/stock', ready: '.table-body .table-row' },
  { name: 'connections', path: '/connections', ready: '.card' },
  { name: 'conservation', path: '/conservation', ready: '.table-body .table-row' },
  { name: 'versions', path: '/versions', ready: '.table-body .table-row' },
];
