// Lists of one list: jsonata takes a list of one apart each time an expression hands it on, but not what a function gives that ends
// with a call of another. So `$map(a, function($x) { $map($x, …) })` by a name is not what it is in its place. Pure; may import its
// neighbours and ../language/.
import { type Bindings, isName, isStep } from '../../../runtime/engine/syntax/bindings.ts';
import type { Place } from '../../../runtime/engine/syntax/places.ts';
import type { Node } from '../../../runtime/engine/syntax/tree.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import { ANY } from '../language/kinds.ts';

interface Read {
  readonly places: readonly Place[];
  readonly bindings: Bindings;
}

/** Functions that put what another function gives into a list as it is. */
const COLLECTING: ReadonlySet<string> = new Set(['map', 'each']);

/** Whether a program may make a list of one list, and one of some expressions may give it. */
export const isHandedOnRaw = (all: Read, nodes: readonly Node[]): boolean =>
  nodes.some(callsWritten) ||
  (all.places.some((place) => collectsRaw(all, place)) && nodes.some((node) => !isSettled(all, node)));

/** A call of a function that is written where it is called: at the end of a function jsonata calls such a one otherwise. */
function callsWritten(node: Node): boolean {
  switch (node.kind) {
    case 'call':
      return !isName(node.callee);
    case 'condition':
      return callsWritten(node.then) || (node.otherwise !== undefined && callsWritten(node.otherwise));
    case 'block':
      return node.expressions.length > 0 && callsWritten(node.expressions.at(-1) as Node);
    default:
      return false;
  }
}

/** A call that collects what a function gives that ends with a call; or one of which nobody knows what it collects. */
function collectsRaw(all: Read, { node, role, parent }: Place): boolean {
  if (!isName(node) || !COLLECTING.has(node.name)) return false;
  const call = role === 'callee' ? parent?.node : undefined;
  const last = call?.kind === 'call' ? call.arguments.at(-1) : undefined;
  return last?.kind !== 'lambda' || endsRaw(all, last.body);
}

/** Whether an expression at the end of a function is a call whose list is not looked at any more. */
function endsRaw(all: Read, node: Node): boolean {
  switch (node.kind) {
    case 'call':
      return !isPlainCall(all, node);
    case 'condition':
      return endsRaw(all, node.then) || (node.otherwise !== undefined && endsRaw(all, node.otherwise));
    case 'block':
      return node.expressions.length > 0 && endsRaw(all, node.expressions.at(-1) as Node);
    default:
      return false;
  }
}

/** A call of a function of ours, or of one of jsonata that gives no list. */
function isPlainCall({ bindings }: Read, { callee }: Node & { kind: 'call' }): boolean {
  if (!isName(callee) || bindings.slots.some((slot) => slot.name === callee.name)) return false;
  const known = KNOWN_FUNCTIONS.get(callee.name);
  if (known === undefined) return false;
  return known.isLibrary || (!known.signature.returnsList && (known.signature.returns & ANY) !== ANY);
}

/** Whether an expression gives the same however often it is handed on. */
function isSettled(all: Read, node: Node): boolean {
  switch (node.kind) {
    case 'literal':
    case 'regex':
    case 'object':
    case 'array':
    case 'negate':
    case 'lambda':
    case 'group':
    case 'name':
      return true;
    case 'binary':
      return node.operator !== '~>';
    case 'map':
      return isSettled(all, node.left) && node.right.kind === 'name' && isStepOrName(node.left);
    case 'call':
      return isPlainCall(all, node);
    case 'condition':
      return isSettled(all, node.then) && (node.otherwise === undefined || isSettled(all, node.otherwise));
    case 'block':
      return node.expressions.length === 0 || isSettled(all, node.expressions.at(-1) as Node);
    default:
      return false;
  }
}

const isStepOrName = (node: Node): boolean => node.kind === 'name' || isStep(node);
