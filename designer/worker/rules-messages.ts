// What the page and the worker that judges rulesets tell each other. Imports types only.
import type { Analysis } from '../model/rules/analysis/analyse.ts';
import type { Gaps } from '../model/rules/analysis/gaps.ts';
import type { RulesetScope } from '../model/rules/catalog.ts';
import type { Coverage, ExampleVerdict, RulesetTexts } from '../model/rules/verdict.ts';

export interface ExampleText {
  readonly name: string;
  readonly text: string;
  /** The text of its expectation file. */
  readonly expected?: string;
}

export interface RulesRequest {
  readonly kind: 'judge';
  /** Counts up: an answer to an earlier one is out of date. */
  readonly id: number;
  readonly texts: RulesetTexts;
  readonly examples: readonly ExampleText[];
  /** The example whose conditions are told one by one; of the others only what they decide. */
  readonly chosen: string | undefined;
}

export interface ExampleResult {
  readonly name: string;
  readonly verdict: ExampleVerdict;
  /** How it differs from what is expected; empty when it fits. */
  readonly differences: readonly string[];
}

/** Asks what the rules do to each other; takes longer than judging, so it is asked for by hand. */
export interface AnalysisRequest {
  readonly kind: 'analyse';
  readonly id: number;
  readonly texts: RulesetTexts;
  readonly examples: readonly ExampleText[];
  readonly scope: RulesetScope;
}

export interface AnalysisAnswer {
  readonly kind: 'analysis';
  readonly id: number;
  readonly analysis: Analysis;
  readonly gaps: Gaps;
}

export interface RulesAnswer {
  readonly kind: 'verdicts';
  readonly id: number;
  /** Why nothing could be judged. */
  readonly fault?: string;
  readonly results: readonly ExampleResult[];
  readonly coverage: Coverage;
}
