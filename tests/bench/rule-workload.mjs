// Twenty validation rules over a shop order: nested groups, priorities, references, decorators, paths into lists, facts against facts.

const rule = (name, priority, conditions) => ({ name, priority, conditions, event: { type: name, params: { name } } });
const is = (fact, path, operator, value) => ({ fact, ...(path === undefined ? {} : { path }), operator, value });

export const CONDITIONS = {
  isDomestic: { all: [is('shipping_address', '$.country_code', 'equal', 'GB')] },
  isPaid: {
    any: [
      is('financial_status', undefined, 'in', ['paid', 'partially_paid', 'authorized']),
      is('gateway', undefined, 'equal', 'manual'),
    ],
  },
};

export const RULES = [
  rule('email-missing', 10, { any: [is('email', undefined, 'equal', null), is('email', undefined, 'equal', '')] }),
  rule('total-not-positive', 10, { not: is('total_price', undefined, 'greaterThan', 0) }),
  rule('currency-unsupported', 10, { all: [is('currency', undefined, 'notIn', ['GBP', 'EUR', 'USD'])] }),
  rule('country-blocked', 10, { all: [is('shipping_address', '$.country_code', 'in', ['KP', 'IR', 'SY'])] }),
  rule('no-lines', 10, { all: [is('line_items', '$.length', 'lessThan', 1)] }),
  rule('test-order', 5, { all: [is('test', undefined, 'equal', true)] }),
  rule('unpaid', 5, { not: { condition: 'isPaid' } }),
  rule('gateway-unknown', 5, { all: [is('payment_gateway_names', undefined, 'doesNotContain', 'shopify_payments')] }),
  rule('quantity-invalid', 5, { not: is('line_items', '$[*].quantity', 'everyFact:greaterThan', 0) }),
  rule('line-heavy', 5, { any: [is('line_items', '$[*].grams', 'someFact:greaterThan', 950)] }),
  rule('total-below-lines', 1, { all: [is('total_price', undefined, 'lessThan', { fact: 'subtotal_price' })] }),
  rule('fraud-review', 1, {
    all: [
      is('total_price', undefined, 'greaterThan', 1000),
      {
        any: [
          is('customer', '$.orders_count', 'lessThan', 2),
          { all: [is('customer', '$.verified_email', 'equal', false), { not: { condition: 'isDomestic' } }] },
        ],
      },
    ],
  }),
  rule('export-needs-phone', 1, {
    all: [{ not: { condition: 'isDomestic' } }, is('shipping_address', '$.phone', 'equal', null)],
  }),
  rule('name-format', 1, { all: [is('name', undefined, 'not:startsWith', '#')] }),
  rule('discount-refused', 1, { any: [is('discount_codes', '$[0].code', 'in', ['HACK', 'TEST100'])] }),
  rule('overweight', 1, { all: [is('total_weight', undefined, 'greaterThanInclusive', 30_000)] }),
  rule('method-unknown', 1, { all: [is('shipping_lines', '$[0].code', 'notIn', ['EXP', 'STD', 'ECO'])] }),
  rule('address-differs', 1, {
    all: [is('billing_address', '$.address1', 'notEqual', { fact: 'shipping_address', path: '$.address1' })],
  }),
  rule('cancelled', 1, { all: [is('cancelled_at', undefined, 'notEqual', null)] }),
  rule('big-order', 1, {
    all: [is('total_price', undefined, 'greaterThan', 500), is('customer', '$.orders_count', 'lessThan', 50)],
  }),
];

/** One order with so many lines; `index` makes them differ. */
export function ruleOrder(lines, index) {
  const line = (position) => ({
    sku: `SKU-${position}`,
    quantity: 1 + ((index + position) % 5),
    grams: 100 + ((index * 37 + position * 91) % 800),
    price: '12.50',
  });
  return {
    name: `#${1000 + index}`,
    email: 'jon@example.com',
    currency: 'GBP',
    test: false,
    gateway: 'shopify_payments',
    financial_status: index % 3 === 0 ? 'pending' : 'paid',
    payment_gateway_names: ['shopify_payments'],
    total_price: String(200 + index * 60),
    subtotal_price: '180.00',
    total_weight: 5400,
    cancelled_at: null,
    customer: { orders_count: index % 9, verified_email: true },
    shipping_address: { country_code: index % 4 === 0 ? 'DE' : 'GB', address1: '12 Harbour Street', phone: null },
    billing_address: { country_code: 'GB', address1: '12 Harbour Street' },
    discount_codes: [{ code: 'SPRING' }],
    shipping_lines: [{ code: 'EXP' }],
    line_items: Array.from({ length: lines }, (_unused, position) => line(position)),
  };
}
