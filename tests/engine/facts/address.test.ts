// Delivery addresses by country: what is missing, whether the postal code can be, post office boxes.
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import { POSTAL_RULES } from '../../../runtime/engine/facts/postal-rules.ts';
import type { Address, OrderDocument } from '../../../runtime/model/types.ts';

const line = { lineId: '1', sku: 'A-1', quantity: 1 };
const order = (shipTo: Address | undefined, more: Partial<OrderDocument> = {}): OrderDocument => ({
  type: 'order',
  orderId: 'O-1',
  source: { system: 'shop' },
  lines: [line],
  ...(shipTo === undefined ? {} : { shipTo }),
  ...more,
});
const addressOf = (shipTo: Address | undefined, more?: Partial<OrderDocument>) =>
  factValue('address', { document: order(shipTo, more), context: {} });

/** country, region, good postal codes, bad ones */
const COUNTRIES: [string, string | undefined, string[], string[]][] = [
  ['US', 'TX', ['75201', '75201-1234', '752011234'], ['7520', '7520A']],
  ['CA', 'ON', ['K1A 0B1', 'k1a0b1'], ['K1A 0O1', '12345']],
  ['GB', undefined, ['SW1A 1AA', 'sw1a1aa', 'M1 1AE', 'GIR 0AA'], ['SW1A', '12345']],
  ['IE', undefined, ['D02 AF30', 'D6W XY00'], ['12345']],
  ['DE', undefined, ['10115', 'D-10115'], ['1011', '101155']],
  ['FR', undefined, ['75008', 'F-75008'], ['7500']],
  ['NL', undefined, ['1012 AB', '1012ab'], ['0012 AB', '1012']],
  ['BE', undefined, ['1000', 'B-1000'], ['100']],
  ['ES', undefined, ['28013'], ['53001', '2801']],
  ['IT', undefined, ['00184'], ['184']],
  ['AT', undefined, ['1010', 'A-1010'], ['10100']],
  ['CH', undefined, ['8001', 'CH-8001'], ['80011']],
  ['PL', undefined, ['00-950', '00950'], ['0095']],
  ['SE', undefined, ['111 22', '11122'], ['1112']],
  ['DK', undefined, ['1050', 'DK-1050'], ['105']],
  ['NO', undefined, ['0150'], ['150']],
  ['FI', undefined, ['00100'], ['0010']],
  ['PT', undefined, ['1000-001', '1000'], ['1000-01']],
  ['AU', 'NSW', ['2000'], ['20000']],
  ['NZ', undefined, ['6011'], ['601']],
  ['JP', '13', ['100-0001', '1000001'], ['100-001']],
  ['CN', 'BJ', ['100000'], ['10000']],
  ['IN', 'MH', ['400001', '400 001'], ['040001']],
  ['BR', 'SP', ['01310-100', '01310100'], ['01310']],
  ['MX', 'CMX', ['06000'], ['6000']],
  ['SG', undefined, ['018956'], ['18956']],
];

describe.each(COUNTRIES)('an address in %s', (countryCode, region, good, bad) => {
  const full: Address = {
    name: 'A. Example',
    address1: '1 Main Street',
    city: 'Town',
    countryCode,
    ...(region === undefined ? {} : { region }),
  };

  it('is complete with every part and a postal code of the right shape', () => {
    for (const postalCode of good) {
      expect([postalCode, addressOf({ ...full, postalCode })]).toMatchObject([
        postalCode,
        { missing: [], postalCodeValid: true, regionMissing: false, countryKnown: true, swapped: false },
      ]);
    }
  });

  it('has no valid postal code of another shape', () => {
    for (const postalCode of bad) {
      expect([postalCode, addressOf({ ...full, postalCode })]).toMatchObject([postalCode, { postalCodeValid: false }]);
    }
  });

  it('lacks what is left out', () => {
    const { name: _name, address1: _street, ...rest } = full;
    expect(addressOf({ ...rest, postalCode: good[0] as string })).toMatchObject({ missing: ['name', 'street'] });
    const optional = POSTAL_RULES.get(countryCode)?.codeOptional === true;
    expect(addressOf(full)).toMatchObject({ missing: optional ? [] : ['postalCode'], postalCodeValid: null });
    if (region !== undefined) {
      const { region: _region, ...noRegion } = full;
      expect(addressOf({ ...noRegion, postalCode: good[0] as string })).toMatchObject({
        missing: ['region'],
        regionMissing: true,
      });
    }
  });
});

describe('an address', () => {
  const full: Address = {
    name: 'A. Example',
    address1: '1 Main Street',
    city: 'Town',
    countryCode: 'DE',
    postalCode: '10115',
  };

  it('needs no postal code in Hong Kong and the Emirates, and no city in Hong Kong and Singapore', () => {
    const { postalCode: _code, ...noCode } = full;
    expect(addressOf({ ...noCode, countryCode: 'AE' })).toMatchObject({ missing: [], postalCodeValid: null });
    const { city: _city, ...noCity } = noCode;
    expect(addressOf({ ...noCity, countryCode: 'HK' })).toMatchObject({ missing: [] });
    expect(addressOf({ ...noCity, countryCode: 'SG', postalCode: '018956' })).toMatchObject({ missing: [] });
  });

  it('is only checked for the general parts in a country without rules', () => {
    const { postalCode: _code, ...noCode } = full;
    expect(addressOf({ ...noCode, countryCode: 'BT' })).toMatchObject({
      missing: [],
      countryKnown: false,
      postalCodeValid: null,
    });
    expect(addressOf({ countryCode: 'BT' })).toMatchObject({ missing: ['name', 'street', 'city'] });
  });

  it('lacks its country when there is none, whatever the postal code looks like', () => {
    const { countryCode: _country, ...rest } = full;
    expect(addressOf({ ...rest, region: 'TX', postalCode: '75201' })).toMatchObject({
      missing: ['countryCode'],
      countryKnown: null,
    });
  });

  it('may leave the country out among North American trade partners', () => {
    const { countryCode: _country, ...rest } = full;
    const place = { ...rest, region: 'ON', postalCode: 'K1A 0B1' };
    expect(addressOf(place, { orderType: 'b2b' })).toMatchObject({ missing: [], country: 'CA', postalCodeValid: true });
    expect(addressOf({ ...place, code: 'STORE-7' })).toMatchObject({ missing: [], country: 'CA' });
  });

  it('is enough as a partner code or GLN alone', () => {
    expect(addressOf({ name: 'Store 42', code: 'STORE-0042' })).toMatchObject({ identifiedByCode: true, missing: [] });
    expect(addressOf({ gln: '4000001000005' })).toMatchObject({ identifiedByCode: true, missing: [] });
    expect(addressOf({ code: '42', address1: '1 Main Street' })).toMatchObject({
      identifiedByCode: false,
      missing: ['name', 'city', 'countryCode'],
    });
  });

  it('takes white space for nothing', () => {
    expect(addressOf({ ...full, city: '   ' })).toMatchObject({ missing: ['city'] });
  });

  it('is seen to be swapped when the city is a postal code and the postal code is not', () => {
    expect(addressOf({ ...full, city: '10115', postalCode: 'Berlin' })).toMatchObject({ swapped: true });
    expect(addressOf({ ...full, city: '10115', postalCode: '10115' })).toMatchObject({ swapped: false });
  });

  it.each([
    'P.O. Box 12',
    'PO Box 12',
    'P O BOX 99',
    'Post Office Box 4',
    'Postfach 10 11 12',
    'Packstation 145',
    'Boîte postale 33',
    'BP 33',
    'Apartado de Correos 7',
    'Casella Postale 5',
    'Postbus 100',
    'Postboks 3',
    'skrytka pocztowa 12',
  ])('is a post office box: %s', (address2) => {
    expect(addressOf({ ...full, address2 })).toMatchObject({ poBox: true });
  });

  it.each(['12 Boxwood Lane', 'Poststraße 1', 'Boxhagener Str. 3', '1 Popham Road', '4 Portobello Road'])(
    'is no post office box: %s',
    (address1) => {
      expect(addressOf({ ...full, address1 })).toMatchObject({ poBox: false });
    },
  );

  it('is not asked for when nothing is carried', () => {
    const none = { required: false, missing: [], postalCodeValid: null };
    expect(addressOf(undefined, { lines: [{ ...line, fulfillmentMethod: 'pickup' }] })).toMatchObject(none);
    expect(addressOf({}, { lines: [{ ...line, requiresShipping: false }] })).toMatchObject(none);
    expect(addressOf(undefined, { shipmentGroups: [{ groupId: '1', method: 'pickup' }] })).toMatchObject(none);
    const mixed = { lines: [{ ...line, fulfillmentMethod: 'pickup' }, line] };
    expect(addressOf(undefined, mixed)).toMatchObject({ required: true, present: false });
  });

  it('shows no part of itself in the fact but the country', () => {
    const text = JSON.stringify(addressOf({ ...full, phone: '+49 30 1234567', email: 'a@example.com' }));
    for (const part of ['Example', 'Main', 'Town', '10115', '1234567']) expect(text).not.toContain(part);
  });
});
