// A preview of a fix over a socket: it says how far it is, can be given up, and takes files that are a draft only.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreviewAnswer } from '../../runtime/http/answers.ts';
import { type Listening, listen } from '../../runtime/http/server.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const TABLE = 'mappings/tables/my-shop-status.csv';
const HELD = 150;

let harness: Harness;
let listening: Listening;
let cause: string;
let draft: string;

beforeAll(async () => {
  harness = await openHarness();
  listening = await listen(harness.app, { host: '127.0.0.1', port: 0 });
  const order = (index: number) => shopOrder({ number: `P-${index}`, state: 'PARKED' });
  await Promise.all(
    Array.from({ length: HELD }, (_one, index) => harness.post('/v1/messages/my-shop-order', order(index))),
  );
  const { json } = await harness.get('/v1/exceptions/unmapped');
  cause = (json['words'] as { cause: string }[])[0]?.cause as string;
  draft = `${await (await harness.app.request(`/v1/workspace/files/${TABLE}`)).text()}PARKED,accepted,paid,\n`;
});
afterAll(async () => {
  await listening?.close(0);
  await harness?.close();
});

async function ask(path: string, method = 'GET', body?: unknown): Promise<{ status: number; json: PreviewAnswer }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${listening.url}/v1/exceptions/preview${path}`, init);
  return { status: response.status, json: (await response.json()) as PreviewAnswer };
}

const begin = (wait: string) => ask(wait, 'POST', { cause, files: [{ path: TABLE, text: draft }] });

describe('a preview of a fix', () => {
  it('says how many it has tried while it goes over them, and what it found in the end', async () => {
    const begun = await begin('?wait=0');
    expect(begun).toMatchObject({ status: 202, json: { status: 'running', total: HELD, tried: 0 } });
    const seen: PreviewAnswer[] = [];
    let answer = begun;
    while (answer.status === 202) {
      answer = await ask(`/${begun.json.id}?wait=0`);
      seen.push(answer.json);
    }
    expect(answer).toMatchObject({
      status: 200,
      json: { status: 'done', total: HELD, tried: HELD, released: HELD, held: 0, findings: [] },
    });
    const tried = seen.map((one) => one.tried);
    expect(tried).toEqual([...tried].sort((a, b) => a - b));
    expect(tried.filter((one) => one > 0 && one < HELD).length).toBeGreaterThan(0);
    for (const { tried: all, released, held } of seen) expect(released + held).toBe(all);
    // The draft was tried, not written.
    expect(await (await harness.app.request(`/v1/workspace/files/${TABLE}`)).text()).not.toContain('PARKED');
  });

  it('answers with the whole when one waits for it', async () => {
    expect(await begin('')).toMatchObject({ status: 200, json: { status: 'done', tried: HELD, released: HELD } });
  });

  it('is given up, and then nobody knows of it', async () => {
    const { json } = await begin('?wait=0');
    expect((await ask(`/${json.id}`, 'DELETE')).status).toBe(200);
    expect((await ask(`/${json.id}`)).status).toBe(404);
    expect((await ask(`/${json.id}`, 'DELETE')).status).toBe(404);
  });
});
