// What a change of workspace does to messages: those that a sidecar recorded, or the examples of the head, go through both versions.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_EVALUATION_LIMITS } from '../engine/compile/expression.ts';
import { CrossdockError } from '../engine/errors.ts';
import { differencesOf } from '../engine/examples.ts';
import { DEFAULT_DECODE_LIMITS } from '../engine/formats/format.ts';
import type { MessageResult } from '../engine/message.ts';
import type { Workspace, WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { AccessBook } from '../governance/access-book.ts';
import { Labels, labelled } from '../model/labels.ts';
import { recordedReceipts } from '../store/recorded.ts';
import { createPool, type Pool } from '../workers/pool.ts';

/** Receipts that a report replays, newest first. */
const MAX_RECEIPTS = 10_000;
/** Differences that a report shows of each mapping. */
const MAX_SHOWN = 5;
/** A message that takes longer than its limit is ended by the clock of its thread. */
const WATCHDOG_MARGIN_MS = 500;

/** What changes for the messages of one mapping. */
export interface Impact {
  readonly mapping: string;
  readonly messages: number;
  readonly changed: number;
  /** The first differences, one a line, each with its receipt or example. */
  readonly examples: readonly string[];
}

/** One receipt, and the messages in it that one mapping took; all of them when no positions are given. */
interface Recorded {
  readonly id: string;
  readonly mapping: string;
  readonly body: Uint8Array;
  readonly positions?: readonly number[];
}

function* examplesIn(workspace: Workspace): Generator<Recorded> {
  for (const mapping of workspace.mappings.values()) {
    if (mapping.direction !== 'inbound') continue;
    for (const { path, bytes } of mapping.examples) yield { id: path, mapping: mapping.name, body: bytes };
  }
}

type Outcome = Pick<MessageResult, 'documents' | 'decisions'> | { readonly error: string };

const outcomeOf = ({ documents, decisions, error }: MessageResult): Outcome =>
  error === undefined ? { documents, decisions } : { error: error.code };

/** What may be shown of an outcome. Examples of the workspace are shown as they stand there. */
const shownOf = (outcome: Outcome | undefined, labels: Labels | undefined): unknown =>
  outcome === undefined || labels === undefined || 'error' in outcome ? outcome : labelled(outcome, labels);

/** What becomes of each message of a receipt; of all of them alike when the mapping cannot run at all. */
async function outcomes(pool: Pool, { mapping, body }: Recorded): Promise<Outcome[]> {
  const results: MessageResult[] = [];
  try {
    await pool.run(
      'run',
      { mapping, raw: [body], each: 'message', from: 0 },
      {
        onItem: (item) => results.push(...item),
        onLost: (_index, error) => [{ documents: [], decisions: [], findings: [], error }],
      },
    );
    return results.map(outcomeOf);
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError)) throw thrown;
    return [{ error: thrown.code }];
  }
}

const poolOver = (files: WorkspaceFiles): Pool =>
  createPool({
    setup: { files, decode: DEFAULT_DECODE_LIMITS, evaluation: DEFAULT_EVALUATION_LIMITS },
    size: 1,
    stallMs: DEFAULT_EVALUATION_LIMITS.timeMs + WATCHDOG_MARGIN_MS,
  });

/** Runs every receipt through both workspaces and counts the messages that come out differently, the most changed mapping first. */
async function compare(
  pools: { before: Pool; after: Pool },
  receipts: Iterable<Recorded>,
  labels: Labels | undefined,
): Promise<Impact[]> {
  const impacts = new Map<string, { messages: number; changed: number; examples: string[] }>();
  for (const receipt of receipts) {
    const impact = impacts.get(receipt.mapping) ?? { messages: 0, changed: 0, examples: [] };
    impacts.set(receipt.mapping, impact);
    const [before, after] = await Promise.all([outcomes(pools.before, receipt), outcomes(pools.after, receipt)]);
    const all = Array.from({ length: Math.max(before.length, after.length) }, (_unused, position) => position);
    for (const position of receipt.positions ?? all) {
      impact.messages += 1;
      const sides = [before[position] ?? before[0], after[position] ?? after[0]] as const;
      if (differencesOf(sides[0], sides[1]).length === 0) continue;
      impact.changed += 1;
      if (impact.examples.length >= MAX_SHOWN) continue;
      // Labelled one after the other, so that the report is the same each time.
      const [difference = 'in words that are hidden'] = differencesOf(
        shownOf(sides[0], labels),
        shownOf(sides[1], labels),
      );
      impact.examples.push(`${receipt.id}: ${difference}`);
    }
  }
  return [...impacts]
    .map(([mapping, impact]) => ({ mapping, ...impact }))
    .sort((a, b) => b.changed - a.changed || a.mapping.localeCompare(b.mapping));
}

function note(data: string, actor: string): void {
  const book = new AccessBook(data);
  try {
    book.note({ actor, action: 'recordings.compared', subject: 'messages' }, Date.now());
  } finally {
    book.close();
  }
}

/**
 * Replays messages through two workspaces, without any state.
 *
 * @param options.data     a data directory; the examples of the head are taken when it is not given and `usualData` is not there
 * @param options.by       who asks: that recorded messages were looked through is written down first
 * @returns what changes, and in words what was replayed; of recorded messages nothing that is personal or about payments
 * @throws CrossdockError `store.unavailable` when the data directory cannot be read
 */
export async function impactOf(
  sides: { base: WorkspaceFiles; head: WorkspaceFiles; headWorkspace: Workspace },
  options: { data?: string; usualData: string; masters?: readonly string[]; by: string },
): Promise<{ impacts: Impact[]; replayed: string }> {
  const data =
    options.data ?? (existsSync(join(options.usualData, 'crossdock.sqlite')) ? options.usualData : undefined);
  const receipts =
    data === undefined ? examplesIn(sides.headWorkspace) : recordedReceipts(data, MAX_RECEIPTS, options.masters);
  if (data !== undefined && existsSync(join(data, 'crossdock.sqlite'))) note(data, options.by);
  const pools = { before: poolOver(sides.base), after: poolOver(sides.head) };
  try {
    const impacts = await compare(pools, receipts, data === undefined ? undefined : new Labels());
    return { impacts, replayed: data === undefined ? 'the examples of the head' : `the messages recorded in ${data}` };
  } finally {
    await Promise.all([pools.before.close(), pools.after.close()]);
  }
}
