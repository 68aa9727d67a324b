// Which expressions are shown as text where they stand, and steps of a path as one expression. Pure; imports the outline only.
import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import { lookupOf } from '../../../runtime/engine/outline/program.ts';

/** A name, a constant, a variable: what a port shows by itself. */
export function isLeaf(node: Expression): boolean {
  switch (node.kind) {
    case 'name':
    case 'string':
    case 'variable':
    case 'number':
    case 'literal':
    case 'wildcard':
    case 'other':
      return true;
    case 'negate':
      return node.of.kind === 'number';
    case 'path':
      return lookupOf(node) === undefined && node.steps.every(isLeaf);
    case 'filter':
      return (node.by === undefined || node.by.kind === 'number') && isLeaf(node.subject);
    case 'block':
      return node.items.length === 1 && isLeaf(node.items[0] as Expression);
    case 'array':
      return node.items.every(isLeaf);
    case 'object':
      return node.entries.length === 0;
    case 'mark':
    case 'bind':
    case 'transform':
      return true;
    default:
      return false;
  }
}

const spanOf = (nodes: readonly Expression[]): { start: number; end: number } => ({
  start: (nodes[0] as Expression).start,
  end: (nodes.at(-1) as Expression).end,
});

/** Steps of a path as one expression. */
export const joinedSteps = (steps: readonly Expression[]): Expression =>
  steps.length === 1 ? (steps[0] as Expression) : { ...spanOf(steps), kind: 'path', steps };
