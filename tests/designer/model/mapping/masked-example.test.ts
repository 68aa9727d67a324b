// Messages that came as examples: nothing personal stays in them, and what the mapping decides by is still there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedExample } from '../../../../designer/model/mapping/masked-example.ts';
import { readProgram } from '../../../../runtime/engine/outline/program.ts';
import { ROOT } from '../../../support/sidecar.ts';

const read = (path: string) => readFileSync(join(ROOT, 'mappings', path), 'utf8');
const woo = readProgram(read('woocommerce-order/mapping.jsonata'));
const raw = read('woocommerce-order/examples/status-of-a-plugin.json');
const masked = maskedExample(raw, woo, 'order');

describe('a message that came, as an example', () => {
  it('has no name, address, number or note of a person, whether or not the mapping reads it', () => {
    const before = JSON.parse(raw);
    for (const part of [before.billing, before.shipping])
      for (const value of Object.values(part ?? {}))
        if (typeof value === 'string' && /[\p{L}\p{N}]{3}/u.test(value)) expect(masked).not.toContain(value);
    const extra = maskedExample(raw.replace('{', '{ "browser_ip": "10.0.0.7", "age": 44,'), woo, 'order');
    expect(JSON.parse(extra)).toMatchObject({ browser_ip: '00.0.0.0', age: 0 });
  });

  it('keeps them in a message that may come in many envelopes and comes in none', () => {
    const shopify = readProgram(read('shopify-order/mapping.jsonata'));
    const order = JSON.parse(read('shopify-order/examples/paid-order.json'));
    const kept = JSON.parse(maskedExample(JSON.stringify(order), shopify, 'order'));
    for (const key of ['currency', 'financial_status', 'total_price', 'processed_at'])
      expect(kept[key], key).toBe(order[key]);
    expect(kept.line_items[0].sku).toBe(order.line_items[0].sku);
    expect(JSON.stringify(kept)).not.toContain(order.customer.last_name);
    expect(JSON.stringify(kept)).not.toContain(order.email);
  });

  it('keeps what public and internal fields are made of, byte for byte, and the shape of the rest', () => {
    const [before, after] = [JSON.parse(raw), JSON.parse(masked)];
    for (const key of ['status', 'currency', 'total']) expect(after[key], key).toBe(before[key]);
    expect(after.line_items[0].sku).toBe(before.line_items[0].sku);
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
          : typeof value;
    expect(shape(after)).toEqual(shape(before));
    expect(masked.split('\n')).toHaveLength(raw.split('\n').length);
  });

  it('keeps nothing that is read for a personal field as well, nor what stands inside of such', () => {
    const program = readProgram(
      '{ "type": "order", "orderId": number, "currency": buyer.currency, "customer": { "name": name, "email": buyer }, "status": name }',
    );
    const text = '{ "number": "A-1", "name": "Mara Lind", "buyer": { "currency": "EUR", "mail": "m@l.se" } }';
    expect(JSON.parse(maskedExample(text, program, 'order'))).toEqual({
      number: 'A-1',
      name: 'xxxx xxxx',
      buyer: { currency: 'xxx', mail: 'x@x.xx' },
    });
  });

  it('keeps only the form of what is no JSON', () => {
    expect(maskedExample("NAD+BY+4012345000009::9'", woo, 'order')).toBe("xxx+xx+0000000000000::0'");
  });

  it('shows no value of a field that nothing reads, whatever it is called and wherever it stands', () => {
    const words = fc.stringMatching(/^[a-z]{6,12}$/);
    fc.assert(
      fc.property(fc.dictionary(words, fc.oneof(words, fc.array(words), fc.dictionary(words, words))), (fields) => {
        const values = JSON.stringify(Object.values(fields)).match(/[a-z]{6,12}/g) ?? [];
        const after = JSON.parse(maskedExample(JSON.stringify({ unread: fields }), woo, 'order'));
        const left = JSON.stringify(Object.values(after.unread));
        const keys = new Set(Object.values(fields).flatMap((one) => (typeof one === 'object' ? Object.keys(one) : [])));
        for (const value of values) if (!keys.has(value)) expect(left).not.toContain(`"${value}"`);
      }),
      { numRuns: 100 },
    );
  });
});
