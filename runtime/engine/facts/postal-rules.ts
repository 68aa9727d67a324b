// What a postal address needs, by country. Imports nothing. Source: Universal Postal Union, addressing systems of member countries.

export interface PostalRule {
  /** Shape of the postal code, without a leading country code; absent: the country has none. */
  readonly code?: RegExp;
  /** True when letters arrive although the code is left out (Eircode). */
  readonly codeOptional?: true;
  /** True when the address is incomplete without a region. */
  readonly region?: true;
  /** True for places that are one city. */
  readonly noCity?: true;
}

const digits = (count: number): PostalRule => ({ code: new RegExp(`^\\d{${count}}$`) });
const THREE_TWO: PostalRule = { code: /^\d{3} ?\d{2}$/ };

/** ISO 3166-1 alpha-2 to rule. A country that is not here is only checked for the parts every address has. */
export const POSTAL_RULES: ReadonlyMap<string, PostalRule> = new Map<string, PostalRule>([
  ['AE', {}],
  ['AT', digits(4)],
  ['AU', { ...digits(4), region: true }],
  ['BE', digits(4)],
  ['BG', digits(4)],
  ['BR', { code: /^\d{5}-?\d{3}$/, region: true }],
  ['CA', { code: /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d$/, region: true }],
  ['CH', digits(4)],
  ['CN', { ...digits(6), region: true }],
  ['CZ', THREE_TWO],
  ['DE', digits(5)],
  ['DK', digits(4)],
  ['EE', digits(5)],
  ['ES', { code: /^(0[1-9]|[1-4]\d|5[0-2])\d{3}$/ }],
  ['FI', digits(5)],
  ['FR', digits(5)],
  ['GB', { code: /^(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/ }],
  ['GR', THREE_TWO],
  ['HK', { noCity: true }],
  ['HR', digits(5)],
  ['HU', digits(4)],
  ['IE', { code: /^[AC-FHKNPRTV-Y](\d{2}|6W) ?[\dAC-FHKNPRTV-Y]{4}$/, codeOptional: true }],
  ['IL', { code: /^\d{5}(\d{2})?$/ }],
  ['IN', { code: /^[1-9]\d{2} ?\d{3}$/, region: true }],
  ['IT', digits(5)],
  ['JP', { code: /^\d{3}-?\d{4}$/, region: true }],
  ['KR', digits(5)],
  ['LT', digits(5)],
  ['LU', digits(4)],
  ['LV', digits(4)],
  ['MX', { ...digits(5), region: true }],
  ['MY', digits(5)],
  ['NL', { code: /^[1-9]\d{3} ?[A-Z]{2}$/ }],
  ['NO', digits(4)],
  ['NZ', digits(4)],
  ['PL', { code: /^\d{2}-?\d{3}$/ }],
  ['PR', { code: /^00[679]\d{2}(-?\d{4})?$/ }],
  ['PT', { code: /^\d{4}(-\d{3})?$/ }],
  ['RO', digits(6)],
  ['SE', THREE_TWO],
  ['SG', { ...digits(6), noCity: true }],
  ['SI', digits(4)],
  ['SK', THREE_TWO],
  ['TR', digits(5)],
  ['TW', { code: /^\d{3}(\d{2,3})?$/ }],
  ['US', { code: /^\d{5}([- ]?\d{4})?$/, region: true }],
  ['ZA', digits(4)],
]);

/** The code as the rules expect it: capital letters, no space around, no `D-` or `LV-` before it. */
export function plainPostalCode(code: string, countryCode: string | undefined): string {
  const text = code.trim().toUpperCase();
  const withoutCountry = text.replace(/^[A-Z]{1,2}-(?=\d)/, '');
  return countryCode !== undefined && /^(GB|CA|IE)$/.test(countryCode) ? text : withoutCountry;
}
