// Cuts a JSONata program into tokens as the reference does (jsonata 2.2.2, parser.js, tokenizer), also where it surprises,
// but keeps blanks and comments. Whether a slash opens a regular expression depends on what the parser expects, so it asks
// for one token at a time. May import tree.ts.
import type { SyntaxFault, Token } from './tree.ts';

/** A token that means something, with its value. */
export type Lexeme = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
} & (
  | { readonly type: 'operator'; readonly value: string }
  | { readonly type: 'name'; readonly value: string; readonly quoted: boolean }
  | { readonly type: 'variable'; readonly value: string }
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | { readonly type: 'regex'; readonly value: { readonly pattern: string; readonly flags: string } }
  | { readonly type: 'end'; readonly value: '(end)' }
);

/** Ends the reading of a program; the parser catches it where it can go on. */
export class SyntaxStop extends Error {
  readonly fault: SyntaxFault;
  constructor(fault: SyntaxFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What jsonata skips; other white space, such as a no-break space, is part of a name. */
const BLANK = /[ \t\n\r\v]+/y;
const BLANKS = new Set(' \t\n\r\v');
const DIGITS = new Set('0123456789');
const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][-+]?\d+)?/y;
const DOUBLE = new Set(['..', ':=', '!=', '>=', '<=', '**', '~>', '?:', '??']);
const SINGLE = new Set('.[]{}(),@#;:?+-*/%|=<>^&!~');
/** A name ends at a blank or at an operator, and at nothing else: `don't` is one name. */
const NAME = /[^ \t\n\r\v.[\]{}(),@#;:?+\-*/%|=<>^&!~]+/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const VALUES: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const WORDS = new Set(['and', 'or', 'in']);

export class Scanner {
  readonly tokens: Token[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The next token that means something.
   *
   * @param infix an operator is expected: a slash divides
   * @throws SyntaxStop S0101 to S0106, S0301, S0302
   */
  next(infix: boolean): Lexeme {
    this.#skip();
    const start = this.#at;
    const text = this.#text;
    if (start >= text.length) return { type: 'end', value: '(end)', start, end: start, text: '' };
    const character = text[start] as string;
    if (!infix && character === '/') return this.#regex();
    if (SINGLE.has(character)) {
      const double = text.slice(start, start + 2);
      const value = DOUBLE.has(double) ? double : character;
      this.#push('operator', value);
      return { type: 'operator', value, start, end: this.#at, text: value };
    }
    if (character === '"' || character === "'") return this.#string(character);
    if (DIGITS.has(character)) return this.#number(this.#match(NUMBER) as string);
    if (character === '`') return this.#quotedName();
    return this.#word();
  }

  /** Takes what is left as one unread token. */
  giveUp(): void {
    if (this.#at < this.#text.length) {
      this.tokens.push({ kind: 'unread', text: this.#text.slice(this.#at), start: this.#at });
      this.#at = this.#text.length;
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #push(kind: Token['kind'], text: string): void {
    this.tokens.push({ kind, text, start: this.#at });
    this.#at += text.length;
  }

  #stop(
    code: string,
    message: string,
    place: { start?: number; end?: number; position: number; token?: string },
  ): SyntaxStop {
    const { start = this.#at, end = this.#text.length, position, token } = place;
    return new SyntaxStop({ code, message, start, end, position, ...(token === undefined ? {} : { token }) });
  }

  #skip(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return;
      if (BLANKS.has(character)) this.#push('blank', this.#match(BLANK) as string);
      else if (character === '/' && this.#text[this.#at + 1] === '*') this.#comment();
      else return;
    }
  }

  #comment(): void {
    const end = this.#text.indexOf('*/', this.#at + 2);
    if (end === -1) {
      throw this.#stop('S0106', 'expected */, the comment has no end', { position: this.#at });
    }
    this.#push('comment', this.#text.slice(this.#at, end + 2));
  }

  #regex(): Lexeme {
    const text = this.#text;
    const start = this.#at;
    const close = closingSlash(text, start);
    if (close === undefined) {
      throw this.#stop('S0302', 'expected /, the regular expression has no end', { position: text.length });
    }
    if (close === start + 1) {
      throw this.#stop('S0301', 'expected a regular expression, found an empty one', {
        end: close + 1,
        position: close,
      });
    }
    let end = close + 1;
    while (text[end] === 'i' || text[end] === 'm') end += 1;
    const pattern = text.slice(start + 1, close);
    const flags = text.slice(close + 1, end);
    try {
      new RegExp(pattern, `${flags}g`);
    } catch (thrown) {
      throw this.#stop('S0302', (thrown as Error).message, { end, position: end });
    }
    const whole = text.slice(start, end);
    this.#push('regex', whole);
    return { type: 'regex', value: { pattern, flags }, start, end, text: whole };
  }

  #string(quote: string): Lexeme {
    const text = this.#text;
    let value = '';
    let at = this.#at + 1;
    for (; at < text.length; at += 1) {
      const character = text[at] as string;
      if (character === quote) {
        return this.#literal('string', text.slice(this.#at, at + 1), value);
      }
      if (character !== '\\') {
        value += character;
        continue;
      }
      at += 1;
      const escaped = text[at] ?? '';
      if (Object.hasOwn(ESCAPES, escaped)) {
        value += ESCAPES[escaped];
      } else if (escaped === 'u') {
        const digits = text.slice(at + 1, at + 5);
        if (!/^[0-9a-fA-F]+$/.test(digits)) {
          const place = { start: at - 1, end: at + 1, position: at };
          throw this.#stop('S0104', 'expected four hexadecimal digits behind \\u', place);
        }
        value += String.fromCharCode(Number.parseInt(digits, 16));
        at += 4;
      } else {
        const place = { start: at - 1, end: Math.min(at + 1, text.length), position: at, token: escaped };
        throw this.#stop('S0103', `there is no escape \\${escaped} in a string`, place);
      }
    }
    throw this.#stop('S0101', `expected ${quote}, the string has no end`, { position: at });
  }

  #number(text: string): Lexeme {
    const value = Number.parseFloat(text);
    if (!Number.isFinite(value)) {
      const place = { end: this.#at + text.length, position: this.#at, token: text };
      throw this.#stop('S0102', `the number ${text} is too large`, place);
    }
    return this.#literal('number', text, value);
  }

  #quotedName(): Lexeme {
    const close = this.#text.indexOf('`', this.#at + 1);
    if (close === -1) {
      throw this.#stop('S0105', 'expected `, the name has no end', { position: this.#text.length });
    }
    const value = this.#text.slice(this.#at + 1, close);
    return this.#name(this.#text.slice(this.#at, close + 1), value, true);
  }

  #literal(kind: 'string' | 'number' | 'name', text: string, value: string | number | boolean | null): Lexeme {
    const start = this.#at;
    this.#push(kind, text);
    return { type: 'literal', value, start, end: this.#at, text };
  }

  #name(text: string, value: string, quoted: boolean): Lexeme {
    const start = this.#at;
    this.#push('name', text);
    return { type: 'name', value, quoted, start, end: this.#at, text };
  }

  #word(): Lexeme {
    const start = this.#at;
    const text = this.#match(NAME) ?? (this.#text[start] as string);
    const value = VALUES.get(text);
    if (value !== undefined) return this.#literal('name', text, value);
    if (!text.startsWith('$') && !WORDS.has(text)) return this.#name(text, text, false);
    this.#push('name', text);
    const place = { start, end: this.#at, text };
    return text.startsWith('$')
      ? { type: 'variable', value: text.slice(1), ...place }
      : { type: 'operator', value: text, ...place };
  }
}

/** The slash that ends a regular expression opened at `start`: brackets hide slashes, backslashes escape them. */
function closingSlash(text: string, start: number): number | undefined {
  let depth = 0;
  let escapes = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '/' && depth === 0 && escapes % 2 === 0) return at;
    if (text[at - 1] !== '\\') {
      if (character === '(' || character === '[' || character === '{') depth += 1;
      else if (character === ')' || character === ']' || character === '}') depth -= 1;
    }
    escapes = character === '\\' ? escapes + 1 : 0;
  }
  return undefined;
}
