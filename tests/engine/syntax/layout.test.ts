// The laws of the canonical layout: no program changes its meaning, no comment is lost, laying out twice changes nothing more.
// Runs over generated programs, and over JSONata's own conformance cases where they are at hand (CROSSDOCK_JSONATA_SUITE, else ../shared/jsonata-suite).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programMeaning } from '../../../runtime/engine/compile/jsonata-reference.ts';
import { layOut } from '../../../runtime/engine/syntax/layout.ts';
import { tokensOf } from '../../../runtime/engine/syntax/parse.ts';
import {
  BINARY,
  hasSuite,
  LITERALS,
  NAMES,
  REGEXES,
  suitePrograms,
  writtenProgram,
} from '../../support/jsonata-programs.ts';

const texts = (program: string, kind: string): string[] =>
  tokensOf(program)
    .filter((token) => token.kind === kind)
    .map((token) => token.text);

/** As text, because that is the quickest to compare. */
const meaningOf = (program: string): string | undefined => {
  try {
    return JSON.stringify(programMeaning(program));
  } catch {
    return undefined;
  }
};

/** Every law at once, for a program that parses. */
function expectLaws(program: string): void {
  const laidOut = layOut(program);
  expect(meaningOf(laidOut)).toBe(meaningOf(program));
  expect(layOut(laidOut)).toBe(laidOut);
  for (const kind of ['comment', 'string', 'regex', 'name']) expect(texts(laidOut, kind)).toEqual(texts(program, kind));
}

describe('the canonical layout of a program', () => {
  it('keeps meaning, comments, strings and regular expressions of any program, and is done after one time', () => {
    let valid = 0;
    fc.assert(
      fc.property(writtenProgram, (text) => {
        if (meaningOf(text) === undefined) return;
        valid += 1;
        expectLaws(text);
      }),
      { numRuns: 600 },
    );
    // Nearly all generated programs are valid; when that is no longer so, this test says nothing.
    expect(valid).toBeGreaterThan(200);
  });

  it('cuts any text into tokens that join to the text again', () => {
    const pieces = fc.constantFrom(
      ...NAMES,
      ...LITERALS,
      ...REGEXES,
      ...BINARY,
      '"',
      "'",
      '`',
      '/',
      '/*',
      '*/',
      '\\',
      '(',
      ']',
      '{',
      '|',
      '\u2028',
      ' ',
      '\r',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces).map((some) => some.join('')),
          fc.string({ unit: 'grapheme' }),
        ),
        (text) => {
          const tokens = tokensOf(text);
          expect(tokens.map((token) => token.text).join('')).toBe(text);
          expect(tokens.every((token) => token.text !== '')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a regular expression with a slash in brackets', '$match(x,   /[/ ]"/)', '$match(x,   /[/ ]"/)\n'],
    ['a division after a wildcard', '*   / 2 & "  /x  "', '*   / 2 & "  /x  "\n'],
    [
      'a regular expression after a multiplication sign that is an operator',
      'a *\n$f(b, /  "  /)',
      'a *\n$f(b, /  "  /)\n',
    ],
    ['an apostrophe inside a name', '{ "x":\n don\'t }', '{ "x":\n    don\'t }\n'],
    ['a no-break space inside a name', 'a\u00a0b\n\n\n\n+ c', 'a\u00a0b\n\n  + c\n'],
    [
      'line ends of Windows between tokens, not those in a string or comment',
      '(\r\n"a\r\nb"; /* c\r\nd */ e\r\n)',
      '(\n  "a\r\nb"; /* c\r\nd */ e\n)\n',
    ],
    ['nothing but a comment', '\n\n  /* only */  \n', '/* only */\n'],
    ['a first line that begins with an operator', '  -5', '-5\n'],
  ])('keeps %s', (_what, given, expected) => {
    expect(layOut(given)).toBe(expected);
    expect(meaningOf(given)).toBe(meaningOf(expected));
  });
});

describe.skipIf(!hasSuite('the layout is not tried on them'))('the conformance cases of JSONata', () => {
  it('mean the same after layout, as they are and with a comment between any two tokens', () => {
    const programs = suitePrograms().filter(({ program: text }) => meaningOf(text) !== undefined);
    expect(programs.length).toBeGreaterThan(1_000);
    for (const { program: text } of programs) {
      expectLaws(text);
      const commented = tokensOf(text)
        .map((token) => token.text)
        .join(' /* one\n  "two */ \n');
      expect(meaningOf(commented), text).toBe(meaningOf(text));
      expectLaws(commented);
    }
  });
});
