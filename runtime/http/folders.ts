// Routes under /v1/workspace/folders: a mapping or a ruleset with all its files, as it is on disk, broken or not; saved as one.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import { CHANGE, READ } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { addAudit } from '../store/audit.ts';
import { confined } from '../workspace/confine.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { jsonBody } from './body.ts';
import { actorOf } from './guard.ts';
import type { Route } from './route.ts';
import { ETAG, inTurn, readOne, writeOne } from './workspace-writes.ts';

/** A folder's own files come with their text up to this size; examples are asked for one by one. */
const TEXT_LIMIT_BYTES = 2 * 1024 * 1024;

const MANIFESTS: Readonly<Record<string, string>> = { mappings: 'mapping.json', rulesets: 'ruleset.json' };
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

interface Change {
  /** Relative to the folder. */
  readonly path: string;
  /** null takes the file away. */
  readonly text: string | null;
  /** ETag as it was read; undefined for a file that was not there. */
  readonly match?: string;
}

/** @throws CrossdockError `request.invalid` when it names neither a mapping nor a ruleset */
function folderOf(context: Context): string {
  const prefix = '/v1/workspace/folders/';
  const path = decodeURIComponent(new URL(context.req.url).pathname.slice(prefix.length));
  const [kind = '', name = '', ...rest] = path.split('/');
  if (MANIFESTS[kind] === undefined || !NAME.test(name) || rest.length > 0 || path === 'mappings/tables') {
    throw new CrossdockError('request.invalid', 'expected mappings/<name> or rulesets/<name> in kebab-case', {
      help: 'Names are lower-case letters and digits with single hyphens between them.',
    });
  }
  return path;
}

/** Every file of a folder by its path in it. */
async function filesOf(sidecar: Sidecar, folder: string): Promise<string[]> {
  const directory = await confined(sidecar.config.workspace, folder);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

async function describeFile(
  sidecar: Sidecar,
  folder: string,
  { path, withExamples }: { path: string; withExamples: boolean },
): Promise<object> {
  if (path.startsWith('examples/') && !withExamples) {
    const { size } = await stat(await confined(sidecar.config.workspace, `${folder}/${path}`));
    return { path, sizeBytes: size };
  }
  const bytes = (await readOne(sidecar, `${folder}/${path}`)) ?? new Uint8Array();
  const text = bytes.length > TEXT_LIMIT_BYTES ? {} : { text: new TextDecoder().decode(bytes) };
  return { path, sizeBytes: bytes.length, etag: ETAG(bytes), ...text };
}

function changesOf(body: Record<string, unknown>): readonly Change[] {
  const { files } = body;
  const isChange = (one: unknown): one is Change => {
    const { path, text, match } = (one ?? {}) as Record<string, unknown>;
    return (
      typeof path === 'string' &&
      (text === null || typeof text === 'string') &&
      (match === undefined || typeof match === 'string')
    );
  };
  if (!Array.isArray(files) || files.length === 0 || !files.every(isChange))
    throw new CrossdockError('request.invalid', 'expected "files", a list of {"path", "text", "match"}');
  return files;
}

/** Writes all changes or none: each has to fit what is there before the first is written. */
async function save(sidecar: Sidecar, folder: string, changes: readonly Change[]): Promise<void> {
  const conflicts: string[] = [];
  for (const { path, match } of changes) {
    const current = await readOne(sidecar, `${folder}/${path}`);
    const tag = current === undefined ? undefined : ETAG(current);
    if (match !== '*' && match !== tag) conflicts.push(path);
  }
  if (conflicts.length > 0) {
    throw new CrossdockError(
      'request.conflict',
      `${conflicts.join(', ')}: changed since it was read; nothing was saved`,
      {
        subject: conflicts.join(', '),
        help: 'Compare both versions and save again.',
      },
    );
  }
  for (const { path, text } of changes) {
    const file = `${folder}/${path}`;
    if (text === null) await rm(await confined(sidecar.config.workspace, file), { force: true });
    else await writeOne(sidecar, { path: file, bytes: new TextEncoder().encode(text), match: '*' });
  }
}

/** Title and manifest of a folder, as far as it can be read. */
async function summaryOf(sidecar: Sidecar, kind: string, name: string): Promise<object> {
  const path = `${kind}/${name}`;
  const bytes = await readOne(sidecar, `${path}/${MANIFESTS[kind]}`);
  let manifest: unknown;
  try {
    manifest = bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The findings say what is wrong with it.
  }
  const plain = typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : {};
  const files = await filesOf(sidecar, path);
  const examples = files.filter((file) => file.startsWith('examples/') && !/\.expected\.\w+$/.test(file)).length;
  const findings = sidecar.findings.filter((finding) => finding.at?.file?.startsWith(`${path}/`));
  return { path, name, manifest: plain, examples, findings };
}

const PATH = [
  { name: 'path', in: 'path', description: '`mappings/<name>` or `rulesets/<name>`', required: true },
] as const;

export const FOLDER_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/workspace/folders',
    summary:
      'Every mapping and ruleset on disk, also those that cannot run, with its manifest and what is wrong with it',
    access: READ,
    responses: {
      200: {
        description: 'The folders; findings are those of the workspace in force',
        schema: { type: 'object', required: ['folders'] },
      },
    },
    async handle(context, sidecar) {
      const folders: object[] = [];
      for (const kind of Object.keys(MANIFESTS)) {
        const names = await readdir(join(sidecar.config.workspace, kind), { withFileTypes: true }).catch(() => []);
        for (const entry of names)
          if (entry.isDirectory() && NAME.test(entry.name) && !['tables', 'lifecycles'].includes(entry.name))
            folders.push(await summaryOf(sidecar, kind, entry.name));
      }
      return context.json({ folders });
    },
  },
  {
    method: 'get',
    path: '/v1/workspace/folders/{path}',
    summary: 'The files of one mapping or ruleset: texts with their ETags, and the names of its examples',
    access: READ,
    parameters: [
      ...PATH,
      { name: 'examples', in: 'query', description: '`text`: the examples come with their texts and ETags too' },
    ],
    responses: { 200: { description: 'The files', schema: { type: 'object', required: ['path', 'files'] } } },
    async handle(context, sidecar) {
      const folder = folderOf(context);
      const paths = await filesOf(sidecar, folder);
      if (paths.length === 0) throw new CrossdockError('request.not-found', `there is no ${folder}`);
      const files: object[] = [];
      const withExamples = context.req.query('examples') === 'text';
      for (const path of paths) files.push(await describeFile(sidecar, folder, { path, withExamples }));
      return context.json({ path: folder, files });
    },
  },
  {
    method: 'put',
    path: '/v1/workspace/folders/{path}',
    summary: 'Save files of one mapping or ruleset, all or none, when nobody changed them since they were read',
    access: CHANGE,
    parameters: PATH,
    body: {
      description: 'the changed files; `text: null` takes one away, `match` is its ETag and absent for a new one',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        required: ['files'],
        properties: {
          files: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['path', 'text'],
              properties: { path: { type: 'string' }, text: { type: ['string', 'null'] }, match: { type: 'string' } },
            },
          },
        },
      },
    },
    responses: {
      200: {
        description: 'Saved; with the new ETags and all findings of the folder as it now is',
        schema: { type: 'object', required: ['files', 'findings'] },
      },
    },
    async handle(context, sidecar) {
      const folder = folderOf(context);
      const changes = changesOf(await jsonBody(context, sidecar.config.http.bodyLimitBytes));
      for (const { path } of changes) await confined(sidecar.config.workspace, `${folder}/${path}`);
      await inTurn(sidecar, () => save(sidecar, folder, changes));
      await sidecar.database.write((connection) => {
        for (const { path, text } of changes)
          addAudit(
            connection,
            {
              actor: actorOf(context, undefined, 'designer'),
              action: text === null ? 'workspace.file-removed' : 'workspace.file-written',
              subject: `${folder}/${path}`,
              detail: text === null ? {} : { etag: ETAG(new TextEncoder().encode(text)) },
            },
            sidecar.clock(),
          );
      });
      const files = changes.map(({ path, text }) => ({
        path,
        ...(text === null ? {} : { etag: ETAG(new TextEncoder().encode(text)) }),
      }));
      const { findings } = openWorkspace(await readWorkspaceFiles(sidecar.config.workspace));
      return context.json({ files, findings: findings.filter((one) => one.at?.file?.startsWith(`${folder}/`)) });
    },
  },
];
