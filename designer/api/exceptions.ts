// The exception queue: clusters by what one correction releases, what a fix would do, acts on many. May import ./request.ts and types of http.
import type {
  ActAnswer,
  ActedAnswer,
  ClusterAnswer,
  ClustersAnswer,
  ExceptionDetailAnswer,
  ExceptionNoteAnswer,
  ExceptionPageAnswer,
  Fix,
  PreviewAnswer,
} from '../../runtime/http/answers.ts';
import { queryText, requestJson, send } from './request.ts';

export type ExceptionNote = ExceptionNoteAnswer;
export type { Fix };
export type Cluster = ClusterAnswer;

/** What a list of causes begins with. */
export type ClusterSort = 'count' | 'due' | 'priority';

export const clustersQuery = (sort: ClusterSort = 'count') => ({
  queryKey: ['exceptions', 'clusters', sort],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    requestJson<ClustersAnswer>(`/v1/exceptions/clusters${queryText({ sort })}`, { signal }),
});

const PAGE = 100;

export const exceptionPage = (cause: string, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<ExceptionPageAnswer>(`/v1/exceptions${queryText({ cause, sort: 'due', cursor, limit: PAGE })}`, {
    signal,
  });

export const exceptionQuery = (id: string) => ({
  queryKey: ['exceptions', 'one', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    requestJson<ExceptionDetailAnswer>(`/v1/exceptions/${encodeURIComponent(id)}`, { signal }),
});

export type FixPreview = PreviewAnswer;

export interface ChangedFile {
  readonly path: string;
  readonly text: string;
}

/** How long the sidecar is waited for before it says how far it is. */
const TOLD_MS = 400;

/**
 * Tries changed files on the exceptions of a cause.
 *
 * @param told    called with what was tried so far, until the answer is there
 * @param signal  gives it up, also at the sidecar
 * @throws RequestError
 */
export async function previewFix(
  cause: string,
  files: readonly ChangedFile[],
  { told, signal }: { told?: (soFar: FixPreview) => void; signal?: AbortSignal } = {},
): Promise<FixPreview> {
  const wait = queryText({ wait: TOLD_MS });
  const json = { cause, files };
  let preview = await requestJson<FixPreview>(`/v1/exceptions/preview${wait}`, { method: 'POST', json, signal });
  const own = `/v1/exceptions/preview/${encodeURIComponent(preview.id)}`;
  try {
    while (preview.status === 'running') {
      told?.(preview);
      preview = await requestJson<FixPreview>(`${own}${wait}`, { signal });
    }
    return preview;
  } catch (thrown) {
    if (signal?.aborted === true) void send(own, { method: 'DELETE', keepalive: true }).catch(() => undefined);
    throw thrown;
  }
}

export type ActProgress = ActAnswer;

export type Act = (
  | { readonly cause: string }
  | { readonly ids: readonly string[] }
  /** What this destination was to be given and was not. */
  | { readonly destination: string }
) &
  (
    | { readonly act: 'replay' }
    | { readonly act: 'discard'; readonly reason: string }
    | { readonly act: 'assign'; readonly to: string }
    | { readonly act: 'comment'; readonly text: string }
  );

export const startAct = (act: Act) => requestJson<ActProgress>('/v1/exceptions/acts', { method: 'POST', json: act });

/** Replays one held message with another text in its place; the receipt keeps the original. */
export const replayEdited = (exception: string, payload: string) =>
  requestJson<ActedAnswer>(`/v1/exceptions/${encodeURIComponent(exception)}/replay`, {
    method: 'POST',
    json: { payload },
  });

export const actProgress = (id: string, signal?: AbortSignal) =>
  requestJson<ActProgress>(`/v1/exceptions/acts/${encodeURIComponent(id)}`, { signal });

/** The text of a file of the workspace, with what a writer has to show to write over it. */
export async function readFileText(path: string, signal?: AbortSignal): Promise<{ text: string; etag: string }> {
  const response = await send(`/v1/workspace/files/${path}`, { signal });
  return { text: await response.text(), etag: response.headers.get('etag') ?? '' };
}

export async function writeFileText(path: string, text: string, etag: string): Promise<string> {
  const answer = await send(`/v1/workspace/files/${path}`, {
    method: 'PUT',
    body: text,
    headers: { 'if-match': etag },
  });
  return ((await answer.json()) as { etag: string }).etag;
}

export const reloadWorkspace = () => requestJson<{ version: string }>('/v1/workspace/reload', { method: 'POST' });
