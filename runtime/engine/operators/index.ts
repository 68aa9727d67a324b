// The list of rule operators. A new operator is an entry of its family's file; a new family is a file and a line here.
import { blankOperators } from './blank.ts';
import { codeOperators } from './codes.ts';
import { dateOperators } from './dates.ts';
import { decimalOperators } from './decimal.ts';
import { gs1Operators } from './gs1.ts';
import { listOperators } from './lists.ts';
import type { OperatorSpec } from './spec.ts';
import { textOperators } from './text.ts';

/** Every operator that a rule may use beside those of json-rules-engine. */
export const OPERATORS: readonly OperatorSpec[] = [
  ...blankOperators,
  ...decimalOperators,
  ...textOperators,
  ...dateOperators,
  ...gs1Operators,
  ...listOperators,
  ...codeOperators,
];

/** The part of a json-rules-engine Engine that takes operators. */
export interface OperatorHost {
  addOperator(name: string, evaluate: (fact: unknown, value: unknown) => boolean): void;
}

/** Registers every operator with an unmodified Engine. */
export function registerOperators(engine: OperatorHost): void {
  for (const { name, implementation } of OPERATORS) engine.addOperator(name, implementation);
}
