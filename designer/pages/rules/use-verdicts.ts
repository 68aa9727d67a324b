// The verdicts of a ruleset on its examples, worked out in a web worker each time a text changes. May import worker/ and model/.
import { useEffect, useRef, useState } from 'react';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import type { ExampleText, RulesAnswer, RulesRequest } from '../../worker/rules-messages.ts';

/** Long enough to let a word be typed, short enough to feel at once. */
const PAUSE_MS = 80;

/** @returns the latest answer, and whether a newer one is on its way */
export function useVerdicts(
  texts: RulesetTexts,
  examples: readonly ExampleText[],
): { readonly answer: RulesAnswer | undefined; readonly isBehind: boolean } {
  const worker = useRef<Worker>(undefined);
  const asked = useRef(0);
  const [answer, setAnswer] = useState<RulesAnswer>();
  const [latest, setLatest] = useState(0);

  useEffect(() => {
    const started = new Worker(new URL('../../worker/rules-worker.ts', import.meta.url), { type: 'module' });
    started.onmessage = (event: MessageEvent<RulesAnswer>) => {
      if (event.data.id === asked.current) setAnswer(event.data);
    };
    worker.current = started;
    return () => started.terminate();
  }, []);

  const { rules, manifest } = texts;
  useEffect(() => {
    const timer = setTimeout(() => {
      asked.current += 1;
      setLatest(asked.current);
      worker.current?.postMessage({ id: asked.current, texts: { rules, manifest }, examples } satisfies RulesRequest);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [rules, manifest, examples]);

  return { answer, isBehind: answer?.id !== latest };
}
