// The laws of the canonical layout: no program changes its meaning, no comment is lost, laying out twice changes nothing more.
// Runs over generated programs, and over JSONata's own conformance cases where they are at hand (CROSSDOCK_JSONATA_SUITE, else ../shared/jsonata-suite).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programMeaning } from '../../../runtime/engine/compile/jsonata-reference.ts';
import { layOut } from '../../../runtime/engine/syntax/layout.ts';
import { tokensOf } from '../../../runtime/engine/syntax/tokens.ts';

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

// Expressions as lists of tokens, so that blanks and comments can be put between any two of them.
type Tokens = readonly string[];

const NAMES = [
  'a',
  'b1',
  'line_items',
  '`odd name`',
  "don't",
  'naïve',
  'x\u00a0y',
  'and',
  'in',
  'or',
  '*',
  '**',
  '%',
  '$',
  '$$',
  '$v',
];
const LITERALS = [
  '0',
  '1.5e3',
  'true',
  'null',
  '"a b"',
  "'it\\'s'",
  '"\\\\"',
  '"/* no comment */"',
  '"two\nlines"',
  '"tab\there"',
];
const REGEXES = ['/a b/', '/[/]"/i', '/(\\/|")+/m', "/'/", '/a{2,3}/im', '/\\\\/', '/two\nlines/'];
const BINARY = ['+', '-', '*', '/', '%', '&', '=', '!=', '<', '<=', '>', '>=', 'and', 'or', 'in', '~>', '?:', '??'];

const program = fc.letrec<{ expression: Tokens; operand: Tokens }>((tie) => {
  const inner = tie('expression');
  const list = (members: readonly Tokens[], separator: string): Tokens =>
    members.flatMap((member, index) => (index === 0 ? member : [separator, ...member]));
  return {
    operand: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...NAMES, ...LITERALS).map((token) => [token]),
      inner.map((one) => ['(', ...one, ')']),
      fc.array(inner, { maxLength: 3 }).map((members) => ['[', ...list(members, ','), ']']),
      fc.array(inner, { maxLength: 3 }).map((members) => [
        '{',
        ...list(
          members.map((member, index) => [`"k${index}"`, ':', ...member]),
          ',',
        ),
        '}',
      ]),
      fc.tuple(inner, inner).map(([one, other]) => ['(', '$v', ':=', ...one, ';', ...other, ')']),
      fc.tuple(tie('operand'), inner).map(([one, other]) => ['$', '.', '(', ...one, ')', '[', ...other, ']']),
      fc.tuple(inner, fc.constantFrom(...REGEXES)).map(([one, regex]) => ['$contains', '(', ...one, ',', regex, ')']),
      fc.constantFrom(...REGEXES).map((regex) => ['$split', '(', '?', ',', regex, ')']),
      inner.map((one) => ['function', '(', '$x', ')', '<', 'n', ':', 'n', '>', '{', ...one, '}']),
      fc.tuple(inner, inner).map(([one, other]) => ['(', '|', ...one, '|', ...other, '|', ')']),
      fc.tuple(inner, inner).map(([one, other]) => ['a', '^', '(', '>', ...one, ',', ...other, ')']),
      inner.map((one) => ['-', '(', ...one, ')']),
    ),
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      tie('operand'),
      fc
        .tuple(tie('operand'), fc.constantFrom(...BINARY), tie('operand'))
        .map(([a, operator, b]) => [...a, operator, ...b]),
      fc.tuple(tie('operand'), inner, inner).map(([a, b, c]) => [...a, '?', ...b, ':', ...c]),
    ),
  };
}).expression;

/** Blank and comment texts between tokens; at least one blank, so that no two tokens grow into one. */
const gaps = fc.array(
  fc.constantFrom(
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\n\n\n',
    ' \n\t ',
    '/* plain */ ',
    '\n/* "quote */\n',
    ' /* a\n   b\r\n c */ ',
    '/* // */ ',
    '/**/ ',
  ),
  { minLength: 1, maxLength: 12 },
);

const written = fc
  .tuple(program, gaps)
  .map(([tokens, between]) =>
    tokens.map((token, index) => token + (between[index % between.length] as string)).join(''),
  );

describe('the canonical layout of a program', () => {
  it('keeps meaning, comments, strings and regular expressions of any program, and is done after one time', () => {
    let valid = 0;
    fc.assert(
      fc.property(written, (text) => {
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

const suite = join(
  resolve(process.env['CROSSDOCK_JSONATA_SUITE'] ?? join(import.meta.dirname, '../../../../shared/jsonata-suite')),
  'groups',
);

function suitePrograms(): { group: string; program: string }[] {
  return readdirSync(suite).flatMap((group) =>
    readdirSync(join(suite, group))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => {
        const cases = [JSON.parse(readFileSync(join(suite, group, file), 'utf8'))].flat() as Record<string, string>[];
        return cases.map((one) => ({
          group,
          program: one['expr'] ?? readFileSync(join(suite, group, one['expr-file'] ?? ''), 'utf8'),
        }));
      }),
  );
}

if (!existsSync(suite)) console.info(`No conformance cases at ${suite}: the layout is not tried on them`);

describe.skipIf(!existsSync(suite))('the conformance cases of JSONata', () => {
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
