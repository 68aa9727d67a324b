// Cuts JSONata text into tokens that together are the text again: nothing is dropped, comments and blanks are tokens too.
// Follows the reference's own scanner (jsonata 2.2.2, parser.js), also where it surprises. Imports nothing.

export interface Token {
  readonly kind: 'blank' | 'comment' | 'string' | 'name' | 'number' | 'regex' | 'operator';
  readonly text: string;
  /** Character offset in the program. */
  readonly start: number;
}

/** What jsonata skips; other white space, such as a no-break space, is part of a name. */
const BLANK = /[ \t\n\r\v]+/y;
const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y;
const QUOTED = /"(?:\\[\s\S]|[^"\\])*(?:"|$)|'(?:\\[\s\S]|[^'\\])*(?:'|$)|`[^`]*(?:`|$)/y;
const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][-+]?\d+)?/y;
/** Longest first: jsonata's own double operators. */
const OPERATOR = /\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[.[\]{}()|,:;?+\-*/%@#<>=^&!~]/y;
/** A name ends at a blank or at an operator, and at nothing else: `don't` is one name. */
const NAME = /[^ \t\n\r\v.[\]{}(),@#;:?+\-*/%|=<>^&!~]+/y;

const WORD_OPERATORS = new Set(['and', 'or', 'in']);
const CLOSING = new Set([')', ']', '}']);
/** Operators that are an operand where one is expected: wildcards, the parent, the place of a partial application. */
const OPERANDS = new Set(['*', '**', '%', '?', ...CLOSING]);

/** The end of a regular expression that opens at `at`, or undefined when it has none: brackets hide slashes, backslashes escape them. */
function regexEnd(program: string, at: number): number | undefined {
  let depth = 0;
  let escapes = 0;
  for (let index = at + 1; index < program.length; index += 1) {
    const character = program[index] as string;
    if (character === '/' && depth === 0 && escapes % 2 === 0) {
      if (index === at + 1) return undefined;
      let end = index + 1;
      while (program[end] === 'i' || program[end] === 'm') end += 1;
      return end;
    }
    if (program[index - 1] !== '\\') {
      if ('([{'.includes(character)) depth += 1;
      else if (')]}'.includes(character)) depth -= 1;
    }
    escapes = character === '\\' ? escapes + 1 : 0;
  }
  return undefined;
}

/** Knows whether an operand comes next: only there does a slash open a regular expression, and only there is `*` a wildcard. */
class Position {
  expectsOperand = true;
  /** Bars of the transforms `|pattern|update|` that are open, each with how many came so far. */
  readonly #transforms: number[] = [];

  pass(token: Omit<Token, 'start'>): void {
    const { kind, text } = token;
    if (kind === 'blank' || kind === 'comment') return;
    if (text === '|' && kind === 'operator') this.#bar();
    else if (kind === 'operator') this.expectsOperand = !(this.expectsOperand ? OPERANDS.has(text) : CLOSING.has(text));
    else this.expectsOperand = !this.expectsOperand && kind === 'name' && WORD_OPERATORS.has(text);
  }

  #bar(): void {
    const bars = this.#transforms.at(-1);
    if (this.expectsOperand || bars === undefined) {
      this.#transforms.push(1);
      this.expectsOperand = true;
    } else if (bars === 1) {
      this.#transforms[this.#transforms.length - 1] = 2;
      this.expectsOperand = true;
    } else {
      this.#transforms.pop();
      this.expectsOperand = false;
    }
  }
}

/** All tokens in order; what fits nothing is an operator of one character, so the texts always join to the program. */
export function tokensOf(program: string): Token[] {
  const tokens: Token[] = [];
  const position = new Position();
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(program)?.[0];
  };
  const take = (): Omit<Token, 'start'> => {
    const blank = match(BLANK);
    if (blank !== undefined) return { kind: 'blank', text: blank };
    const comment = match(COMMENT);
    if (comment !== undefined) return { kind: 'comment', text: comment };
    const quoted = match(QUOTED);
    if (quoted !== undefined) return { kind: quoted.startsWith('`') ? 'name' : 'string', text: quoted };
    const end = program[at] === '/' && position.expectsOperand ? regexEnd(program, at) : undefined;
    if (end !== undefined) return { kind: 'regex', text: program.slice(at, end) };
    const number = match(NUMBER);
    if (number !== undefined) return { kind: 'number', text: number };
    const operator = match(OPERATOR);
    if (operator !== undefined) return { kind: 'operator', text: operator };
    return { kind: 'name', text: match(NAME) ?? (program[at] as string) };
  };
  while (at < program.length) {
    const token = { ...take(), start: at };
    tokens.push(token);
    at += token.text.length;
    position.pass(token);
  }
  return tokens;
}
