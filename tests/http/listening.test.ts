// The thread that listens: whatever is sent comes to the app as it is, whatever the app answers goes out as it is.
import { randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { Hono } from 'hono';
import { afterEach, expect, it } from 'vitest';
import { readBody } from '../../runtime/http/body.ts';
import { incomingOf } from '../../runtime/http/incoming.ts';
import { type Listening, listen } from '../../runtime/http/server.ts';
import { type Intake, IntakeFigures } from '../../runtime/pipeline/intake-figures.ts';
import { eventually } from '../support/sidecar.ts';

let listening: Listening;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await listening.close(0);
});

const MEGABYTE = 1024 * 1024;

async function serve(app: Hono, intake?: Intake): Promise<string> {
  listening = await listen(app, { host: '127.0.0.1', port: 0 }, intake);
  return listening.url;
}

/** Sends back what came, and the headers that it came with. */
const echo = (): Hono =>
  new Hono().all('*', async (context) => {
    const body = await readBody(context, 64 * MEGABYTE);
    return new Response(new Uint8Array(body), {
      headers: {
        'x-method': context.req.method,
        'x-path': context.req.path,
        'x-query': context.req.query('q') ?? '',
        'x-two': context.req.header('x-two') ?? '',
        'x-cookie': context.req.header('cookie') ?? '',
      },
    });
  });

/** Sends text as it is, and gives what comes back until the connection ends. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(text));
    sockets.push(socket);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

it.each([0, 1, 2_000, 64 * 1024, 64 * 1024 + 1, 5 * MEGABYTE])(
  'hands over and sends %i bytes as they are',
  async (size) => {
    const url = await serve(echo());
    const body = randomBytes(size);
    const response = await fetch(`${url}/some/path?q=%C3%A4`, { method: 'POST', body });
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'x-method': 'POST', 'x-path': '/some/path' });
    expect(response.headers.get('x-query')).toBe('ä');
  },
);

it('hands over a body of any pieces, whose length nobody has said', async () => {
  const url = await serve(echo());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), { maxLength: 8 }), async (pieces) => {
      const body = new ReadableStream({
        async start(controller) {
          for (const piece of pieces) {
            controller.enqueue(piece);
            await new Promise(setImmediate);
          }
          controller.close();
        },
      });
      const response = await fetch(`${url}/`, { method: 'PUT', body, duplex: 'half' } as RequestInit);
      expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat(pieces))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('joins headers that came several times, and sends each cookie in a line of its own', async () => {
  await serve(
    echo().get('/cookies', (context) => {
      context.header('set-cookie', 'a=1', { append: true });
      context.header('set-cookie', 'b=2', { append: true });
      return context.text('');
    }),
  );
  const sent =
    'GET /x HTTP/1.1\r\nhost: x\r\nX-Two: a\r\nx-two: b\r\ncookie: c=1\r\ncookie: d=2\r\nconnection: close\r\n\r\n';
  const answer = await raw(listening.port, sent);
  expect(answer).toMatch(/x-two: a, b\r\n/);
  expect(answer).toMatch(/x-cookie: c=1; d=2\r\n/);
  const other = new Hono().get('/', (context) => {
    context.header('set-cookie', 'a=1', { append: true });
    context.header('set-cookie', 'b=2', { append: true });
    return context.text('');
  });
  await listening.close(0);
  const url = await serve(other);
  expect((await fetch(url)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('gives each of many connections the answer to its own request', async () => {
  const app = new Hono().get('/:n', async (context) => {
    const n = Number(context.req.param('n'));
    await new Promise((resolve) => setTimeout(resolve, (n * 7) % 40));
    return context.text(String(n));
  });
  const url = await serve(app);
  const all = Array.from({ length: 300 }, (_unused, n) => n);
  expect(await Promise.all(all.map(async (n) => Number(await (await fetch(`${url}/${n}`)).text())))).toEqual(all);
});

it('knows who is at the other end', async () => {
  const url = await serve(new Hono().get('/', (context) => context.json(incomingOf(context).socket ?? {})));
  expect(await (await fetch(url)).json()).toEqual({ remoteAddress: '127.0.0.1' });
});

it('takes no more of a long answer from the app than its receiver takes', async () => {
  let made = 0;
  const piece = new Uint8Array(64 * 1024);
  const app = new Hono().get('/', () => {
    return new Response(
      new ReadableStream({
        pull(controller) {
          made += 1;
          if (made > 1_000) controller.close();
          else controller.enqueue(piece);
        },
      }),
    );
  });
  await serve(app);
  const socket = createConnection(listening.port, '127.0.0.1', () =>
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
  ).pause();
  sockets.push(socket);
  await eventually(() => made > 0);
  let before = -1;
  // As much as the kernel keeps for both ends, and not all of it.
  while (made !== before) {
    before = made;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(made).toBeLessThan(500);
  let size = 0;
  socket.on('data', (chunk) => (size += chunk.length)).resume();
  await eventually(() => size > 1_000 * piece.length);
});

it('tells the app when nobody takes its answer any more', async () => {
  let isCancelled = false;
  const app = new Hono().get('/', () => {
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('first\n')),
        cancel() {
          isCancelled = true;
        },
      }),
    );
  });
  const url = await serve(app);
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first\n');
  stop.abort();
  await eventually(() => isCancelled);
});

it('cuts off an answer that the app cannot end, and goes on', async () => {
  const app = new Hono()
    .get('/', () => {
      let pieces = 0;
      return new Response(
        new ReadableStream({
          pull(controller) {
            pieces += 1;
            if (pieces < 5) controller.enqueue(new Uint8Array(1_000));
            else controller.error(new Error('the disk is gone'));
          },
        }),
      );
    })
    .get('/fine', (context) => context.text('fine'));
  const url = await serve(app);
  await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow();
  expect(await (await fetch(`${url}/fine`)).text()).toBe('fine');
});

it('asks for a long body only once the app wants it, and for no more than it takes', async () => {
  const app = new Hono().post('/', (context) => context.text('no', 403));
  await serve(app);
  const answer = await raw(
    listening.port,
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${4 * MEGABYTE}\r\n\r\n${'x'.repeat(100_000)}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 403 .*connection: close/is);
});

it('lets the app answer before a short body is sent, as before a long one', async () => {
  const app = new Hono()
    .post('/no', (context) => context.text('no', 403))
    .post('/', async (context) => {
      return new Response(new Uint8Array(await readBody(context, MEGABYTE)));
    });
  await serve(app);
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n`;
  expect(await raw(listening.port, head('/no'))).toMatch(/^HTTP\/1\.1 403 /);
  // One that is wanted may come letter by letter.
  const socket = createConnection(listening.port, '127.0.0.1', () => socket.write(head('/')));
  sockets.push(socket);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  for (const letter of '0123456789') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(letter);
  }
  await eventually(() => answer.endsWith('\r\n\r\n0123456789'));
});

function bounded(maxWaiting: number): Intake {
  return { limits: { maxWaiting, maxWaitingBytes: MEGABYTE }, figures: new IntakeFigures() };
}

it('turns messages away while there is room for none, and nothing else', async () => {
  const going: (() => void)[] = [];
  const app = new Hono()
    .post('/v1/sources/:source', async (context) => {
      if (context.req.query('wait') !== undefined) incomingOf(context).taken?.();
      await new Promise<void>((go) => void going.push(go));
      return context.json({}, 202);
    })
    .get('/livez', (context) => context.text('alive'));
  const intake = bounded(2);
  const url = await serve(app, intake);
  const send = (query = '') => fetch(`${url}/v1/sources/shop${query}`, { method: 'POST', body: '{}' });
  const first = [send(), send()];
  await eventually(() => going.length === 2);
  const refused = await send();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ code: 'intake.overloaded', status: 503 });
  expect(await (await fetch(`${url}/livez`)).text()).toBe('alive');
  expect(intake.figures).toMatchObject({ waiting: 2, refused: 1, isFull: true });
  for (const go of going.splice(0)) go();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([202, 202]);
  await eventually(() => intake.figures.waiting === 0);
  // Those that are taken in and wait for something else leave room for others.
  const waiting: Promise<Response>[] = [];
  for (let count = 1; count <= 5; count += 1) {
    waiting.push(send('?wait=1'));
    await eventually(() => going.length === count && intake.figures.waiting === 0);
  }
  expect(intake.figures).toMatchObject({ refused: 1, isFull: false });
  for (const go of going.splice(0)) go();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
});

it('forgets a message whose sender has gone', async () => {
  const intake = bounded(1);
  const app = new Hono().post('/v1/sources/:source', async () => new Promise<Response>(() => undefined));
  await serve(app, intake);
  const socket = createConnection(listening.port, '127.0.0.1', () =>
    socket.write('POST /v1/sources/shop HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}'),
  );
  await eventually(() => intake.figures.waiting === 1);
  socket.destroy();
  await eventually(() => intake.figures.waiting === 0);
});

it('turns messages away although the thread of the app stands still', async () => {
  const intake = bounded(0);
  await serve(new Hono(), intake);
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const client = new Worker(
    `const { workerData } = require('node:worker_threads');
     const request = require('node:http').request(workerData.url, { method: 'POST' }, ({ statusCode }) => {
       Atomics.store(workerData.answered, 0, statusCode);
       Atomics.notify(workerData.answered, 0);
     });
     request.end('{}');`,
    { eval: true, workerData: { url: `${listening.url}/v1/sources/shop`, answered } },
  );
  // This thread does nothing until the answer is there.
  expect(Atomics.wait(answered, 0, 0, 30_000)).toBe('ok');
  expect(answered[0]).toBe(503);
  await client.terminate();
});

it('says when the address cannot be had', async () => {
  await serve(new Hono());
  await expect(listen(new Hono(), { host: '127.0.0.1', port: listening.port })).rejects.toMatchObject({
    code: 'config.invalid',
    message: expect.stringContaining('another process listens there'),
  });
});
