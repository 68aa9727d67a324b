// The syntax tree as jsonata's parser gives it, as far as evaluation looks at it. Imports nothing.

/** Where a step of a path was seen by `%`: the tuple member that carries the parent. */
export interface AncestorSlot {
  readonly label: string;
}

export interface Stage {
  readonly type: 'filter' | 'index';
  /** The predicate of a filter. */
  readonly expr?: Node;
  /** The variable of an index. */
  readonly value?: string;
}

export interface SortTerm {
  readonly descending: boolean;
  readonly expression: Node;
}

/** Key and value of one member of an object constructor or a grouping. */
export type Pair = readonly [key: Node, value: Node];

export interface Grouping {
  readonly lhs: readonly Pair[];
  readonly position?: number;
}

/** Checks and completes arguments; jsonata's own, made from a signature such as `<s-n:s>`. */
export interface Signature {
  readonly definition: string;
  validate(args: readonly unknown[], context: unknown): unknown[];
}

/** One node. The members that are set depend on `type`. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly predicate?: readonly Stage[];
  readonly stages?: readonly Stage[];
  readonly group?: Grouping;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly consarray?: boolean;
  readonly tuple?: boolean;
  readonly focus?: string;
  readonly index?: string;
  readonly ancestor?: AncestorSlot;
  readonly slot?: AncestorSlot;
  readonly steps?: readonly Node[];
  readonly terms?: readonly SortTerm[];
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  /** Two operands, the variable of a binding, or the pairs of an object constructor. */
  readonly lhs?: Node | readonly Pair[];
  readonly rhs?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly body?: Node;
  readonly signature?: Signature;
  readonly thunk?: boolean;
  readonly pattern?: Node;
  readonly update?: Node;
  readonly delete?: Node;
}

/** The pairs of an object constructor. */
export function pairsOf(node: Node): readonly Pair[] {
  return node.lhs as readonly Pair[];
}

/** The left operand. */
export function leftOf(node: Node): Node {
  return node.lhs as Node;
}

/** Every node right below one, pairs and terms included. */
export function childrenOf(node: Node): Node[] {
  const pairs = Array.isArray(node.lhs) ? (node.lhs as readonly Pair[]).flat() : node.lhs ? [node.lhs as Node] : [];
  const stages = [...(node.predicate ?? []), ...(node.stages ?? [])].flatMap((stage) => stage.expr ?? []);
  const single = [
    node.rhs,
    node.expression,
    node.condition,
    node.then,
    node.else,
    node.procedure,
    node.body,
    node.pattern,
    node.update,
    node.delete,
  ].filter((child) => child !== undefined);
  return [
    ...pairs,
    ...single,
    ...(node.steps ?? []),
    ...(node.expressions ?? []),
    ...(node.arguments ?? []),
    ...(node.terms ?? []).map((term) => term.expression),
    ...stages,
    ...(node.group === undefined ? [] : node.group.lhs.flat()),
  ];
}
