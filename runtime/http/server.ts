// Listens: the app on a socket, with a clean end.
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { CrossdockError } from '../engine/errors.ts';

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes no new connection and resolves when the open ones have ended; what is open after `limitMs` is cut off. */
  close(limitMs: number): Promise<void>;
}

/** @throws CrossdockError `config.invalid` when the address cannot be had */
export function listen(app: Hono, address: { host: string; port: number }): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port });
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
        url: `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}`,
        close: (limitMs) => closeServer(server, limitMs),
      });
    });
  });
}

/** How often connections that have become idle are looked for. */
const IDLE_CHECK_MS = 50;

function closeServer(server: ServerType, limitMs: number): Promise<void> {
  return new Promise((closed) => {
    const closeIdle = () => 'closeIdleConnections' in server && server.closeIdleConnections();
    const closeAll = () => 'closeAllConnections' in server && server.closeAllConnections();
    // A connection that answers its last request now would otherwise be kept open for the next one.
    const idle = setInterval(closeIdle, IDLE_CHECK_MS);
    const limit = setTimeout(closeAll, limitMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(limit);
      closed();
    });
    closeIdle();
  });
}
