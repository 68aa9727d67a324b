// `crossdock diff`: what changed in meaning between two workspaces, and with --impact what that does to recorded messages.
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, Detail } from '../engine/difference/change.ts';
import { compareWorkspaces } from '../engine/difference/workspace.ts';
import { CrossdockError } from '../engine/errors.ts';
import type { Workspace, WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { EXIT, findingLine, type Streams } from './command.ts';
import { type Impact, impactOf } from './impact.ts';
import { configOf, operatorName } from './token.ts';

/** What git may answer at once: all files of a workspace. */
const MAX_GIT_BYTES = 1 << 30;

export interface DiffOptions {
  readonly workspace: string;
  readonly impact?: boolean;
  /** Data directory of recorded messages; `.crossdock` of the workspace when it is there. */
  readonly data?: string;
  readonly format: string;
}

/** Runs git over a repository, with this on its stdin. @throws what git says on stderr */
function git(repository: string, args: readonly string[], input = ''): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', repository, ...args], {
    input,
    maxBuffer: MAX_GIT_BYTES,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(stderr.toString().trim());
  return stdout;
}

/** The contents that `git cat-file --batch` answers: a line that ends with the size, the bytes, a line end; as many as were asked for. */
function* batchContents(answer: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf('\n', at);
    const size = Number(answer.toString('utf8', at, end).split(' ').at(-1));
    yield answer.subarray(end + 1, end + 1 + size);
    at = end + 1 + size + 1;
  }
}

/** The files of a workspace as a git revision holds them. @throws CrossdockError `usage.invalid` */
function revisionFiles(repository: string, revision: string): WorkspaceFiles {
  try {
    const commit = git(repository, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])
      .toString()
      .trim();
    const folder = git(repository, ['rev-parse', '--show-prefix']).toString().trim();
    const folders = ['mappings', 'rulesets'].map((name) => `${folder}${name}`);
    const paths = git(repository, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit, '--', ...folders])
      .toString()
      .split('\0')
      .filter((path) => path !== '');
    const answer = git(repository, ['cat-file', '--batch'], paths.map((path) => `${commit}:${path}\n`).join(''));
    const contents = batchContents(answer);
    return new Map(paths.map((path) => [path.slice(folder.length), contents.next().value as Uint8Array]));
  } catch (cause) {
    throw new CrossdockError(
      'usage.invalid',
      `expected a directory or a git revision, found ${JSON.stringify(revision)}: ${(cause as Error).message}`,
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

const linesOf = (indent: string, text: string): string => text.replaceAll(/\r?\n/g, `\n${indent}`);

/** `changed ruleset order-intake: rule missing-lines`, and beneath it what was and what is. */
function changeLines({ kind, subject, what, before, after, details = [], fields = [] }: Change): string[] {
  return [
    `${kind} ${subject}${what === undefined ? '' : `: ${what}`}`,
    ...(before === undefined ? [] : [`  - ${linesOf('    ', before)}`]),
    ...(after === undefined ? [] : [`  + ${linesOf('    ', after)}`]),
    ...details.map((detail) => `  ${detail.kind} ${detail.what}${sidesOf(detail)}`),
    ...(fields.length === 0 ? [] : [`  changes ${fields.map((field) => `field ${field}`).join(', ')}`]),
  ];
}

/** `: "warn" -> "block"`. */
const sidesOf = ({ before, after }: Pick<Detail, 'before' | 'after'>): string =>
  `: ${[before, after].filter((side) => side !== undefined).join(' -> ')}`.replace(/: $/, '');

function asText(changes: readonly Change[], impacts: readonly Impact[] | undefined): string {
  const lines = changes.length === 0 ? ['no change in meaning'] : changes.flatMap(changeLines);
  for (const impact of impacts ?? []) {
    lines.push(
      `${impact.mapping}: ${impact.changed} of ${impact.messages} messages change`,
      ...impact.examples.map((example) => `  ${example}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Characters of a value that a cell shows: a table is for reading. */
const CELL = 160;

/** A text as a cell of a Markdown table: on one line, in code marks, nothing in it ending the cell. */
function cell(text: string | undefined): string {
  if (text === undefined) return '';
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length > CELL ? `${line.slice(0, CELL)}…` : line;
  return `\`${short.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function markdownRow({ kind, subject, what, before, after, details = [], fields = [] }: Change): string {
  const parts = details.map(
    (one) =>
      `${one.kind} ${cell(one.what)} ${[one.before, one.after]
        .filter((side) => side !== undefined)
        .map(cell)
        .join(' → ')}`,
  );
  const changed = fields.length === 0 ? [] : [`changes ${fields.map(cell).join(', ')}`];
  const sides =
    before === undefined && after === undefined
      ? []
      : [
          [before, after]
            .filter((side) => side !== undefined)
            .map(cell)
            .join(' → '),
        ];
  return `| ${kind} | ${subject} | ${what ?? ''} | ${[...sides, ...parts, ...changed].join('<br>')} |`;
}

function asMarkdown(changes: readonly Change[], impacts: readonly Impact[] | undefined): string {
  const rows = changes.map(markdownRow);
  const table =
    rows.length === 0
      ? ['No change in meaning.']
      : ['| change | where | what | before → after |', '| --- | --- | --- | --- |', ...rows];
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

/** A side's workspace. What is broken in it counts as not there, and is named on stderr so that nobody takes it for removed. */
function opened(side: string, files: WorkspaceFiles, streams: Streams): Workspace {
  const { workspace, findings } = openWorkspace(files);
  for (const finding of findings)
    if (finding.severity === 'error') streams.stderr.write(`${side}: ${findingLine(finding)}\n`);
  return workspace;
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
  const [base, head] = [
    await filesOf(revisions.base, options.workspace),
    await filesOf(revisions.head, options.workspace),
  ];
  const baseWorkspace = opened('base', base, streams);
  const headWorkspace = opened('head', head, streams);
  const changes = compareWorkspaces(baseWorkspace, headWorkspace);
  let impacts: readonly Impact[] | undefined;
  if (options.impact === true) {
    const from = {
      ...(options.data === undefined ? {} : { data: options.data }),
      usualData: join(options.workspace, '.crossdock'),
      masters: configOf({ workspace: options.workspace }).encryption.keys,
      by: operatorName(),
    };
    const report = await impactOf({ base, head, headWorkspace }, from);
    impacts = report.impacts;
    streams.stderr.write(`replayed ${report.replayed}\n`);
  }
  if (options.format === 'json')
    streams.stdout.write(
      `${JSON.stringify({ changes, ...(impacts === undefined ? {} : { impact: impacts }) }, null, 2)}\n`,
    );
  else streams.stdout.write(options.format === 'markdown' ? asMarkdown(changes, impacts) : asText(changes, impacts));
  return changes.length > 0 ? EXIT.findings : EXIT.ok;
}
