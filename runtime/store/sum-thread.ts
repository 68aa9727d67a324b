// The thread that adds up whole tables, over a connection of its own that cannot write, so that nothing else waits for it.
import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { LEVELS, runBehind } from '../workers/processor.ts';
import type { SumAnswer, SumSetup, SumTask } from './sum-reader.ts';
import { sumOf } from './sums.ts';

runBehind(LEVELS.helper);

const { file } = workerData as SumSetup;
const connection = new SQLite(file, { readonly: true, fileMustExist: true });

function answer(task: Exclude<SumTask, 'end'>): SumAnswer {
  const began = performance.now();
  try {
    const value = sumOf(connection, task.name, task.options);
    return { id: task.id, value, tookMs: performance.now() - began };
  } catch (thrown) {
    return { id: task.id, error: (thrown as Error).message };
  }
}

parentPort?.on('message', (task: SumTask) => {
  if (task !== 'end') {
    parentPort?.postMessage(answer(task));
    return;
  }
  connection.close();
  parentPort?.close();
});
