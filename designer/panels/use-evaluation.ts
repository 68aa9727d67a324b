// Keeps the open mapping evaluated for the chosen sample: after every act, in the worker, the latest only.
// May import api/, canvas/, model/ and worker/.
import { replaceEqualDeep, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { tablesOf } from '../../runtime/engine/outline/program.ts';
import { readFile } from '../api/files.ts';
import { readBytes } from '../api/folders.ts';
import { PROGRAM, type Texts } from '../canvas/mapping-store.ts';
import type { MapNode } from '../model/mapping/graph.ts';
import { afterPaint } from '../parts/after-paint.ts';
import { EvaluationError, Evaluator } from '../worker/Evaluator.ts';
import type { Evaluation, SpanRequest } from '../worker/protocol.ts';

/** What the canvas is shown with: an example of the mapping, or a text that is not kept, pasted or of a stored message. */
export type Sample = { readonly example: string } | { readonly pasted: string; readonly title?: string };

/** How far the evaluation is: of interest to the line that says so, and to nothing else that is drawn. */
export interface EvaluationStatus {
  readonly isRunning: boolean;
  /** From the act to its values, the last time. */
  readonly tookMs: number | undefined;
}

export interface Evaluated {
  readonly evaluation: Evaluation | undefined;
  readonly failure: { readonly message: string } | undefined;
  readonly status: StoreApi<EvaluationStatus>;
  readonly evaluator: Evaluator;
  /** Texts of the tables that the program reads. */
  readonly tables: Texts;
}

const tablePath = (name: string): string => `mappings/tables/${name}.csv`;

/** Texts of the tables that a program names; those that are not there are left out. */
function useTables(names: readonly string[]): Texts {
  const results = useQueries({
    queries: names.map((name) => ({
      queryKey: ['table', name],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await readFile(tablePath(name), signal)).text,
      staleTime: 60_000,
      retry: false,
    })),
    combine: (all) => all.map((one) => one.data),
  });
  const key = JSON.stringify(results);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts are the same as long as the key is
  return useMemo(
    () =>
      Object.fromEntries(
        names.flatMap((name, index) => (results[index] === undefined ? [] : [[tablePath(name), results[index]]])),
      ),
    [key, names],
  );
}

/** Bytes of a sample: of an example on the server, of one that is not saved yet, or of what was pasted. */
function useSampleBytes(name: string, texts: Texts, sample: Sample | undefined): Uint8Array | undefined {
  const text = sample === undefined ? undefined : 'pasted' in sample ? sample.pasted : texts[sample.example];
  const path = sample === undefined || text !== undefined || !('example' in sample) ? undefined : sample.example;
  const fetched = useQuery({
    queryKey: ['sample', name, path],
    queryFn: () => readBytes(`mappings/${name}/${path}`),
    enabled: path !== undefined,
    staleTime: 60_000,
    structuralSharing: false,
  });
  return useMemo(() => (text === undefined ? fetched.data : new TextEncoder().encode(text)), [text, fetched.data]);
}

/** Files that the engine reads; layout and examples change no value. */
function runningFiles(name: string, texts: Texts, tables: Texts): Record<string, string> {
  const own = Object.entries(texts).filter(([path]) => !path.startsWith('examples/') && path !== 'layout.json');
  return { ...Object.fromEntries(own.map(([path, text]) => [`mappings/${name}/${path}`, text])), ...tables };
}

export function useEvaluation(
  name: string,
  options: {
    texts: Texts;
    /** Nodes that are drawn: they and their inputs are asked for their values. */
    nodes: readonly MapNode[];
    sample: Sample | undefined;
    message: number;
  },
): Evaluated {
  const { texts, nodes, sample, message } = options;
  const [evaluator] = useState(() => new Evaluator());
  const [state, setState] = useState<Pick<Evaluated, 'evaluation' | 'failure'>>({
    evaluation: undefined,
    failure: undefined,
  });
  const [status] = useState(() => createStore<EvaluationStatus>(() => ({ isRunning: false, tookMs: undefined })));
  const text = texts[PROGRAM] ?? '';
  const names = useMemo(() => tablesOf(text), [text]);
  const stableNames = useStable(names);
  const tables = useTables(stableNames);
  const bytes = useSampleBytes(name, texts, sample);
  const files = useMemo(() => runningFiles(name, texts, tables), [name, texts, tables]);
  const running = useStable(files);
  useEffect(() => () => evaluator.close(), [evaluator]);
  useEffect(() => {
    const started = performance.now();
    const evaluate = (): void => {
      status.setState({ isRunning: true });
      const order = {
        name,
        files: running,
        spans: spansOf(nodes),
        ...(bytes === undefined ? {} : { sample: { bytes, message } }),
      };
      evaluator
        .evaluate(order)
        .then((evaluation) => {
          if (evaluation === undefined) return;
          // A sample's fields stay the same object from act to act: the source tree and all that follows from it are not made anew.
          setState((last) => {
            const sampleFields = replaceEqualDeep(last.evaluation?.sampleFields, evaluation.sampleFields);
            return { evaluation: { ...evaluation, sampleFields }, failure: undefined };
          });
          status.setState({ isRunning: false, tookMs: performance.now() - started });
        })
        .catch((thrown: unknown) => {
          status.setState({ isRunning: false });
          const words = thrown instanceof EvaluationError ? thrown.error.message : String(thrown);
          setState({ evaluation: undefined, failure: { message: words } });
        });
    };
    // The act is drawn first: what is sent to the worker is megabytes of text in the worst case.
    return afterPaint(evaluate);
  }, [evaluator, status, name, running, bytes, message, nodes]);
  return { ...state, status, evaluator, tables };
}

/** A node's input, as its value is asked for. */
export const inputSpan = (id: string, input: number): string => `${id} ${input}`;

/** Places of the program whose values are shown beside those of the targets: nodes inside of them, and inputs. */
function spansOf(nodes: readonly MapNode[]): SpanRequest[] {
  const spans: SpanRequest[] = [];
  for (const { id, depth, start, end, inputs } of nodes) {
    if (depth > 0) spans.push({ id, start, end });
    for (const [index, input] of inputs.entries())
      if (input.role !== 'open') spans.push({ id: inputSpan(id, index), start: input.start, end: input.end });
  }
  return spans;
}

/** The same object for as long as it holds the same texts: those that did not change are the same string, and cost nothing. */
function useStable<Value extends Texts | readonly string[]>(value: Value): Value {
  const kept = useRef(value);
  if (!holdsSame(kept.current, value)) kept.current = value;
  return kept.current;
}

function holdsSame(last: Texts | readonly string[], now: Texts | readonly string[]): boolean {
  if (last === now) return true;
  const before = new Map(Object.entries(last));
  const entries = Object.entries(now);
  return before.size === entries.length && entries.every(([key, text]) => before.get(key) === text);
}
