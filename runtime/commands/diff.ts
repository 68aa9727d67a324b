// `crossdock diff`: what changed in meaning between two workspaces, and with --impact what that does to recorded messages.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import SQLite from 'better-sqlite3';
import { type Change, compareWorkspaces } from '../engine/compare.ts';
import { CrossdockError } from '../engine/errors.ts';
import { differencesOf } from '../engine/examples.ts';
import { createEngine, type Engine, runMessage } from '../engine/message.ts';
import type { Workspace, WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { EXIT, type Streams } from './command.ts';

const run = promisify(execFile);

/** Recorded messages that an impact report replays, newest first. */
const MAX_RECORDED = 10_000;

export interface DiffOptions {
  readonly workspace: string;
  readonly impact?: boolean;
  readonly data: string;
  readonly format: string;
}

/** The files of a workspace as a git revision holds them. @throws CrossdockError `usage.invalid` */
async function revisionFiles(repository: string, revision: string): Promise<WorkspaceFiles> {
  const git = (...args: string[]) =>
    run('git', ['-C', repository, ...args], { encoding: 'buffer', maxBuffer: 1 << 28 });
  try {
    const { stdout: prefix } = await git('rev-parse', '--show-prefix');
    const folder = prefix.toString().trim();
    const { stdout } = await git(
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-tree',
      revision,
      `${folder}mappings`,
      `${folder}rulesets`,
    );
    const paths = stdout
      .toString()
      .split('\0')
      .filter((path) => path !== '');
    const files = new Map<string, Uint8Array>();
    for (const path of paths) files.set(path.slice(folder.length), (await git('show', `${revision}:${path}`)).stdout);
    return files;
  } catch (cause) {
    throw new CrossdockError(
      'usage.invalid',
      `expected a directory or a git revision, found ${JSON.stringify(revision)}`,
      { cause },
    );
  }
}

async function filesOf(name: string, repository: string): Promise<WorkspaceFiles> {
  const isDirectory = await stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isDirectory ? readWorkspaceFiles(name) : revisionFiles(repository, name);
}

interface Impact {
  readonly mapping: string;
  readonly messages: number;
  readonly changed: number;
  /** The first differences, one a line. */
  readonly examples: readonly string[];
}

interface Recorded {
  readonly id: string;
  readonly mapping: string;
  readonly body: Uint8Array;
}

/** Receipts of a data directory that went straight to a mapping; the examples of the head when there is none. */
function recordedMessages(data: string, head: Workspace): Recorded[] {
  try {
    const database = new SQLite(join(data, 'crossdock.sqlite'), { readonly: true, fileMustExist: true });
    try {
      return database
        .prepare('SELECT id, mapping, body FROM receipts WHERE mapping IS NOT NULL ORDER BY seq DESC LIMIT ?')
        .all(MAX_RECORDED) as Recorded[];
    } finally {
      database.close();
    }
  } catch {
    return [...head.mappings.values()]
      .filter((mapping) => mapping.direction === 'inbound')
      .flatMap((mapping) =>
        mapping.examples.map((example) => ({ id: example.path, mapping: mapping.name, body: example.bytes })),
      );
  }
}

async function outcome(engine: Engine, recorded: Recorded): Promise<unknown> {
  if (engine.workspace.mappings.get(recorded.mapping)?.direction !== 'inbound')
    return { messages: [{ error: 'mapping.unknown' }] };
  const messages = [];
  for (const message of engine.decode(recorded.mapping, recorded.body).messages) {
    const { documents, decisions, error } = await runMessage(engine, recorded.mapping, { message });
    messages.push(error === undefined ? { documents, decisions } : { error: error.code });
  }
  return { messages };
}

async function impactOf(base: Workspace, head: Workspace, recorded: readonly Recorded[]): Promise<Impact[]> {
  const [before, after] = [createEngine(base), createEngine(head)];
  const impacts = new Map<string, { messages: number; changed: number; examples: string[] }>();
  for (const one of recorded) {
    const impact = impacts.get(one.mapping) ?? { messages: 0, changed: 0, examples: [] };
    impacts.set(one.mapping, impact);
    impact.messages += 1;
    const differences = differencesOf(await outcome(before, one), await outcome(after, one));
    if (differences.length === 0) continue;
    impact.changed += 1;
    if (impact.examples.length < 5) impact.examples.push(`${one.id}: ${differences[0]}`);
  }
  return [...impacts]
    .map(([mapping, impact]) => ({ mapping, ...impact }))
    .sort((a, b) => b.changed - a.changed || a.mapping.localeCompare(b.mapping));
}

const changeLine = (change: Change): string =>
  `${change.kind} ${change.subject}${change.what === undefined ? '' : `: ${change.what}`}`;

function asText(changes: readonly Change[], impacts: readonly Impact[] | undefined): string {
  const lines = changes.length === 0 ? ['no change in meaning'] : changes.map(changeLine);
  for (const impact of impacts ?? []) {
    lines.push(
      `${impact.mapping}: ${impact.changed} of ${impact.messages} messages change`,
      ...impact.examples.map((example) => `  ${example}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

function asMarkdown(changes: readonly Change[], impacts: readonly Impact[] | undefined): string {
  const rows = changes.map((change) => `| ${change.kind} | ${change.subject} | ${change.what ?? ''} |`);
  const table =
    rows.length === 0 ? ['No change in meaning.'] : ['| change | where | what |', '| --- | --- | --- |', ...rows];
  const impact = (impacts ?? []).map(
    (one) => `| ${one.mapping} | ${one.messages} | ${one.changed} | ${one.examples.join('<br>')} |`,
  );
  const report =
    impacts === undefined
      ? []
      : [
          '',
          '### Impact on recorded messages',
          '',
          '| mapping | messages | changed | examples |',
          '| --- | --- | --- | --- |',
          ...impact,
        ];
  return `${['### Changes in meaning', '', ...table, ...report].join('\n')}\n`;
}

/** Exit code 1 when anything changed. @throws CrossdockError `usage.invalid`, `workspace.missing` */
export async function diff(
  revisions: { base: string; head: string },
  options: DiffOptions,
  streams: Streams,
): Promise<number> {
  if (!['text', 'markdown', 'json'].includes(options.format)) {
    throw new CrossdockError(
      'usage.invalid',
      `--format: expected text, markdown or json, found ${JSON.stringify(options.format)}`,
    );
  }
  const base = openWorkspace(await filesOf(revisions.base, options.workspace)).workspace;
  const head = openWorkspace(await filesOf(revisions.head, options.workspace)).workspace;
  const changes = compareWorkspaces(base, head);
  const impacts =
    options.impact === true ? await impactOf(base, head, recordedMessages(options.data, head)) : undefined;
  if (options.format === 'json')
    streams.stdout.write(
      `${JSON.stringify({ changes, ...(impacts === undefined ? {} : { impact: impacts }) }, null, 2)}\n`,
    );
  else streams.stdout.write(options.format === 'markdown' ? asMarkdown(changes, impacts) : asText(changes, impacts));
  return changes.length > 0 ? EXIT.findings : EXIT.ok;
}
