// Connections that wait are taken many at once, however long the turns of the event loop are.
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterEach, expect, it } from 'vitest';
import { Acceptors } from '../../runtime/http/acceptors.ts';
import { eventually } from '../support/sidecar.ts';

const turn = (): number => performance.nodeTiming.uvMetricsInfo.loopCount;

let server: Server;
let acceptors: Acceptors;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  server.closeAllConnections();
  await Promise.all([acceptors.close(), new Promise((closed) => server.close(closed))]);
});

async function open(): Promise<{ port: number; turns: number[] }> {
  const turns: number[] = [];
  server = createServer((request, response) => response.end(request.url));
  acceptors = new Acceptors(server);
  server.on('connection', () => turns.push(turn()));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, turns };
}

/** The kernel takes these connections at once, whether this process does or not. */
function connect(port: number, count: number): Socket[] {
  const more = Array.from({ length: count }, () => createConnection(port, '127.0.0.1'));
  sockets.push(...more);
  return more;
}

const answerOf = (socket: Socket, path: string): Promise<string> =>
  new Promise((resolve) => {
    socket.on('data', (chunk) => resolve(String(chunk).split('\r\n\r\n')[1] ?? ''));
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  });

it('takes one in each turn until connections wait, and then sixteen', async () => {
  const { port, turns } = await open();
  connect(port, 12);
  await eventually(() => turns.length === 12 && acceptors.size === 16);
  expect(new Set(turns).size).toBeGreaterThan(8);
  turns.length = 0;
  const more = connect(port, 64);
  await eventually(() => turns.length === 64);
  expect(new Set(turns).size).toBeLessThan(16);
  expect(await Promise.all(more.map((socket, index) => answerOf(socket, `/${index}`)))).toEqual(
    more.map((_socket, index) => `/${index}`),
  );
});

it('takes none any more once it is closed', async () => {
  const { port } = await open();
  acceptors.more();
  await eventually(() => acceptors.size === 16);
  await Promise.all([acceptors.close(), new Promise((closed) => server.close(closed))]);
  const [late] = connect(port, 1);
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => late?.once('error', resolve));
  expect(error.code).toBe('ECONNREFUSED');
});

it('closes what it asked for and no longer needs', async () => {
  const { port } = await open();
  acceptors.more();
  await Promise.all([acceptors.close(), new Promise((closed) => server.close(closed))]);
  // The process that was asked holds the socket for a moment.
  await eventually(
    () =>
      new Promise<boolean>((resolve) => {
        const [late] = connect(port, 1);
        late?.once('error', () => resolve(true)).once('connect', () => resolve(false));
      }),
  );
  expect(acceptors.size).toBe(1);
});
