// The canonical layout of a mapping program: indentation by nesting, no trailing blanks, one blank line at most, every comment and line break kept.
// May import tokens.ts.
import { type Token, tokensOf } from './tokens.ts';

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

/** What closes on a line before anything else stands on it. */
function closingFirst(line: readonly Token[]): number {
  const other = line.findIndex((token) => token.kind !== 'operator' || !CLOSING.has(token.text));
  return other === -1 ? line.length : other;
}

/**
 * Lays a program out. Only blanks between tokens change, so its meaning cannot; doing it twice changes nothing more.
 * Strings, names, regular expressions and comments keep every byte, line ends inside them too.
 */
export function layOut(program: string): string {
  const lines = linesOf(tokensOf(program)).map(trimmed);
  const first = lines.findIndex((line) => line.length > 0);
  const last = lines.findLastIndex((line) => line.length > 0);
  let depth = 0;
  const texts = lines.slice(Math.max(0, first), last + 1).map((line, index) => {
    const [head] = line;
    if (head === undefined) return '';
    const goesOn = (head.kind === 'operator' || head.kind === 'name') && CONTINUING.has(head.text) && index > 0;
    const indent = INDENT.repeat(Math.max(0, depth - closingFirst(line)) + (goesOn ? 1 : 0));
    for (const token of line) {
      if (token.kind !== 'operator') continue;
      if (OPENING.has(token.text)) depth += 1;
      else if (CLOSING.has(token.text)) depth = Math.max(0, depth - 1);
    }
    return indent + line.map((token) => (isBlank(token) ? ' '.repeat(token.text.length) : token.text)).join('');
  });
  return `${texts.join('\n')}\n`;
}
