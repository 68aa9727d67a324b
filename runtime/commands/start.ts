// `crossdock start`: runs the sidecar until it is told to stop.
import { CrossdockError } from '../engine/errors.ts';
import { type Running, start as startSidecar } from '../main.ts';
import { EXIT, type Streams } from './command.ts';

export interface StartCommandOptions {
  readonly workspace?: string;
  readonly port?: string;
  readonly data?: string;
  readonly config?: string;
  readonly demo: boolean;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CrossdockError(
      'usage.invalid',
      `--port: expected a number from 0 to 65535, found ${JSON.stringify(text)}`,
    );
  }
  return port;
}

/** Waits for SIGTERM or SIGINT, or for a store that can no longer write. A second signal ends at once. */
function untilStopped(running: Running): Promise<number> {
  return new Promise((resolve) => {
    const check = setInterval(() => {
      if (running.sidecar.database.failed !== undefined) finish(EXIT.storage);
    }, 250);
    let ending = false;
    const finish = (code: number) => {
      if (ending) process.exit(code);
      ending = true;
      clearInterval(check);
      running.stop().then(
        () => resolve(code),
        () => resolve(EXIT.storage),
      );
    };
    process.on('SIGTERM', () => finish(EXIT.ok));
    process.on('SIGINT', () => finish(EXIT.ok));
    process.on('SIGHUP', () => {
      running.sidecar
        .reload()
        .catch((thrown: unknown) => process.stderr.write(`crossdock: reload: ${(thrown as Error).message}\n`));
    });
  });
}

/** @throws CrossdockError `config.invalid`, `workspace.…`, `store.…`, `usage.invalid` */
export async function start(options: StartCommandOptions, streams: Streams): Promise<number> {
  const port = portOf(options.port);
  const running = await startSidecar({
    demo: options.demo,
    stdout: streams.stdout,
    ...(options.config === undefined ? {} : { file: options.config }),
    overrides: {
      ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
      ...(options.data === undefined ? {} : { data: options.data }),
      ...(port === undefined ? {} : { port }),
    },
  });
  streams.stdout.write(
    `Crossdock listens on ${running.listening.url} over ${running.config.workspace}; data in ${running.config.data}\n`,
  );
  return untilStopped(running);
}
