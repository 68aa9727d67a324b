// One compiled JSONata program, whoever evaluates it: the contract that the reference and the compiled engine share.

export interface EvaluationLimits {
  /** Wall clock of one evaluation, milliseconds. */
  readonly timeMs: number;
  /** Expression nodes evaluated. */
  readonly steps: number;
  /** Evaluations under way at once: recursion and nesting together. */
  readonly depth: number;
  /** Members of one sequence. */
  readonly sequence: number;
  /** Characters of one text, on its way or in the result. */
  readonly text: number;
  /** Bytes of the result as JSON. */
  readonly outputBytes: number;
}

export const DEFAULT_EVALUATION_LIMITS: EvaluationLimits = {
  timeMs: 5_000,
  steps: 5_000_000,
  depth: 100_000,
  sequence: 1_000_000,
  text: 16 * 1024 * 1024,
  outputBytes: 8 * 1024 * 1024,
};

/** Whatever evaluates a program: compiled code answers at once, the reference with a promise. */
export interface CompiledExpression {
  /**
   * Evaluates over one input; the input is not changed.
   *
   * @returns the plain result or a promise of it; undefined when the expression gives nothing
   * @throws CrossdockError `mapping.failed`, `mapping.timeout`, `mapping.too-many-steps`, `mapping.too-deep`,
   *   `mapping.output-too-large`, or what a library function threw; at once or as the promise's rejection
   */
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): unknown;
}
