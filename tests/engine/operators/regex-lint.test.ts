// The linter of regular expressions: known catastrophes, harmless patterns, and a race of what it lets through against the clock.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATORS } from '../../../runtime/engine/operators/index.ts';
import { unsafePattern } from '../../../runtime/engine/operators/text.ts';

const matches = OPERATORS.find(({ name }) => name === 'matches')?.implementation as (
  fact: unknown,
  value: unknown,
) => boolean;

describe('patterns that are refused', () => {
  it.each([
    ['(a+)+$', /more than one way/],
    ['(a*)*$', /match nothing/],
    ['([a-zA-Z]+)*$', /more than one way/],
    ['(a|aa)+$', /more than one way/],
    ['(a|a?)+$', /match nothing/],
    ['(a|a)*$', /more than one way/],
    ['(.*a){12}', /more than one way/],
    ['(a{0,20}){0,20}$', /match nothing/],
    ['(a{1,20}){1,20}$', /more than one way/],
    ['(\\w|\\d)+$', /more than one way/],
    ['(\\w+\\s?)*$', /more than one way/],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', /more than one way/],
    ['^(?:-a*a*)*$', /more than one way/],
    ['((ab)*)+$', /match nothing/],
    ['(?=(a+)+$)x', /more than one way/],
    ['^(é|[^a])+$', /more than one way/],
    ['(x+x+)+y', /more than one way/],
    ['(a)\\1', /refers back/],
    ['(?<n>a)\\k<n>', /refers back/],
    ['\\d+\\d+\\d+', /cube/],
    ['\\s+\\s+$', /cube/],
    ['^\\s*.*\\s*$', /cube/],
    ['^(?:\\s*\\s*|b)\\s*$', /cube/],
    ['((a{90}){90}){90}', /too large/],
    ['(', /no regular expression/],
    ['a{2,1}', /no regular expression/],
    ['*', /no regular expression/],
    ['a'.repeat(501), /longer than 500/],
  ])('%s', (pattern, reason) => {
    expect(unsafePattern(pattern)).toMatch(reason);
    expect(matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', pattern)).toBe(false);
  });
});

describe('patterns that are taken', () => {
  it.each([
    ['^[A-Z]{2,3}-\\d{4,8}$', 'PO-20260001', 'PO-1'],
    ['^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', 'a@b.example', 'a@b'],
    ['^[A-Z0-9]+(-[A-Z0-9]+)*$', 'SKU-1-RED', 'SKU--1'],
    ['^(\\d{1,3}\\.){3}\\d{1,3}$', '10.0.0.1', '10.0.0'],
    ['^\\d{5}(-\\d{4})?$', '90210-1234', '90210-'],
    ['^[A-Za-z]\\d[A-Za-z] ?\\d[A-Za-z]\\d$', 'K1A 0B1', 'K1A'],
    ['^(?:GIR 0AA|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2})$', 'SW1A 1AA', 'SW1A'],
    ['^\\d{4} ?[A-Z]{2}$', '1012 JS', '10 JS'],
    ['TEST', 'A TEST B', 'a test'],
    ['^.{1,35}$', 'x', ''],
    ['^(?!.*--).+$', 'a-b', 'a--b'],
    ['^(?:UPS|FEDEX|DHL)\\b', 'UPS Ground', 'UPSX'],
    ['^\\d{3}\\-\\d{4}$', '555-0100', '5550100'],
    ['^[\\w-.]+$', 'a-b.c', 'a b'],
    ['^(\\+\\d{1,3})?[\\d ()]{6,20}$', '+31 20 123 4567', 'call me'],
    ['^(\\d+,)*\\d+$', '1,22,333', '1,,2'],
    ['^(?<year>\\d{4})-(?<month>\\d{2})$', '2026-05', '202605'],
    ['^\\p{L}+$', 'Łódź', 'Łódź1'],
    ['^[[\\]{}]+$', '[]{}', 'a'],
    ['a{,3}', 'a{,3}', 'aaa'],
    ['', 'anything', undefined],
    ['^(ab)*(cd)*$', 'ababcd', 'abc'],
  ])('%s', (pattern, hit, miss) => {
    expect(unsafePattern(pattern)).toBeUndefined();
    expect(matches(hit, pattern)).toBe(true);
    if (miss !== undefined) expect(matches(miss, pattern)).toBe(false);
  });
});

describe('what the linter lets through', () => {
  const { pattern: patterns } = fc.letrec<{ pattern: string; atom: string; piece: string }>((tie) => ({
    atom: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', 'c'),
      tie('pattern').map((inner) => `(?:${inner})`),
    ),
    piece: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,4}', '{0,30}', '{12}'))
      .map((parts) => parts.join('')),
    pattern: fc
      .array(
        fc.array(tie('piece'), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
        { minLength: 1, maxLength: 2 },
      )
      .map((options) => options.join('|')),
  }));
  const words = ['a', 'b', 'ab', 'aab', 'abb', 'ba', 'ac', 'abc'];
  // Exponential time shows at some length long before it could stop the test.
  const lengths = [...Array.from({ length: 38 }, (_, index) => 3 + index), 300];

  it('runs in a time that does not explode with the length of the text', () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(patterns, fc.boolean(), (inner, anchored) => {
        const pattern = anchored ? `^(?:${inner})$` : `(?:${inner})$`;
        if (unsafePattern(pattern) !== undefined) {
          refused += 1;
          return;
        }
        taken += 1;
        const expression = new RegExp(pattern, 'u');
        for (const word of words) {
          for (const length of lengths) {
            const text = `${word.repeat(length).slice(0, length)}!`;
            // No clock: a pattern that explodes does not end within the runner's own limit.
            expression.test(text);
          }
        }
      }),
      { numRuns: 3000, endOnFailure: true },
    );
    expect(taken).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(300);
  });

  it('does not depend on which regular expression came before', () => {
    for (let run = 0; run < 2500; run += 1) expect(matches(`x${run}`, `^x${run}$`)).toBe(true);
    expect(matches('x1', '^x2$')).toBe(false);
  });

  it('reads at most 10,000 characters', () => {
    expect(matches('a'.repeat(10_000), '^a+$')).toBe(true);
    expect(matches('a'.repeat(10_001), '^a+$')).toBe(false);
  });
});
