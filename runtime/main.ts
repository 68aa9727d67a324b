// Wires one process: configuration, sidecar, HTTP, demo, signals. With cli.ts and config.ts the only file that knows everything.
import { pino } from 'pino';
import { type Config, type ConfigOptions, readConfig } from './config.ts';
import { runDemo } from './demo.ts';
import { AccessBook } from './governance/access-book.ts';
import { type Duties, startDuties } from './governance/duties.ts';
import { Publishing } from './governance/publishing.ts';
import { createLink } from './governance/sessions.ts';
import { type AppOptions, createApp } from './http/app.ts';
import { Gate } from './http/gate.ts';
import { type Listening, listen } from './http/server.ts';
import type { Tracing } from './observability/traces.ts';
import { Sidecar } from './pipeline/sidecar.ts';
import { storeError } from './store/connection.ts';
import { letFirst } from './workers/processor.ts';

/** What answers to requests that waited for the drain may take. */
const LAST_ANSWERS_MS = 5_000;
const LINK_LIFE_MS = 3_600_000;

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
  /** Logs in once, as administrator; there until somebody has logged in or made a token. */
  readonly loginLink: string | undefined;
  /** Drains and closes; the same promise for every call. */
  stop(): Promise<void>;
}

function isEmpty(sidecar: Sidecar): boolean {
  return sidecar.database.connection.prepare('SELECT 1 FROM receipts LIMIT 1').get() === undefined;
}

/** Frames of a stack that say where a fault is. */
const FRAMES = 5;

/** A bug, without its message: those of foreign code may quote what they could not read. */
function faultOf(thrown: unknown): Record<string, unknown> {
  const { name, code, stack = '' } = thrown as { name?: string; code?: string; stack?: string };
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line));
  return { fault: name, code, at: frames.slice(0, FRAMES).map((line) => line.trim()) };
}

const traced =
  (tracing: Tracing): NonNullable<AppOptions['around']> =>
  (context, route, work) => {
    const header = (name: string) => context.req.header(name);
    return tracing.request({ method: context.req.method, route: route.path, header }, work);
  };

/** Only printed where whoever reads it works on this machine anyway. */
function loginLink(book: AccessBook, url: string, now: number): string | undefined {
  const isLocal = /^http:\/\/(?:127\.|localhost|\[::1\])/.test(url);
  if (!isLocal) return undefined;
  return `${url}/login?once=${createLink(book, { roles: ['admin'], lifeMs: LINK_LIFE_MS }, now)}`;
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
  const log = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) =>
    logger[level](fields ?? {}, message);
  const publishing = new Publishing(config);
  const sidecar = await Sidecar.open({
    config,
    files: publishing.files,
    log,
  });
  publishing.serve(sidecar);
  const { endpoint } = config.telemetry;
  const tracing =
    endpoint === undefined ? undefined : (await import('./observability/traces.ts')).startTracing(sidecar, endpoint);
  let listening: Listening;
  let book: AccessBook | undefined;
  try {
    book = new AccessBook(config.data);
    const app = createApp(sidecar, {
      gate: new Gate(sidecar, book),
      publishing,
      ...(tracing === undefined ? {} : { around: traced(tracing) }),
      onError: (thrown) => logger.error(faultOf(thrown), 'a request ended with an error'),
    });
    listening = await listen(app, config.http, sidecar.admission.intake);
    if (listening.thread !== undefined) letFirst(listening.thread);
  } catch (thrown) {
    // A disk that failed may fail the closing too: what was first is told.
    book?.close();
    await sidecar.close().catch(() => undefined);
    throw thrown;
  }
  const access = book;
  let duties: Duties | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      // New work is refused first, so that what is under way can end while the socket still answers readiness; the store
      // is closed last, when nobody can ask for anything in it.
      await duties?.stop();
      // What the drain could not do is told by `close`, when nobody listens any more either.
      await Promise.allSettled([sidecar.drain(), listening.close(config.drainMs + LAST_ANSWERS_MS)]);
      await sidecar.close();
      access.close();
      await tracing?.stop();
    })();
    return stopping;
  };
  let link: string | undefined;
  try {
    duties = await startDuties({ sidecar, book: access, publishing, log });
    link = access.isNew ? loginLink(access, listening.url, sidecar.clock()) : undefined;
  } catch (thrown) {
    // What listens already would keep the process alive for nothing.
    await stop().catch(() => undefined);
    throw storeError(thrown);
  }
  const running: Running = { config, sidecar, listening, loginLink: link, stop };
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
