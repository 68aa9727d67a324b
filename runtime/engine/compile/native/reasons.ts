// Why a program, or a part of it, is left to the reference: the short list, found before it runs. Imports ast and scope.
import { childrenOf, type Node, pairsOf } from './ast.ts';
import { boundNames, isTupleStream } from './scope.ts';

/** Each reason with what it means for the author. */
export const FALLBACK_REASONS = {
  'bind-in-constructor':
    'a variable is bound right inside an array or object constructor, whose members the reference starts at once',
  'bind-in-tuple': 'a variable is bound inside a path with @, # or %, where it lives and dies with one item',
  'bind-in-sort': 'a variable is bound inside an order-by term, which the reference evaluates once per comparison',
  'predicate-on-tail-call':
    'a predicate, a grouping or [] stands behind a block or condition that ends in a call in tail position',
  'unknown-node': 'the parser gave a node that the compiler does not know',
} as const;

export type FallbackCode = keyof typeof FALLBACK_REASONS;

export interface FallbackReason {
  readonly code: FallbackCode;
  /** Characters from the start of the program. */
  readonly position: number;
}

const binds = (node: Node): boolean => boundNames(node).size > 0;

function tupleParts(node: Node): Node[] {
  const steps = node.steps ?? [];
  return [...steps, ...(node.group?.lhs.flat() ?? [])];
}

/** Whether a part in tail position hands out a call that is not made yet. */
function endsInCall(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.type === 'lambda') return node.thunk === true;
  if (node.type === 'condition') return endsInCall(node.then) || endsInCall(node.else);
  return node.type === 'block' && endsInCall(node.expressions?.at(-1));
}

function reasonsHere(node: Node): FallbackCode[] {
  const found: FallbackCode[] = [];
  if (node.type === 'unary' && node.value === '[' && (node.expressions ?? []).length > 1) {
    if (node.expressions?.some(binds)) found.push('bind-in-constructor');
  }
  const pairs = node.type === 'unary' && node.value === '{' ? pairsOf(node) : (node.group?.lhs ?? []);
  if (pairs.length > 0 && pairs.some(([, value]) => binds(value))) found.push('bind-in-constructor');
  if (isTupleStream(node) && tupleParts(node).some(binds)) found.push('bind-in-tuple');
  if (node.terms?.some((term) => binds(term.expression))) found.push('bind-in-sort');
  if ((node.type === 'block' || node.type === 'condition') && (node.predicate || node.group) && endsInCall(node)) {
    found.push('predicate-on-tail-call');
  }
  return found;
}

/** The reasons of a program, in the order in which they stand in it; none means that all of it runs compiled. */
export function fallbackReasons(program: Node): FallbackReason[] {
  const found: FallbackReason[] = [];
  const visit = (node: Node, position: number): void => {
    const here = node.position ?? position;
    for (const code of reasonsHere(node)) found.push({ code, position: here });
    for (const child of childrenOf(node)) visit(child, here);
  };
  visit(program, 0);
  return found;
}
