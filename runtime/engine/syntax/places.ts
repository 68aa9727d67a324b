// Where each node of a program stands: in what role, in which context, and whether it is evaluated whenever what is around it is.
// Pure; may import its neighbours.
import { baseOf, isName, isStep } from './bindings.ts';
import type { Node } from './tree.ts';

/** What a node is to the one around it. */
export type PlaceRole =
  | 'root'
  /** One of a block's expressions. */
  | 'item'
  /** Behind the colon of an object. */
  | 'value'
  | 'key'
  | 'body'
  | 'test'
  | 'branch'
  | 'operand'
  | 'argument'
  | 'callee'
  /** Behind `~>`. */
  | 'applied'
  | 'member'
  | 'bound'
  /** What a step goes on from, and behind the dot. */
  | 'head'
  | 'step'
  | 'predicate'
  | 'term'
  | 'group'
  | 'transform';

export interface Place {
  readonly node: Node;
  readonly role: PlaceRole;
  readonly parent?: Place;
  /** Places with the same number see the same value as `$`. */
  readonly context: number;
  /** It may not be evaluated although what is around it is: a branch, the body of a function, a step of a path. */
  readonly isLazy: boolean;
}

interface Child {
  readonly node: Node;
  readonly role: PlaceRole;
  readonly isLazy?: true;
  readonly isInside?: true;
}

/** Every node with its place, those around others first. */
export function placesOf(root: Node): readonly Place[] {
  const found: Place[] = [];
  let contexts = 0;
  /** Contexts that are lists of what was grouped: an object in them sees the one member of a list of one by itself. */
  const grouped = new Set<number>();
  const visit = (place: Place): void => {
    found.push(place);
    for (const { node, role, isLazy = false, isInside = false } of childrenIn(place.node)) {
      const isOther = isInside || (role === 'value' && grouped.has(place.context));
      if (isOther) contexts += 1;
      if (isOther && (role === 'group' || role === 'value')) grouped.add(contexts);
      visit({ node, role, parent: place, context: isOther ? contexts : place.context, isLazy });
    }
  };
  visit({ node: root, role: 'root', context: 0, isLazy: false });
  return found;
}

const all = (nodes: readonly Node[], role: PlaceRole): Child[] => nodes.map((node) => ({ node, role }));
const inside = (node: Node, role: PlaceRole): Child => ({ node, role, isLazy: true, isInside: true });

function childrenIn(node: Node): readonly Child[] {
  if (isStep(node)) {
    const head: Child = { node: baseOf(node), role: 'head' };
    switch (node.kind) {
      case 'map':
        return [head, inside(node.right, 'step')];
      case 'filter':
        return [head, inside(node.predicate, 'predicate')];
      case 'sort':
        return [head, ...node.terms.map((term) => inside(term.expression, 'term'))];
      case 'group':
        return [head, ...node.pairs.flatMap(({ key, value }) => [inside(key, 'key'), inside(value, 'group')])];
      default:
        return [head];
    }
  }
  switch (node.kind) {
    case 'negate':
      return all([node.operand], 'operand');
    case 'binary': {
      if (node.operator === '~>')
        return [
          { node: node.left, role: 'operand' },
          { node: node.right, role: 'applied' },
        ];
      const isShort = node.operator === 'and' || node.operator === 'or';
      return [
        { node: node.left, role: 'operand' },
        { node: node.right, role: 'operand', ...(isShort ? { isLazy: true as const } : {}) },
      ];
    }
    case 'default':
      return [
        { node: node.left, role: 'operand' },
        { node: node.right, role: 'operand', isLazy: true },
      ];
    case 'range':
      return all([node.from, node.to], 'operand');
    case 'object':
      return node.pairs.flatMap(({ key, value }): Child[] => [
        { node: key, role: 'key' },
        { node: value, role: 'value' },
      ]);
    case 'array':
      return all(node.items, 'member');
    case 'bind':
      return all([node.value], 'bound');
    case 'call':
      return [{ node: node.callee, role: 'callee' }, ...all(node.arguments, 'argument')];
    case 'lambda':
      return [{ node: node.body, role: 'body', isLazy: true }];
    case 'condition':
      return [
        { node: node.test, role: 'test' },
        { node: node.then, role: 'branch', isLazy: true },
        ...(node.otherwise === undefined
          ? []
          : [{ node: node.otherwise, role: 'branch' as const, isLazy: true as const }]),
      ];
    case 'block':
      return all(node.expressions, 'item');
    case 'transform':
      return [node.pattern, node.update, ...(node.remove === undefined ? [] : [node.remove])].map((part) =>
        inside(part, 'transform'),
      );
    default:
      return [];
  }
}

/** Whether a place is surely evaluated when one around it is. */
export function isSureWithin(place: Place, around: Place): boolean {
  for (let one: Place | undefined = place; one !== undefined && one !== around; one = one.parent)
    if (one.isLazy) return false;
  return true;
}

/** Functions that take whatever they are given. */
const NEVER_FAIL: ReadonlySet<string> = new Set(['exists', 'not', 'boolean', 'count', 'string', 'append', 'type']);

/** Whether an expression may end with an error, for some message. Limits of time and size aside. */
export function canFail(node: Node): boolean {
  switch (node.kind) {
    case 'name':
    case 'variable':
    case 'literal':
    case 'regex':
    case 'wildcard':
    case 'descendant':
    case 'lambda':
      return false;
    case 'map':
      return canFail(node.left) || canFail(node.right);
    case 'filter':
      return canFail(node.base) || canFail(node.predicate);
    case 'keep-array':
      return canFail(node.base);
    case 'binary':
      return !['=', '!=', 'and', 'or', 'in', '&'].includes(node.operator) || canFail(node.left) || canFail(node.right);
    case 'default':
      return canFail(node.left) || canFail(node.right);
    case 'condition':
      return [node.test, node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])].some(canFail);
    case 'array':
      return node.items.some(canFail);
    case 'block':
      return node.expressions.some(canFail);
    case 'bind':
      return canFail(node.value);
    case 'call':
      return (
        !isName(node.callee) ||
        !NEVER_FAIL.has(node.callee.name) ||
        node.arguments.length === 0 ||
        node.arguments.some(canFail)
      );
    default:
      return true;
  }
}

export interface ContextFacts {
  /** Of a function that is known outside of the program: how many arguments it takes before it looks for one in the context. */
  readonly argumentsOf: (name: string) => number | undefined;
}

/**
 * Whether an expression's value depends on the context that it stands in: fields, `$`, a call with an argument left out.
 *
 * @param given  arguments that a call gets besides those that are written
 */
export function readsContext(node: Node, facts: ContextFacts, given = 0): boolean {
  const any = (nodes: readonly Node[]): boolean => nodes.some((one) => readsContext(one, facts));
  if (isStep(node)) return any([baseOf(node)]);
  switch (node.kind) {
    case 'variable':
      return node.name === '';
    case 'literal':
    case 'regex':
    case 'placeholder':
    case 'transform':
      return false;
    case 'call': {
      const wanted = isName(node.callee) ? facts.argumentsOf(node.callee.name) : undefined;
      if (wanted !== undefined && node.arguments.length + given < wanted) return true;
      return any([node.callee, ...node.arguments]);
    }
    case 'binary':
      if (node.operator === '~>') return any([node.left]) || readsContext(node.right, facts, 1);
      return any([node.left, node.right]);
    case 'name':
    case 'wildcard':
    case 'descendant':
    case 'parent':
    case 'missing':
    case 'broken':
      return true;
    default:
      return any(childrenIn(node).map((child) => child.node));
  }
}
