// Listens: the app on a socket, with a clean end.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { CrossdockError } from '../engine/errors.ts';

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes no new connection and resolves when the open ones have ended. */
  close(): Promise<void>;
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
        url: `http://${address.host}:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeIdleConnections' in server) server.closeIdleConnections();
          }),
      });
    });
  });
}
