// What is known of the targets of a program and of the objects that they are members of. Types only.
import type { Entry, Expression } from './expression.ts';
import type { Scope } from './scope.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a target gets its value. */
export type TargetKind =
  | 'path'
  | 'constant'
  | 'group'
  | 'loop'
  | 'call'
  | 'lookup'
  | 'condition'
  | 'operation'
  | 'expression';

export interface TargetFacts {
  /** `/lines/sku`: lists without an index. */
  readonly path: string;
  readonly kind: TargetKind;
  /** The value's exact text. */
  readonly text: string;
  readonly scope: Scope;
  /** Fields that it reads; of a loop those that it goes over. */
  readonly sources: readonly string[];
  /** What stands in the comment right above it. */
  readonly note?: string | undefined;
  /** The object that it is a member of, by its target path; the outermost is ``. */
  readonly owner: string;
  /** A second member of the same name: the last one counts. */
  readonly isRepeated?: true | undefined;
}

/** A target with its place in the text. */
export interface Target extends TargetFacts {
  /** What is known of it but for its place: the same object until the target itself is changed. */
  readonly facts: TargetFacts;
  /** The key in the text, and the value behind the colon. */
  readonly key: Span;
  readonly value: Span;
  readonly expression: Expression;
}

/** An object of the program that targets are members of. */
export interface TargetObject {
  readonly path: string;
  readonly span: Span;
  readonly entries: readonly Entry[];
  readonly scope: Scope;
  readonly facts: ObjectFacts;
}

/** What an object holds, without its place in the text. */
export interface ObjectFacts {
  readonly path: string;
  readonly scope: Scope;
  /** Its members with a name, in the order of the text. The same list for as long as nothing below the object has changed. */
  readonly members: readonly TargetFacts[];
  /** At least how many expressions it stands inside of. */
  readonly depth: number;
  /** It stands where it is used: nothing else reads it by a name. */
  readonly isDirect: boolean;
}
