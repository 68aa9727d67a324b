// What the operator's pages are tried on: orders that are held, a destination that is down, stock that may not be published,
// a source that fell silent.
import type { Harness } from '../../../support/sidecar.ts';
import { eventually, shopOrder } from '../../../support/sidecar.ts';
import type { Partner } from './partner.ts';

const HOUR_MS = 3_600_000;
export const DESTINATION = 'warehouse-south';
export const LONG = `ORDER-${'with-a-very-long-number-'.repeat(6)}1`;

const source = { system: 'wms' };

export const FILES: Readonly<Record<string, string>> = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release', when: '$contains(orderId, "W-")' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "status": status }\n',
  'mappings/stock/mapping.json': JSON.stringify({
    title: 'Stock',
    from: { system: 'wms', class: 'wms', format: 'json' },
    to: { document: ['inventory'] },
  }),
  'mappings/stock/mapping.jsonata': '$\n',
  'mappings/sheet/mapping.json': JSON.stringify({
    title: 'Stock as a table',
    from: { system: 'sheet', class: 'wms', format: 'csv' },
    to: { document: ['inventory'] },
  }),
  'mappings/sheet/mapping.jsonata':
    '{ "type": "inventory", "sku": sku, "location": location, "source": { "system": "sheet" }, "quantities": { "available": $number(available) } }\n',
  'rulesets/inventory-publish/ruleset.json': JSON.stringify({
    title: 'May stock be published?',
    gate: 'publish',
    document: 'inventory',
    facts: [],
    owner: 'planning',
  }),
  'rulesets/inventory-publish/rules.json': JSON.stringify([
    {
      name: 'too-little',
      conditions: { all: [{ fact: 'inventory', path: '$.quantities.available', operator: 'lessThan', value: 2 }] },
      event: {
        type: 'too-little',
        params: {
          severity: 'block',
          owner: 'planning',
          path: '/quantities/available',
          message: 'Too little is left',
          help: 'Wait.',
        },
      },
    },
  ]),
};

/** One attempt each, and a minute of rest once five have failed in a row. */
export const configOf = (partner: Partner): string => `
destinations:
  ${DESTINATION}:
    type: http
    url: ${partner.url}
    addresses: [127.0.0.1]
    mappings: [to-wms]
    owner: warehouse
    concurrency: 1
    retry: { attempts: 1, baseMs: 60000, maxMs: 60000 }
`;

/** A week of forty in each hour since its first day began, and then nothing for three hours. */
function fallSilent({ sidecar }: Harness, name: string): void {
  const { connection } = sidecar.database;
  const last = sidecar.clock() - 3 * HOUR_MS;
  const add = connection.prepare("INSERT INTO activity (kind, minute, name, count) VALUES ('received', ?, ?, 40)");
  const firstDay = new Date(last - 7 * 24 * HOUR_MS).toISOString().slice(0, 10);
  for (let at = last; at >= Date.parse(firstDay); at -= HOUR_MS) add.run(Math.floor(at / 60_000), name);
  connection
    .prepare('INSERT INTO intakes (source, day, received, last_at) VALUES (?, ?, 0, ?)')
    .run(name, firstDay, last);
}

/** @returns ids of a message that is held and of one that went through */
export async function fill(harness: Harness): Promise<{ held: string; processed: string }> {
  const order = (fields: Record<string, unknown>) => harness.post('/v1/messages/my-shop-order', shopOrder(fields));
  for (let index = 0; index < 150; index += 1) await order({ number: `N-${index}` });
  for (let index = 0; index < 5; index += 1)
    await order({ number: `P-${index}`, state: `A WORD THAT NOBODY KNOWS ${index % 2}` });
  const held = await order({ number: LONG, lines: [] });
  const processed = await order({ number: LONG });
  for (let index = 0; index < 6; index += 1) await order({ number: `W-${index}` });
  for (const [sku, available] of [
    ['MUG-01', 1],
    ['MUG-02', 8],
  ])
    await harness.post(
      '/v1/messages/stock',
      JSON.stringify({ type: 'inventory', sku, location: 'dock 1', source, quantities: { available } }),
    );
  fallSilent(harness, '3pl-north');
  await eventually(async () => {
    const { json } = await harness.get('/v1/deliveries?status=dead');
    return (json['deliveries'] as unknown[]).length === 5;
  });
  const idOf = (answer: typeof held): string => answer.json.messages[0]?.id as string;
  return { held: idOf(held), processed: idOf(processed) };
}
