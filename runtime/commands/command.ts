// What every command of the command line shares: exit codes, its streams, and how a workspace is opened for it.
import { CrossdockError, type Finding } from '../engine/errors.ts';
import type { Workspace, WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';

/** Exit codes of the command line, after sysexits.h where it has one. */
export const EXIT = { ok: 0, findings: 1, usage: 64, internal: 70, storage: 74, configuration: 78 } as const;

export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** One finding as `file:line:column: code: message`. */
export function findingLine(finding: Finding): string {
  const { file = '', line = 1, column = 1 } = finding.at ?? {};
  return `${file}:${line}:${column}: ${finding.code}: ${finding.message}`;
}

/** Reads and opens a workspace; findings are returned, not thrown. @throws CrossdockError `workspace.missing` */
export async function loadWorkspace(
  directory: string,
): Promise<{ files: WorkspaceFiles; workspace: Workspace; findings: readonly Finding[] }> {
  const files = await readWorkspaceFiles(directory);
  return { files, ...openWorkspace(files) };
}

/** Throws when the workspace has an error that would make an answer wrong. @throws CrossdockError `workspace.file` */
export function refuseBroken(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length === 0) return;
  throw new CrossdockError('workspace.file', errors.map(findingLine).join('\n'), {
    help: 'crossdock check lists all findings.',
  });
}

/** The exit code that a thrown value ends the process with. */
export function exitCodeOf(thrown: unknown): number {
  if (!(thrown instanceof CrossdockError)) return EXIT.internal;
  if (thrown.code.startsWith('store.')) return EXIT.storage;
  if (/^(?:config|workspace|bundle)\./.test(thrown.code)) return EXIT.configuration;
  if (thrown.code === 'usage.invalid' || thrown.code === 'mapping.unknown' || thrown.code === 'ruleset.unknown')
    return EXIT.usage;
  return EXIT.internal;
}
