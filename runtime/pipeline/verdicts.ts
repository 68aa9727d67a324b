// Writes what gates say of a document: the verdicts, and an exception for each rule that blocks as long as it does.

import type { ErrorJson } from '../engine/errors.ts';
import { extended } from '../engine/extended.ts';
import type { Decision, Verdict } from '../engine/judge.ts';
import type { JudgedDocument } from '../engine/settle.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { Connection } from '../store/database.ts';
import { closeForGate, insertException, knownAtGate } from '../store/exceptions.ts';
import { dropOtherGates, gatesOf, saveVerdict } from '../store/gates.ts';
import { decisionException, errorException } from './causes.ts';

const CLOSED = { status: 'resolved', by: 'system:gates', reason: 'the rule no longer blocks' } as const;

const draftsOf = (decisions: readonly Decision[]) =>
  decisions.filter((decision) => decision.severity === 'block' && decision.waits !== true).map(decisionException);

const keyOf = (draft: { cause: string; path?: string }): string => `${draft.cause} ${draft.path ?? ''}`;

/**
 * Saves verdicts, opens an exception for each rule that blocks and closes those whose cause is gone.
 *
 * @param of.isNew  whether the document has just been stored: nothing was said of it before
 */
export function commitVerdicts(
  connection: Connection,
  of: { readonly id: number; readonly isNew: boolean },
  judged: JudgedDocument,
  now: number,
): void {
  const { id: documentId, isNew } = of;
  const known = isNew ? [] : gatesOf(connection, documentId);
  const before = new Map(known.map((row) => [row.gate, row.decisions]));
  for (const verdict of judged.verdicts) {
    const decisions = JSON.parse(before.get(verdict.gate) ?? '[]') as Decision[];
    saveVerdict(connection, documentId, verdict, now);
    const blocking = draftsOf(decisions).map(keyOf);
    if (isNew && draftsOf(verdict.decisions).length === 0) continue;
    commitGateExceptions(connection, { documentId, view: judged.view, verdict, blocking }, now);
  }
  if (isNew) return;
  const gates = judged.verdicts.map((verdict) => verdict.gate as string);
  for (const gate of [null, ...dropOtherGates(connection, documentId, gates)])
    closeForGate(connection, { documentId, gate, keep: [] }, CLOSED, now);
}

function commitGateExceptions(
  connection: Connection,
  at: { documentId: number; view: CanonicalDocument; verdict: Verdict; blocking: readonly string[] },
  now: number,
): void {
  const { documentId, view, verdict, blocking } = at;
  const { gate } = verdict;
  const drafts = draftsOf(verdict.decisions);
  closeForGate(connection, { documentId, gate, keep: drafts.map(keyOf) }, CLOSED, now);
  if (drafts.length === 0) return;
  const known = knownAtGate(connection, { documentId, gate, blocking });
  const of = { documentId, documentType: view.type, documentKey: documentKey(view) };
  for (const draft of drafts) {
    if (!known.has(keyOf(draft)))
      insertException(connection, extended(draft, { subject: 'gate' as const, gate, ...of }), now);
  }
}

/** Opens the exception of a document whose gates could not be judged, unless it is open. It closes with the next judgement. */
export function commitFailure(
  connection: Connection,
  failed: { documentId: number; view: CanonicalDocument; error: ErrorJson; owner: string },
  now: number,
): void {
  const { documentId, view } = failed;
  const draft = errorException(failed.error, failed.owner);
  closeForGate(connection, { documentId, gate: null, keep: [keyOf(draft)] }, CLOSED, now);
  if (knownAtGate(connection, { documentId, gate: null, blocking: [] }).has(keyOf(draft))) return;
  const of = { documentId, documentType: view.type, documentKey: documentKey(view) };
  insertException(connection, extended(draft, { subject: 'gate' as const, ...of }), now);
}
