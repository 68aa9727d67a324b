// Which fields may be drawn to which while a line is dragged.
import { describe, expect, it } from 'vitest';
import { indexFields } from '../../../designer/model/analysis/fields.ts';
import { canConnect } from '../../../designer/model/check/can-connect.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';

const object = (properties: Record<string, unknown>) => ({ type: 'object', properties });
const list = (items: unknown) => ({ type: 'array', items });

const sources = indexFields(
  fieldsOfSchema(
    object({
      id: { type: 'string' },
      count: { type: 'integer' },
      open: { type: 'boolean' },
      buyer: object({ name: { type: 'string' } }),
      tags: list({ type: 'string' }),
      items: list(object({ sku: { type: 'string' }, codes: list({ type: 'string' }) })),
    }),
  ),
);
const targets = indexFields(
  fieldsOfSchema(
    object({
      orderId: { type: 'string' },
      total: { type: 'number' },
      customer: object({ name: { type: 'string' } }),
      labels: list({ type: 'string' }),
      lines: list(object({ sku: { type: 'string' } })),
      extensions: {},
    }),
  ),
);

const asked = (from: string, to: string): string => {
  const [source, target] = [sources.at(from), targets.at(to)];
  if (source === undefined || target === undefined) throw new Error(`no field ${from} or ${to}`);
  const answer = canConnect(source, target, { sources, targets });
  if (!answer.allowed) return answer.reason;
  return answer.how === 'converted' ? answer.call : answer.how;
};

describe('a field', () => {
  it.each([
    ['/id', '/orderId', 'value'],
    ['/count', '/total', 'value'],
    ['/count', '/orderId', '$string'],
    ['/id', '/total', '$number'],
    ['/open', '/total', 'total takes a number, open is true or false'],
    ['/buyer', '/customer', 'whole'],
    ['/buyer', '/orderId', 'orderId takes a value, buyer is a group'],
    ['/id', '/customer', 'customer is a group: draw to one of its fields'],
    ['/items', '/lines', 'loop'],
    ['/buyer', '/lines', 'loop'],
    ['/items', '/customer', 'customer takes one object, items is a list'],
    ['/items/sku', '/lines/sku', 'value'],
    ['/items/sku', '/orderId', 'orderId takes one value, sku is there for each of a list'],
    ['/items/sku', '/labels', 'value'],
    ['/tags', '/labels', 'value'],
    ['/tags', '/orderId', 'orderId takes one value, tags is a list'],
    ['/id', '/labels', 'value'],
    ['/id', '/lines/sku', 'value'],
    ['/items', '/extensions', 'value'],
  ])('%s to %s: %s', (from, to, expected) => {
    expect(asked(from, to)).toBe(expected);
  });
});
