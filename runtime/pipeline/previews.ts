// Previews of a fix that are under way: each has an id, says how far it is, and can be given up.
import { randomUUID } from 'node:crypto';
import type { FixPreview, PreviewState } from '../model/exception-work.ts';
import { type ChangedFile, previewFix } from './rehearse.ts';
import type { Sidecar } from './sidecar.ts';

/** Previews that are remembered; the oldest is given up for one more. */
const REMEMBERED = 20;

interface Under {
  status: PreviewState['status'];
  /** What it says by now. */
  soFar?: () => FixPreview;
  ended?: Promise<void>;
  readonly stop: AbortController;
}

const books = new WeakMap<Sidecar, Map<string, Under>>();

function bookOf(sidecar: Sidecar): Map<string, Under> {
  const known = books.get(sidecar) ?? new Map<string, Under>();
  books.set(sidecar, known);
  return known;
}

/**
 * Begins to try the open exceptions of a choice on changed files.
 *
 * @returns its id, for `previewState`
 */
export function startPreview(
  sidecar: Sidecar,
  chosen: { ids?: readonly string[]; cause?: string },
  changed: readonly ChangedFile[],
): string {
  const book = bookOf(sidecar);
  const id = randomUUID();
  const stop = new AbortController();
  const under: Under = { status: 'running', stop };
  const watch = { signal: stop.signal, onTried: (soFar: () => FixPreview) => Object.assign(under, { soFar }) };
  under.ended = previewFix(sidecar, chosen, changed, watch).then((answer) => {
    under.soFar = () => answer;
    under.status = 'done';
  });
  // Who asks for it is told why it failed; nobody else waits for it.
  under.ended.catch(() => undefined);
  book.set(id, under);
  const [oldest] = book.keys();
  if (book.size > REMEMBERED && oldest !== undefined) stopPreview(sidecar, oldest);
  return id;
}

/**
 * How far a preview is, once it is over or `waitMs` have passed.
 *
 * @returns undefined when nothing is known of it any more
 * @throws what it failed with
 */
export async function previewState(sidecar: Sidecar, id: string, waitMs: number): Promise<PreviewState | undefined> {
  const under = bookOf(sidecar).get(id);
  if (under === undefined) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const rest = new Promise((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  try {
    await Promise.race([under.ended, rest]);
  } catch (thrown) {
    bookOf(sidecar).delete(id);
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
  const soFar = under.soFar?.();
  return soFar === undefined ? undefined : { id, status: under.status, ...soFar };
}

/** Gives a preview up, and forgets it. @returns whether there was one */
export function stopPreview(sidecar: Sidecar, id: string): boolean {
  const book = bookOf(sidecar);
  book.get(id)?.stop.abort();
  return book.delete(id);
}
