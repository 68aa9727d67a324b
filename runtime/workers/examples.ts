// Runs the examples of a workspace in worker threads, so that a program that never ends fails its example and nothing else.
import { DEFAULT_EVALUATION_LIMITS } from '../engine/compile/expression.ts';
import { type ExampleResult, endedExample, examplesOf, type RunnableExample } from '../engine/examples.ts';
import { DEFAULT_DECODE_LIMITS } from '../engine/formats/format.ts';
import type { Workspace, WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { createPool } from './pool.ts';

/** Milliseconds behind the mapping's own limit after which its thread is ended. */
const WATCHDOG_MARGIN_MS = 500;

/** All results, in the order of the workspace. */
export async function runExamplesApart(
  opened: { files: WorkspaceFiles; workspace: Workspace },
  names: readonly string[] = [],
): Promise<ExampleResult[]> {
  const list = examplesOf(opened.workspace, names);
  if (list.length === 0) return [];
  const pool = createPool({
    setup: { files: opened.files, decode: DEFAULT_DECODE_LIMITS, evaluation: DEFAULT_EVALUATION_LIMITS },
    size: 1,
    stallMs: DEFAULT_EVALUATION_LIMITS.timeMs + WATCHDOG_MARGIN_MS,
  });
  const results: ExampleResult[] = [];
  try {
    await pool.run(
      'examples',
      { names, from: 0 },
      {
        onItem: (item) => results.push(item),
        onLost: (index, error) => endedExample(list[index] as RunnableExample, error),
      },
    );
  } finally {
    await pool.close();
  }
  return results;
}
