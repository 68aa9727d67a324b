// What tests of the whole sidecar share: a workspace in a temporary folder, a sidecar over it, and its app without a socket.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { readConfig } from '../../runtime/config.ts';
import { createApp } from '../../runtime/http/app.ts';
import { Sidecar } from '../../runtime/pipeline/sidecar.ts';
import { writeWorkspaceFile } from '../../runtime/workspace/disk.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Harness {
  readonly sidecar: Sidecar;
  readonly app: Hono;
  readonly workspace: string;
  readonly data: string;
  /** Writes one file of the workspace. */
  write(path: string, text: string): Promise<void>;
  /** Posts bytes and waits until all messages are settled. */
  post(
    path: string,
    body: string | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Answer }>;
  get(path: string): Promise<{ status: number; json: Record<string, unknown> }>;
  /** Closes the sidecar and opens another over the same data. */
  reopen(): Promise<Harness>;
  close(): Promise<void>;
}

export interface Answer {
  readonly receipt: string;
  readonly status: string;
  readonly messages: readonly {
    readonly id: string;
    readonly status: string;
    readonly documents: readonly Record<string, unknown>[];
    readonly decisions: readonly Record<string, unknown>[];
    readonly exception?: Record<string, unknown>;
  }[];
  readonly [member: string]: unknown;
}

export interface HarnessOptions {
  /** `starter`: a small workspace of its own; `repository`: a copy of the sample workspace. */
  readonly workspace?: 'starter' | 'repository';
  /** These folders of the sample workspace, and nothing else. */
  readonly folders?: readonly string[];
  /** Text of crossdock.yaml. */
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly clock?: () => number;
  readonly random?: () => number;
}

async function makeWorkspace(options: HarnessOptions): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'crossdock-test-'));
  const { folders = options.workspace === 'repository' ? ['mappings', 'rulesets'] : [] } = options;
  if (folders.length > 0) {
    for (const folder of folders) await cp(join(ROOT, folder), join(directory, folder), { recursive: true });
  } else {
    for (const [path, text] of Object.entries(STARTER_FILES))
      await writeWorkspaceFile(directory, path, new TextEncoder().encode(text));
  }
  const files = { ...(options.config === undefined ? {} : { 'crossdock.yaml': options.config }), ...options.files };
  for (const [path, text] of Object.entries(files))
    await writeWorkspaceFile(directory, path, new TextEncoder().encode(text));
  return directory;
}

async function openOver(workspace: string, options: HarnessOptions): Promise<Harness> {
  const config = readConfig({ overrides: { workspace }, environment: {} });
  const sidecar = await Sidecar.open({
    config,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.random === undefined ? {} : { random: options.random }),
  });
  const app = createApp(sidecar);
  return {
    sidecar,
    app,
    workspace,
    data: config.data,
    write: (path, text) => writeWorkspaceFile(workspace, path, new TextEncoder().encode(text)),
    async post(path, body, headers = {}) {
      const separator = path.includes('?') ? '&' : '?';
      const response = await app.request(`${path}${separator}wait=20000`, {
        method: 'POST',
        body: body as string,
        headers,
      });
      return { status: response.status, json: (await response.json()) as Answer };
    },
    async get(path) {
      const response = await app.request(path);
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
    async reopen() {
      await sidecar.close();
      return openOver(workspace, options);
    },
    async close() {
      await sidecar.close();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

/** A sidecar over a workspace of its own. Close it when the test is over. */
export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  return openOver(await makeWorkspace(options), options);
}

/** An order of the starter workspace's shop. */
export const shopOrder = (fields: Record<string, unknown> = {}): string =>
  JSON.stringify({
    number: 'A-1',
    placed: '2026-03-02T09:15:00+01:00',
    state: 'PAID',
    lines: [{ code: 'MUG-01', count: 2, price: '8.50' }],
    ...fields,
  });

/** Waits until a condition holds. @throws Error when it does not within `limitMs` */
export async function eventually(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`the condition did not come true within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
