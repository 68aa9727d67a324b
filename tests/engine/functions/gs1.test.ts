// Check digits: the vectors of the corpus where it is at hand, and the errors that the algorithm must detect.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitOf, isGln, isGtin, isSscc } from '../../../runtime/engine/functions/gs1.ts';

const VECTORS = fileURLToPath(
  new URL('../../../../shared/corpus/codelists/gs1/check_digit_vectors.json', import.meta.url),
);
const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((list) => list.join(''));
const bodies = fc.constantFrom(7, 11, 12, 13).chain(digits);
const notAllZeros = (text: string) => /[1-9]/.test(text);

describe('GS1 check digits', () => {
  it('accept a body with its own check digit at every length', () => {
    fc.assert(
      fc.property(bodies.filter(notAllZeros), digits(12).filter(notAllZeros), (gtin, gln) => {
        expect(isGtin(gtin + checkDigitOf(gtin))).toBe(true);
        expect(isGln(gln + checkDigitOf(gln))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(digits(17).filter(notAllZeros), (body) => {
        expect(isSscc(body + checkDigitOf(body))).toBe(true);
        expect(isSscc(`00${body}${checkDigitOf(body)}`)).toBe(true);
      }),
    );
  });

  it('detect every single wrong digit', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, where, difference) => {
        const key = body + checkDigitOf(body);
        const at = where % key.length;
        const wrong = key.slice(0, at) + ((Number(key[at]) + difference) % 10) + key.slice(at + 1);
        expect(isGtin(wrong)).toBe(false);
      }),
    );
  });

  it('do not change with zeros in front, so that one product has one GTIN-14', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(checkDigitOf(body.padStart(13, '0'))).toBe(checkDigitOf(body));
      }),
    );
  });

  it('belong to digits and nothing else', () => {
    for (const key of [
      '',
      ' 96385074',
      '9638 5074',
      '９６３８５０７４',
      '96385074\n',
      9.6,
      -96385074,
      true,
      [],
      {},
      Number.NaN,
    ]) {
      expect(isGtin(key)).toBe(false);
    }
    expect(isGtin(96385074)).toBe(true);
  });
});

interface Vectors {
  readonly vectors: readonly { readonly type: string; readonly body: string; readonly check: number }[];
  readonly full_numbers: readonly { readonly value: string; readonly valid: boolean }[];
  readonly reject_always: readonly string[];
}

describe('the check digit vectors of the corpus', () => {
  const there = existsSync(VECTORS);
  if (!there) console.warn(`skipped: the corpus is not beside this checkout (${VECTORS})`);

  it.skipIf(!there)('agree', () => {
    const { vectors, full_numbers, reject_always } = JSON.parse(readFileSync(VECTORS, 'utf8')) as Vectors;
    expect(vectors.length).toBeGreaterThan(0);
    for (const { type, body, check } of vectors) expect(checkDigitOf(body), type).toBe(String(check));
    for (const { value, valid } of full_numbers) expect(isGtin(value), value).toBe(valid);
    for (const value of reject_always) expect(isGtin(value), value).toBe(false);
  });
});
