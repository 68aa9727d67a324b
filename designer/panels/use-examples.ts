// The examples of the open mapping: which there are, which is looked at, and their runs as test cases. May import api/, canvas/, parts/, worker/.
import { useCallback, useMemo, useState } from 'react';
import type { Texts } from '../canvas/mapping-store.ts';
import { useSameList } from '../canvas/use-same-list.ts';
import { announce, toast } from '../parts/toast.tsx';
import type { Evaluator } from '../worker/Evaluator.ts';
import type { ExampleOutcome } from '../worker/protocol.ts';
import type { Sample } from './use-evaluation.ts';

/** Messages to look at: the examples, saved or not, without what is expected of them. */
function inputsOf(texts: Texts, examples: readonly string[]): readonly string[] {
  const all = new Set([...examples, ...Object.keys(texts).filter((path) => path.startsWith('examples/'))]);
  return [...all].filter((path) => !/\.expected\.\w+$/.test(path)).sort();
}

/** @param options.telling the example that is shown until another is chosen */
export function useSample(texts: Texts, options: { examples: readonly string[]; telling: string | undefined }) {
  const { examples, telling } = options;
  const [picked, setPicked] = useState<Sample>();
  const [message, setMessage] = useState(0);
  const inputs = useSameList(useMemo(() => inputsOf(texts, examples), [texts, examples]));
  const first = telling ?? inputs[0];
  const sample = useMemo(
    (): Sample | undefined => picked ?? (first === undefined ? undefined : { example: first }),
    [picked, first],
  );
  const choose = useCallback((next: Sample, index = 0) => {
    setPicked(next);
    setMessage(index);
  }, []);
  const id = sample === undefined ? undefined : 'example' in sample ? sample.example : 'pasted';
  const pasted = picked !== undefined && 'pasted' in picked ? (picked.title ?? 'pasted message') : undefined;
  return useMemo(
    () => ({ inputs, sample, id, pasted, message, choose, setMessage }),
    [inputs, sample, id, pasted, message, choose],
  );
}

export interface RunOptions {
  readonly name: string;
  readonly texts: Texts;
  readonly tables: Texts;
  readonly examples: readonly string[];
}

/** Runs all examples as `crossdock test` does, in the worker. */
export function useExampleRun(evaluator: Evaluator, { name, texts, tables, examples }: RunOptions) {
  const [results, setResults] = useState<readonly ExampleOutcome[]>();
  const [isRunning, setRunning] = useState(false);
  const run = useCallback(async () => {
    setRunning(true);
    try {
      const { readBytes } = await import('../api/folders.ts');
      const fetched = await Promise.all(
        examples
          .filter((path) => texts[path] === undefined)
          .map(async (path) => [`mappings/${name}/${path}`, await readBytes(`mappings/${name}/${path}`)] as const),
      );
      const own = Object.entries(texts).map(([path, text]) => [`mappings/${name}/${path}`, text]);
      const files = { ...Object.fromEntries(own), ...tables };
      const ran = await evaluator.runExamples({ name, files, inputs: Object.fromEntries(fetched) });
      setResults(ran);
      const failed = ran.filter((result) => !result.passed).length;
      announce(failed === 0 ? `${ran.length} examples passed` : `${failed} of ${ran.length} examples failed`);
    } catch (thrown) {
      toast(thrown instanceof Error ? thrown.message : String(thrown), { tone: 'bad' });
    } finally {
      setRunning(false);
    }
  }, [evaluator, examples, name, tables, texts]);
  return useMemo(() => ({ results, isRunning, run }), [results, isRunning, run]);
}
