// `crossdock start`: runs the sidecar until it is told to stop.
import { setTimeout as delay } from 'node:timers/promises';
import { CrossdockError } from '../engine/errors.ts';
import { type Running, start as startSidecar } from '../main.ts';
import { EXIT, type Streams } from './command.ts';

/** How often the store is asked whether it can still write, and whether somebody listens. */
const CHECK_MS = 250;

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

/** Aborts at the first SIGTERM or SIGINT; a second one ends at once. Listens from the start, because a stop may come at any time. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(EXIT.ok);
    stop.abort();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return stop.signal;
}

/** Waits for the signal to stop, or for a store that can no longer write, or for nobody to listen any more. @returns the exit code, once all is closed */
async function untilStopped(running: Running, signal: AbortSignal): Promise<number> {
  process.on('SIGHUP', () => {
    running.sidecar
      .reload()
      .catch((thrown: unknown) => process.stderr.write(`crossdock: reload: ${(thrown as Error).message}\n`));
  });
  const hasFailed = () => running.sidecar.database.failed !== undefined;
  const isDeaf = () => running.listening.failed !== undefined;
  while (!signal.aborted && !hasFailed() && !isDeaf())
    await delay(CHECK_MS, undefined, { signal }).catch(() => undefined);
  if (isDeaf()) process.stderr.write(`crossdock: nobody listens any more: ${running.listening.failed?.message}\n`);
  const code = hasFailed() ? EXIT.storage : isDeaf() ? EXIT.internal : EXIT.ok;
  try {
    await running.stop();
    return code;
  } catch {
    return EXIT.storage;
  }
}

/** What somebody who starts Crossdock for the first time should know about logging in. */
function loginHint({ loginLink, config }: Running): string | undefined {
  if (loginLink === undefined) {
    return config.auth.mode === 'local' ? undefined : 'Log in with a token of: crossdock token create --role admin';
  }
  return config.auth.mode === 'local'
    ? `Whoever works on this machine needs no login. To act under your own name, open within an hour, once: ${loginLink}`
    : `Log in as administrator within an hour, once: ${loginLink}`;
}

/** @throws CrossdockError `config.invalid`, `workspace.…`, `store.…`, `usage.invalid` */
export async function start(options: StartCommandOptions, streams: Streams): Promise<number> {
  const port = portOf(options.port);
  const signal = stopSignal();
  const running = await startSidecar({
    demo: options.demo,
    signal,
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
  const hint = loginHint(running);
  if (hint !== undefined) streams.stdout.write(`${hint}\n`);
  return untilStopped(running, signal);
}
