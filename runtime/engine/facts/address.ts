// Facts on where an order goes: whether the address can be delivered to in its country. No fact holds a part of the address itself.
import type { Address, OrderDocument } from '../../model/types.ts';
import { POSTAL_RULES, type PostalRule, plainPostalCode } from './postal-rules.ts';
import { orderNeedsShipping } from './shipping-need.ts';
import type { FactSpec, FactSubject } from './spec.ts';

const PO_BOX =
  /\b(p\.? ?o\.? ?box|post ?office box|postfach|packstation|bo[iî]te postale|b\.?p\.? ?\d+|apartado(?: de correos| postal)?|casella postale|postbus|postboks|postbox|box postal|skrytka pocztowa|caixa postal|locked bag)\b/i;

const has = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

function missingParts(address: Address, rule: PostalRule | undefined): string[] {
  const parts: [string, boolean][] = [
    ['name', has(address.name) || has(address.company)],
    ['street', has(address.address1) || has(address.address2)],
    ['city', rule?.noCity === true || has(address.city)],
    ['region', rule?.region !== true || has(address.region)],
    [
      'postalCode',
      rule === undefined || rule.code === undefined || rule.codeOptional === true || has(address.postalCode),
    ],
    ['countryCode', has(address.countryCode)],
  ];
  return parts.filter(([, present]) => !present).map(([name]) => name);
}

/** City and postal code in each other's place, as a swapped column brings them. */
function isSwapped(address: Address, rule: PostalRule | undefined): boolean {
  const { city, postalCode } = address;
  if (rule?.code === undefined || city === undefined || postalCode === undefined) return false;
  const fits = (text: string) => rule.code?.test(plainPostalCode(text, address.countryCode)) === true;
  return fits(city) && !fits(postalCode);
}

/**
 * X12 leaves the country out inside North America (N404): among trade partners a state and a fitting postal code say it.
 * Not so for a web shop's address, where a missing country is a gap.
 */
function withCountry(address: Address, order: OrderDocument): Address {
  const traded = order.orderType === 'b2b' || has(address.code) || has(address.gln);
  if (has(address.countryCode) || !traded || !/^[A-Z]{2}$/.test(address.region ?? '')) return address;
  const country = ['US', 'CA'].find((code) =>
    POSTAL_RULES.get(code)?.code?.test(plainPostalCode(address.postalCode ?? '', code)),
  );
  return country === undefined ? address : { ...address, countryCode: country };
}

function address({ document }: FactSubject): unknown {
  const order = document as OrderDocument;
  const required = orderNeedsShipping(order);
  const shipTo = order.shipTo === undefined ? undefined : withCountry(order.shipTo, order);
  const nothing = {
    required,
    present: shipTo !== undefined,
    identifiedByCode: false,
    countryKnown: null,
    missing: [],
    postalCodeValid: null,
    regionMissing: false,
    swapped: false,
    poBox: false,
    country: shipTo?.countryCode ?? null,
  };
  if (shipTo === undefined || !required) return nothing;
  const rule = POSTAL_RULES.get(shipTo.countryCode ?? '');
  // A store or warehouse that partners know by a code needs no street.
  const identifiedByCode = (has(shipTo.gln) || has(shipTo.code)) && !has(shipTo.address1) && !has(shipTo.postalCode);
  const missing = identifiedByCode ? [] : missingParts(shipTo, rule);
  const code = shipTo.postalCode;
  return {
    ...nothing,
    identifiedByCode,
    countryKnown: has(shipTo.countryCode) ? rule !== undefined : null,
    missing,
    postalCodeValid:
      rule?.code === undefined || !has(code)
        ? null
        : rule.code.test(plainPostalCode(code as string, shipTo.countryCode)),
    regionMissing: missing.includes('region'),
    swapped: isSwapped(shipTo, rule),
    poBox: [shipTo.address1, shipTo.address2, shipTo.address3].some((line) => line !== undefined && PO_BOX.test(line)),
  };
}

const source = { system: 'example' };
const lines = [{ lineId: '1', sku: 'A-1', quantity: 1 }];

export const addressFacts: readonly FactSpec[] = [
  {
    name: 'address',
    summary: 'Whether the delivery address of an order is complete and plausible for its country.',
    documents: ['order'],
    shape: {
      required: 'false when nothing of the order is carried to an address',
      present: 'whether there is a delivery address at all',
      identifiedByCode: 'true when the place is given by GLN or partner code alone',
      country: 'ISO 3166-1 code, as given or as a North American postal code shows it, or null',
      countryKnown: 'whether the rules know the country; null when none is given',
      missing: 'names of missing parts: name, street, city, region, postalCode, countryCode',
      postalCodeValid: 'whether the code has the shape of its country; null when there is none, or no rule',
      regionMissing: 'whether the country needs a region and there is none',
      swapped: 'whether city and postal code stand in each other’s place',
      poBox: 'whether the street is a post office box or parcel locker',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'order',
            orderId: 'O-1',
            source,
            lines,
            shipTo: {
              name: 'A. Example',
              address1: '1 Main St',
              city: 'Dallas',
              postalCode: '7520',
              countryCode: 'US',
            },
          },
          context: {},
        },
        result: {
          required: true,
          present: true,
          identifiedByCode: false,
          countryKnown: true,
          missing: ['region'],
          postalCodeValid: false,
          regionMissing: true,
          swapped: false,
          poBox: false,
          country: 'US',
        },
      },
      {
        subject: {
          document: { type: 'order', orderId: 'PO-1', source, lines, shipTo: { name: 'Store 42', code: 'STORE-0042' } },
          context: {},
        },
        result: {
          required: true,
          present: true,
          identifiedByCode: true,
          countryKnown: null,
          missing: [],
          postalCodeValid: null,
          regionMissing: false,
          swapped: false,
          poBox: false,
          country: null,
        },
      },
    ],
    compute: address,
  },
];
