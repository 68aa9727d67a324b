// What the compilers of the single node kinds share: the way back to the whole, and the functions that are known. Imports types only.
import type { Node } from './ast.ts';
import type { Builtin, Code } from './function-values.ts';
import type { Scope } from './scope.ts';

/** What the end of an expression does to its value: unwraps it. */
export type Layer = (value: unknown) => unknown;

export interface Compiler {
  /** A whole expression: its own code, then its predicates and grouping, then unwrapped. */
  code(node: Node, scope: Scope): Code;
  /** The body of a function: calls at its end are left to whoever called it. */
  tail(node: Node, scope: Scope, layers: readonly Layer[]): Code;
  /** The function behind a name that nothing in the program binds. */
  builtin(name: string): Builtin | undefined;
  /** Compiles the text of `$eval` in the scope of its call. */
  evaluateText(text: string, scope: Scope): Code;
  /** Expressions around the one being compiled, up to the function's body: how deep the reference would be there. */
  level: number;
  /** The root of the program's scopes. */
  readonly root: Scope;
}
