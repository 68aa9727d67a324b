// Operators on GS1 keys.
import { isGln, isGtin, isSscc } from '../functions/gs1.ts';
import type { OperatorSpec } from './spec.ts';
import { validityOperator } from './validity.ts';

const SOURCE = 'GS1 General Specifications, section 7.9';

export const gs1Operators: readonly OperatorSpec[] = [
  validityOperator({
    name: 'validGtin',
    what: 'a GTIN of 8, 12, 13 or 14 digits with a right check digit',
    source: SOURCE,
    isValid: isGtin,
    examples: [
      { fact: '4006381333931', value: true, result: true },
      { fact: '4006381333930', value: false, result: true },
      { fact: '00000000000000', value: true, result: false },
    ],
  }),
  validityOperator({
    name: 'validGln',
    what: 'a GLN of 13 digits with a right check digit',
    source: SOURCE,
    isValid: isGln,
    examples: [
      { fact: '5412345000013', value: true, result: true },
      { fact: '5412345000013', value: false, result: false },
      { fact: 'WH7', value: false, result: true },
    ],
  }),
  validityOperator({
    name: 'validSscc',
    what: 'an SSCC of 18 digits (or 20 that begin with `00`) with a right check digit',
    source: SOURCE,
    isValid: isSscc,
    examples: [
      { fact: '340123450000000000', value: true, result: true },
      { fact: '00340123450000000000', value: true, result: true },
      { fact: '340123450000000001', value: false, result: true },
    ],
  }),
];
