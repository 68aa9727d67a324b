// The canonical layout of a mapping program: indentation by nesting, no trailing blanks, one blank line at most, every comment and line break kept.
// May import parse.ts and tree.ts.
import { tokensOf } from './parse.ts';
import type { Token } from './tree.ts';

const INDENT = '  ';
const OPENING = new Set(['{', '[', '(']);
const CLOSING = new Set(['}', ']', ')']);

/** A line that begins with one of these goes on with the line before it. */
const CONTINUING = new Set([
  '?',
  ':',
  '&',
  '~>',
  '.',
  '+',
  '-',
  '*',
  '/',
  'and',
  'or',
  'in',
  '=',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '?:',
  '??',
  '^',
  '#',
  '@',
]);

/** A line behind one of these goes on with it. */
const LEADING_ON = new Set([
  ':',
  ':=',
  '?',
  '&',
  '+',
  '/',
  '~>',
  '?:',
  '??',
  '=',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  'and',
  'or',
  'in',
]);

const isOneOf = (token: Token | undefined, words: ReadonlySet<string>): boolean =>
  (token?.kind === 'operator' || token?.kind === 'name') && words.has(token.text);

function linesOf(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== 'blank' || !token.text.includes('\n')) {
      lines.at(-1)?.push(token);
      continue;
    }
    const breaks = token.text.split('\n').length - 1;
    for (let count = 0; count < Math.min(breaks, 2); count += 1) lines.push([]);
  }
  return lines;
}

const isBlank = (token: Token | undefined): boolean => token?.kind === 'blank';

/** The tokens of a line without the blanks at its ends. */
function trimmed(line: readonly Token[]): readonly Token[] {
  const from = isBlank(line[0]) ? 1 : 0;
  return line.slice(from, Math.max(from, line.length - (isBlank(line.at(-1)) ? 1 : 0)));
}

/** The brackets around a place, each as the indentation of the line on which it was opened. */
type Nesting = number[];

/** Takes a line's brackets into account: what it opens is indented by one step however many it opens. */
function follow(line: readonly Token[], nesting: Nesting, indent: number): void {
  for (const { kind, text } of line) {
    if (kind !== 'operator') continue;
    if (OPENING.has(text)) nesting.push(indent);
    else if (CLOSING.has(text)) nesting.pop();
  }
}

/** Steps of indentation of a line: one inside what is around it, or where the bracket was opened that it closes first. */
function indentOf(line: readonly Token[], nesting: Nesting): number {
  const other = line.findIndex(({ kind, text }) => kind !== 'operator' || !CLOSING.has(text));
  const closed = other === -1 ? line.length : other;
  if (closed > 0) return nesting[Math.max(0, nesting.length - closed)] ?? 0;
  const around = nesting.at(-1);
  return around === undefined ? 0 : around + 1;
}

/**
 * Lays a program out. Only blanks between tokens change, so its meaning cannot; doing it twice changes nothing more.
 * Strings, names, regular expressions and comments keep every byte, line ends inside them too.
 */
export function layOut(program: string): string {
  const lines = linesOf(tokensOf(program)).map(trimmed);
  const first = lines.findIndex((line) => line.length > 0);
  const last = lines.findLastIndex((line) => line.length > 0);
  const nesting: Nesting = [];
  let before: Token | undefined;
  const texts = lines.slice(Math.max(0, first), last + 1).map((line, index) => {
    const [head] = line;
    if (head === undefined) return '';
    const goesOn = index > 0 && (isOneOf(head, CONTINUING) || isOneOf(before, LEADING_ON));
    before = line.findLast((token) => token.kind !== 'blank' && token.kind !== 'comment') ?? before;
    const indent = indentOf(line, nesting) + (goesOn ? 1 : 0);
    follow(line, nesting, indent);
    return (
      INDENT.repeat(indent) +
      line.map((token) => (isBlank(token) ? ' '.repeat(token.text.length) : token.text)).join('')
    );
  });
  return `${texts.join('\n')}\n`;
}
