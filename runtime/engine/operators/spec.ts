// What every operator of the rule library is: spec, examples and code in one place. Families are the files beside this one; `index.ts` is the list.

export interface OperatorExample {
  readonly fact: unknown;
  readonly value: unknown;
  readonly result: boolean;
}

/** One operator for json-rules-engine's `engine.addOperator(name, (factValue, jsonValue) => boolean)`: pure and total, never throws on data. */
export interface OperatorSpec {
  readonly name: string;
  readonly summary: string;
  /** What the fact is expected to be, in words. */
  readonly fact: string;
  /** What the rule's `value` is expected to be, in words. */
  readonly value: string;
  readonly source?: string;
  readonly examples: readonly OperatorExample[];
  readonly implementation: (fact: unknown, value: unknown) => boolean;
}
