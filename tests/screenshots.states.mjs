// Pictures of the mapping designer where something is wrong or missing: its text, its layout, its sample, saving, the sidecar.
// Each state has a mapping of its own in the workspace, and is brought about as it comes about.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STATES = ['wrong-text', 'wrong-layout', 'wrong-sample', 'unsaved', 'two-savers', 'alone'];
const fileOf = (workspace, name, file) => join(workspace, 'mappings', name, file);

/** Writes the mappings of these states beside those that are there. */
export function writeStates(workspace) {
  for (const name of STATES)
    cpSync(join(workspace, 'mappings', 'shopify-order'), join(workspace, 'mappings', name), { recursive: true });
  const text = readFileSync(fileOf(workspace, 'wrong-text', 'mapping.jsonata'), 'utf8');
  writeFileSync(fileOf(workspace, 'wrong-text', 'mapping.jsonata'), text.replace('"orderType":', '"orderType"'));
  writeFileSync(fileOf(workspace, 'wrong-layout', 'layout.json'), '{ "nodes": { "/orderId": { "x": 12, ');
  writeFileSync(fileOf(workspace, 'wrong-sample', 'examples/a-broken.json'), '{ "draft_orders": [ { "id": 61, ');
  const empty = join(workspace, 'mappings', 'nothing-yet');
  cpSync(join(workspace, 'mappings', 'alone'), empty, {
    recursive: true,
    filter: (path) => !path.includes('examples'),
  });
  writeFileSync(
    join(empty, 'mapping.json'),
    JSON.stringify({
      title: 'A new shop',
      from: { system: 'shop', class: 'shop', format: 'json' },
      to: { document: 'order' },
    }),
  );
  writeFileSync(join(empty, 'mapping.jsonata'), '{\n  "type": "order"\n}\n');
}

const READY = '.tree[data-side="target"] [data-value]';

/** Changes a field, so that there is something to save. */
async function change(page, expression) {
  await page.getByLabel('Expression', { exact: true }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(expression);
  await page.waitForTimeout(900);
}

export const STATE_SHOTS = [
  { name: 'state-text', path: '/map/wrong-text?target=/currency', ready: '.cm-lintRange-error' },
  { name: 'state-layout', path: '/map/wrong-layout?target=/currency', ready: READY },
  {
    name: 'state-sample',
    path: '/map/wrong-sample?target=/currency',
    ready: READY,
    prepare: async (page) => {
      await page.getByRole('button', { name: /Sample/ }).click();
      await page.getByRole('option', { name: 'a-broken.json' }).click();
      await page.locator('.designer-status .badge').waitFor();
    },
  },
  {
    name: 'state-save-failed',
    path: '/map/unsaved?target=/currency',
    ready: READY,
    prepare: async (page) => {
      await page.route('**/v1/workspace/**', async (route) => {
        if (route.request().method() === 'GET') return route.continue();
        const problem = {
          status: 500,
          code: 'internal',
          title: 'The file could not be written',
          detail: 'no space left on the disk',
        };
        return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      });
      await change(page, '"EUR"');
      await page.keyboard.press('ControlOrMeta+s');
      await page.locator('.toast').first().waitFor();
    },
  },
  {
    name: 'state-conflict',
    path: '/map/two-savers?target=/currency',
    ready: READY,
    prepare: async (page, _address, workspace) => {
      await change(page, '"EUR"');
      const file = fileOf(workspace, 'two-savers', 'mapping.jsonata');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(/"currency": [^\n]*,/, '"currency": "CHF",'));
      await page.keyboard.press('ControlOrMeta+s');
      await page.getByRole('heading', { name: /Somebody else saved/ }).waitFor();
      await page.waitForTimeout(400);
      writeFileSync(file, text);
    },
  },
  {
    name: 'state-alone',
    path: '/map/alone?target=/currency',
    ready: READY,
    prepare: async (page) => {
      await page.context().setOffline(true);
      await change(page, '"EUR"');
      await page.keyboard.press('ControlOrMeta+s');
      await page.locator('.toast').first().waitFor();
      await page.waitForTimeout(900);
    },
  },
  { name: 'state-empty', path: '/map/nothing-yet', ready: '.tree[data-side="target"] .tree-row' },
];
