// Numbers of EDIFACT with the decimal mark that mappings expect. Imports nothing.

/**
 * Elements of the tree that hold numbers: quantities, amounts, prices, percentages, rates, measures, counts.
 * Source: UN/EDIFACT directory D.96A, elements of representation n.
 */
const NUMERIC: ReadonlySet<string> = new Set([
  'ALI05',
  'CNT01_2',
  'CUX03',
  'DIM02_2',
  'DIM02_3',
  'DIM02_4',
  'EQN01',
  'MEA03_2',
  'MEA03_3',
  'MEA03_4',
  'MOA01_2',
  'PAC01',
  'PCD01_2',
  'PRI01_2',
  'PRI01_5',
  'QTY01_2',
  'QVR01',
  'RNG02_2',
  'RNG02_3',
  'RTE01_2',
  'RTE01_3',
  'TAX03_4',
  'TAX05_4',
]);

/**
 * Writes the comma of a number as a point. The syntax allows either mark whatever the UNA says, and no separator of
 * thousands, so a comma in a numeric element is always the decimal mark (ISO 9735:1988, 10.1).
 */
export function pointOf(key: string, text: string): string {
  return text.includes(',') && NUMERIC.has(key) && /^-?\d*,\d*$/.test(text) ? text.replace(',', '.') : text;
}
