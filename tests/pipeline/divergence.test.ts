// A sidecar whose compiled code differs from the reference: messages get the reference's values, and the owner an exception.
import { afterEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { CURRENT_VERSIONS, provenHash } from '../../runtime/engine/workspace/proof.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const PROGRAM = 'mappings/my-shop-order/mapping.jsonata';

/** Its notes are never twice the same, and cannot be seen to be so by the text: what a fault of the compiler would look like. */
const DIFFERING = `{
  "type": "order", "orderId": number, "source": { "system": "my-shop" }, "occurredAt": placed, "placedAt": placed,
  "currency": "EUR", "status": "accepted", "notes": $string($eval("$ran" & "dom()")),
  "lines": [{ "lineId": "1", "sku": "MUG-01", "quantity": 2, "unit": "EA", "unitPrice": "8.50" }]
}
`;

/** A proof that no verification would have given. */
function forged(): string {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const files = Object.entries({ ...STARTER_FILES, [PROGRAM]: DIFFERING });
  const { workspace } = openWorkspace(new Map(files.map(([path, text]) => [path, encode(text)])));
  const mapping = workspace.mappings.get('my-shop-order');
  if (mapping === undefined) throw new Error('the mapping cannot be opened');
  const hash = provenHash(mapping);
  const counts = { cases: 2_000, differences: 0, errors: 0, mostSteps: 10 };
  return JSON.stringify({ hash, versions: CURRENT_VERSIONS, tier: 'native', fallbackReasons: [], ...counts });
}

const order = (number: string) => shopOrder({ number });

describe('a divergence', () => {
  it('holds no message, raises one exception for the owner, counts, and lasts over a restart', async () => {
    const files = { [PROGRAM]: DIFFERING, 'mappings/my-shop-order/proof.json': forged() };
    harness = await openHarness({ files, config: 'workers: 1\n' });
    for (const number of ['A-1', 'A-2', 'A-3']) {
      const { json } = await harness.post('/v1/messages/my-shop-order', order(number));
      expect(json.messages[0], JSON.stringify(json)).toMatchObject({ status: 'processed' });
    }
    await harness.sidecar.idle();
    const { json } = await harness.get('/v1/exceptions');
    expect(json['exceptions']).toMatchObject([
      { code: 'engine.diverged', owner: 'ecommerce', severity: 'warn', cause: `engine.diverged ${PROGRAM}` },
    ]);
    const metrics = await (await harness.app.request('/metrics')).text();
    expect(metrics).toContain('crossdock_divergences{name="my-shop-order"} 1');
    harness = await harness.reopen();
    expect(harness.sidecar.engine.trust.isQuarantined(PROGRAM)).toBe(true);
    const again = await harness.post('/v1/messages/my-shop-order', order('A-4'));
    expect(again.json.messages[0]).toMatchObject({ status: 'processed' });
    expect((await harness.get('/v1/exceptions')).json['exceptions']).toHaveLength(1);
  });
});
