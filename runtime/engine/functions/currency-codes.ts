// ISO 4217 currency codes with the digits of their minor unit. Imports nothing.

/**
 * ISO 4217:2015 list one with its amendments to 2025, by number of minor digits. Left out are the codes in which nothing
 * is priced: metals (XAU …), bond units (XBA …), special drawing rights, testing (XTS) and "no currency" (XXX).
 */
const BY_MINOR_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' +
    'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' +
    'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN ' +
    'NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' +
    'THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Withdrawn in the years 2021 to 2026 and kept, because refunds and late invoices still name them. All have two minor digits. */
const WITHDRAWN = 'ANG BGN CUC HRK SLL ZWL';

const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(BY_MINOR_DIGITS).flatMap(([digits, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(digits)]),
  ),
  ...WITHDRAWN.split(' ').map((code): [string, number] => [code, 2]),
]);

/** Digits of the minor unit (EUR 2, JPY 0, KWD 3); undefined when the code is not in the list. Codes are upper case. */
export function minorDigits(code: string): number | undefined {
  return MINOR_DIGITS.get(code);
}
