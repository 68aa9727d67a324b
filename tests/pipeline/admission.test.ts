import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { Admission, type AdmissionOptions } from '../../runtime/pipeline/admission.ts';
import { openHarness, shopOrder } from '../support/sidecar.ts';

/** An admission with a clock that only the test moves. */
function made(options: Partial<AdmissionOptions> = {}) {
  let now = 0;
  const admission = new Admission({
    maxWaiting: 1_000,
    maxWaitingBytes: 1_000_000,
    sourceShare: 100,
    perSecondOf: () => undefined,
    monotonicMs: () => now,
    ...options,
  });
  return {
    admission,
    pass(ms: number) {
      now += ms;
    },
    /** Whether it is let in; leave by calling what comes back. */
    refusal(source = 'a', bytes = 10): { code: string; retryAfterMs: number } | undefined {
      try {
        admission.admit(source, bytes);
        return undefined;
      } catch (thrown) {
        const { code, detail } = thrown as { code: string; detail: { retryAfterMs: number } };
        return { code, retryAfterMs: detail.retryAfterMs };
      }
    },
  };
}

it('bounds what waits by count and by bytes, and lets in again what has left', () => {
  const { admission, refusal } = made({ maxWaiting: 3, maxWaitingBytes: 100 });
  const releases = [1, 2, 3].map(() => admission.admit('a', 10));
  expect(refusal('b')?.code).toBe('intake.overloaded');
  for (const release of releases) release();
  expect(admission.figures).toMatchObject({ waiting: 0, bytes: 0, refused: 1 });
  const release = admission.admit('a', 90);
  expect(refusal('b', 20)?.code).toBe('intake.overloaded');
  release();
  // One body alone may be larger than the bound: it is bounded by its own limit.
  admission.admit('a', 500)();
});

it('leaves room for others when one source takes all it can get', () => {
  const { admission, refusal } = made({ maxWaiting: 10, sourceShare: 60 });
  for (let index = 0; index < 6; index += 1) admission.admit('greedy', 1);
  expect(refusal('greedy')?.code).toBe('source.too-fast');
  for (let index = 0; index < 4; index += 1) expect(refusal('modest')).toBeUndefined();
  expect(refusal('modest')?.code).toBe('intake.overloaded');
});

it('holds a source to its rate, and says exactly when it may send again', () => {
  const { refusal, pass } = made({ perSecondOf: (source) => (source === 'limited' ? 2 : undefined) });
  for (let index = 0; index < 20; index += 1) expect(refusal('limited')).toBeUndefined();
  expect(refusal('limited')).toEqual({ code: 'source.too-fast', retryAfterMs: 500 });
  expect(refusal('free')).toBeUndefined();
  pass(499);
  expect(refusal('limited')?.code).toBe('source.too-fast');
  pass(1);
  expect(refusal('limited')).toBeUndefined();
});

it('asks for as long as what waits will take to leave', () => {
  const { admission, pass, refusal } = made({ maxWaiting: 400 });
  // A hundred a second leave.
  for (let step = 0; step < 200; step += 1) {
    admission.admit('a', 1)();
    pass(10);
  }
  for (let index = 0; index < 400; index += 1) admission.admit('a', 1);
  const { retryAfterMs = 0 } = refusal() ?? {};
  expect(retryAfterMs).toBeGreaterThan(3_500);
  expect(retryAfterMs).toBeLessThan(4_500);
});

it('answers 503 or 429 with Retry-After before it has read anything of the body', async () => {
  const harness = await openHarness({
    config: 'intake: { maxWaiting: 1 }\nsources:\n  my-shop: { system: my-shop, perSecond: 1 }\n',
  });
  try {
    const release = harness.sidecar.admission.admit('somebody', 0);
    let isRead = false;
    const send = () => {
      const body = new Readable({
        read() {
          isRead = true;
          this.push(shopOrder());
          this.push(null);
        },
      });
      return harness.app.request(
        '/v1/sources/my-shop',
        { method: 'POST', headers: { 'x-crossdock-topic': 'order' } },
        { incoming: { body, socket: { remoteAddress: '127.0.0.1' } } },
      );
    };
    const refused = await send();
    expect([refused.status, refused.headers.get('retry-after'), isRead]).toEqual([503, '1', false]);
    expect(await refused.json()).toMatchObject({ code: 'intake.overloaded' });
    expect((await harness.get('/readyz')).status).toBe(503);
    release();
    expect((await harness.get('/readyz')).status).toBe(200);
    for (let index = 0; index < 10; index += 1) expect((await send()).status).toBe(202);
    isRead = false;
    const tooFast = await send();
    expect([tooFast.status, tooFast.headers.get('retry-after'), isRead]).toEqual([429, '1', false]);
  } finally {
    await harness.close();
  }
});
