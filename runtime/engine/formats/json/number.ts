// Decides whether a JavaScript number says the same decimal as a JSON literal. Imports nothing.

/**
 * True when the number that JavaScript makes of the literal prints as the same decimal value: `19.90`, `1e3`, `9007199254740992`.
 * False when digits would be lost: `820982911946154508`, `0.1234567890123456789`, `1e400`.
 *
 * @param literal a number as JSON writes it (RFC 8259, 6); other text gives a meaningless answer
 */
export function isExactNumber(literal: string): boolean {
  const number = Number(literal);
  if (!Number.isFinite(number)) return false;
  const wanted = normalize(literal);
  const printed = normalize(String(number));
  return wanted.digits === printed.digits && (wanted.digits === '' || wanted.exponent === printed.exponent);
}

/** Value = 0.digits × 10^exponent, without leading and trailing zeros; the sign is the same on both sides. */
function normalize(literal: string): { digits: string; exponent: number } {
  const unsigned = literal.startsWith('-') ? literal.slice(1) : literal;
  const [mantissa = '', exponent = '0'] = unsigned.split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  // Loops, not /^0+|0+$/: on a literal of a million zeros the regular expression would take quadratic time.
  let first = 0;
  while (all[first] === '0') first++;
  let end = all.length;
  while (end > first && all[end - 1] === '0') end--;
  return { digits: all.slice(first, end), exponent: Number(exponent) + whole.length - first };
}
