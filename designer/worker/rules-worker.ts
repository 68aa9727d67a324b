// Judges the examples of a ruleset beside the page, by the same engine that runs. May import model/ and ./rules-messages.ts.
import { coverageOf, decisionDifferences, openJudge } from '../model/rules/verdict.ts';
import type { RulesAnswer, RulesRequest } from './rules-messages.ts';

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
    id,
    ...(judge.fault === undefined ? {} : { fault: judge.fault }),
    results: examples.map(({ name, expected }, index) => {
      const verdict = verdicts[index] as (typeof verdicts)[number];
      return { name, verdict, differences: decisionDifferences(verdict, expected) };
    }),
    coverage: coverageOf(verdicts),
  };
}

addEventListener('message', (event: MessageEvent<RulesRequest>) => {
  postMessage(answer(event.data));
});
