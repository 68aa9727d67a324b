// Reads a JSONata program into the lossless tree: top-down operator precedence, as the reference does it (jsonata 2.2.2, parser.js).
// Never throws: what cannot be understood becomes a broken node, and reading goes on behind it. May import its neighbours.
import { type Lexeme, Scanner, SyntaxStop } from './scanner.ts';
import { signatureFault } from './signature.ts';
import type { BinaryOperator, LambdaNode, Node, Pair, Program, SortTerm, Span, SyntaxFault, Token } from './tree.ts';

/** How strongly an operator holds what stands left of it. */
const BINDING: Readonly<Record<string, number>> = {
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
const UNARY_MINUS = 70;
/** Operators of the scanner that mean nothing by themselves. */
const UNKNOWN = new Set(['!', '~']);
const BINARY = new Set(['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or', 'in', '~>']);
/** Expressions inside expressions; deeper ones are refused before the stack of the platform ends. */
const MAX_DEPTH = 1_000;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Reads a program.
 *
 * @param depth  expressions that the text stands inside of already, when it is a part of a larger one
 * @returns its tree, complete when `faults` is empty
 */
export function parse(text: string, depth = 0): Program {
  const parser = new Parser(text, depth);
  const root = parser.program();
  return { text, tokens: parser.tokens, root, faults: parser.faults };
}

/** All tokens of a program in order, also of one that cannot be read: their texts join to the program again. */
export const tokensOf = (text: string): readonly Token[] => parse(text).tokens;

/** A node without the marks that keep arrays: what jsonata itself sees there. */
export const bare = (node: Node): Node => (node.kind === 'keep-array' ? bare(node.base) : node);

const isLambdaWord = (node: Node): boolean => node.kind === 'name' && (node.value === 'function' || node.value === 'λ');

class Parser {
  readonly faults: SyntaxFault[] = [];
  readonly #scanner: Scanner;
  readonly #text: string;
  #next: Lexeme;
  /** Offset behind the last token taken. */
  #behind = 0;
  #depth: number;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
    this.#scanner = new Scanner(text);
    this.#next = { type: 'end', value: '(end)', start: 0, end: 0, text: '' };
  }

  get tokens(): Program['tokens'] {
    return this.#scanner.tokens;
  }

  program(): Node {
    let root = this.#orBroken(0, [], () => {
      this.#scan(false);
      return this.#expression(0);
    });
    if (this.#next.type !== 'end') {
      if (this.faults.length === 0) {
        this.faults.push(this.#faultAt('S0201', `expected the end of the program, found ${this.#shown()}`));
      }
      const start = this.#next.start;
      this.#scanner.giveUp();
      root = { kind: 'block', expressions: [root, this.#broken(start)], start: root.start, end: this.#text.length };
    }
    this.#scanner.giveUp();
    return root;
  }

  #is(operator: string): boolean {
    return this.#next.type === 'operator' && this.#next.value === operator;
  }

  #shown(): string {
    return this.#next.type === 'end' ? 'the end of the program' : JSON.stringify(this.#next.text);
  }

  #faultAt(code: string, message: string, lexeme: Lexeme = this.#next): SyntaxFault {
    const token = lexeme.type === 'regex' ? lexeme.text : String(lexeme.value);
    return { code, message, start: lexeme.start, end: lexeme.end, position: lexeme.end, token };
  }

  #faultOf(code: string, message: string, node: Node): SyntaxFault {
    const token = this.#text.slice(node.start, node.end);
    return { code, message, start: node.start, end: node.end, position: node.end, token };
  }

  #scan(infix: boolean): void {
    this.#behind = this.#next.end;
    try {
      this.#next = this.#scanner.next(infix);
    } catch (stop) {
      if (!(stop instanceof SyntaxStop)) throw stop;
      this.faults.push(stop.fault);
      this.#scanner.giveUp();
      const end = this.#text.length;
      this.#next = { type: 'end', value: '(end)', start: end, end, text: '' };
      throw stop;
    }
    if (this.#next.type === 'operator' && UNKNOWN.has(this.#next.value)) {
      throw new SyntaxStop(this.#faultAt('S0204', `there is no operator ${this.#shown()}`));
    }
  }

  /** Takes the next token, which must be this one. */
  #expect(operator: string, infix = false): void {
    if (!this.#is(operator)) {
      const code = this.#next.type === 'end' ? 'S0203' : 'S0202';
      throw new SyntaxStop(this.#faultAt(code, `expected ${JSON.stringify(operator)}, found ${this.#shown()}`));
    }
    this.#scan(infix);
  }

  #broken(start: number): Node {
    return { kind: 'broken', start, end: Math.max(start, this.#text.length) };
  }

  /**
   * Reads a part; when it cannot be read, notes why and goes on at the next of `until` that belongs to the same bracket.
   */
  #orBroken(start: number, until: readonly string[], read: () => Node): Node {
    const depth = this.#depth;
    try {
      return read();
    } catch (stop) {
      if (!(stop instanceof SyntaxStop)) throw stop;
      this.#depth = depth;
      this.#note(stop.fault);
      this.#skipTo(until);
      const end = until.length === 0 ? this.#text.length : Math.max(start, this.#behind);
      return { kind: 'broken', start, end };
    }
  }

  /** Behind a first fault, brackets that are left open at the end are only its consequence. */
  #note(fault: SyntaxFault): void {
    const isConsequence = fault.code === 'S0203' && this.faults.length > 0;
    if (!isConsequence && !this.faults.includes(fault)) this.faults.push(fault);
  }

  #skipTo(until: readonly string[]): void {
    const open: string[] = [];
    for (;;) {
      const token = this.#next;
      if (token.type === 'end') return;
      if (token.type === 'operator') {
        if (open.length === 0 && until.includes(token.value)) return;
        const closing = CLOSING[token.value];
        if (closing !== undefined) open.push(closing);
        else if (open.at(-1) === token.value) open.pop();
        else if (open.length === 0 && (token.value === ')' || token.value === ']' || token.value === '}')) return;
      }
      try {
        this.#scan(true);
      } catch (stop) {
        // One mistake is enough; an unknown character on the way is passed over.
        if (!(stop instanceof SyntaxStop)) throw stop;
      }
    }
  }

  #expression(binding: number): Node {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw new SyntaxStop(this.#faultAt('too-deep', `expected at most ${MAX_DEPTH} expressions inside one another`));
    }
    const first = this.#next;
    this.#scan(true);
    let left = this.#operand(first);
    while (binding < (this.#next.type === 'operator' ? (BINDING[this.#next.value] ?? 0) : 0)) {
      const operator = this.#next;
      this.#scan(false);
      left = this.#continued(left, operator);
    }
    this.#depth -= 1;
    return left;
  }

  #span(from: Span): Span {
    return { start: from.start, end: this.#behind };
  }

  /** An expression that begins with this token, which is taken already. */
  #operand(token: Lexeme): Node {
    const { start, end } = token;
    switch (token.type) {
      case 'end':
        return { kind: 'missing', start: this.#text.length, end: this.#text.length };
      case 'name':
        return { kind: 'name', value: token.value, quoted: token.quoted, start, end };
      case 'variable':
        return { kind: 'variable', name: token.value, start, end };
      case 'literal':
        return { kind: 'literal', value: token.value, start, end };
      case 'regex':
        return { kind: 'regex', ...token.value, start, end };
      case 'operator':
        return this.#prefix(token.value, token);
    }
  }

  #prefix(operator: string, token: Lexeme): Node {
    const { start, end } = token;
    switch (operator) {
      case '*':
        return { kind: 'wildcard', start, end };
      case '**':
        return { kind: 'descendant', start, end };
      case '%':
        return { kind: 'parent', start, end };
      case 'and':
      case 'or':
      case 'in':
        return { kind: 'name', value: operator, quoted: false, start, end };
      case '-': {
        const operand = this.#expression(UNARY_MINUS);
        return { kind: 'negate', operand, ...this.#span(token) };
      }
      case '(':
        return this.#block(token);
      case '[':
        return this.#array(token);
      case '{': {
        const pairs = this.#pairs();
        return { kind: 'object', pairs, ...this.#span(token) };
      }
      case '|':
        return this.#transform(token);
      default:
        throw new SyntaxStop(
          this.#faultAt('S0211', `expected an expression, found ${JSON.stringify(token.text)}`, token),
        );
    }
  }

  #block(token: Lexeme): Node {
    const expressions: Node[] = [];
    while (!this.#is(')')) {
      expressions.push(this.#orBroken(this.#next.start, [';', ')'], () => this.#expression(0)));
      if (!this.#is(';')) break;
      this.#scan(false);
    }
    this.#expect(')', true);
    return { kind: 'block', expressions, ...this.#span(token) };
  }

  #array(token: Lexeme): Node {
    const items: Node[] = [];
    while (!this.#is(']')) {
      items.push(this.#orBroken(this.#next.start, [',', ']'], () => this.#item()));
      if (!this.#is(',')) break;
      this.#scan(false);
      // jsonata takes no comma behind the last item.
      if (this.#is(']')) items.push(this.#orBroken(this.#next.start, [']'], () => this.#item()));
    }
    this.#expect(']', true);
    return { kind: 'array', items, ...this.#span(token) };
  }

  #item(): Node {
    const from = this.#expression(0);
    if (!this.#is('..')) return from;
    this.#scan(false);
    const to = this.#expression(0);
    return { kind: 'range', from, to, ...this.#span(from) };
  }

  /** The pairs of an object or grouping, with its closing brace. */
  #pairs(): Pair[] {
    const pairs: Pair[] = [];
    if (!this.#is('}')) {
      for (;;) {
        pairs.push(this.#pair());
        if (!this.#is(',')) break;
        this.#scan(false);
      }
    }
    this.#expect('}', true);
    return pairs;
  }

  #pair(): Pair {
    const { start } = this.#next;
    const key = this.#orBroken(start, [':', ',', '}'], () => {
      const read = this.#expression(0);
      if (!this.#is(':')) this.#expect(':');
      return read;
    });
    if (!this.#is(':')) {
      const at = this.#behind;
      return { key, value: { kind: 'broken', start: at, end: at }, start, end: at };
    }
    const value = this.#orBroken(this.#next.end, [',', '}'], () => {
      this.#scan(false);
      return this.#expression(0);
    });
    return { key, value, start, end: this.#behind };
  }

  #transform(token: Lexeme): Node {
    const pattern = this.#expression(0);
    this.#expect('|');
    const update = this.#expression(0);
    let remove: Node | undefined;
    if (this.#is(',')) {
      this.#scan(false);
      remove = this.#expression(0);
    }
    this.#expect('|');
    return { kind: 'transform', pattern, update, ...(remove === undefined ? {} : { remove }), ...this.#span(token) };
  }

  /** An expression that goes on with this operator, which is taken already. */
  #continued(left: Node, { value }: Lexeme): Node {
    const operator = value as string;
    if (BINARY.has(operator)) {
      const right = this.#expression(BINDING[operator] as number);
      return { kind: 'binary', operator: operator as BinaryOperator, left, right, ...this.#span(left) };
    }
    switch (operator) {
      case '.': {
        const right = this.#expression(BINDING['.'] as number);
        return { kind: 'map', left, right, ...this.#span(left) };
      }
      case '[':
        return this.#filter(left);
      case '{': {
        const pairs = this.#pairs();
        return { kind: 'group', base: left, pairs, ...this.#span(left) };
      }
      case '(':
        return this.#call(left);
      case '^':
        return this.#sort(left);
      case ':=':
        return this.#bind(left);
      case '@':
      case '#':
        return this.#stepVariable(left, operator);
      case '?':
        return this.#condition(left);
      default: {
        const right = this.#expression(0);
        return { kind: 'default', operator: operator as '?:' | '??', left, right, ...this.#span(left) };
      }
    }
  }

  #filter(base: Node): Node {
    if (this.#is(']')) {
      this.#scan(false);
      return { kind: 'keep-array', base, ...this.#span(base) };
    }
    const predicate = this.#orBroken(this.#next.start, [']'], () => this.#expression(0));
    this.#expect(']', true);
    return { kind: 'filter', base, predicate, ...this.#span(base) };
  }

  #call(callee: Node): Node {
    const list: Node[] = [];
    if (!this.#is(')')) {
      for (;;) {
        list.push(this.#orBroken(this.#next.start, [',', ')'], () => this.#argument()));
        if (!this.#is(',')) break;
        this.#scan(false);
      }
    }
    this.#expect(')', true);
    if (!isLambdaWord(bare(callee))) return { kind: 'call', callee, arguments: list, ...this.#span(callee) };
    return this.#lambda(callee, list);
  }

  #argument(): Node {
    if (!this.#is('?')) return this.#expression(0);
    const { start, end } = this.#next;
    this.#scan(false);
    return { kind: 'placeholder', start, end };
  }

  #lambda(word: Node, parameters: readonly Node[]): Node {
    const wrong = parameters.find((parameter) => bare(parameter).kind !== 'variable');
    if (wrong !== undefined) {
      throw new SyntaxStop(this.#faultOf('S0208', 'expected a variable such as $x as a parameter', wrong));
    }
    const signature = this.#is('<') ? this.#signature() : undefined;
    this.#expect('{');
    const body = this.#orBroken(this.#next.start, ['}'], () => this.#expression(0));
    this.#expect('}');
    const lambda: Omit<LambdaNode, keyof Span> = {
      kind: 'lambda',
      parameters,
      ...(signature === undefined ? {} : { signature }),
      body,
    };
    return { ...lambda, ...this.#span(word) };
  }

  #signature(): string {
    const opened = this.#next;
    let signature = '<';
    for (let depth = 1; depth > 0 && !this.#is('{') && this.#next.type !== 'end'; ) {
      this.#scan(false);
      if (this.#is('>')) depth -= 1;
      else if (this.#is('<')) depth += 1;
      signature += this.#next.type === 'regex' ? this.#next.text : String(this.#next.value);
    }
    this.#expect('>');
    const fault = signatureFault(signature);
    if (fault !== undefined) {
      const position = opened.end + fault.offset;
      const message = `the signature ${signature} cannot be read from its character ${fault.offset + 1} on`;
      throw new SyntaxStop({ code: fault.code, message, start: opened.start, end: this.#behind, position });
    }
    return signature;
  }

  #sort(base: Node): Node {
    this.#expect('(');
    const terms: SortTerm[] = [];
    for (;;) {
      const { start } = this.#next;
      const descending = this.#is('>');
      if (descending || this.#is('<')) this.#scan(false);
      const expression = this.#orBroken(this.#next.start, [',', ')'], () => this.#expression(0));
      terms.push({ descending, expression, start, end: this.#behind });
      if (!this.#is(',')) break;
      this.#scan(false);
    }
    this.#expect(')');
    return { kind: 'sort', base, terms, ...this.#span(base) };
  }

  #bind(variable: Node): Node {
    if (bare(variable).kind !== 'variable') {
      throw new SyntaxStop(this.#faultOf('S0212', 'expected a variable such as $x left of :=', variable));
    }
    const value = this.#expression((BINDING[':='] as number) - 1);
    return { kind: 'bind', variable, value, ...this.#span(variable) };
  }

  #stepVariable(base: Node, operator: '@' | '#'): Node {
    const variable = this.#expression(BINDING[operator] as number);
    if (bare(variable).kind !== 'variable') {
      const fault = this.#faultOf('S0214', `expected a variable such as $x behind ${operator}`, variable);
      throw new SyntaxStop({ ...fault, token: operator });
    }
    return { kind: operator === '@' ? 'focus' : 'index', base, variable, ...this.#span(base) };
  }

  #condition(test: Node): Node {
    const then = this.#expression(0);
    if (!this.#is(':')) return { kind: 'condition', test, then, ...this.#span(test) };
    this.#scan(false);
    const otherwise = this.#expression(0);
    return { kind: 'condition', test, then, otherwise, ...this.#span(test) };
  }
}
