// A sidecar comes to rest: documents that refer to each other, or to themselves, are not judged again without end.
import { afterEach, expect, it } from 'vitest';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const PROGRAM = 'mappings/my-shop-order/mapping.jsonata';

it('rests after an order that carries its own id among its references came twice', async () => {
  const program = STARTER_FILES[PROGRAM] as string;
  const references =
    '"references": [{ "type": "orderId", "value": $string(number), "system": "my-shop" }, { "type": "orderNumber", "value": $string(number) }],';
  harness = await openHarness({
    files: { [PROGRAM]: program.replace('"currency":', `${references}\n    "currency":`) },
  });
  await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-1', state: 'NEW' }));
  await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-1', state: 'PAID' }));
  const { connection } = harness.sidecar.database;
  await eventually(() => harness.sidecar.load.messages === 0, 5_000);
  await harness.sidecar.idle();
  expect(connection.prepare('SELECT * FROM reevaluations').all()).toEqual([]);
  expect(connection.prepare('SELECT * FROM dangling').all()).toEqual([]);
  expect(connection.prepare('SELECT * FROM links').all()).toEqual([]);
});
