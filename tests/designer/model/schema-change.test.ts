// Replacing the schema of a source: nothing is deleted, what broke is told, and renames are proposed first, one splice each.
import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../../designer/model/schema-change/compare.ts';
import { schemaImpact } from '../../../designer/model/schema-change/impact.ts';
import { fieldsOfSamples } from '../../../designer/schema/from-sample.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';

const object = (properties: Record<string, unknown>) => ({ type: 'object', properties });
const list = (items: unknown) => ({ type: 'array', items });
const text = { type: 'string' };
const number = { type: 'number' };

const BEFORE = fieldsOfSchema(
  object({
    order_id: text,
    created: text,
    zip: text,
    note: text,
    amount: number,
    paid: { type: 'boolean' },
    legacy_code: text,
    fax: text,
    unread: text,
    shipping: object({ street: text, city: text }),
    items: list(object({ sku: text, qty: number, colour: text })),
  }),
);

/** Five renames, two removals, two other kinds; `unread` and `colour` of the members are gone too. */
const AFTER = fieldsOfSchema(
  object({
    orderId: text,
    created_at: text,
    postal_code: text,
    note: text,
    amount: text,
    paid: text,
    ship_to: object({ street: text, city: text }),
    line_items: list(object({ sku: text, qty: number })),
    brand_new: text,
  }),
);

const PROGRAM = `{
  "orderId": order_id,
  /* When it was placed. */
  "placedAt": $dateTime(created),
  "shipTo": { "postalCode": zip, "city": shipping.city, "address1": shipping.street },
  "notes": legacy_code & fax,
  "total": amount,
  "isPaid": paid = true,
  "lines": [items.{ "sku": sku, "quantity": qty, "name": $$.items.colour }]
}
`;

describe('replacing a schema', () => {
  const program = readProgram(PROGRAM);
  const { broken } = schemaImpact(program, { before: BEFORE, after: AFTER });

  it('tells every field that is read and is not there any more, renames first', () => {
    const shown = broken.map(({ kind, source, proposals }) => `${kind} ${source} ${proposals[0]?.to ?? ''}`.trim());
    expect(shown.slice(0, 5).sort()).toEqual([
      'renamed /created /created_at',
      'renamed /items /line_items',
      'renamed /order_id /orderId',
      'renamed /shipping /ship_to',
      'renamed /zip /postal_code',
    ]);
    expect(shown.slice(5)).toEqual(['removed /fax', 'removed /legacy_code', 'retyped /amount', 'retyped /paid']);
    expect(broken.slice(5).every(({ proposals }) => proposals.length === 0)).toBe(true);
  });

  it('names the targets that read each, and the reasons of each proposal', () => {
    const of = (source: string) => broken.find((one) => one.source === source);
    expect(of('/shipping')?.targets).toEqual(['/shipTo/city', '/shipTo/address1']);
    expect(of('/items')?.targets).toEqual(['/lines', '/lines/sku', '/lines/quantity', '/lines/name']);
    expect(of('/zip')?.proposals[0]?.reasons).toEqual([
      'means postal code as well',
      'stands in the same place',
      'is a string too',
    ]);
  });

  it('deletes nothing: the text is the same until a proposal is taken', () => {
    expect(program.text).toBe(PROGRAM);
  });

  it('mends one field with one click, in its own places alone', () => {
    const mended = broken.find(({ source }) => source === '/items')?.proposals[0]?.text();
    expect(mended).toBe(PROGRAM.replaceAll('items', 'line_items'));
  });

  it('is mended but for what is gone when every proposal is taken', () => {
    let now = program;
    for (let left = schemaImpact(now, { before: BEFORE, after: AFTER }).broken; left[0]?.kind === 'renamed'; ) {
      now = readProgram(left[0].proposals[0]?.text() ?? '');
      left = schemaImpact(now, { before: BEFORE, after: AFTER }).broken;
    }
    expect(now.targets.map(({ path }) => path)).toEqual(program.targets.map(({ path }) => path));
    expect(now.text).toBe(
      PROGRAM.replace('order_id', 'orderId')
        .replace('(created)', '(created_at)')
        .replace(': zip', ': postal_code')
        .replaceAll('shipping.', 'ship_to.')
        .replaceAll('items', 'line_items'),
    );
  });

  it('follows a field into another place where a target is one plain path', () => {
    const before = fieldsOfSchema(object({ email: text, buyer: object({ name: text }) }));
    const after = fieldsOfSchema(object({ buyer: object({ name: text, email: text }) }));
    const [first] = schemaImpact(readProgram('{ "email": email }'), { before, after }).broken;
    expect(first?.proposals[0]).toMatchObject({ from: '/email', to: '/buyer/email' });
    expect(first?.proposals[0]?.text()).toBe('{ "email": buyer.email }');
  });

  it('says nothing when nothing that is read has changed', () => {
    const { broken: none, change } = schemaImpact(readProgram('{ "n": note }'), { before: BEFORE, after: AFTER });
    expect(none).toEqual([]);
    expect(change.added.map(({ path }) => path)).toContain('/brand_new');
    expect(compareSchemas(BEFORE, BEFORE)).toEqual({ added: [], removed: [], retyped: [], renames: [] });
  });
});

describe('a schema out of three samples', () => {
  it('tells lists, what may be missing, and kinds that change', () => {
    const fields = fieldsOfSamples([
      { id: '1', lines: [{ sku: 'a', qty: 1 }], note: 'x' },
      { id: '2', lines: [], total: 1.5 },
      { id: 3, lines: [{ sku: 'b', qty: '2', gift: true }] },
    ]);
    const told = fields.map(({ path, type, isList }) => `${path} ${type}${isList ? ' list' : ''}`);
    expect(told).toEqual(['/id any', '/lines array list', '/note string', '/total number']);
    expect(fields[1]?.children.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'sku string',
      'qty any',
      'gift boolean',
    ]);
  });
});
