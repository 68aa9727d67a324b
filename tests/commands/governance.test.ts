// `crossdock audit`, `keys` and `export` beside a running sidecar, on messages with personal values in them.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossdock, starterWorkspace } from '../support/cli.ts';
import { jsonOf, type SidecarProcess, startSidecar } from '../support/process.ts';
import { eventually, shopOrder } from '../support/sidecar.ts';

const PLANTED = 'Zaphodia Beeblebroxsen';
const MAPPING = `{
  "type": "order", "orderId": $string(number), "source": { "system": "my-shop" }, "occurredAt": placed, "currency": "EUR",
  "status": "accepted", "shipTo": { "name": who }, "lines": [lines.{ "lineId": code, "sku": code, "quantity": $quantity(count), "unit": "EA" }]
}`;

let workspace: { path: string; remove: () => Promise<void> };
let sidecar: SidecarProcess;
let url: string;
const data = () => join(workspace.path, '.crossdock');
const run = (...args: string[]) => crossdock([...args, '--workspace', workspace.path]);
const rows = async (action: string) =>
  ((await jsonOf(await fetch(`${url}/v1/audit?action=${action}`)))['rows'] ?? []) as Record<string, unknown>[];

beforeAll(async () => {
  workspace = await starterWorkspace({ 'mappings/my-shop-order/mapping.jsonata': MAPPING });
  sidecar = startSidecar({ workspace: workspace.path });
  url = await sidecar.url;
  const body = shopOrder({ number: 'A-7', who: PLANTED });
  expect((await fetch(`${url}/v1/messages/my-shop-order?wait=20000`, { method: 'POST', body })).status).toBe(200);
  expect((await fetch(`${url}/v1/orders/A-7`)).status).toBe(200);
});
afterAll(async () => {
  await sidecar.end('SIGKILL');
  await workspace.remove();
});

it('exports masked lines, unmasked ones only for a reason, and writes both down', async () => {
  const masked = await run('export', 'order');
  expect([masked.code, JSON.parse(masked.stdout)]).toMatchObject([0, { orderId: 'A-7', shipTo: { name: '***' } }]);
  expect((await run('export', 'messages')).stdout).not.toContain(PLANTED);
  expect((await run('export', 'order', '--show', 'personal')).code).toBe(64);
  const shown = await run('export', 'order', '--show', 'personal', '--reason', 'request of the customer, ticket 4711');
  expect(JSON.parse(shown.stdout)).toMatchObject({ shipTo: { name: PLANTED } });
  await eventually(async () => (await rows('export.made')).length === 3);
  expect(await rows('export.made')).toMatchObject([
    { subject: 'order', detail: { shown: ['personal'], reason: 'request of the customer, ticket 4711' } },
    { subject: 'messages', detail: { shown: [] } },
    { subject: 'order', detail: { shown: [] } },
  ]);
});

it('puts a new master key into use without stopping, and reads on', async () => {
  const before = await readFile(join(data(), 'keys', 'master.key'), 'utf8');
  // Two of today; before midnight the two of tomorrow are there as well.
  const keys = (await readdir(join(data(), 'keys'))).filter((name) => /^(?:payload|state)-.*\.json$/.test(name));
  expect(keys.length).toBeGreaterThanOrEqual(2);
  const rotated = await run('keys', 'rotate');
  expect([rotated.code, rotated.stdout]).toEqual([0, expect.stringMatching(`^${keys.length} keys are wrapped`)]);
  expect(await readFile(join(data(), 'keys', 'master.key'), 'utf8')).not.toBe(before);
  expect(await (await fetch(`${url}/v1/orders/A-7`)).text()).toContain(PLANTED);
  expect((await run('keys', 'destroy', '--kind', 'payload', '--before', '2999-01-01', '--reason', 'x')).code).toBe(64);
});

it('verifies the log, and names the row that was cut off its end', async () => {
  await eventually(async () => (await rows('keys.rotated')).length === 1);
  await sidecar.end('SIGTERM');
  expect(sidecar.output.stderr).toContain('audit head signed');
  const whole = await run('audit', 'verify');
  expect([whole.code, whole.stdout]).toEqual([
    0,
    expect.stringMatching(/^\d+ rows and [1-9]\d* signed heads fit together\n$/),
  ]);
  const listed = (await run('audit', 'list', '--action', 'order.read')).stdout.trim().split('\n');
  expect(listed.map((line) => JSON.parse(line) as object)).toMatchObject([{ actor: 'local', subject: 'A-7' }]);
  const store = new SQLite(join(data(), 'crossdock.sqlite'));
  const { last } = store.prepare('SELECT max(seq) AS last FROM audit').get() as { last: number };
  store.exec(`DELETE FROM audit WHERE seq = ${last}`);
  store.close();
  const cut = await run('audit', 'verify');
  expect([cut.code, cut.stderr]).toEqual([1, expect.stringMatching(new RegExp(`^row ${last} is missing`))]);
});
