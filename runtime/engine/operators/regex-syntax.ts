// Reads a regular expression of JavaScript into a small tree, as far as its running time depends on it. Imports nothing.

/** One bit for each ASCII character, and bit 128 for all others together. */
export type CharSet = bigint;

export type RegexNode =
  | { readonly kind: 'set'; readonly chars: CharSet }
  /** Consumes nothing: an anchor, a word boundary, a look-around. */
  | { readonly kind: 'nothing'; readonly start?: true; readonly body?: RegexNode }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly body: RegexNode; readonly min: number; readonly max: number };

/** Thrown for syntax that the linter refuses; `message` says why. */
export class RefusedSyntax extends Error {}

const BEYOND_ASCII = 1n << 128n;
export const ANY_CHAR: CharSet = (1n << 129n) - 1n;

/** Escapes and classes in which no character beyond ASCII can hide; all others are taken to match some. */
const ASCII_ONLY =
  /^(?:\\[dwtnrfv0]|\\[^\w]|[\x20-\x2d\x2f-\x7e]|\[(?!\^)(?:[\x20-\x5b\x5d-\x7e]|\\[dwtnrfv]|\\[^\w])*\])$/;

/** What one atom matches, found out by asking the engine itself, character by character. */
function charsOf(source: string, flags: string): CharSet {
  const atom = new RegExp(`^(?:${source})$`, flags);
  let chars = ASCII_ONLY.test(source) ? 0n : BEYOND_ASCII;
  for (let code = 0; code < 128; code += 1) {
    if (atom.test(String.fromCharCode(code))) chars |= 1n << BigInt(code);
  }
  return chars;
}

const ESCAPE = /\\(?:u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|p\{[^}]*\}|[\s\S])/iuy;
const CLASS = /\[(?:\\[\s\S]|[^\]\\])*\]/uy;
const LITERAL = /[\s\S]/uy;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/uy;
const GROUP = /\((?:\?(?:([=!]|<[=!])|:|<[^>]*>))?/uy;

/**
 * Reads a pattern that `new RegExp(pattern, flags)` has accepted.
 *
 * @param flags  `u` or nothing; it decides what a class matches
 * @throws RefusedSyntax for back-references and flags inside the pattern
 */
export function readRegex(pattern: string, flags: string): RegexNode {
  let at = 0;

  const take = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = at;
    const match = expression.exec(pattern);
    if (match === null) return undefined;
    at += match[0].length;
    return match;
  };

  const readChoice = (): RegexNode => {
    const options = [readSequence()];
    while (pattern[at] === '|') {
      at += 1;
      options.push(readSequence());
    }
    return options.length === 1 ? (options[0] as RegexNode) : { kind: 'choice', options };
  };

  const readSequence = (): RegexNode => {
    const items: RegexNode[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') items.push(readQuantified());
    return { kind: 'sequence', items };
  };

  const readQuantified = (): RegexNode => {
    const body = readAtom();
    const match = take(QUANTIFIER);
    if (match === undefined) return body;
    const [, sign, least, comma, most] = match;
    if (sign !== undefined)
      return { kind: 'repeat', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const max = comma === undefined ? Number(least) : most === '' ? Infinity : Number(most);
    return { kind: 'repeat', body, min: Number(least), max };
  };

  const readGroup = (): RegexNode => {
    const match = take(GROUP);
    if (match === undefined || pattern[at] === '?') throw new RefusedSyntax('it sets flags inside a group');
    const body = readChoice();
    at += 1;
    return match[1] === undefined ? body : { kind: 'nothing', body };
  };

  const readEscape = (): RegexNode => {
    const source = take(ESCAPE)?.[0] ?? '';
    if (/^\\[1-9k]/.test(source)) throw new RefusedSyntax('it refers back to a group, which can take exponential time');
    return source === '\\b' || source === '\\B' ? { kind: 'nothing' } : { kind: 'set', chars: charsOf(source, flags) };
  };

  const readAtom = (): RegexNode => {
    switch (pattern[at]) {
      case '(':
        return readGroup();
      case '\\':
        return readEscape();
      case '[':
        return { kind: 'set', chars: charsOf(take(CLASS)?.[0] ?? '', flags) };
      case '^':
        at += 1;
        return { kind: 'nothing', start: true };
      case '$':
        at += 1;
        return { kind: 'nothing' };
      default: {
        const source = take(LITERAL)?.[0] ?? '';
        return {
          kind: 'set',
          chars: charsOf(source === '{' || source === '}' || source === ']' ? `\\${source}` : source, flags),
        };
      }
    }
  };

  return readChoice();
}

/** Whether the node can match without taking a character. */
export function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'nothing':
      return true;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.body);
  }
}
