// Rules that never fire, for the benchmarks of a whole sidecar: files of a ruleset at intake, with an example by which it is proven.

/** An order that none of them blocks. */
export const ORDER = {
  type: 'order',
  orderId: 'B-0',
  source: { system: 'my-shop' },
  occurredAt: '2026-03-02T09:15:00+01:00',
  currency: 'EUR',
  lines: [{ lineId: '1', sku: 'MUG-01', quantity: 2, unit: 'EA', unitPrice: '8.50' }],
};

/** So many rules; `more` gives further conditions of each. Without an example nothing can be proven equal to the reference, which would then evaluate. */
export function limits(count, more = () => []) {
  const rules = Array.from({ length: count }, (_unused, index) => ({
    name: `limit-${index}`,
    conditions: {
      all: [{ fact: 'order', path: '$.currency', operator: 'equal', value: `X${index}` }, ...more(index)],
    },
    event: {
      type: `limit-${index}`,
      params: { severity: 'block', owner: 'ecommerce', message: 'never', path: '/currency' },
    },
  }));
  return {
    'rulesets/order-limits/ruleset.json': JSON.stringify({
      title: 'Limits',
      gate: 'intake',
      document: 'order',
      owner: 'ecommerce',
    }),
    'rulesets/order-limits/rules.json': JSON.stringify(rules),
    'rulesets/order-limits/examples/plain.json': JSON.stringify({ document: ORDER }),
    'rulesets/order-limits/examples/plain.expected.json': '{"decisions":[]}',
  };
}
