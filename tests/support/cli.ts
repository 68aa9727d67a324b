// Runs the compiled command line as a child process, as a person would, on workspaces of its own. The suite builds before it runs.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';

export const ROOT = join(import.meta.dirname, '../..');
export const CLI = join(ROOT, 'dist/runtime/cli.js');

export interface Ended {
  /** null when a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** What stdin holds; chunks are sent as fast as the process takes them. */
  readonly input?: string | Uint8Array | Iterable<string | Uint8Array>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The environment of the tests without settings of Crossdock, which would reach the child. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('CROSSDOCK_'),
  );
  return { ...Object.fromEntries(own), ...extra };
}

/** Sends the input. A process that ended before it read everything is for the caller to judge by its exit code. */
async function feed(child: ChildProcessWithoutNullStreams, input: RunOptions['input'] = ''): Promise<void> {
  const chunks = typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
  await pipeline(Readable.from(chunks, { objectMode: true }), child.stdin).catch(() => undefined);
}

/** Runs one command line to its end. */
export async function crossdock(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? ROOT,
    env: cleanEnvironment(options.environment),
  });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await feed(child, options.input);
  const code = await ended;
  const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
  return { code, stdout: text(output.stdout), stderr: text(output.stderr) };
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

/** A temporary directory with these files. */
export async function temporaryDirectory(files: Files = {}): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'crossdock-test-'));
  await writeFiles(path, files);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The starter workspace, with these files over it. */
export const starterWorkspace = (files: Files = {}): ReturnType<typeof temporaryDirectory> =>
  temporaryDirectory({ ...STARTER_FILES, ...files });
