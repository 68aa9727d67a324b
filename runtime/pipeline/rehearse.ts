// What a change of the workspace's files would release, tried on the exceptions themselves without changing anything.
import { CrossdockError, type Finding } from '../engine/errors.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import type { FixPreview } from '../model/exception-work.ts';
import { chosenExceptions } from '../store/exception-queue.ts';
import type { ExceptionRow } from '../store/exceptions.ts';
import { findMessage } from '../store/messages.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { type Rehearsal, rehearseDocument, rehearseMessage, type SettleContext } from './settlement.ts';
import type { Sidecar } from './sidecar.ts';

/** Exceptions that are tried, and how long it may take; the rest is counted as not tried. */
const MOST_TRIED = 500;
const LONGEST_MS = 8_000;
/** Exceptions that are counted at all. */
const MOST_COUNTED = 10_000;

export interface ChangedFile {
  readonly path: string;
  readonly text: string;
}

async function filesWith(sidecar: Sidecar, changed: readonly ChangedFile[]): Promise<WorkspaceFiles> {
  const files = new Map(await readWorkspaceFiles(sidecar.config.workspace));
  for (const { path, text } of changed) files.set(path, new TextEncoder().encode(text));
  return files;
}

/** One try for each message and document, whose exceptions stand or fall together. */
const subjectOf = (row: ExceptionRow): string => row.message_id ?? `document ${row.document_id}`;

/** Whoever waits for a preview. */
export interface PreviewWatch {
  /** Told with each exception that was tried; what the preview says by then is worked out when it is asked for. */
  readonly onTried?: (soFar: () => FixPreview) => void;
  /** Ends it: what was tried until then is the answer. */
  readonly signal?: AbortSignal;
}

/**
 * Tries the open exceptions of a cause on the workspace with these files changed.
 *
 * Each is tried by itself on the state as it is: what one would change for the next is not seen. Deliveries are not sent
 * to find out whether a destination takes them, so exceptions of deliveries are never counted as released.
 */
export async function previewFix(
  sidecar: Sidecar,
  chosen: { ids?: readonly string[]; cause?: string },
  changed: readonly ChangedFile[],
  { onTried, signal }: PreviewWatch = {},
): Promise<FixPreview> {
  const rows = chosenExceptions(sidecar.database.connection, { ...chosen, limit: MOST_COUNTED });
  onTried?.(() => summary(rows.length, [], []));
  const files = await filesWith(sidecar, changed);
  const paths = new Set(changed.map(({ path }) => path));
  const findings = openWorkspace(files).findings.filter(
    ({ at, severity }) => severity === 'error' && paths.has(at?.file ?? ''),
  );
  if (findings.length > 0 || rows.length === 0) return summary(rows.length, [], findings);
  return sidecar.rehearsing(files, async (context, evaluate) => {
    const one = async (row: ExceptionRow): Promise<Rehearsal> => {
      if (row.subject === 'delivery') return { status: 'held', drafts: [row] };
      if (row.subject === 'gate') return rehearseGate(context, row);
      const message = findMessage(sidecar.database.connection, row.message_id as string);
      if (message === undefined) throw new CrossdockError('request.not-found', 'there is no such message');
      const evaluated = await evaluate(message);
      const { id, receipt_id: receiptId, source } = message;
      return rehearseMessage(context, { id, receiptId, source, evaluated });
    };
    const tried: Tried[] = [];
    const soFar = () => summary(rows.length, tried, findings);
    const until = performance.now() + LONGEST_MS;
    for await (const each of tries(rows.slice(0, MOST_TRIED), one)) {
      tried.push(each);
      onTried?.(soFar);
      if (signal?.aborted === true || performance.now() > until) break;
    }
    return soFar();
  });
}

async function rehearseGate(context: SettleContext, row: ExceptionRow): Promise<Rehearsal> {
  const { status, drafts } = await rehearseDocument(context, row.document_id as number);
  // Another gate may say no as well: the exception is about its own cause.
  const own = drafts.filter(({ cause }) => cause === row.cause);
  return own.length > 0 || (status === 'held' && drafts.some(({ code }) => code !== 'rule.blocked'))
    ? { status: 'held', drafts: own.length > 0 ? own : drafts }
    : { status: 'processed', drafts: [] };
}

interface Tried {
  readonly row: ExceptionRow;
  readonly result: Rehearsal;
}

/** Tries one after another; what fails in itself would be held. */
async function* tries(
  rows: readonly ExceptionRow[],
  one: (row: ExceptionRow) => Promise<Rehearsal>,
): AsyncGenerator<Tried> {
  const known = new Map<string, Rehearsal>();
  for (const row of rows) {
    const subject = subjectOf(row);
    const result =
      known.get(subject) ??
      (await one(row).catch((thrown: unknown): Rehearsal => {
        const { code = 'internal', message } = thrown as CrossdockError;
        if (code === 'worker.unavailable' || code === 'intake.draining') throw thrown;
        return { status: 'held', drafts: [{ code, cause: code, message }] };
      }));
    known.set(subject, result);
    yield { row, result };
  }
}

function summary(total: number, tried: readonly Tried[], findings: readonly Finding[]): FixPreview {
  const still = new Map<string, { code: string; cause: string; message: string; count: number }>();
  const released = tried.filter(({ result }) => result.status !== 'held');
  for (const { result } of tried) {
    const [first] = result.drafts;
    if (result.status !== 'held' || first === undefined) continue;
    const known = still.get(first.cause) ?? { code: first.code, cause: first.cause, message: first.message, count: 0 };
    known.count += 1;
    still.set(first.cause, known);
  }
  return {
    total,
    most: MOST_TRIED,
    tried: tried.length,
    released: released.length,
    held: tried.length - released.length,
    still: [...still.values()].sort((a, b) => b.count - a.count).slice(0, 10),
    examples: released.slice(0, 5).map(({ row }) => row.message_id ?? row.document_key ?? row.id),
    findings,
  };
}
