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
  /** Bytes of the result as JSON. */
  readonly outputBytes: number;
}

export const DEFAULT_EVALUATION_LIMITS: EvaluationLimits = {
  timeMs: 5_000,
  steps: 5_000_000,
  depth: 100_000,
  sequence: 1_000_000,
  outputBytes: 8 * 1024 * 1024,
};

export interface CompiledExpression {
  /**
   * Evaluates over one input; the input is not changed.
   *
   * @returns the plain result, undefined when the expression gives nothing
   * @throws CrossdockError `mapping.failed`, `mapping.timeout`, `mapping.too-many-steps`, `mapping.too-deep`, or what a library function threw
   */
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
}
