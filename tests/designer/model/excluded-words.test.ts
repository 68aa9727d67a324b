// A word is called excluded only when no message can bring it to the lookup: by cases both ways, and by running generated conditions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { excludedWords } from '../../../designer/model/check/excluded-words.ts';
import { ROOT } from '../../support/sidecar.ts';

const WORDS = ['draft', 'open', 'void'];

/** Words that cannot reach the key between `‹` and `›`. */
function excluded(marked: string, when?: string): string[] {
  const start = marked.indexOf('‹');
  const end = marked.indexOf('›') - 1;
  const isExcluded = excludedWords(marked.replace('‹', '').replace('›', ''), when);
  return WORDS.filter((word) => isExcluded({ start, end }, word));
}

const LOOKUP = '$translate($tables, "t", ‹s›)';

describe('a word is excluded', () => {
  it.each([
    ['$not(s = "draft")', ['draft']],
    ['s != "draft" and x', ['draft']],
    ['$not(s in ["draft", "void"])', ['draft', 'void']],
    ['s = "open"', ['draft', 'void']],
    ['"open" = s or s in ["void"]', ['draft']],
    ['$not(s = "draft" or s = "void")', ['draft', 'void']],
    ['$$.s = "open" and $boolean(s != "draft")', ['draft', 'void']],
  ])('by the condition of the mapping: %s', (when, words) => {
    expect(excluded(LOOKUP, when)).toEqual(words);
  });

  it.each([
    [`s = "draft" ? 1 : ${LOOKUP}`, ['draft']],
    [`s in ["draft", "open"] ? ${LOOKUP}`, ['void']],
    [`s != "void" and ${LOOKUP}.x`, ['void']],
    [`s = "void" or ${LOOKUP}.x`, ['void']],
    ['( $k := s; s = "draft" ? 1 : $translate($tables, "t", ‹$k›) )', ['draft']],
    [`l[s != "draft"]^(q).{ "a": ${LOOKUP} }`, ['draft']],
    [`a.l[s != "draft"][0].(${LOOKUP})`, ['draft']],
  ])('by what stands around the lookup: %s', (program, words) => {
    expect(excluded(program)).toEqual(words);
  });
});

describe('a word is not excluded', () => {
  it.each([
    ['s != "draft" or x'],
    ['$not(s = "draft" and x)'],
    ['t != "draft"'],
    ['s & "" != "draft"'],
    ['$exists(s)'],
    ['$not(s in words)'],
    ['x ? s != "draft" : true'],
    ['s != "draft'],
  ])('by a condition that does not surely say so: %s', (when) => {
    expect(excluded(LOOKUP, when)).toEqual([]);
  });

  it.each([
    // The word may come from the program itself, from another field, or from the same name in other rows.
    ['s = "draft" ? $translate($tables, "t", ‹s ? "draft" : "open"›)', 's != "draft"', ['void']],
    ['$translate($tables, "t", ‹t›)', 's != "draft"', []],
    ['l.($translate($tables, "t", ‹s›))', 's != "draft"', []],
    ['$translate($tables, "t", ‹$lowercase(s)›)', 's != "draft"', []],
    [`s = "draft" ? ${LOOKUP}`, undefined, ['open', 'void']],
    ['( $not := function($x) { $x }; $not(s = "draft") ? $translate($tables, "t", ‹s›) )', undefined, []],
    ['l[m[s != "draft"]].($translate($tables, "t", ‹s›))', undefined, []],
  ] as const)('%s when %s', (program, when, words) => {
    expect(excluded(program, when)).toEqual(words);
  });

  it('that a message brings to it, whatever the condition', async () => {
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        fc
          .tuple(fc.constantFrom('s', 't', '$$.s'), fc.constantFrom('=', '!='), fc.constantFrom(...WORDS))
          .map(([field, operator, word]) => `${field} ${operator} "${word}"`),
        fc.subarray(WORDS).map((words) => `s in ${JSON.stringify(words)}`),
        tie('condition').map((one) => `$not(${one})`),
        fc
          .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
          .map(([one, operator, other]) => `(${one} ${operator} ${other})`),
      ),
    }));
    let count = 0;
    await fc.assert(
      fc.asyncProperty(condition, condition, fc.constantFrom('s', 't ? s : "open"'), async (when, around, key) => {
        const words = excluded(`${around} ? f(‹${key}›) : 0`, when);
        const reached = jsonata(`(${when}) and (${around}) ? (${key})`);
        for (const s of [...WORDS, undefined])
          for (const t of ['draft', 'void', undefined]) {
            const word = await reached.evaluate({ s, t });
            expect(words).not.toContain(word);
          }
        count += words.length;
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(count).toBeGreaterThan(100);
  });
});

describe('the sample workspace', () => {
  it.each([
    ['customer-notice', 'status', 'draft'],
    ['x12-810-bill', 'invoiceType ? invoiceType : "invoice"', 'proforma'],
  ])('%s keeps the word from its table', (name, key, word) => {
    const read = (file: string) => readFileSync(join(ROOT, 'mappings', name, file), 'utf8');
    const text = read('mapping.jsonata');
    const { when } = (JSON.parse(read('mapping.json')) as { from: { when: string } }).from;
    const start = text.indexOf(key, text.indexOf('$translate('));
    const isExcluded = excludedWords(text, when);
    expect(isExcluded({ start, end: start + key.length }, word)).toBe(true);
    expect(excludedWords(text, undefined)({ start, end: start + key.length }, word)).toBe(false);
  });
});
