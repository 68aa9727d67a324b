// A destination that can be down: it ends every connection, until it is up and takes what it is sent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Partner {
  readonly url: string;
  /** Bodies that it took. */
  readonly taken: string[];
  isUp: boolean;
  close(): Promise<void>;
}

export async function openPartner(): Promise<Partner> {
  const server = createServer((request, response) => {
    if (!partner.isUp) {
      request.socket.destroy();
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      partner.taken.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const partner: Partner = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    taken: [],
    isUp: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return partner;
}
