// What the page and the worker that judges rulesets tell each other. Imports types only.
import type { Coverage, ExampleVerdict, RulesetTexts } from '../model/rules/verdict.ts';

export interface ExampleText {
  readonly name: string;
  readonly text: string;
  /** The text of its expectation file. */
  readonly expected?: string;
}

export interface RulesRequest {
  /** Counts up: an answer to an earlier one is out of date. */
  readonly id: number;
  readonly texts: RulesetTexts;
  readonly examples: readonly ExampleText[];
}

export interface ExampleResult {
  readonly name: string;
  readonly verdict: ExampleVerdict;
  /** How it differs from what is expected; empty when it fits. */
  readonly differences: readonly string[];
}

export interface RulesAnswer {
  readonly id: number;
  /** Why nothing could be judged. */
  readonly fault?: string;
  readonly results: readonly ExampleResult[];
  readonly coverage: Coverage;
}
