// JSONata programs for laws that hold for every program: generated ones, and JSONata's own conformance cases where they are at hand.
// Those are looked for at CROSSDOCK_JSONATA_SUITE, else at ../shared/jsonata-suite beside the project.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';

// Expressions as lists of tokens, so that blanks and comments can be put between any two of them.
type Tokens = readonly string[];

export const NAMES = [
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
export const LITERALS = [
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
export const REGEXES = ['/a b/', '/[/]"/i', '/(\\/|")+/m', "/'/", '/a{2,3}/im', '/\\\\/', '/two\nlines/'];
export const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'and',
  'or',
  'in',
  '~>',
  '?:',
  '??',
];

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

/** Text of a program; nearly all are valid. */
export const writtenProgram = fc
  .tuple(program, gaps)
  .map(([tokens, between]) =>
    tokens.map((token, index) => token + (between[index % between.length] as string)).join(''),
  );

/** The folder of the conformance cases. */
export const SUITE = join(
  resolve(process.env['CROSSDOCK_JSONATA_SUITE'] ?? join(import.meta.dirname, '../../../shared/jsonata-suite')),
  'groups',
);

/** Every program of the conformance cases. */
export function suitePrograms(): { group: string; program: string }[] {
  return readdirSync(SUITE).flatMap((group) =>
    readdirSync(join(SUITE, group))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => {
        const cases = [JSON.parse(readFileSync(join(SUITE, group, file), 'utf8'))].flat() as Record<string, string>[];
        return cases.map((one) => ({
          group,
          program: one['expr'] ?? readFileSync(join(SUITE, group, one['expr-file'] ?? ''), 'utf8'),
        }));
      }),
  );
}

/** Whether the conformance cases are there; says so when they are not. */
export function hasSuite(what: string): boolean {
  const found = existsSync(SUITE);
  if (!found) console.info(`No conformance cases at ${SUITE}: ${what}`);
  return found;
}
