// Puts an expression in the place of a part of another, so that exactly this part is what changes: in parentheses where the
// operators around it would take it apart. Pure; may import the engine's syntax and ./expression.ts.

import { isExpression, readExpression } from '../../../runtime/engine/outline/expression.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import { childrenOf, type Node } from '../../../runtime/engine/syntax/tree.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

export const splice = (text: string, { start, end }: Span, put: string): string =>
  text.slice(0, start) + put + text.slice(end);

/** Kinds that stand in front of a dot or a bracket as they are. */
const CLOSED: ReadonlySet<string> = new Set(['name', 'variable', 'path', 'call', 'block', 'filter', 'string', 'array']);

/**
 * Puts `put` in the place of a part of `whole`.
 *
 * @param whole  one expression, such as a target's value
 * @param part   the part's place in it; ports of paths are no expression of their own: there `put` is made one step
 * @returns the new text of the whole; undefined when `put` is no expression, or cannot stand there
 */
export function putPart(whole: string, part: Span, put: string): string | undefined {
  if (!isExpression(put)) return undefined;
  const trimmed = put.trim();
  const before = chainOf(whole, part);
  const candidates =
    before === undefined && !CLOSED.has(readExpression(trimmed).expression.kind)
      ? [`(${trimmed})`]
      : [trimmed, `(${trimmed})`];
  for (const candidate of candidates) {
    const text = splice(whole, part, candidate);
    if (before === undefined) {
      if (isExpression(text)) return text;
      continue;
    }
    const after = chainOf(text, { start: part.start, end: part.start + candidate.length });
    if (after !== undefined && isSameChain(before, after, candidate.length - (part.end - part.start))) return text;
  }
  return undefined;
}

/** The nodes around the one at exactly this place, from the outermost; undefined when there is none. */
function chainOf(text: string, { start, end }: Span): readonly Node[] | undefined {
  const { root, faults } = parse(text);
  if (faults.length > 0) return undefined;
  const chain: Node[] = [];
  for (let node: Node | undefined = root; node !== undefined; ) {
    if (node.start === start && node.end === end) return chain;
    chain.push(node);
    node = childrenOf(node).find((child) => child.start <= start && child.end >= end);
  }
  return undefined;
}

const isSameChain = (before: readonly Node[], after: readonly Node[], by: number): boolean =>
  before.length === after.length &&
  before.every((node, index) => {
    const other = after[index] as Node;
    return node.kind === other.kind && node.start === other.start && node.end + by === other.end;
  });
