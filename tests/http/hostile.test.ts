// Input that was made to do harm: mutations of real messages for every format, and requests of every kind for every route.
// Nothing crashes, hangs, or answers with an error of ours; every refusal says why. `npm run chaos hostile` tries far more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../runtime/engine/formats/index.ts';
import { ROUTES } from '../../runtime/http/app.ts';
import { hammerFormat, hammerRoute, knownOf } from '../hostile/hammer.mjs';
import { corpus } from '../hostile/inputs.mjs';
import { eventually, type Harness, openHarness, ROOT, shopOrder } from '../support/sidecar.ts';

const INPUTS = Number(process.env['CHAOS_INPUTS'] ?? 250);
const REQUESTS = Number(process.env['CHAOS_REQUESTS'] ?? Math.min(2_000, Math.ceil(INPUTS / 25)));
const SEED = Number(process.env['CHAOS_SEED'] ?? 3);

describe('each format', () => {
  it.each(FORMATS.map((format) => format.name))(
    'reads %s that was made to do harm, or says what is wrong with it',
    (name) => {
      const format = FORMATS.find((one) => one.name === name);
      if (format === undefined) throw new Error(name);
      const originals = corpus(ROOT, format);
      expect(originals.length).toBeGreaterThan(0);
      const { refused } = hammerFormat(format, { originals, count: INPUTS, seed: SEED });
      expect(refused).toBeGreaterThan(INPUTS / 50);
    },
    120_000 + INPUTS * 20,
  );
});

describe('each route', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness({ config: 'http: { waitLimitMs: 100, bodyLimitBytes: 1000000 }\nworkers: 1\n' });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'H', state: 'PARKED' }));
  });
  afterAll(() => harness.close());

  it.each(ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s answers with what is wrong, and with no error of ours',
    async (_name, route) => {
      // Running the examples starts a thread each time: a few requests of that kind say as much as many.
      const count = route.path.endsWith('/test') ? Math.min(REQUESTS, 5) : REQUESTS;
      const send = (asked: { address: string; method: string }) => harness.app.request(asked.address, asked);
      const { statuses } = await hammerRoute(route, { send, known: await knownOf(send), count, seed: SEED });
      expect(Object.values(statuses).reduce((sum, one) => sum + one, 0)).toBe(count);
    },
    60_000 + REQUESTS * 500,
  );

  it('has harmed nothing: messages go on', async () => {
    const { status, json } = await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'after' }));
    expect([200, 202]).toContain(status);
    await eventually(async () => {
      const receipt = (await harness.get(`/v1/receipts/${json.receipt}`)).json as { messages?: { status: string }[] };
      return receipt.messages?.[0]?.status === 'processed';
    }, 60_000);
  });
});
