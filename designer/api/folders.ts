// Mappings as folders: their files with tags, saved all or nothing; and drafts. May import ./request.ts and ./files.ts.
import type { FolderFile } from './files.ts';
import { requestJson, send } from './request.ts';
import type { WorkspaceFinding } from './workspace.ts';

export interface FolderSummary {
  /** `mappings/shopify-order`. */
  readonly path: string;
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly examples: number;
  readonly findings: readonly WorkspaceFinding[];
}

export interface FileChange {
  readonly path: string;
  readonly text: string | null;
  readonly match?: string;
}

export interface Draft {
  readonly version: 1;
  /** Texts that differ from the saved files; null where a file was taken away. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Tags of the files that the draft began from. */
  readonly base: Readonly<Record<string, string>>;
}

export const foldersQuery = {
  queryKey: ['folders'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await requestJson<{ folders: readonly FolderSummary[] }>('/v1/workspace/folders', { signal })).folders,
} as const;

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** @throws RequestError with status 409 when somebody else has changed one of the files */
export const saveFolder = (
  path: string,
  files: readonly FileChange[],
): Promise<{ files: readonly FolderFile[]; findings: readonly WorkspaceFinding[] }> =>
  requestJson(`/v1/workspace/folders/${encoded(path)}`, { method: 'PUT', json: { files } });

export const readBytes = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await send(`/v1/workspace/files/${encoded(path)}`)).arrayBuffer());

/** @returns undefined when there is no draft: the list is asked first, so that none is no error */
export async function readDraft(path: string): Promise<Draft | undefined> {
  const { drafts } = await requestJson<{ drafts: readonly { path: string }[] }>('/v1/workspace/drafts');
  if (!drafts.some((draft) => draft.path === path)) return undefined;
  return requestJson<Draft>(`/v1/workspace/drafts/${encoded(path)}`);
}

export const keepDraft = (path: string, draft: Draft, options: { keepalive?: boolean } = {}): Promise<Response> =>
  send(`/v1/workspace/drafts/${encoded(path)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(draft),
    keepalive: options.keepalive,
  });

export interface RecordedMessage {
  readonly id: string;
  readonly receipt: string;
  readonly status: string;
  readonly receivedAt?: string;
}

/** The latest messages that came for a mapping, to make examples of. */
export const recordedMessages = async (mapping: string): Promise<readonly RecordedMessage[]> =>
  (
    await requestJson<{ messages: readonly RecordedMessage[] }>(
      `/v1/messages?limit=20&mapping=${encodeURIComponent(mapping)}`,
    )
  ).messages;

export const receiptBytes = async (receipt: string): Promise<Uint8Array> =>
  new Uint8Array(await (await send(`/v1/receipts/${encodeURIComponent(receipt)}/body`)).arrayBuffer());
