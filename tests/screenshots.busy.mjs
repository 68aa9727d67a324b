// `BUSY=1 npm run screenshots`: the same pages as somebody sees them who has hundreds of rows, long names and a destination that is down.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LONG = 'a-name-that-somebody-made-longer-than-any-column-is-wide-because-nothing-forbade-it';
const ORDERS = 240;
const AT_ONCE = 8;
const SKUS = 120;

/** Nothing listens at the discard port: every attempt fails at once. */
export function writeBusyConfig(workspace) {
  writeFileSync(
    join(workspace, 'crossdock.yaml'),
    `destinations:
  warehouse-south-with-a-name-that-is-rather-long:
    type: http
    url: http://127.0.0.1:9/
    addresses: [127.0.0.1]
    mappings: [wms-release-order, customer-notice]
    owner: warehouse
    retry: { attempts: 3, baseMs: 50, maxMs: 100 }
`,
  );
}

async function post(address, path, body) {
  const response = await fetch(`${address}${path}`, { method: 'POST', body });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
}

async function inBatches(count, work) {
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_one, index) => work(from + index)));
}

/** Sends what fills the pages, and waits until nothing more is in flight. */
export async function sendBusyTraffic(address, workspace) {
  const order = JSON.parse(
    readFileSync(join(workspace, 'mappings/shopify-order/examples/paid-order.json'), 'utf8').replace(
      '"id": 820982911946154508',
      '"id": 1',
    ),
  );
  await inBatches(ORDERS, (index) =>
    post(
      address,
      '/v1/messages/shopify-order',
      JSON.stringify({
        ...order,
        id: 7_000_000 + index,
        name: index % 20 === 0 ? `#${LONG}-${index}` : `#B${index}`,
        financial_status: index % 3 === 0 ? `${index % 9 === 0 ? LONG : 'half_paid'}_${index % 7}` : 'paid',
      }),
    ),
  );
  const rows = Array.from({ length: SKUS }, (_one, index) =>
    [index % 10 === 0 ? `${LONG}-${index}` : `SKU-${1000 + index}`, `MAIN-${index % 4}`, index * 3, index].join(','),
  );
  await post(address, '/v1/messages/csv-inventory', `sku,location,on_hand,available\n${rows.join('\n')}\n`);
  for (let tries = 0; tries < 100; tries += 1) {
    const { totals } = await (await fetch(`${address}/v1/overview`)).json();
    if (totals.inFlight === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
