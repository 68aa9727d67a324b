// The lossless tree of a JSONata program: what was written, with the place of every part. Imports nothing.

/** A piece of the program's text; all tokens together are the text again. */
export interface Token {
  /** `unread` is what stands behind a fault that nothing can be read past. */
  readonly kind: 'blank' | 'comment' | 'string' | 'name' | 'number' | 'regex' | 'operator' | 'unread';
  readonly text: string;
  /** Character offset in the program. */
  readonly start: number;
}

/** A part of the program; `end` is the offset behind its last character. Blanks and comments around it are not in it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface NameNode extends Span {
  readonly kind: 'name';
  readonly value: string;
  /** Written between backticks. */
  readonly quoted: boolean;
}
export interface VariableNode extends Span {
  readonly kind: 'variable';
  /** Without `$`: empty for the context `$`, `$` for the root `$$`. */
  readonly name: string;
}
export interface LiteralNode extends Span {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}
export interface RegexNode extends Span {
  readonly kind: 'regex';
  readonly pattern: string;
  readonly flags: string;
}
/** `*`, `**`, `%`, and the open place `?` of a partial application. */
export interface SymbolNode extends Span {
  readonly kind: 'wildcard' | 'descendant' | 'parent' | 'placeholder';
}
export interface NegateNode extends Span {
  readonly kind: 'negate';
  readonly operand: Node;
}
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&'
  | 'and'
  | 'or'
  | 'in'
  | '~>';
export interface BinaryNode extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}
/** `left.right`: right is evaluated for each value of left. */
export interface MapNode extends Span {
  readonly kind: 'map';
  readonly left: Node;
  readonly right: Node;
}
/** `base[predicate]`; without a predicate, `base[]`, arrays of one member stay arrays. */
export interface FilterNode extends Span {
  readonly kind: 'filter';
  readonly base: Node;
  readonly predicate: Node;
}
export interface KeepArrayNode extends Span {
  readonly kind: 'keep-array';
  readonly base: Node;
}
export interface Pair extends Span {
  readonly key: Node;
  readonly value: Node;
}
export interface ObjectNode extends Span {
  readonly kind: 'object';
  readonly pairs: readonly Pair[];
}
/** `base{key: value}`: grouping. */
export interface GroupNode extends Span {
  readonly kind: 'group';
  readonly base: Node;
  readonly pairs: readonly Pair[];
}
export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly Node[];
}
/** `from..to`, only inside an array. */
export interface RangeNode extends Span {
  readonly kind: 'range';
  readonly from: Node;
  readonly to: Node;
}
export interface SortTerm extends Span {
  readonly descending: boolean;
  readonly expression: Node;
}
export interface SortNode extends Span {
  readonly kind: 'sort';
  readonly base: Node;
  readonly terms: readonly SortTerm[];
}
export interface BindNode extends Span {
  readonly kind: 'bind';
  readonly variable: Node;
  readonly value: Node;
}
/** `base@$variable` (focus) and `base#$variable` (index). */
export interface StepVariableNode extends Span {
  readonly kind: 'focus' | 'index';
  readonly base: Node;
  readonly variable: Node;
}
export interface CallNode extends Span {
  readonly kind: 'call';
  readonly callee: Node;
  /** With a placeholder among them it is a partial application. */
  readonly arguments: readonly Node[];
}
export interface LambdaNode extends Span {
  readonly kind: 'lambda';
  readonly parameters: readonly Node[];
  /** `<n-n:n>` as it is understood: without blanks. */
  readonly signature?: string;
  readonly body: Node;
}
export interface ConditionNode extends Span {
  readonly kind: 'condition';
  readonly test: Node;
  readonly then: Node;
  readonly otherwise?: Node;
}
/** `left ?: right` and `left ?? right`. */
export interface DefaultNode extends Span {
  readonly kind: 'default';
  readonly operator: '?:' | '??';
  readonly left: Node;
  readonly right: Node;
}
export interface BlockNode extends Span {
  readonly kind: 'block';
  readonly expressions: readonly Node[];
}
/** `|pattern|update,remove|` */
export interface TransformNode extends Span {
  readonly kind: 'transform';
  readonly pattern: Node;
  readonly update: Node;
  readonly remove?: Node;
}
/** Where an expression was expected and the program ended. */
export interface MissingNode extends Span {
  readonly kind: 'missing';
}
/** Text in a broken program that could not be understood. */
export interface BrokenNode extends Span {
  readonly kind: 'broken';
}

export type Node =
  | NameNode
  | VariableNode
  | LiteralNode
  | RegexNode
  | SymbolNode
  | NegateNode
  | BinaryNode
  | MapNode
  | FilterNode
  | KeepArrayNode
  | ObjectNode
  | GroupNode
  | ArrayNode
  | RangeNode
  | SortNode
  | BindNode
  | StepVariableNode
  | CallNode
  | LambdaNode
  | ConditionNode
  | DefaultNode
  | BlockNode
  | TransformNode
  | MissingNode
  | BrokenNode;

/** What is wrong with a program's text: jsonata's own code where it has one, and the exact characters. */
export interface SyntaxFault extends Span {
  /** jsonata's code such as `S0202`; `S0302` also for a regular expression that the platform refuses, `too-deep` is ours. */
  readonly code: string;
  readonly message: string;
  /** The offset that jsonata itself reports: mostly the end of the token at fault. */
  readonly position: number;
  readonly token?: string;
}

export interface Program {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly root: Node;
  /** In the order in which they were met; the first one is jsonata's. */
  readonly faults: readonly SyntaxFault[];
}

/** The text of a program, put together from its tokens. */
export const print = (program: Program): string => program.tokens.map((token) => token.text).join('');

/** The nodes right below a node, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'negate':
      return [node.operand];
    case 'binary':
    case 'map':
    case 'default':
      return [node.left, node.right];
    case 'filter':
      return [node.base, node.predicate];
    case 'keep-array':
      return [node.base];
    case 'object':
      return node.pairs.flatMap((pair) => [pair.key, pair.value]);
    case 'group':
      return [node.base, ...node.pairs.flatMap((pair) => [pair.key, pair.value])];
    case 'array':
      return node.items;
    case 'range':
      return [node.from, node.to];
    case 'sort':
      return [node.base, ...node.terms.map((term) => term.expression)];
    case 'bind':
      return [node.variable, node.value];
    case 'focus':
    case 'index':
      return [node.base, node.variable];
    case 'call':
      return [node.callee, ...node.arguments];
    case 'lambda':
      return [...node.parameters, node.body];
    case 'condition':
      return node.otherwise === undefined ? [node.test, node.then] : [node.test, node.then, node.otherwise];
    case 'block':
      return node.expressions;
    case 'transform':
      return node.remove === undefined ? [node.pattern, node.update] : [node.pattern, node.update, node.remove];
    default:
      return [];
  }
}
