// The same purchase order by EDI and by a partner's JSON API is one order: both mappings give the same bytes but for the source.
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../runtime/engine/message.ts';
import { fingerprint } from '../../runtime/engine/state/fingerprint.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type { OrderDocument } from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

let engine: Engine;

beforeAll(async () => {
  const files = await readWorkspaceFiles('.');
  engine = createEngine(openWorkspace(new Map([...files].filter(([path]) => path.startsWith('mappings/')))).workspace);
});

/** Every order that a mapping makes of its own examples, by its purchase order number. */
async function ordersOf(name: string): Promise<ReadonlyMap<string, OrderDocument>> {
  const { mapping, run } = engine.inbound(name);
  const orders = new Map<string, OrderDocument>();
  for (const example of mapping.examples) {
    for (const message of engine.decode(name, example.bytes).messages) {
      const { documents } = await run(message);
      for (const document of documents as OrderDocument[]) {
        if (document.documentPurpose === 'original') orders.set(document.orderId, document);
      }
    }
  }
  return orders;
}

/** The canonical JSON of an order without its source: same bytes, same order. */
function bytesOf(order: OrderDocument | undefined): string {
  if (order === undefined) throw new Error('expected an example of the purchase order');
  const { source: _source, ...rest } = order;
  return JSON.stringify(rest, null, 1);
}

describe('the same purchase order as 850 and as JSON', () => {
  test.each([
    ['NR-70012', 'a plain one'],
    ['0000815', 'a rich one: charges, tax, dates, routing, price per hundred, leftover segments'],
  ])('%s (%s) gives the same canonical order but for its source', async (number) => {
    const [edi, json] = [await ordersOf('x12-850-order'), await ordersOf('partner-order')];
    expect(bytesOf(json.get(number))).toBe(bytesOf(edi.get(number)));
    expect(edi.get(number)?.source.system).toBe('x12');
    expect(json.get(number)?.source.system).toBe('partner');
  });

  test('is one business event to the fingerprint of duplicates', async () => {
    const [edi, json] = [await ordersOf('x12-850-order'), await ordersOf('partner-order')];
    for (const number of ['NR-70012', '0000815']) {
      expect(fingerprint(json.get(number) as OrderDocument)).toBe(fingerprint(edi.get(number) as OrderDocument));
    }
  });
});
