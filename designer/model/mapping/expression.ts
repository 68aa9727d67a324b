// JSONata text to a tree whose every node says where it stands, so that an edit replaces what it touches and nothing else.
// Precedence as in jsonata 2.2.2, parser.js. May import the engine's tokens.
import { type Token, tokensOf } from '../../../runtime/engine/syntax/tokens.ts';

interface Span {
  /** Offset of the first character, and behind the last one. */
  readonly start: number;
  readonly end: number;
}

export interface Entry extends Span {
  readonly key: Expression;
  readonly value: Expression;
}

export type Expression = Span &
  (
    | { readonly kind: 'name' | 'string' | 'variable'; readonly value: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'literal'; readonly value: true | false | null }
    | { readonly kind: 'wild'; readonly value: '*' | '**' | '%' | '?' | 'regex' }
    | { readonly kind: 'path'; readonly steps: readonly Expression[] }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'negate'; readonly of: Expression }
    | { readonly kind: 'condition'; readonly test: Expression; readonly yes: Expression; readonly no?: Expression }
    | { readonly kind: 'block' | 'array'; readonly items: readonly Expression[] }
    | { readonly kind: 'object'; readonly entries: readonly Entry[] }
    | { readonly kind: 'filter'; readonly subject: Expression; readonly by?: Expression }
    | { readonly kind: 'group'; readonly subject: Expression; readonly entries: readonly Entry[] }
    | { readonly kind: 'sort'; readonly subject: Expression; readonly terms: readonly Expression[] }
    | { readonly kind: 'mark'; readonly subject: Expression; readonly sign: '@' | '#'; readonly name: string }
    | { readonly kind: 'bind'; readonly name: string; readonly value: Expression }
    | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
    | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
    | { readonly kind: 'transform'; readonly parts: readonly Expression[] }
  );

export class SyntaxFault extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

const POWER: Readonly<Record<string, number>> = {
  '.': 75,
  '[': 80,
  '{': 70,
  '(': 80,
  '@': 80,
  '#': 80,
  '?': 20,
  '+': 50,
  '-': 50,
  '*': 60,
  '/': 60,
  '%': 60,
  '=': 40,
  '<': 40,
  '>': 40,
  '^': 40,
  '..': 20,
  ':=': 10,
  '!=': 40,
  '<=': 40,
  '>=': 40,
  '~>': 40,
  '?:': 40,
  '??': 40,
  and: 30,
  or: 25,
  in: 40,
  '&': 50,
};
const BEFORE_SIGN = 70;
/** Levels of nesting; the engine's own parser does not go deeper either. */
const MAX_DEPTH = 400;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #at = 0;
  #depth = 0;

  constructor(program: string) {
    this.#tokens = tokensOf(program).filter(({ kind }) => kind !== 'blank' && kind !== 'comment');
    this.#length = program.length;
  }

  parse(): Expression {
    const whole = this.#expression(0);
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw this.#fault('the end of the expression', rest);
    return whole;
  }

  #fault(expected: string, token: Token | undefined): SyntaxFault {
    if (token === undefined)
      return new SyntaxFault(
        `expected ${expected}, found the end of the text`,
        Math.max(0, this.#length - 1),
        this.#length,
      );
    return new SyntaxFault(
      `expected ${expected}, found ${token.text.slice(0, 20)}`,
      token.start,
      token.start + token.text.length,
    );
  }

  get #text(): string | undefined {
    const token = this.#tokens[this.#at];
    return token === undefined || token.kind === 'string' || token.text.startsWith('`') ? undefined : token.text;
  }

  #end(): number {
    const token = this.#tokens[this.#at - 1] as Token;
    return token.start + token.text.length;
  }

  #take(text: string): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined || this.#text !== text) throw this.#fault(text, token);
    this.#at += 1;
    return token;
  }

  #skip(text: string): boolean {
    if (this.#text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expression(power: number): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.#fault('less nesting', this.#tokens[this.#at]);
    let left = this.#operand();
    for (let next = this.#text; next !== undefined && (POWER[next] ?? 0) > power; next = this.#text)
      left = this.#infix(left, next);
    this.#depth -= 1;
    return left;
  }

  #operand(): Expression {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#fault('a value', token);
    this.#at += 1;
    const { start, text, kind } = token;
    const span = { start, end: start + text.length };
    if (kind === 'string') return { ...span, kind: 'string', value: unquoted(text) };
    if (kind === 'number') return { ...span, kind: 'number', value: Number(text) };
    if (kind === 'regex') return { ...span, kind: 'wild', value: 'regex' };
    if (kind === 'name') return this.#named(token, span);
    switch (text) {
      case '*':
      case '**':
      case '%':
      case '?':
        return { ...span, kind: 'wild', value: text };
      case '-': {
        const of = this.#expression(BEFORE_SIGN);
        return { start, end: of.end, kind: 'negate', of };
      }
      case '(':
        return { kind: 'block', items: this.#list(')', ';'), start, end: this.#end() };
      case '[':
        return { kind: 'array', items: this.#list(']', ','), start, end: this.#end() };
      case '{':
        return { kind: 'object', entries: this.#entries(), start, end: this.#end() };
      case '|':
        return this.#transform(start);
      default:
        this.#at -= 1;
        throw this.#fault('a value', token);
    }
  }

  #named(token: Token, span: Span): Expression {
    const { text } = token;
    if (text.startsWith('$')) return { ...span, kind: 'variable', value: text.slice(1) };
    if (text === 'true' || text === 'false') return { ...span, kind: 'literal', value: text === 'true' };
    if (text === 'null') return { ...span, kind: 'literal', value: null };
    if ((text === 'function' || text === 'λ') && this.#text === '(') return this.#lambda(span.start);
    return { ...span, kind: 'name', value: text.startsWith('`') ? text.slice(1, -1) : text };
  }

  #list(close: string, separator: string): Expression[] {
    const items: Expression[] = [];
    while (this.#text !== close) {
      items.push(this.#expression(0));
      if (!this.#skip(separator)) break;
    }
    this.#take(close);
    return items;
  }

  #entries(): Entry[] {
    const entries: Entry[] = [];
    while (this.#text !== '}') {
      const key = this.#expression(0);
      this.#take(':');
      const value = this.#expression(0);
      entries.push({ key, value, start: key.start, end: value.end });
      if (!this.#skip(',')) break;
    }
    this.#take('}');
    return entries;
  }

  #lambda(start: number): Expression {
    this.#take('(');
    const parameters: string[] = [];
    while (this.#text !== ')') {
      const token = this.#tokens[this.#at];
      if (token === undefined || !token.text.startsWith('$')) throw this.#fault('a parameter such as $x', token);
      parameters.push(token.text.slice(1));
      this.#at += 1;
      if (!this.#skip(',')) break;
    }
    this.#take(')');
    // A signature, `<s-:n>`: whatever stands before the body.
    if (this.#skip('<')) this.#skipTo('{');
    this.#take('{');
    const body = this.#expression(0);
    this.#take('}');
    return { kind: 'lambda', parameters, body, start, end: this.#end() };
  }

  #skipTo(text: string): void {
    while (this.#at < this.#tokens.length && this.#text !== text) this.#at += 1;
  }

  #transform(start: number): Expression {
    const parts = [this.#expression(0)];
    this.#take('|');
    parts.push(this.#expression(0));
    if (this.#skip(',')) parts.push(this.#expression(0));
    this.#take('|');
    return { kind: 'transform', parts, start, end: this.#end() };
  }

  #infix(left: Expression, operator: string): Expression {
    this.#at += 1;
    const { start } = left;
    const power = POWER[operator] as number;
    switch (operator) {
      case '.': {
        const right = this.#expression(power);
        const steps = [...(left.kind === 'path' ? left.steps : [left]), right];
        return { kind: 'path', steps, start, end: right.end };
      }
      case '[': {
        if (this.#skip(']')) return { kind: 'filter', subject: left, start, end: this.#end() };
        const by = this.#expression(0);
        this.#take(']');
        return { kind: 'filter', subject: left, by, start, end: this.#end() };
      }
      case '{':
        return { kind: 'group', subject: left, entries: this.#entries(), start, end: this.#end() };
      case '(':
        return { kind: 'call', callee: left, args: this.#list(')', ','), start, end: this.#end() };
      case '^': {
        this.#take('(');
        const terms: Expression[] = [];
        do {
          if (!this.#skip('<')) this.#skip('>');
          terms.push(this.#expression(0));
        } while (this.#skip(','));
        this.#take(')');
        return { kind: 'sort', subject: left, terms, start, end: this.#end() };
      }
      case '@':
      case '#': {
        const token = this.#tokens[this.#at];
        if (token === undefined || !token.text.startsWith('$')) throw this.#fault('a variable', token);
        this.#at += 1;
        return { kind: 'mark', subject: left, sign: operator, name: token.text.slice(1), start, end: this.#end() };
      }
      case '?': {
        const yes = this.#expression(0);
        if (!this.#skip(':')) return { kind: 'condition', test: left, yes, start, end: yes.end };
        const no = this.#expression(0);
        return { kind: 'condition', test: left, yes, no, start, end: no.end };
      }
      case ':=': {
        if (left.kind !== 'variable') throw new SyntaxFault('expected a variable before :=', left.start, left.end);
        const value = this.#expression(power - 1);
        return { kind: 'bind', name: left.value, value, start, end: value.end };
      }
      default: {
        const right = this.#expression(power);
        return { kind: 'binary', operator, left, right, start, end: right.end };
      }
    }
  }
}

function unquoted(text: string): string {
  if (text.startsWith('"')) {
    try {
      return JSON.parse(text) as string;
    } catch {
      // Escapes of JSONata that JSON does not have: shown as they stand.
    }
  }
  return text.slice(1, -1);
}

/** @throws SyntaxFault with the place */
export function parseExpression(program: string): Expression {
  return new Parser(program).parse();
}

/** The expressions right inside another, in the order of the text. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'path':
      return node.steps;
    case 'binary':
      return [node.left, node.right];
    case 'negate':
      return [node.of];
    case 'condition':
      return [node.test, node.yes, ...(node.no === undefined ? [] : [node.no])];
    case 'block':
    case 'array':
      return node.items;
    case 'object':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'filter':
      return [node.subject, ...(node.by === undefined ? [] : [node.by])];
    case 'group':
      return [node.subject, ...node.entries.flatMap(({ key, value }) => [key, value])];
    case 'sort':
      return [node.subject, ...node.terms];
    case 'mark':
      return [node.subject];
    case 'bind':
      return [node.value];
    case 'call':
      return [node.callee, ...node.args];
    case 'lambda':
      return [node.body];
    case 'transform':
      return node.parts;
    default:
      return [];
  }
}

/** Whether a text is one whole expression. */
export function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}

export const isPlainName = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['and', 'or', 'in', 'true', 'false', 'null', 'function'].includes(name);

/** A field's name as an expression writes it: in backquotes where it is no plain word. */
export const writtenName = (name: string): string => (isPlainName(name) ? name : `\`${name}\``);
