// Operators on the code lists that every document uses.
import { minorDigits } from '../functions/currency-codes.ts';
import { isCountryCode } from './country-codes.ts';
import type { OperatorSpec } from './spec.ts';
import { validityOperator } from './validity.ts';

export const codeOperators: readonly OperatorSpec[] = [
  validityOperator({
    name: 'validCountry',
    what: 'a country code in upper case',
    source: 'ISO 3166-1 alpha-2',
    isValid: isCountryCode,
    examples: [
      { fact: 'NL', value: true, result: true },
      { fact: 'UK', value: false, result: true },
      { fact: 'us', value: true, result: false },
      { fact: 'USA', value: true, result: false },
    ],
  }),
  validityOperator({
    name: 'validCurrency',
    what: 'a currency code in upper case, one withdrawn since 2021 included',
    source: 'ISO 4217',
    isValid: (fact) => typeof fact === 'string' && minorDigits(fact) !== undefined,
    examples: [
      { fact: 'EUR', value: true, result: true },
      { fact: 'HRK', value: true, result: true },
      { fact: 'RMB', value: false, result: true },
      { fact: 'XXX', value: true, result: false },
    ],
  }),
];
