// Listens: starts the thread that speaks HTTP, hands its requests to the app, and ends it. Knows the certificates of the configuration.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Worker } from 'node:worker_threads';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { type Intake, IntakeFigures } from '../pipeline/intake-figures.ts';
import { Turnover } from '../turnover.ts';
import { RemoteBody, RemoteRequest, RemoteResponse } from './listener/remote.ts';
import type { FromApp, FromListener, ListenerSetup, ToApp, ToListener } from './listener/wire.ts';

/** Compiled file of the thread; from source (tests) the build's own is used. */
const THREAD_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/runtime/http/listener/thread.js' : './listener/thread.js',
  import.meta.url,
);

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** The thread that listens, as the system knows it, where it says. */
  readonly thread: string | undefined;
  /** Why nobody listens any more, although nobody has closed it. */
  readonly failed: Error | undefined;
  /** Takes no new connection and resolves when the open ones have ended; what is open after `limitMs` is cut off. */
  close(limitMs: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** How long a connection that nobody uses is kept open. */
  readonly keepAliveMs?: number;
  readonly tls?: { readonly certificate?: string; readonly key?: string; readonly clientAuthority?: string };
}

const ANYBODY = { maxWaiting: Number.POSITIVE_INFINITY, maxWaitingBytes: Number.POSITIVE_INFINITY };

/**
 * A sender may use an open connection again in the moment in which it is closed, and gets no answer then. Whoever sends
 * should be the one that closes: so this is longer than the minute that proxies and load balancers keep theirs.
 */
const KEEP_ALIVE_MS = 75_000;

/** Requests are short-lived objects: little room for them is enough, and an idle sidecar does not pay for more. */
const YOUNG_HEAP_MB = 32;

function pem(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CrossdockError('config.invalid', `http.tls.${setting}: cannot read ${file}`, { cause });
  }
}

/** What TLS needs, undefined for plain HTTP. @throws CrossdockError `config.invalid` */
function secureOptions(tls: ListenOptions['tls']): ListenerSetup['tls'] {
  if (tls?.certificate === undefined && tls?.key === undefined) return undefined;
  if (tls.certificate === undefined || tls.key === undefined)
    throw new CrossdockError('config.invalid', 'http.tls: expected both a certificate and a key');
  return {
    cert: pem(tls.certificate, 'certificate'),
    key: pem(tls.key, 'key'),
    // Sources say which certificates they want; people and other sources come without one.
    ...(tls.clientAuthority === undefined
      ? {}
      : { ca: pem(tls.clientAuthority, 'clientAuthority'), requestCert: true, rejectUnauthorized: false }),
  };
}

function cannotListen(address: ListenOptions, failure: Extract<FromListener, { kind: 'failed' }>): CrossdockError {
  const why = failure.code === 'EADDRINUSE' ? 'another process listens there' : failure.message;
  return new CrossdockError('config.invalid', `cannot listen on ${address.host}:${address.port}: ${why}`, {
    help: 'Choose another with --port.',
  });
}

/** Hands what the listening thread says to the app, and what the app says to the thread. */
function serve(app: Hono, post: (message: FromApp) => void): (items: readonly ToApp[]) => void {
  const answer = getRequestListener(app.fetch, { autoCleanupIncoming: false });
  const open = new Turnover<number, { request: RemoteRequest; response: RemoteResponse }>();
  let items: ToListener[] = [];
  const send = (item: ToListener): void => {
    // Behind everything that the same commit, or the same event, leads to.
    if (items.length === 0)
      process.nextTick(() => {
        const said = items;
        items = [];
        post({ kind: 'batch', items: said });
      });
    items.push(item);
  };
  const take = (item: Extract<ToApp, { kind: 'request' }>): void => {
    const request = new RemoteRequest(item, send);
    const response = new RemoteResponse(item.id, send);
    open.set(item.id, { request, response });
    response.once('close', () => open.delete(item.id));
    void answer(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  };
  return (said) => {
    for (const item of said) {
      if (item.kind === 'request') {
        take(item);
        continue;
      }
      const { request, response } = open.get(item.id) ?? {};
      if (item.kind === 'sent') response?.sent();
      else if (item.kind === 'gone') {
        if (request?.body instanceof RemoteBody) request.body.destroy();
        response?.destroy();
      } else if (request?.body instanceof RemoteBody) request.body.came(item.bytes);
    }
  };
}

/**
 * Starts to listen. HTTP is spoken by a thread of its own.
 *
 * @param intake  bounds on the messages that wait; without it nobody is turned away there
 * @throws CrossdockError `config.invalid` when the address cannot be had, or a certificate not be read
 */
export async function listen(app: Hono, address: ListenOptions, intake?: Intake): Promise<Listening> {
  const { host, port, keepAliveMs = KEEP_ALIVE_MS } = address;
  const tls = secureOptions(address.tls);
  const { limits, figures } = intake ?? { limits: ANYBODY, figures: new IntakeFigures() };
  const workerData: ListenerSetup = { host, port, keepAliveMs, tls, limits, figures: figures.cells };
  const thread = new Worker(THREAD_FILE, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MB } });
  const said = serve(app, (message) => thread.postMessage(message));
  let failed: Error | undefined;
  let isClosing = false;
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  const listening = await new Promise<Extract<FromListener, { kind: 'listening' }>>((resolve, reject) => {
    thread.on('message', (message: FromListener) => {
      if (message.kind === 'batch') said(message.items);
      else if (message.kind === 'listening') resolve(message);
      else if (message.kind === 'failed') reject(cannotListen(address, message));
    });
    thread.once('error', (thrown) => {
      failed = thrown;
    });
    thread.once('exit', () => {
      if (!isClosing) failed ??= new Error('the thread that listens has ended');
      reject(failed);
    });
  });
  return {
    port: listening.port,
    thread: listening.thread,
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listening.port}`,
    get failed() {
      return failed;
    },
    async close(limitMs) {
      if (!isClosing) {
        isClosing = true;
        thread.postMessage({ kind: 'close', limitMs } satisfies FromApp);
      }
      await ended;
    },
  };
}
