// The pool against messages and receipts that end threads. Works on the compiled worker: build first.
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../runtime/engine/compile/expression.ts';
import type { ErrorJson } from '../../runtime/engine/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../runtime/engine/formats/format.ts';
import { createPool, type Pool, type PoolOptions } from '../../runtime/workers/pool.ts';
import { type EvaluatedMessage, keyOf, LONG_BYTES, type Tasks } from '../../runtime/workers/tasks.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const FILES = new Map([
  [
    'mappings/lines/mapping.json',
    encode(
      JSON.stringify({
        title: 'Orders, one a line',
        from: { system: 'lines', class: 'storefront', format: 'ndjson' },
        to: { document: 'order' },
      }),
    ),
  ],
  [
    'mappings/lines/mapping.jsonata',
    encode(
      '{ "type": "order", "orderId": $string(id), "source": { "system": "lines" }, "notes": bad ? $string($match($pad("", 2000000, "a"), /a+b/)) : "fine" }',
    ),
  ],
]);

let pool: Pool;
afterEach(async () => pool.close());

function open(options: Partial<PoolOptions> = {}): Pool {
  const setup = { files: FILES, decode: DEFAULT_DECODE_LIMITS, evaluation: DEFAULT_EVALUATION_LIMITS };
  pool = createPool({ setup, size: 1, stallMs: 5_000, ...options });
  return pool;
}

const line = (id: number, bad = false): string => JSON.stringify({ id, bad, text: bad ? `${'a'.repeat(40)}!` : '' });

const request = (
  bytes: Uint8Array,
  more: Partial<Tasks['evaluate']['request']> = {},
): Tasks['evaluate']['request'] => ({
  key: 'receipt',
  bytes,
  mapping: 'lines',
  from: 0,
  until: 1_000_000,
  acknowledge: false,
  preparedAt: '2026-03-01T00:00:00Z',
  control: '0',
  ...more,
});

const lost = (index: number, error: ErrorJson): EvaluatedMessage => ({
  index,
  start: 0,
  end: 0,
  mapping: '',
  documents: [],
  findings: [],
  error,
  tookMs: 0,
});

async function evaluate(asked: Tasks['evaluate']['request']): Promise<EvaluatedMessage[]> {
  const items: EvaluatedMessage[] = [];
  await pool.run('evaluate', asked, { onItem: (item) => items.push(item), onLost: lost });
  return items;
}

const codes = (items: readonly EvaluatedMessage[]) => items.map(({ index, error }) => [index, error?.code]);

describe('a task that ends threads', () => {
  it('loses the message that ended one, and goes on behind it', async () => {
    open({ stallMs: 300 });
    const items = await evaluate(request(encode([line(1), line(2, true), line(3)].join('\n'))));
    expect(codes(items)).toEqual([
      [0, undefined],
      [1, 'mapping.timeout'],
      [2, undefined],
    ]);
  });

  it('is given up when it has cost too many, with the messages that came before', async () => {
    open({ stallMs: 500, maxLost: 4 });
    const lines = [line(0), ...[1, 2, 3, 4, 5].map((id) => line(id, true))];
    const items: EvaluatedMessage[] = [];
    const task = pool.run('evaluate', request(encode(lines.join('\n'))), {
      onItem: (item) => items.push(item),
      onLost: lost,
    });
    await expect(task).rejects.toMatchObject({ code: 'mapping.timeout' });
    expect(codes(items)).toEqual([
      [0, undefined],
      [1, 'mapping.timeout'],
      [2, 'mapping.timeout'],
    ]);
    expect(codes(await evaluate(request(encode(line(7)))))).toEqual([[0, undefined]]);
  });

  it('is given up when it ends them before its first message, instead of being tried for ever', async () => {
    open({ heapMb: 40 });
    const many = Array.from({ length: 400_000 }, (_unused, id) => line(id)).join('\n');
    await expect(evaluate(request(encode(many)))).rejects.toMatchObject({ code: 'mapping.worker-ended' });
    expect(codes(await evaluate(request(encode(line(7)))))).toEqual([[0, undefined]]);
  });

  it('says what is wrong when its mapping is not there', async () => {
    open();
    await expect(evaluate(request(encode(line(1)), { mapping: 'gone' }))).rejects.toMatchObject({
      code: 'mapping.unknown',
    });
  });
});

describe('a long receipt', () => {
  it('is decoded once, although other receipts are evaluated between its chunks', async () => {
    open({ size: 2 });
    const bytes = encode(Array.from({ length: 20_000 }, (_unused, id) => line(id)).join('\n'));
    expect(keyOf({ request: request(bytes) })).toBe('receipt');
    const chunk = async (from: number) => {
      const started = performance.now();
      expect(await evaluate(request(bytes, { from, until: from + 1 }))).toHaveLength(1);
      return performance.now() - started;
    };
    const first = await chunk(0);
    const later = [];
    for (let from = 1; from <= 10; from += 1) {
      await evaluate(request(encode(line(from)), { key: `other ${from}` }));
      later.push(await chunk(from));
    }
    expect(later.sort((a, b) => a - b)[5]).toBeLessThan(first / 3);
  });

  it('may stand in memory that the threads share', async () => {
    open();
    const text = encode(Array.from({ length: 3_000 }, (_unused, id) => line(id)).join('\n'));
    const shared = new Uint8Array(new SharedArrayBuffer(text.length));
    shared.set(text);
    expect(text.length).toBeGreaterThan(LONG_BYTES);
    expect(await evaluate(request(shared, { until: 3 }))).toHaveLength(3);
  });
});

describe('threads that cannot start', () => {
  it('refuse tasks that wait and tasks that come, instead of keeping them for ever', async () => {
    open({ setup: { files: null, decode: DEFAULT_DECODE_LIMITS, evaluation: DEFAULT_EVALUATION_LIMITS } as never });
    await expect(evaluate(request(encode(line(1))))).rejects.toMatchObject({ code: 'worker.unavailable' });
    expect(pool.failure?.code).toBe('worker.unavailable');
    await expect(evaluate(request(encode(line(1))))).rejects.toMatchObject({ code: 'worker.unavailable' });
  });
});

it('answers several receipts in one task, leaves those that need one of their own, and ends with the first thread that they cost', async () => {
  const asked = (text: string, mapping = 'lines') => request(encode(text), { mapping });
  const receipts = [asked(line(1)), asked(line(2), 'unknown'), asked(`${line(3)}\n${line(4)}`)];
  const orderOf = (text: string) =>
    ((JSON.parse(text) as EvaluatedMessage).documents[0] as { orderId?: string }).orderId;
  const ids = (items: Tasks['evaluateAll']['item']) => items.map((one) => one?.items.map(orderOf) ?? null);
  const came: unknown[] = [];
  const onItem = (items: Tasks['evaluateAll']['item']) => came.push(...ids(items));
  await open({ stallMs: 1_000 }).run('evaluateAll', { receipts, from: 0 }, { onItem });
  expect(came.splice(0)).toEqual([['1'], null, ['3', '4']]);
  const poisoned = [asked(line(1)), asked(line(2, true)), asked(line(3))];
  const ended = pool.run('evaluateAll', { receipts: poisoned, from: 0 }, { onItem });
  await expect(ended).rejects.toMatchObject({ code: 'mapping.timeout' });
  expect(pool.leases.lost).toBe(1);
  await pool.run('evaluateAll', { receipts, from: 0 }, { onItem });
  expect(came.slice(-3)).toEqual([['1'], null, ['3', '4']]);
});

it('ends waiting and running tasks when it is closed', async () => {
  open({ stallMs: 60_000 });
  const tasks = [evaluate(request(encode(line(1, true)))), evaluate(request(encode(line(2))))];
  const ended = Promise.allSettled(tasks);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await pool.close();
  expect(await ended).toMatchObject([
    { status: 'rejected', reason: { code: 'intake.draining' } },
    { status: 'rejected', reason: { code: 'intake.draining' } },
  ]);
});
