// Routes under /v1/workspace: what the designer reads and writes, by the same engine that runs.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import type { Table } from '../engine/workspace/definitions.ts';
import { contentHash } from '../engine/workspace/hash.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import { CHANGE, READ, TRY, TRY_OWN } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { addAudit } from '../store/audit.ts';
import { runExamplesApart } from '../workers/examples.ts';
import { confined } from '../workspace/confine.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import type { WorkspaceAnswer } from './answers.ts';
import { jsonBody, readBody, textMember } from './body.ts';
import { actorOf } from './guard.ts';
import { publishDirectory } from './publishing.ts';
import type { Route } from './route.ts';
import { ETAG, inTurn, readOne, writeOne } from './workspace-writes.ts';

/** The path that a request names, below mappings/ or rulesets/. @throws CrossdockError `request.invalid` */
async function workspacePath(context: Context, sidecar: Sidecar): Promise<string> {
  const prefix = '/v1/workspace/files/';
  let path: string;
  try {
    path = decodeURIComponent(new URL(context.req.url).pathname.slice(prefix.length));
  } catch (cause) {
    throw new CrossdockError('request.invalid', 'expected a path whose percent signs encode UTF-8', { cause });
  }
  await confined(sidecar.config.workspace, path);
  return path;
}

const FILE = [
  { name: 'path', in: 'path', description: 'a path below mappings/ or rulesets/', required: true },
] as const;

const tableVersions = new WeakMap<Table, string>();

/** What names the content of a table, reckoned once for each table that is in force. */
function versionOf(table: Table): string {
  const version = tableVersions.get(table) ?? contentHash([JSON.stringify([table.columns, table.rows])]);
  tableVersions.set(table, version);
  return version;
}

export const WORKSPACE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/workspace',
    summary: 'The workspace in force: its version, mappings, rulesets, tables and findings',
    access: READ,
    responses: {
      200: {
        description: 'The workspace',
        schema: { type: 'object', required: ['version', 'mappings', 'rulesets', 'tables', 'lifecycles', 'findings'] },
      },
    },
    handle(context, sidecar) {
      const { workspace } = sidecar.engine;
      return context.json({
        version: workspace.version,
        mappings: [...workspace.mappings.values()].map((mapping) => ({
          name: mapping.name,
          direction: mapping.direction,
          title: mapping.manifest.title,
          version: mapping.version,
          owner: mapping.owner,
          from: mapping.manifest.from,
          to: mapping.manifest.to,
          tables: mapping.tables,
          examples: mapping.examples.map((example) => example.case),
        })),
        rulesets: [...workspace.rulesets.values()].map((ruleset) => ({
          name: ruleset.name,
          ...ruleset.manifest,
          version: ruleset.version,
          rules: ruleset.rules.map((rule) => rule.name),
          examples: ruleset.examples.map((example) => example.case),
        })),
        tables: [...workspace.tables.values()].map((table) => ({
          name: table.name,
          columns: table.columns,
          rows: Object.keys(table.rows).length,
          version: versionOf(table),
        })),
        lifecycles: [...workspace.lifecycles.keys()],
        findings: sidecar.findings,
      } satisfies WorkspaceAnswer);
    },
  },
  {
    method: 'get',
    path: '/v1/workspace/files/{path}',
    summary: 'The bytes of one file',
    access: READ,
    parameters: FILE,
    responses: { 200: { description: 'The file, with its ETag', contentType: 'application/octet-stream' } },
    async handle(context, sidecar) {
      const bytes = await readOne(sidecar, await workspacePath(context, sidecar));
      if (bytes === undefined) throw new CrossdockError('request.not-found', 'there is no such file');
      context.header('etag', ETAG(bytes));
      context.header('content-type', 'application/octet-stream');
      return context.body(new Uint8Array(bytes));
    },
  },
  {
    method: 'put',
    path: '/v1/workspace/files/{path}',
    summary: 'Write one file, when nobody changed it since it was read',
    access: CHANGE,
    parameters: [
      ...FILE,
      {
        name: 'If-Match',
        in: 'header',
        description: 'ETag of the file as it was read; `*` writes whatever is there; a new file needs none',
      },
    ],
    body: { description: 'the bytes', contentType: '*/*', required: true },
    responses: {
      200: {
        description: 'Written; with all findings of the workspace as it now is',
        schema: { type: 'object', required: ['etag', 'findings'] },
      },
    },
    async handle(context, sidecar) {
      const path = await workspacePath(context, sidecar);
      const bytes = await readBody(context, sidecar.config.http.bodyLimitBytes);
      const match = context.req.header('if-match');
      await inTurn(sidecar, () => writeOne(sidecar, { path, bytes, match }));
      await sidecar.database.write((connection) =>
        addAudit(
          connection,
          {
            actor: actorOf(context, undefined, 'designer'),
            action: 'workspace.file-written',
            subject: path,
            detail: { etag: ETAG(bytes) },
          },
          sidecar.clock(),
        ),
      );
      const { findings } = openWorkspace(await readWorkspaceFiles(sidecar.config.workspace));
      return context.json({ etag: ETAG(bytes), findings });
    },
  },
  {
    method: 'post',
    path: '/v1/workspace/check',
    summary: 'All findings of the files as they are on disk',
    access: TRY,
    responses: { 200: { description: 'The findings', schema: { type: 'object', required: ['findings'] } } },
    async handle(context, sidecar) {
      const { workspace, findings } = openWorkspace(await readWorkspaceFiles(sidecar.config.workspace));
      return context.json({ version: workspace.version, findings });
    },
  },
  {
    method: 'post',
    path: '/v1/workspace/test',
    summary: 'Run the examples of the files as they are on disk',
    access: TRY,
    body: {
      description: 'which mappings and rulesets; all without',
      contentType: 'application/json',
      schema: { type: 'object', properties: { names: { type: 'array', items: { type: 'string' } } } },
    },
    responses: {
      200: {
        description: 'Each example, passed or with its differences',
        schema: { type: 'object', required: ['results'] },
      },
    },
    async handle(context, sidecar) {
      const { names } = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const wanted = Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
      const files = await readWorkspaceFiles(sidecar.config.workspace);
      const ran = await runExamplesApart({ files, workspace: openWorkspace(files).workspace }, wanted);
      const results = ran.map(({ subject, case: name, path, passed, differences }) => ({
        subject,
        case: name,
        path,
        passed,
        differences,
      }));
      return context.json({ results });
    },
  },
  {
    method: 'post',
    path: '/v1/workspace/preview',
    summary: 'What an inbound mapping makes of a message, without storing anything',
    access: TRY_OWN,
    body: {
      description: 'the mapping and the raw message',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        required: ['mapping', 'payload'],
        properties: { mapping: { type: 'string' }, payload: { type: 'string' } },
      },
    },
    responses: {
      200: {
        description: 'Documents, decisions and findings per message',
        schema: { type: 'object', required: ['messages'] },
      },
    },
    async handle(context, sidecar) {
      const body = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const [mapping, payload] = [textMember(body, 'mapping'), textMember(body, 'payload')];
      if (mapping === undefined || payload === undefined)
        throw new CrossdockError('request.invalid', 'expected "mapping" and "payload" as text');
      sidecar.requireMapping(mapping);
      return context.json({ messages: await sidecar.preview(mapping, new TextEncoder().encode(payload)) });
    },
  },
  {
    method: 'post',
    path: '/v1/workspace/reload',
    summary: 'Put the files as they are on disk into force',
    access: CHANGE,
    responses: {
      202: {
        description: 'Somebody else has to approve it first',
        schema: { type: 'object', required: ['version', 'changed', 'approval'] },
      },
      200: { description: 'The version in force', schema: { type: 'object', required: ['version', 'changed'] } },
    },
    async handle(context, sidecar) {
      const before = sidecar.engine.workspace.version;
      const approval = await publishDirectory(context, sidecar);
      const { version } = sidecar.engine.workspace;
      if (approval !== undefined) return context.json({ version, changed: false, approval }, 202);
      return context.json({ version, changed: version !== before });
    },
  },
];
