// The thread that listens: HTTP and nothing else, so that a flood is answered at once whatever the other threads do.
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { IntakeFigures } from '../../pipeline/intake-figures.ts';
import { ownThread } from '../../workers/processor.ts';
import { ControlledDelay } from './delay.ts';
import { Exchanges } from './exchanges.ts';
import type { FromApp, FromListener, ListenerSetup } from './wire.ts';

/** How often connections that have become idle are looked for while it closes. */
const IDLE_CHECK_MS = 50;

const port = parentPort;
if (port === null) throw new Error('expected to be started as a thread');
const setup = workerData as ListenerSetup;

const say = (message: FromListener, owned: readonly ArrayBuffer[] = []): void => port.postMessage(message, owned);

function create(): Server {
  const options = { keepAliveTimeout: setup.keepAliveMs };
  return setup.tls === undefined
    ? createServer(options)
    : (createSecureServer({ ...options, ...setup.tls }) as unknown as Server);
}

/** Takes no new connection, and ends when the open ones have ended. */
function close(server: Server, limitMs: number): void {
  // A connection that answers its last request now would otherwise be kept open for the next one.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const limit = setTimeout(() => server.closeAllConnections(), limitMs);
  server.close(() => {
    clearInterval(idle);
    clearTimeout(limit);
    port?.close();
  });
  server.closeIdleConnections();
}

function listen(): void {
  const server = create();
  const delay = new ControlledDelay(setup.limits, new IntakeFigures(setup.figures));
  const exchanges = new Exchanges(delay, (items, owned) => say({ kind: 'batch', items }, owned));
  server.on('request', (request, response) => exchanges.take(request, response));
  server.once('error', (cause: NodeJS.ErrnoException) => fail(cause));
  server.listen(setup.port, setup.host, () => {
    const { port: number } = server.address() as AddressInfo;
    say({ kind: 'listening', port: number, thread: ownThread() });
  });
  port?.on('message', (message: FromApp) => {
    if (message.kind === 'close') close(server, message.limitMs);
    else for (const item of message.items) exchanges.act(item);
  });
}

function fail(cause: NodeJS.ErrnoException): void {
  say({ kind: 'failed', code: cause.code, message: cause.message });
  port?.close();
}

try {
  listen();
} catch (thrown) {
  fail(thrown as NodeJS.ErrnoException);
}
