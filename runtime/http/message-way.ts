// The way of a message, stage by stage, as far as it came: how long each took, what stopped it, what it changed in the state.
import type { Connection } from '../store/database.ts';
import { historyOfMessage } from '../store/history.ts';
import type { MessageResultRecord, MessageRow } from '../store/messages.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import type { ChangeAnswer, OutcomeAnswer, StageAnswer } from './message-answers.ts';
import { time } from './route.ts';

type EarlyStage = 'decode' | 'contract' | 'map' | 'check';
const EARLY: readonly EarlyStage[] = ['decode', 'contract', 'map', 'check'];

/** Where a message whose evaluation failed was stopped. */
function stageOfCode(code: string): EarlyStage {
  if (code.startsWith('format.')) return 'decode';
  if (code.startsWith('contract.')) return 'contract';
  return code === 'document.invalid' ? 'check' : 'map';
}

function earlyStages(evaluated: EvaluatedMessage): StageAnswer[] {
  const { error, stageMs, tookMs } = evaluated;
  const failedAt = error === undefined ? -1 : EARLY.indexOf(stageOfCode(error.code));
  return EARLY.map((name, index) => {
    if (failedAt !== -1 && index > failedAt) return { name, status: 'not reached' };
    // Rows from before each step was timed have the sum of them.
    const took = stageMs === undefined && name === 'map' ? Math.round(tookMs * 1000) / 1000 : stageMs?.[name];
    return {
      name,
      status: index === failedAt ? 'failed' : 'passed',
      ...(took === undefined ? {} : { tookMs: took }),
      ...(index === failedAt && error !== undefined ? { error } : {}),
    };
  });
}

/** Changes of the state by document: `order A-1`. */
function changesOf(connection: Connection, message: string): ReadonlyMap<string, readonly ChangeAnswer[]> {
  const changes = new Map<string, ChangeAnswer[]>();
  for (const { type, key, detail } of historyOfMessage(connection, message)) {
    const name = `${type} ${key}`;
    const own = (JSON.parse(detail) as { changes?: readonly ChangeAnswer[] }).changes ?? [];
    changes.set(name, [...(changes.get(name) ?? []), ...own]);
  }
  return changes;
}

function outcomesOf(connection: Connection, row: MessageRow, result: MessageResultRecord): OutcomeAnswer[] {
  const changes = changesOf(connection, row.id);
  return result.outcomes.map(({ type, key, outcome, superseded, conflicts, error }) => ({
    type,
    key,
    outcome,
    superseded,
    conflicts: conflicts as OutcomeAnswer['conflicts'],
    error,
    changes: changes.get(`${type} ${key}`) ?? [],
  }));
}

export function stagesOf(
  connection: Connection,
  row: MessageRow,
  read: { evaluated: EvaluatedMessage; result: MessageResultRecord | undefined; receivedAt: number },
): StageAnswer[] {
  const { evaluated, result, receivedAt } = read;
  const outcomes = result?.outcomes ?? [];
  const isJudged = evaluated.error === undefined && result !== undefined;
  const isBlocked = outcomes.some(({ outcome }) => outcome === 'held');
  const isApplied = isJudged && !outcomes.every(({ outcome }) => outcome === 'held');
  return [
    { name: 'intake', status: 'passed', at: time(receivedAt) },
    ...earlyStages(evaluated),
    { name: 'gate intake', status: !isJudged ? 'not reached' : isBlocked ? 'held' : 'passed' },
    {
      name: 'apply',
      status: isApplied ? 'passed' : 'not reached',
      outcomes: result === undefined ? [] : outcomesOf(connection, row, result),
      ...(row.settled_at === null ? {} : { at: time(row.settled_at) }),
      ...(isApplied ? { tookMs: result.settleMs } : {}),
    },
  ];
}
