// Wires one process: configuration, sidecar, HTTP, demo, signals. With cli.ts and config.ts the only file that knows everything.
import { pino } from 'pino';
import { type Config, type ConfigOptions, readConfig } from './config.ts';
import { runDemo } from './demo.ts';
import { createApp } from './http/app.ts';
import { type Listening, listen } from './http/server.ts';
import { Sidecar } from './pipeline/sidecar.ts';

/** What answers to requests that waited for the drain may take. */
const LAST_ANSWERS_MS = 5_000;

export interface StartOptions extends ConfigOptions {
  /** Take the workspace's own examples through the intake when the data directory is empty. */
  readonly demo: boolean;
  readonly stdout: NodeJS.WritableStream;
  /** Ends the demonstration early. */
  readonly signal?: AbortSignal;
}

export interface Running {
  readonly config: Config;
  readonly sidecar: Sidecar;
  readonly listening: Listening;
  /** Drains and closes; the same promise for every call. */
  stop(): Promise<void>;
}

function isEmpty(sidecar: Sidecar): boolean {
  return sidecar.database.connection.prepare('SELECT 1 FROM receipts LIMIT 1').get() === undefined;
}

/**
 * Starts a sidecar and its HTTP server.
 *
 * @throws CrossdockError `config.invalid`, `workspace.…`, `store.…`
 */
export async function start(options: StartOptions): Promise<Running> {
  const config = readConfig(options);
  const logger = pino(
    { level: config.log.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  const sidecar = await Sidecar.open({ config, log: (level, message, fields) => logger[level](fields ?? {}, message) });
  let listening: Listening;
  try {
    const app = createApp(sidecar, {
      onError: (thrown) => logger.error({ error: (thrown as Error).message }, 'a request ended with an error'),
    });
    listening = await listen(app, config.http);
  } catch (thrown) {
    await sidecar.close();
    throw thrown;
  }
  let stopping: Promise<void> | undefined;
  const running: Running = {
    config,
    sidecar,
    listening,
    stop() {
      stopping ??= (async () => {
        // New work is refused first, so that what is under way can end while the socket still answers readiness.
        const closed = sidecar.close();
        await listening.close(config.drainMs + LAST_ANSWERS_MS);
        await closed;
      })();
      return stopping;
    },
  };
  logger.info(
    { url: listening.url, workspace: config.workspace, data: config.data, version: sidecar.engine.workspace.version },
    'listening',
  );
  if (options.demo && isEmpty(sidecar)) {
    const { stdout, signal } = options;
    await runDemo({ sidecar, url: listening.url, stdout, ...(signal === undefined ? {} : { signal }) });
  }
  return running;
}
