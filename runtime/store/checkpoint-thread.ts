// The thread that folds the log into the database file, over a connection of its own, so that no commit waits for it.
import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { LEVELS, runBehind } from '../workers/processor.ts';
import type { CheckpointAnswer, CheckpointSetup, CheckpointTask } from './checkpoints.ts';

/** How long a restart of the log waits for readers of other processes. */
const READERS_MS = 1_000;

runBehind(LEVELS.helper);

const { file, logLimitBytes } = workerData as CheckpointSetup;
const connection = new SQLite(file, { timeout: READERS_MS });
connection.pragma('synchronous = FULL');
connection.pragma('wal_autocheckpoint = 0');
connection.pragma(`journal_size_limit = ${logLimitBytes}`);

function answer(task: Exclude<CheckpointTask, 'end'>): CheckpointAnswer {
  try {
    const [row] = connection.pragma(`wal_checkpoint(${task})`) as [{ busy: number; log: number; checkpointed: number }];
    return { frames: Math.max(0, row.log), left: Math.max(0, row.log - row.checkpointed), busy: row.busy === 1 };
  } catch (thrown) {
    return { error: { code: (thrown as { code?: string }).code ?? '', message: (thrown as Error).message } };
  }
}

parentPort?.on('message', (task: CheckpointTask) => {
  if (task !== 'end') {
    parentPort?.postMessage(answer(task));
    return;
  }
  connection.close();
  parentPort?.close();
});
