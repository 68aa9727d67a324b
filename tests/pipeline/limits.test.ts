import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const MANIFEST = JSON.stringify({
  title: 'Runaway',
  from: { system: 'runaway', class: 'erp', format: 'json' },
  to: { document: 'order' },
});

/** A mapping that misbehaves only when the message asks for it. */
const program = (bad: string) => `{
  "type": "order",
  "orderId": $string(id),
  "source": { "system": "runaway" },
  "lines": [{ "lineId": "1", "sku": "MUG-01", "quantity": 1 }],
  "notes": bad ? (${bad}) : "fine"
}
`;

const RUNAWAYS: readonly { name: string; code: RegExp; bad: string; timeMs?: number }[] = [
  {
    name: 'endless recursion in tail position',
    code: /^mapping\.(timeout|too-many-steps)$/,
    bad: '($f := function($n) { $f($n + 1) }; $f(0))',
  },
  {
    name: 'a loop over a hundred million numbers',
    code: /^mapping\.(timeout|too-many-steps|output-too-large)$/,
    bad: '$string($count([1..9000000].[1..9000000]))',
  },
  {
    name: 'a catastrophic regular expression',
    code: /^mapping\.timeout$/,
    bad: '$string($match($pad("", 2000000, "a"), /a+b/))',
  },
  {
    name: 'deep recursion',
    code: /^mapping\.(too-deep|timeout|too-many-steps|worker-ended)$/,
    bad: '($f := function($n) { 1 + $f($n + 1) }; $string($f(0)))',
  },
  {
    name: 'a result that is too large',
    code: /^mapping\.output-too-large$/,
    bad: '$pad("", 20000000, "x")',
    timeMs: 5_000,
  },
];

describe('limits', () => {
  for (const { name, code, bad, timeMs = 500 } of RUNAWAYS) {
    it(`ends ${name}, holds that message, and lets the others go on`, async () => {
      harness = await openHarness({
        config: `limits: { timeMs: ${timeMs} }\n`,
        files: { 'mappings/runaway/mapping.json': MANIFEST, 'mappings/runaway/mapping.jsonata': program(bad) },
      });
      const text = `${'a'.repeat(40)}!`;
      const runaway = harness.post('/v1/messages/runaway', JSON.stringify({ id: 1, bad: true, text }));
      const neighbours = await Promise.all([
        harness.post('/v1/messages/my-shop-order', shopOrder()),
        harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' })),
      ]);
      expect(neighbours.map((neighbour) => neighbour.json.status)).toEqual(['processed', 'processed']);
      const { json } = await runaway;
      expect(json.messages[0]?.status).toBe('held');
      expect(json.messages[0]?.exception?.['code']).toMatch(code);
      const after = await harness.post('/v1/messages/runaway', JSON.stringify({ id: 2, bad: false }));
      expect(after.json.status).toBe('processed');
    });
  }

  it('ends only the message that runs away in a receipt of many', async () => {
    harness = await openHarness({
      config: 'limits: { timeMs: 500 }\n',
      files: {
        'mappings/runaway/mapping.json': MANIFEST.replace('"json"', '"ndjson"'),
        'mappings/runaway/mapping.jsonata': program('$string($match($pad("", 2000000, "a"), /a+b/))'),
      },
    });
    const lines = [1, 2, 3, 4, 5].map((id) => JSON.stringify({ id, bad: id === 3, text: `${'a'.repeat(40)}!` }));
    const { json } = await harness.post('/v1/messages/runaway', lines.join('\n'));
    expect(json.messages.map((message) => message.status)).toEqual([
      'processed',
      'processed',
      'held',
      'processed',
      'processed',
    ]);
    expect(json.messages[2]?.exception).toMatchObject({ code: 'mapping.timeout' });
  });

  it('holds a message that is nested deeper than the limit', async () => {
    harness = await openHarness();
    const { json } = await harness.post(
      '/v1/messages/my-shop-order',
      `{"number":"A-1","state":"PAID","x":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    );
    expect(json.messages[0]?.exception).toMatchObject({ code: 'format.too-deep' });
  });
});
