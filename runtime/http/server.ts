// Listens: the app on a socket, with a clean end. Knows the certificates of the configuration.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { Acceptors } from './acceptors.ts';
import { lingering } from './lingering.ts';

export interface Listening {
  readonly url: string;
  readonly port: number;
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

/**
 * A sender may use an open connection again in the moment in which it is closed, and gets no answer then. Whoever sends
 * should be the one that closes: so this is longer than the minute that proxies and load balancers keep theirs.
 */
const KEEP_ALIVE_MS = 75_000;

/** Answers a request before anything of it is looked at; whether it has done so. */
export type TurnAway = (request: IncomingMessage, response: ServerResponse) => boolean;

function pem(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CrossdockError('config.invalid', `http.tls.${setting}: cannot read ${file}`, { cause });
  }
}

/** What TLS needs, undefined for plain HTTP. @throws CrossdockError `config.invalid` */
function secureOptions(tls: ListenOptions['tls']): object | undefined {
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

/** @throws CrossdockError `config.invalid` when the address cannot be had, or a certificate not be read */
export function listen(app: Hono, address: ListenOptions, turnAway: TurnAway = () => false): Promise<Listening> {
  const secure = secureOptions(address.tls);
  const create = (options: object, listener: RequestListener): ReturnType<typeof createServer> => {
    const first: RequestListener = (request, response) => {
      lingering(request);
      if (!turnAway(request, response)) listener(request, response);
    };
    return secure === undefined
      ? createServer(options, first)
      : (createSecureServer({ ...options, ...secure }, first) as ReturnType<typeof createServer>);
  };
  return new Promise((resolve, reject) => {
    const server = serve({
      fetch: app.fetch,
      hostname: address.host,
      port: address.port,
      createServer: create as typeof createServer,
      serverOptions: { keepAliveTimeout: address.keepAliveMs ?? KEEP_ALIVE_MS },
    });
    const acceptors = new Acceptors(server as NetServer);
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another process listens there' : cause.message;
      reject(
        new CrossdockError('config.invalid', `cannot listen on ${address.host}:${address.port}: ${why}`, {
          cause,
          help: 'Choose another with --port.',
        }),
      );
    });
    server.once('listening', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        url: `${secure === undefined ? 'http' : 'https'}://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}`,
        close: (limitMs) => closeServer(server, acceptors, limitMs),
      });
    });
  });
}

/** How often connections that have become idle are looked for. */
const IDLE_CHECK_MS = 50;

async function closeServer(server: ServerType, acceptors: Acceptors, limitMs: number): Promise<void> {
  const closeIdle = () => 'closeIdleConnections' in server && server.closeIdleConnections();
  const closeAll = () => 'closeAllConnections' in server && server.closeAllConnections();
  // A connection that answers its last request now would otherwise be kept open for the next one.
  const idle = setInterval(closeIdle, IDLE_CHECK_MS);
  const limit = setTimeout(closeAll, limitMs);
  const closed = [acceptors.close(), new Promise((ended) => server.close(ended))];
  closeIdle();
  await Promise.all(closed);
  clearInterval(idle);
  clearTimeout(limit);
}
