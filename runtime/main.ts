// Wires one process: configuration, sidecar, HTTP, demo, signals. With cli.ts and config.ts the only file that knows everything.
import { pino } from 'pino';
import { type Config, type ConfigOptions, readConfig } from './config.ts';
import { runDemo } from './demo.ts';
import { AccessBook } from './governance/access-book.ts';
import { takeOverActs } from './governance/acts.ts';
import { signHead } from './governance/audit-heads.ts';
import { Publishing } from './governance/publishing.ts';
import { createLink } from './governance/sessions.ts';
import { createApp } from './http/app.ts';
import { turnAwayFlood } from './http/flood.ts';
import { Gate } from './http/gate.ts';
import { type Listening, listen } from './http/server.ts';
import { Sidecar } from './pipeline/sidecar.ts';

/** What answers to requests that waited for the drain may take. */
const LAST_ANSWERS_MS = 5_000;
/** How often acts of the command line are taken over into the audit log. */
const TAKE_OVER_MS = 5_000;
/** How often it is looked whether the command line has put another bundle into force. */
const FOLLOW_MS = 500;
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
  const publishing = new Publishing(config);
  const sidecar = await Sidecar.open({
    config,
    files: publishing.files,
    log: (level, message, fields) => logger[level](fields ?? {}, message),
  });
  publishing.serve(sidecar);
  let listening: Listening;
  let book: AccessBook | undefined;
  try {
    book = new AccessBook(config.data);
    const app = createApp(sidecar, {
      gate: new Gate(sidecar, book),
      publishing,
      onError: (thrown) => logger.error({ error: (thrown as Error).message }, 'a request ended with an error'),
    });
    listening = await listen(app, config.http, turnAwayFlood(sidecar));
  } catch (thrown) {
    book?.close();
    await sidecar.close();
    throw thrown;
  }
  const access = book;
  const takeOver = () =>
    takeOverActs(sidecar, access).catch((thrown: unknown) =>
      logger.error({ error: (thrown as Error).message }, 'acts could not be taken over into the audit log'),
    );
  const following = setInterval(
    () =>
      publishing
        .follow()
        .catch((thrown: unknown) =>
          logger.error({ error: (thrown as Error).message }, 'a bundle was not put into force'),
        ),
    FOLLOW_MS,
  );
  await takeOver();
  const takingOver = setInterval(takeOver, TAKE_OVER_MS);
  const sealLog = () => {
    if (sidecar.database.failed !== undefined) return;
    const head = signHead(config.data, sidecar.database.connection, sidecar.clock());
    // Also a copy that whoever collects the logs keeps elsewhere.
    if (head !== undefined) logger.info({ row: head.row, hash: head.hash }, 'audit head signed');
  };
  sealLog();
  const sealing = setInterval(sealLog, config.audit.headEveryMs);
  let stopping: Promise<void> | undefined;
  const running: Running = {
    config,
    sidecar,
    listening,
    loginLink: access.isNew ? loginLink(access, listening.url, sidecar.clock()) : undefined,
    stop() {
      stopping ??= (async () => {
        // New work is refused first, so that what is under way can end while the socket still answers readiness.
        clearInterval(takingOver);
        clearInterval(following);
        clearInterval(sealing);
        await takeOver();
        sealLog();
        const closed = sidecar.close();
        await listening.close(config.drainMs + LAST_ANSWERS_MS);
        await closed;
        access.close();
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
