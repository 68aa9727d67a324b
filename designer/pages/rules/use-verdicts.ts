// The verdicts of a ruleset on its examples, worked out in a web worker each time a text changes. May import worker/ and model/.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import type {
  AnalysisAnswer,
  AnalysisRequest,
  ExampleText,
  RulesAnswer,
  RulesRequest,
} from '../../worker/rules-messages.ts';

/** Long enough to let a key be followed by the next, short enough to feel at once. */
const PAUSE_MS = 50;

/** @returns the latest answer, and whether a newer one is on its way */
export function useVerdicts(
  texts: RulesetTexts,
  examples: readonly ExampleText[],
  chosen: string | undefined,
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
      worker.current?.postMessage({
        kind: 'judge',
        id: asked.current,
        texts: { rules, manifest },
        examples,
        chosen,
      } satisfies RulesRequest);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [rules, manifest, examples, chosen]);

  return { answer, isBehind: answer?.id !== latest };
}

/** Analyses a ruleset when it is asked to, in a worker of its own so that verdicts do not wait for it. */
export function useAnalysis(): {
  readonly answer: AnalysisAnswer | undefined;
  readonly isRunning: boolean;
  readonly start: (request: Omit<AnalysisRequest, 'kind' | 'id'>) => void;
} {
  const worker = useRef<Worker>(undefined);
  const [answer, setAnswer] = useState<AnalysisAnswer>();
  const [isRunning, setRunning] = useState(false);
  useEffect(() => () => worker.current?.terminate(), []);
  const start = useCallback((request: Omit<AnalysisRequest, 'kind' | 'id'>) => {
    worker.current?.terminate();
    const started = new Worker(new URL('../../worker/rules-worker.ts', import.meta.url), { type: 'module' });
    worker.current = started;
    setRunning(true);
    started.onmessage = (event: MessageEvent<AnalysisAnswer>) => {
      setAnswer(event.data);
      setRunning(false);
      started.terminate();
    };
    started.postMessage({ ...request, kind: 'analyse', id: 0 } satisfies AnalysisRequest);
  }, []);
  return { answer, isRunning, start };
}
