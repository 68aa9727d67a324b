// Suggestions for a wrong SKU.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import { editDistance, nearest } from '../../../runtime/engine/facts/nearest.ts';
import type { FactContext } from '../../../runtime/engine/facts/spec.ts';
import type { CanonicalDocument } from '../../../runtime/model/types.ts';

const source = { system: 'shop' };
const make = (type: CanonicalDocument['type'], more: object) => ({ type, source, ...more }) as CanonicalDocument;
const order = (more: object) => make('order', { orderId: 'O-1', ...more });
const ofLine = (name: string, line: object, context: FactContext = {}, document = order({})) =>
  factValue(name, { document, line: line as Record<string, unknown>, lineIndex: 0, context });

describe('the nearest SKUs', () => {
  it('are those with the fewest edits, at most three, and none when all are far', () => {
    const known = ['TSHIRT-M-BLUE', 'TSHIRT-L-BLUE', 'TSHIRT-M-BLACK', 'SOCK-L', 'TSHIRT-XL-BLUE'];
    expect(nearest('TSHIRT-M-BLEU', known)).toEqual(['TSHIRT-M-BLUE', 'TSHIRT-L-BLUE', 'TSHIRT-M-BLACK']);
    expect(nearest('tshirt m blue', known)[0]).toBe('TSHIRT-M-BLUE');
    expect(nearest('PUMP-9000', known)).toEqual([]);
    expect(nearest('', known)).toEqual([]);
  });

  it('counts one edit for a letter more, less, other, or exchanged with its neighbour', () => {
    for (const [a, b] of [
      ['ABC', 'ABCD'],
      ['ABCD', 'ABC'],
      ['ABC', 'AXC'],
      ['ABCD', 'ABDC'],
    ] as const) {
      expect(editDistance(a, b, 3)).toBe(1);
    }
  });

  it('is a distance: none to itself, the same both ways', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a, 9)).toBe(0);
        expect(editDistance(a, b, 9)).toBe(editDistance(b, a, 9));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('are not offered for a known SKU, nor without an item master', () => {
    const item = { type: 'item', sku: 'A-1', source } as const;
    expect(ofLine('skuCandidates', { sku: 'A-1' }, { item: [item] })).toBeNull();
    expect(ofLine('skuCandidates', { sku: 'A-2' }, { item: [] })).toBeNull();
    expect(ofLine('skuCandidates', { sku: 'A-2' }, {})).toBeUndefined();
  });
});
