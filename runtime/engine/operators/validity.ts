// Builds the operators that ask whether a code or key is valid. Imports blank.ts and spec.ts.
import { isBlank } from './blank.ts';
import type { OperatorExample, OperatorSpec } from './spec.ts';

/**
 * `value: true` holds for a valid fact; `value: false` for one that is there and not valid. A blank fact holds for neither:
 * whether it must be there is a question of its own (`isPresent`).
 */
export function validityOperator(options: {
  readonly name: string;
  readonly what: string;
  readonly source: string;
  readonly isValid: (fact: unknown) => boolean;
  readonly examples: readonly OperatorExample[];
}): OperatorSpec {
  const { name, what, source, isValid, examples } = options;
  return {
    name,
    summary: `Whether the fact is ${what}. With \`false\`: whether it is there and is not. A blank fact holds for neither.`,
    fact: 'text',
    value: '`true` or `false`',
    source,
    examples: [...examples, { fact: '', value: true, result: false }, { fact: null, value: false, result: false }],
    implementation: (fact, value) => !isBlank(fact) && isValid(fact) === value,
  };
}
