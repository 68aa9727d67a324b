// An expression as the canvas reads it: a view of the engine's lossless tree, in which paths are lists of steps and every node
// says where it stands. Pure; may import the engine's syntax.
import { parse } from '../syntax/parse.ts';
import { childrenOf, type Node, type Pair } from '../syntax/tree.ts';

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
    | { readonly kind: 'wildcard' }
    /** Other symbols, regular expressions, places of partial applications, and what could not be understood. */
    | { readonly kind: 'other' }
    | { readonly kind: 'path'; readonly steps: readonly Expression[] }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'negate'; readonly of: Expression }
    | { readonly kind: 'condition'; readonly test: Expression; readonly yes: Expression; readonly no?: Expression }
    | { readonly kind: 'block' | 'array'; readonly items: readonly Expression[] }
    | { readonly kind: 'object'; readonly entries: readonly Entry[] }
    | { readonly kind: 'filter'; readonly subject: Expression; readonly by?: Expression }
    | { readonly kind: 'group'; readonly subject: Expression; readonly entries: readonly Entry[] }
    | {
        readonly kind: 'sort';
        readonly subject: Expression;
        readonly terms: readonly Expression[];
        /** Of each term. */
        readonly descending: readonly boolean[];
      }
    | { readonly kind: 'mark'; readonly subject: Expression }
    | { readonly kind: 'bind'; readonly name: string; readonly value: Expression }
    | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
    | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
    | { readonly kind: 'transform'; readonly parts: readonly Expression[] }
  );

export interface Fault extends Span {
  readonly message: string;
}

/**
 * Reads a text: its expression, as far as it can be understood, and what is wrong with it. Never throws.
 *
 * @param depth  expressions that the text stands inside of
 */
export function readExpression(
  text: string,
  depth = 0,
): { readonly expression: Expression; readonly faults: readonly Fault[] } {
  const { root, faults } = parse(text, depth);
  const missing = faults.length > 0 ? undefined : missingIn(root);
  return { expression: viewOf(root), faults: missing === undefined ? faults : [missing] };
}

/** A program that ends where an expression should stand: jsonata refuses it after parsing. What is missing is the last leaf. */
function missingIn(root: Node): Fault | undefined {
  for (let node: Node | undefined = root; node !== undefined; node = childrenOf(node).at(-1)) {
    if (node.kind !== 'missing') continue;
    const message = 'expected an expression, found the end of the text';
    return { message, start: Math.max(0, node.start - 1), end: node.end };
  }
  return undefined;
}

/** What is wrong with a text, the first fault that jsonata itself would tell; undefined when it is one whole expression. */
export const faultOf = (text: string): Fault | undefined => readExpression(text).faults[0];

/** Whether a text is one whole expression. */
export const isExpression = (text: string): boolean => faultOf(text) === undefined;

function viewOf(node: Node): Expression {
  const { start, end } = node;
  switch (node.kind) {
    case 'name':
      return { start, end, kind: 'name', value: node.value };
    case 'variable':
      return { start, end, kind: 'variable', value: node.name };
    case 'literal': {
      const { value } = node;
      if (typeof value === 'string') return { start, end, kind: 'string', value };
      return typeof value === 'number' ? { start, end, kind: 'number', value } : { start, end, kind: 'literal', value };
    }
    case 'negate':
      return { start, end, kind: 'negate', of: viewOf(node.operand) };
    case 'binary':
    case 'default':
      return {
        start,
        end,
        kind: 'binary',
        operator: node.operator,
        left: viewOf(node.left),
        right: viewOf(node.right),
      };
    case 'range':
      return { start, end, kind: 'binary', operator: '..', left: viewOf(node.from), right: viewOf(node.to) };
    case 'map': {
      const left = viewOf(node.left);
      const before = left.kind === 'path' && left.end === node.left.end ? left.steps : [left];
      return { start, end, kind: 'path', steps: [...before, viewOf(node.right)] };
    }
    case 'filter':
      return { start, end, kind: 'filter', subject: viewOf(node.base), by: viewOf(node.predicate) };
    case 'keep-array':
      return { start, end, kind: 'filter', subject: viewOf(node.base) };
    case 'object':
      return { start, end, kind: 'object', entries: node.pairs.map(entryOf) };
    case 'group':
      return { start, end, kind: 'group', subject: viewOf(node.base), entries: node.pairs.map(entryOf) };
    case 'array':
      return { start, end, kind: 'array', items: node.items.map(viewOf) };
    case 'block':
      return { start, end, kind: 'block', items: node.expressions.map(viewOf) };
    case 'sort':
      return {
        start,
        end,
        kind: 'sort',
        subject: viewOf(node.base),
        terms: node.terms.map((term) => viewOf(term.expression)),
        descending: node.terms.map((term) => term.descending),
      };
    case 'focus':
    case 'index':
      return { start, end, kind: 'mark', subject: viewOf(node.base) };
    case 'bind':
      return { start, end, kind: 'bind', name: nameOf(node.variable), value: viewOf(node.value) };
    case 'call':
      return { start, end, kind: 'call', callee: viewOf(node.callee), args: node.arguments.map(viewOf) };
    case 'lambda':
      return { start, end, kind: 'lambda', parameters: node.parameters.map(nameOf), body: viewOf(node.body) };
    case 'condition': {
      const [test, yes] = [viewOf(node.test), viewOf(node.then)];
      return {
        start,
        end,
        kind: 'condition',
        test,
        yes,
        ...(node.otherwise === undefined ? {} : { no: viewOf(node.otherwise) }),
      };
    }
    case 'transform':
      return {
        start,
        end,
        kind: 'transform',
        parts: [node.pattern, node.update, ...(node.remove === undefined ? [] : [node.remove])].map(viewOf),
      };
    case 'wildcard':
      return { start, end, kind: 'wildcard' };
    default:
      return { start, end, kind: 'other' };
  }
}

const nameOf = (node: Node): string => (node.kind === 'variable' ? node.name : '');

const entryOf = ({ key, value, start, end }: Pair): Entry => ({ key: viewOf(key), value: viewOf(value), start, end });

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

export const isPlainName = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['and', 'or', 'in', 'true', 'false', 'null', 'function'].includes(name);

/** A field's name as an expression writes it: in backquotes where it is no plain word. */
export const writtenName = (name: string): string => (isPlainName(name) ? name : `\`${name}\``);
