// What a drawn expression is: a node of some kind with named inputs, and perhaps one that nothing is given to yet. Types only.
import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import type { Scope } from '../../../runtime/engine/outline/scope.ts';

export type NodeKind =
  | 'call'
  | 'lookup'
  | 'condition'
  | 'operation'
  | 'expression'
  | 'loop'
  | 'filter'
  | 'sort'
  | 'group'
  | 'list'
  | 'object'
  | 'block'
  | 'function';

/** What an input is in its expression, which says how it can be taken away. */
export type Role =
  | 'argument'
  | 'operand'
  | 'item'
  | 'member'
  | 'else'
  | 'where'
  | 'term'
  /** Nothing is left without it. */
  | 'fixed';

export interface Part {
  readonly label: string;
  /** What it takes, in one word. */
  readonly type?: string;
  readonly expression: Expression;
  readonly scope: Scope;
  readonly role: Role;
  /** Text that is shown and changed as text: names of fields, functions. */
  readonly isText?: true;
}

/** An input that nothing is given to yet: where its text goes, with what stands before it. */
export interface OpenPart {
  readonly label: string;
  readonly type?: string;
  readonly at: number;
  readonly before: string;
}

export interface Drawing {
  readonly kind: NodeKind;
  readonly title: string;
  readonly parts: readonly Part[];
  readonly open?: OpenPart;
  /** Index of the input that takes the node's place when the node is taken away. */
  readonly main?: number;
}
