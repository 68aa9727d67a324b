// GS1 keys: check digits and the lengths of GTIN, GLN and SSCC.
import { argumentError, isAbsent } from './argument.ts';
import type { FunctionSpec } from './spec.ts';

/**
 * The check digit that belongs after `body`: weights 3 and 1 alternating from the right, filled up to the next ten.
 *
 * @param body  decimal digits without the check digit
 */
export function checkDigitOf(body: string): string {
  let sum = 0;
  for (let fromRight = 1; fromRight <= body.length; fromRight += 1) {
    sum += Number(body[body.length - fromRight]) * (fromRight % 2 === 1 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

/** The digits of a key; a number stands for its digits, without the zeros that it cannot hold at the front. */
function digitsOf(key: unknown): string | undefined {
  const text = typeof key === 'number' && Number.isSafeInteger(key) && key >= 0 ? String(key) : key;
  return typeof text === 'string' && /^\d+$/.test(text) ? text : undefined;
}

function isKey(key: unknown, lengths: readonly number[]): boolean {
  const digits = digitsOf(key);
  if (digits === undefined || !lengths.includes(digits.length)) return false;
  // All zeros has a right check digit and identifies nothing: systems send it for "none".
  return /[1-9]/.test(digits) && checkDigitOf(digits.slice(0, -1)) === digits.at(-1);
}

/** GTIN-8, -12, -13 or -14 with a right check digit. Digits only: no spaces, no hyphens. */
export function isGtin(key: unknown): boolean {
  return isKey(key, [8, 12, 13, 14]);
}

/** Thirteen digits with a right check digit. */
export function isGln(key: unknown): boolean {
  return isKey(key, [13]);
}

/** Eighteen digits with a right check digit, also behind the application identifier `00` of the label. */
export function isSscc(key: unknown): boolean {
  const digits = digitsOf(key);
  if (digits === undefined) return false;
  return isKey(digits.length === 20 && digits.startsWith('00') ? digits.slice(2) : digits, [18]);
}

function whenPresent(key: unknown, check: (key: unknown) => boolean): boolean | undefined {
  return isAbsent(key) ? undefined : check(key);
}

function gtin14(key: unknown): string | undefined {
  return isGtin(key) ? digitsOf(key)?.padStart(14, '0') : undefined;
}

function checkDigit(body: unknown): string | undefined {
  if (isAbsent(body)) return undefined;
  const digits = digitsOf(body);
  if (digits === undefined || digits.length > 30) throw argumentError('$checkDigit', '1 to 30 decimal digits', body);
  return checkDigitOf(digits);
}

const SOURCE = 'GS1 General Specifications, section 7.9, standard check digit calculation';

export const gs1Functions: readonly FunctionSpec[] = [
  {
    name: 'isGtin',
    signature: '<x:b>',
    summary: 'Whether a value is a GTIN-8, GTIN-12 (UPC), GTIN-13 (EAN) or GTIN-14 with a right check digit.',
    parameters: [{ name: 'x', description: 'Text of digits, or a number that has lost no zero at the front.' }],
    returns: 'true or false; undefined when there is no value. All zeros is not a GTIN.',
    source: SOURCE,
    examples: [
      { expression: '$isGtin("4006381333931")', result: true },
      { expression: '$isGtin("036000291452")', result: true },
      { expression: '$isGtin("4006381333930")', result: false },
      { expression: '$isGtin("00000000000000")', result: false },
      { expression: '$isGtin("4 006381 333931")', result: false },
      { expression: '$isGtin(missing)', input: {} },
    ],
    implementation: (x: unknown) => whenPresent(x, isGtin),
  },
  {
    name: 'isGln',
    signature: '<x:b>',
    summary: 'Whether a value is a GLN (global location number) with a right check digit.',
    parameters: [{ name: 'x', description: 'Text of 13 digits.' }],
    returns: 'true or false; undefined when there is no value.',
    source: SOURCE,
    examples: [
      { expression: '$isGln("5412345000013")', result: true },
      { expression: '$isGln("5412345000014")', result: false },
      { expression: '$isGln("036000291452")', result: false },
      { expression: '$isGln(null)' },
    ],
    implementation: (x: unknown) => whenPresent(x, isGln),
  },
  {
    name: 'isSscc',
    signature: '<x:b>',
    summary: 'Whether a value is an SSCC (serial shipping container code) with a right check digit.',
    parameters: [
      { name: 'x', description: 'Text of 18 digits, or of 20 that begin with the application identifier `00`.' },
    ],
    returns: 'true or false; undefined when there is no value.',
    source: SOURCE,
    examples: [
      { expression: '$isSscc("340123450000000000")', result: true },
      { expression: '$isSscc("00340123450000000000")', result: true },
      { expression: '$isSscc("340123450000000001")', result: false },
      { expression: '$isSscc("00340123450")', result: false },
    ],
    implementation: (x: unknown) => whenPresent(x, isSscc),
  },
  {
    name: 'gtin14',
    signature: '<x:s>',
    summary: 'A GTIN of any length as 14 digits, so that one product has one spelling.',
    parameters: [{ name: 'x', description: 'A GTIN as text of digits.' }],
    returns: '14 digits; undefined when the value is not a valid GTIN.',
    source: 'GS1 General Specifications, section 3.3 (GTIN data structures)',
    examples: [
      { expression: '$gtin14("036000291452")', result: '00036000291452' },
      { expression: '$gtin14("96385074")', result: '00000096385074' },
      { expression: '$gtin14("4006381333930")' },
      { expression: '$gtin14("SKU-1")' },
    ],
    implementation: (x: unknown) => gtin14(x),
  },
  {
    name: 'checkDigit',
    signature: '<x:s>',
    summary: 'The GS1 check digit to put behind a body, for example when numbering a carton.',
    parameters: [
      { name: 'body', description: 'The digits of a GTIN, GLN, SSCC or other GS1 key without its check digit.' },
    ],
    returns: 'One digit, as text.',
    source: SOURCE,
    examples: [
      { expression: '$checkDigit("629104150021")', result: '3' },
      { expression: '"34012345000000000" & $checkDigit("34012345000000000")', result: '340123450000000000' },
      { expression: '$checkDigit(missing)', input: {} },
      { expression: '$checkDigit("62910-4150021")', error: 'function.argument' },
    ],
    implementation: (body: unknown) => checkDigit(body),
  },
];
