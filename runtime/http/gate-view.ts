// The last verdict of every gate on a document, as answers show it.
import type { Decision } from '../engine/judge.ts';
import type { Connection } from '../store/database.ts';
import { gatesOf } from '../store/gates.ts';
import type { GateAnswer } from './answers.ts';
import { time } from './route.ts';

export const gateViews = (connection: Connection, documentId: number): GateAnswer[] =>
  gatesOf(connection, documentId).map((gate) => ({
    gate: gate.gate,
    fit: gate.fit === 1,
    decisions: JSON.parse(gate.decisions) as Decision[],
    evaluatedAt: time(gate.evaluated_at),
  }));
