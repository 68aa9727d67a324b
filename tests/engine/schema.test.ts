// Schema checks: what a finding says, and what it never says.
import { describe, expect, test } from 'vitest';
import { CrossdockError } from '../../runtime/engine/errors.ts';
import { checkDocument, compileSchema } from '../../runtime/engine/schema.ts';

const minimal = { type: 'order', orderId: 'O-1', source: { system: 'shopify' } };
const codes = (value: unknown) => checkDocument(value).map(({ code, at }) => [code, at?.path]);

describe('a canonical document', () => {
  test('needs only its type, key and source: what else is missing is for the rules', () => {
    expect(checkDocument(minimal)).toEqual([]);
    expect(checkDocument({ ...minimal, lines: [{}], shipTo: {} })).toEqual([]);
    expect(checkDocument({ type: 'inventory', sku: 'A', location: 'W', source: { system: 'x' } })).toEqual([]);
  });

  test('without key or source is told so by path', () => {
    expect(codes({ type: 'order', source: {} })).toEqual([
      ['contract.missing-field', '/orderId'],
      ['contract.missing-field', '/source/system'],
    ]);
  });

  test('of no known type is told which there are', () => {
    expect(checkDocument({})[0]).toMatchObject({ code: 'contract.missing-field', at: { path: '/type' } });
    expect(checkDocument({ type: 'parcel' })[0]).toMatchObject({ code: 'contract.new-value', actual: '"parcel"' });
    expect(checkDocument({ type: 'constructor' })).toHaveLength(1);
    expect(checkDocument([])[0]?.message).toBe(
      'the value itself: expected a document, an object with a type, found an empty list',
    );
    expect(checkDocument(null)).toHaveLength(1);
  });

  test('takes unknown fields only as extensions', () => {
    expect(codes({ ...minimal, colour: 'red', lines: [{ size: 1 }], extensions: { shopify: { any: [1] } } })).toEqual([
      ['contract.unknown-field', '/colour'],
      ['contract.unknown-field', '/lines/0/size'],
    ]);
  });

  test.each([
    ['2026-05-01T10:00:00+02:00', true],
    ['2026-05-01T10:00:00.123456Z', true],
    ['2026-05-01', true],
    ['2026-05-01T10:00:00', false],
    ['2026-02-30', false],
    ['01/05/2026', false],
    ['2026-05-01 10:00:00Z', false],
  ])('takes %s as a time: %s', (placedAt, fits) => {
    expect(checkDocument({ ...minimal, placedAt }).length === 0).toBe(fits);
  });

  test.each([
    [3, true],
    ['2.5', true],
    ['-4', true],
    [2.5, false],
    ['2,5', false],
    ['1e3', false],
    ['', false],
  ])('takes %j as a quantity: %s', (quantity, fits) => {
    expect(checkDocument({ ...minimal, lines: [{ quantity }] }).length === 0).toBe(fits);
  });

  test.each([
    [{ currency: 'eur' }, 'a currency code of three capital letters (ISO 4217)'],
    [{ shipTo: { countryCode: 'Germany' } }, 'a country code of two capital letters (ISO 3166-1)'],
    [{ totals: { total: 19.9 } }, 'a decimal number as a string'],
    [{ placedAt: 'yesterday' }, 'a date-time with offset (RFC 3339) or a date YYYY-MM-DD'],
  ])('%j is told once, in words', (fields, expected) => {
    const findings = checkDocument({ ...minimal, ...fields });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.expected).toBe(expected);
  });
});

describe('findings', () => {
  test('show a status word, but no value that may be personal', () => {
    expect(checkDocument({ ...minimal, status: 'SHIPPED' })[0]).toMatchObject({
      code: 'contract.new-value',
      actual: '"SHIPPED"',
    });
    const secret = 'paid by Erika Mustermann, card 4111 1111 1111 1111';
    const findings = checkDocument({
      ...minimal,
      paymentStatus: secret,
      customer: { email: ['erika@example.com'] },
      shipTo: { countryCode: 'Musterland' },
    });
    expect(findings).toHaveLength(3);
    expect(JSON.stringify(findings)).not.toMatch(/Erika|4111|erika|Musterland/);
    expect(findings[0]?.actual).toBe('a string of 50 characters');
  });

  test('tell the kind of what came', () => {
    const check = compileSchema({ type: 'object', properties: { a: { type: 'string' } }, required: ['b'] });
    const kind = (a: unknown) => check({ a, b: 1 })[0]?.actual;
    expect([1, 1.5, true, null, [], [1, 2], {}].map(kind)).toEqual([
      'an integer',
      'a number',
      'true or false',
      'null',
      'an empty list',
      'a list of 2',
      'an object',
    ]);
    expect(check({})[0]).toMatchObject({ code: 'contract.missing-field', actual: 'nothing', at: { path: '/b' } });
  });

  test('of alternatives are told as one, unless one is plainly meant', () => {
    const check = compileSchema({
      oneOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, { type: 'string' }],
    });
    expect(check(3).map(({ message }) => message)).toEqual([
      'the value itself: expected an object or a string, found an integer',
    ]);
    expect(check({ a: 1 }).map(({ at }) => at?.path)).toEqual(['/a']);
  });

  test('escape the steps of a pointer', () => {
    expect(compileSchema({ additionalProperties: false })({ 'a/b~c': 1 })[0]?.at?.path).toBe('/a~1b~0c');
  });

  test('are bounded in number', () => {
    const check = compileSchema({ type: 'array', items: { type: 'string' } });
    expect(check(Array.from({ length: 5000 }, () => 1))).toHaveLength(100);
  });
});

describe('compiling', () => {
  test('may refer to the common definitions, and the same id may come again', () => {
    for (const minItems of [1, 2]) {
      const check = compileSchema({
        $id: 'https://example.com/mine.json',
        type: 'array',
        minItems,
        items: { $ref: 'https://crossdock.dev/schemas/common.json#/$defs/address' },
      });
      expect(check([{ city: 1 }]).map(({ at }) => at?.path)).toContain('/0/city');
      expect(check([])[0]?.expected).toBe(minItems === 1 ? 'a list that is not empty' : 'a list of at least 2');
    }
  });

  test.each([
    [{ type: 'colour' }],
    [{ $ref: '#/nowhere' }],
    [{ pattern: '(' }],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }],
  ])('refuses the schema %j with a code of its own', (schema) => {
    const attempt = () => compileSchema(schema);
    expect(attempt).toThrow(CrossdockError);
    expect(attempt).toThrow(/^the JSON Schema cannot be used/);
  });
});
