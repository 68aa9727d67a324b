// Sidecars as real child processes on free ports: started, waited for, signalled, and their output kept.
import { type ChildProcess, spawn } from 'node:child_process';
import { CLI, cleanEnvironment } from './cli.ts';

export interface StartOptions {
  readonly workspace: string;
  readonly data?: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Exit {
  /** null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SidecarProcess {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly output: { stdout: string; stderr: string };
  readonly exited: Promise<Exit>;
  /** Where it listens, as it prints it; rejects when it ends before that. */
  readonly url: Promise<string>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Exit>;
}

/** Starts `crossdock start --port 0`, without the demonstration unless `args` say otherwise. */
export function startSidecar(options: StartOptions): SidecarProcess {
  const { workspace, data, args = ['--no-demo'], environment = {} } = options;
  const place = ['--workspace', workspace, ...(data === undefined ? [] : ['--data', data])];
  const child = spawn(process.execPath, [CLI, 'start', '--port', '0', ...place, ...args], {
    cwd: workspace,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const exited = new Promise<Exit>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString();
      const found = /^Crossdock listens on (\S+)/m.exec(output.stdout)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    void exited.then(({ code }) =>
      reject(new Error(`the sidecar ended with ${code} before it listened: ${output.stderr}`)),
    );
  });
  // Those that expect it to end do not wait for its address.
  url.catch(() => undefined);
  return {
    child,
    output,
    exited,
    url,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

export const jsonOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;
