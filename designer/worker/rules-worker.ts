// Judges the examples of a ruleset beside the page, by the same engine that runs. May import model/ and ./rules-messages.ts.
import { analyse } from '../model/rules/analysis/analyse.ts';
import { sharedColumns, tableGaps } from '../model/rules/analysis/gaps.ts';
import { decisionTable } from '../model/rules/decision-table.ts';
import { readRuleFile } from '../model/rules/rule-file.ts';
import { coverageOf, decisionDifferences, openJudge } from '../model/rules/verdict.ts';
import type { AnalysisAnswer, AnalysisRequest, RulesAnswer, RulesRequest } from './rules-messages.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer({ id, texts, examples }: RulesRequest): RulesAnswer {
  const judge = openJudge(texts);
  const verdicts = examples.map((example) => judge.judge(parsed(example.text)));
  return {
    kind: 'verdicts',
    id,
    ...(judge.fault === undefined ? {} : { fault: judge.fault }),
    results: examples.map(({ name, expected }, index) => {
      const verdict = verdicts[index] as (typeof verdicts)[number];
      return { name, verdict, differences: decisionDifferences(verdict, expected) };
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
