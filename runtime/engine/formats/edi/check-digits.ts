// GS1 check digits. Imports nothing.

/** Lengths of trade item numbers that X12 and EDIFACT qualifiers of GTINs announce: GTIN-12, GTIN-13, GTIN-14. */
const GTIN_LENGTHS: ReadonlySet<number> = new Set([12, 13, 14]);

/** True for 12 to 14 digits whose check digit is wrong; anything else is no GTIN and cannot be judged. */
export const isWrongGtin = (text: string): boolean => GTIN_LENGTHS.has(text.length) && hasWrongCheckDigit(text);

/** True for the 18 digits of an SSCC, or 20 with application identifier 00, whose check digit is wrong. */
export function isWrongSscc(text: string): boolean {
  return (text.length === 18 || text.length === 20) && hasWrongCheckDigit(text.slice(-18));
}

/**
 * True when `text` is all digits and its last is not the check digit of the others.
 * Source: GS1 General Specifications, 7.9: weights 3 and 1 from the right, modulo 10.
 */
function hasWrongCheckDigit(text: string): boolean {
  let sum = 0;
  for (let i = text.length - 1, weight = 1; i >= 0; i--, weight = 4 - weight) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    sum += digit * weight;
  }
  return sum % 10 !== 0;
}
