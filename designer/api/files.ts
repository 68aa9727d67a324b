// Files of the workspace as texts with their ETags, written only over what was read; and drafts of them. May import ./request.ts.
import { requestJson, send } from './request.ts';
import type { WorkspaceFinding } from './workspace.ts';

export interface FileText {
  readonly text: string;
  readonly etag: string;
}

const urlOf = (kind: 'files' | 'drafts', path: string): string =>
  `/v1/workspace/${kind}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** @throws RequestError 404 when there is no such file */
export async function readFile(path: string, signal?: AbortSignal): Promise<FileText> {
  const response = await send(urlOf('files', path), { signal });
  // A byte order mark is part of the file: decoding must not take it away.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  return { text, etag: response.headers.get('etag') ?? '' };
}

export interface Written {
  readonly etag: string;
  readonly findings: readonly WorkspaceFinding[];
}

/** Writes a text over the one that was read. @throws RequestError 409 when somebody changed the file meanwhile */
export async function writeFile(path: string, file: { text: string; etag: string | undefined }): Promise<Written> {
  const headers: Record<string, string> = file.etag === undefined ? {} : { 'if-match': file.etag };
  return requestJson<Written>(urlOf('files', path), {
    method: 'PUT',
    body: new TextEncoder().encode(file.text),
    headers,
  });
}

/** Unsaved work: the text, and the ETag of what it began from. */
export type Draft = FileText;

/** @returns undefined when there is no draft: the list is asked first, so that none is no error */
export async function readDraft(path: string): Promise<Draft | undefined> {
  const { drafts } = await requestJson<{ drafts: readonly { path: string }[] }>('/v1/workspace/drafts');
  return drafts.some((draft) => draft.path === path) ? requestJson<Draft>(urlOf('drafts', path)) : undefined;
}

/** Keeps a draft; `last` lets the request outlive the page. */
export async function keepDraft(path: string, draft: Draft, last = false): Promise<void> {
  await send(urlOf('drafts', path), { method: 'PUT', json: draft, keepalive: last && draft.text.length < 60_000 });
}

export async function dropDraft(path: string): Promise<void> {
  await send(urlOf('drafts', path), { method: 'DELETE' });
}

export interface FolderFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly etag?: string;
  readonly text?: string;
}

/** The files of `mappings/<name>` or `rulesets/<name>` with their texts, examples too. */
export async function readFolder(path: string, signal?: AbortSignal): Promise<readonly FolderFile[]> {
  const url = `/v1/workspace/folders/${path}?examples=text`;
  const { files } = await requestJson<{ files: FolderFile[] }>(url, { signal });
  return files;
}
