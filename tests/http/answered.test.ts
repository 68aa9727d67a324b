// Nobody who sends to a healthy server is left without an answer: connections stay open longer than senders keep them, and
// a refusal arrives although the body is still on its way.
import { createConnection } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Listening, listen } from '../../runtime/http/server.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
let listening: Listening | undefined;
afterEach(async () => {
  await listening?.close(0);
  listening = undefined;
  await harness.close();
});

const MEGABYTE = 1024 * 1024;
const orders = '/v1/messages/my-shop-order';

const serve = async (config = ''): Promise<Listening> => {
  harness = await openHarness({ config: `workers: 1\n${config}` });
  listening = await listen(harness.app, { host: '127.0.0.1', port: 0 }, harness.sidecar.admission.intake);
  return listening;
};

/** Sends a request with a body of so many megabytes and looks for an answer only when all of it is on its way. */
function stubbornly(port: number, options: { megabytes: number; headers?: string }): Promise<string> {
  const { megabytes, headers = '' } = options;
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1').pause();
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('}')) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.write(
      `POST ${orders} HTTP/1.1\r\nhost: localhost\r\n${headers}content-length: ${megabytes * MEGABYTE}\r\n\r\n`,
    );
    let left = megabytes;
    const next = (): void => {
      left -= 1;
      // Longer in all than the half second in which the library would have a request at its end.
      const then = left === 0 ? () => socket.resume() : () => setTimeout(next, 25);
      socket.write(Buffer.alloc(MEGABYTE, 'x'), then);
    };
    next();
  });
}

it('keeps a connection for longer than proxies do, and says for how long', async () => {
  const { url } = await serve();
  const response = await fetch(`${url}/livez`);
  await response.text();
  const [, seconds] = /timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});

it('lets the configuration say how long', async () => {
  harness = await openHarness({ config: 'http: { keepAliveMs: 5000 }\n' });
  listening = await listen(harness.app, { ...harness.sidecar.config.http, port: 0 });
  const response = await fetch(`${listening.url}/livez`);
  await response.text();
  expect(response.headers.get('keep-alive')).toBe('timeout=5');
});

it.each([
  ['that is turned away in a flood', 'intake: { maxWaiting: 1 }\n', '', 'HTTP/1.1 503'],
  ['that is too large', `http: { bodyLimitBytes: ${MEGABYTE} }\n`, '', 'HTTP/1.1 413'],
  [
    'that is too large, on a connection for it alone',
    `http: { bodyLimitBytes: ${MEGABYTE} }\n`,
    'connection: close\r\n',
    'HTTP/1.1 413',
  ],
])('answers a body %s although all of it is sent', async (_name, config, headers, status) => {
  const { port } = await serve(config);
  const release = harness.sidecar.admission.admit('somebody', 0);
  if (status.endsWith('413')) release();
  const answer = await stubbornly(port, { megabytes: 24, headers });
  expect(answer).toContain(status);
  expect(answer).toMatch(/\{.*"code":.*\}/s);
});

it('answers a body that is too large and does not say how large it is', async () => {
  const { port } = await serve(`http: { bodyLimitBytes: ${MEGABYTE} }\n`);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1').on('error', reject);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('}')) socket.end();
    });
    socket.on('close', () => resolve(text));
    socket.write(`POST ${orders} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`);
    for (let count = 0; count < 4; count += 1) socket.write(`${MEGABYTE.toString(16)}\r\n${'x'.repeat(MEGABYTE)}\r\n`);
    socket.write('0\r\n\r\n');
  });
  expect(answer).toContain('HTTP/1.1 413');
  expect(answer).toMatch(/"code":"request.too-large"/);
});

it('forgets a message whose sender is gone before its end, and serves the next one', async () => {
  const { port, url } = await serve();
  const socket = createConnection(port, '127.0.0.1');
  socket.write(`POST ${orders} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"number":`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  const response = await fetch(`${url}${orders}?wait=30000`, { method: 'POST', body: shopOrder() });
  expect(response.status).toBe(200);
  await response.text();
  const { rows } = (await (await fetch(`${url}/v1/conservation`)).json()) as {
    rows: { receipts: { received: number } }[];
  };
  expect(rows.map((row) => row.receipts.received)).toEqual([1]);
  await expect.poll(() => harness.sidecar.admission.figures.waiting).toBe(0);
});

it('goes on with a connection on which a short message was turned away', async () => {
  const { port } = await serve('intake: { maxWaiting: 1 }\n');
  const release = harness.sidecar.admission.admit('somebody', 0);
  const socket = createConnection(port, '127.0.0.1');
  const answer = async (): Promise<string> => {
    socket.write(
      `POST ${orders} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${shopOrder().length}\r\n\r\n${shopOrder()}`,
    );
    return new Promise((resolve) => socket.once('data', (chunk) => resolve(chunk.toString('latin1'))));
  };
  expect(await answer()).toContain('HTTP/1.1 503');
  release();
  expect(await answer()).toContain('HTTP/1.1 202');
  socket.destroy();
});
