// Laws of $compact, $without, $tidy and $address.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressFunctions } from '../../../runtime/engine/functions/address.ts';
import { objectFunctions } from '../../../runtime/engine/functions/objects.ts';

function functionNamed(name: string): (...args: unknown[]) => unknown {
  const spec = [...objectFunctions, ...addressFunctions].find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`no function ${name}`);
  return spec.implementation as (...args: unknown[]) => unknown;
}

const compact = functionNamed('compact');
const without = functionNamed('without');
const tidy = functionNamed('tidy');
const address = functionNamed('address');

/** Every leaf that counts, with its path of keys; array positions do not count, since dropping members moves them. */
function leaves(value: unknown, path = ''): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((member) => leaves(member, `${path}/[]`));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, member]) => leaves(member, `${path}/${key}`));
  return [`${path}=${JSON.stringify(value)}`];
}

const empty = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  value === undefined ||
  (typeof value === 'object' && (Object.keys(value).length === 0 || Object.values(value).some(empty)));

describe('$compact', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(compact(compact(value))).toEqual(compact(value));
      }),
    );
  });

  it('loses no value that is not empty, and leaves nothing that is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = compact(value);
        expect(leaves(result)).toEqual(leaves(value));
        if (result !== undefined) expect(empty(result)).toBe(false);
      }),
    );
  });

  it('does not change what it was given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        compact(value);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });
});

describe('$without', () => {
  it('keeps exactly the keys that are not named, with their values', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.string()), (object, more) => {
        const names = [...Object.keys(object).filter((_, index) => index % 2 === 0), ...more];
        const kept = Object.keys(object).filter((key) => !names.includes(key));
        const result = without(object, names) as Record<string, unknown> | undefined;
        expect(Object.keys(result ?? {})).toEqual(kept);
        for (const key of kept) expect(result?.[key]).toBe(object[key]);
        expect(result === undefined).toBe(kept.length === 0);
      }),
    );
  });

  it('refuses names that are not texts', () => {
    expect(() => without({ a: 1 }, [1])).toThrow('$without: expected names of keys as texts, found a number');
  });
});

describe('$tidy and $address', () => {
  it('keep every character that is not white space, in order', () => {
    const solid = (text: string) => text.replace(/\s/g, '');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (one, other) => {
        const text = ` ${one}\t\u00a0${other}\n`;
        const result = tidy(text) as string | undefined;
        expect(solid(result ?? '')).toBe(solid(text));
        expect(result === undefined || /^\S+( \S+)*$/.test(result)).toBe(true);
        expect(tidy(result)).toBe(result);
        expect((address({ postalCode: text }) as { postalCode?: string } | undefined)?.postalCode).toBe(result);
      }),
    );
  });

  it.each([
    ['US', 'ca', '90210-1234', 'CA'],
    ['CA', 'On', 'K1A 0B1', 'ON'],
    ['GB', '', 'SW1A 1AA', undefined],
    ['NL', 'Noord-Holland', '1012 JS', 'Noord-Holland'],
    ['AU', 'nsw', '2000', 'NSW'],
    ['BR', 'SP', '01310-100', 'SP'],
    ['IE', 'Co. Dublin', 'D02 X285', 'Co. Dublin'],
    ['JP', '東京都', '100-0001', '東京都'],
    ['DE', undefined, '01067', undefined],
  ])('keep the postal code of %s as it is', (country, region, postalCode, expectedRegion) => {
    expect(address({ countryCode: country.toLowerCase(), region, postalCode: ` ${postalCode} ` })).toEqual({
      countryCode: country,
      postalCode,
      ...(expectedRegion === undefined ? {} : { region: expectedRegion }),
    });
  });

  it('leave members that are no texts as they are', () => {
    expect(address({ name: 'A', residential: false, geo: { lat: 1 }, fax: null })).toEqual({
      name: 'A',
      residential: false,
      geo: { lat: 1 },
    });
  });
});
