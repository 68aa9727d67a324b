// Judges the examples of a ruleset beside the page, by the same engine that runs. May import model/ and ./rules-messages.ts.
import { analyse } from '../model/rules/analysis/analyse.ts';
import { sharedColumns, tableGaps } from '../model/rules/analysis/gaps.ts';
import { decisionTable } from '../model/rules/decision-table.ts';
import { readRuleFile } from '../model/rules/rule-file.ts';
import {
  coverageOf,
  decisionDifferences,
  type ExampleVerdict,
  openJudge,
  type RulesetTexts,
} from '../model/rules/verdict.ts';
import type { AnalysisAnswer, AnalysisRequest, RulesAnswer, RulesRequest } from './rules-messages.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Judged {
  readonly texts: RulesetTexts;
  readonly fault: string | undefined;
  /** By the text of the example. */
  readonly verdicts: Map<string, ExampleVerdict>;
  readonly judge: (text: string) => ExampleVerdict;
}

/** What was judged last: another example is chosen far more often than a rule is changed. */
let last: Judged | undefined;

function judged(texts: RulesetTexts): Judged {
  if (last?.texts.rules === texts.rules && last.texts.manifest === texts.manifest) return last;
  const { fault, judge } = openJudge(texts);
  const verdicts = new Map<string, ExampleVerdict>();
  last = {
    texts,
    fault,
    verdicts,
    judge(text) {
      const known = verdicts.get(text) ?? judge(parsed(text));
      verdicts.set(text, known);
      return known;
    },
  };
  return last;
}

function answer({ id, texts, examples, chosen }: RulesRequest): RulesAnswer {
  const { fault, judge } = judged(texts);
  const verdicts = examples.map(({ text }) => judge(text));
  return {
    kind: 'verdicts',
    id,
    ...(fault === undefined ? {} : { fault }),
    results: examples.map(({ name, expected }, index) => {
      const verdict = verdicts[index] as ExampleVerdict;
      const differences = decisionDifferences(verdict, expected);
      return { name, verdict: name === chosen ? verdict : { ...verdict, subjects: [] }, differences };
    }),
    coverage: coverageOf(verdicts),
  };
}

function analysisOf({ id, texts, examples, scope }: AnalysisRequest): AnalysisAnswer {
  const values = examples.map(({ name, text }) => ({ name, value: parsed(text) }));
  const table = decisionTable(readRuleFile(texts.rules));
  const known = values.filter(({ value }) => value !== undefined);
  return {
    kind: 'analysis',
    id,
    analysis: analyse(texts, known, scope),
    gaps: tableGaps(texts, table, { columns: sharedColumns(table), scope }),
  };
}

addEventListener('message', ({ data }: MessageEvent<RulesRequest | AnalysisRequest>) => {
  postMessage(data.kind === 'judge' ? answer(data) : analysisOf(data));
});
