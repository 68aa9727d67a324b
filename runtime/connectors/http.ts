// Destination `http`: posts each delivery, signed by the Standard Webhooks scheme when there is a secret.
import { createHmac } from 'node:crypto';
import type { Destination, Outcome, Outgoing } from './connector.ts';

export interface HttpSettings {
  readonly type: 'http';
  readonly url: string;
  readonly method?: 'POST' | 'PUT';
  /** Standard Webhooks secret: `whsec_` and base64; or any text, whose UTF-8 bytes are the key. */
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Answers that mean "later", beside every 5xx: RFC 9110 sections 15.5.9, 15.5.20 and RFC 6585 section 4. */
const RETRYABLE = new Set([408, 409, 423, 425, 429]);

/** The key bytes of a Standard Webhooks secret (standardwebhooks.com, "Signature scheme"). */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}

/** `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`. */
export function webhookSignature(secret: string, content: { id: string; timestamp: number; body: Uint8Array }): string {
  const hmac = createHmac('sha256', keyOf(secret)).update(`${content.id}.${content.timestamp}.`).update(content.body);
  return `v1,${hmac.digest('base64')}`;
}

/** Longer than this nobody means it: a mistyped date must not put a delivery off for years. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

/** Milliseconds of a Retry-After header (RFC 9110 section 10.2.3): seconds or an HTTP date; at most a day. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(asked) ? undefined : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, asked));
}

function outcomeOf(response: Response, now: number): Outcome {
  if (response.ok) return { kind: 'delivered' };
  const reason = `the destination answered ${response.status}`;
  if (response.status < 500 && !RETRYABLE.has(response.status)) return { kind: 'rejected', reason };
  const afterMs = retryAfterMs(response.headers.get('retry-after'), now);
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** A short body is read to its end, so that the connection can serve again; a longer one is cut off. */
const MOST_READ_BYTES = 64 * 1024;

async function discard(response: Response): Promise<void> {
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MOST_READ_BYTES) return;
  }
}

export function httpDestination(settings: HttpSettings): Destination {
  return {
    async send(outgoing: Outgoing, signal: AbortSignal): Promise<Outcome> {
      const timestamp = Math.floor(outgoing.now / 1000);
      const signature =
        settings.secret === undefined
          ? {}
          : {
              'webhook-signature': webhookSignature(settings.secret, {
                id: outgoing.id,
                timestamp,
                body: outgoing.body,
              }),
            };
      try {
        const response = await fetch(settings.url, {
          method: settings.method ?? 'POST',
          redirect: 'manual',
          headers: {
            ...settings.headers,
            'content-type': outgoing.contentType,
            'idempotency-key': outgoing.id,
            'webhook-id': outgoing.id,
            'webhook-timestamp': String(timestamp),
            ...signature,
            'user-agent': 'crossdock',
          },
          body: outgoing.body as Uint8Array<ArrayBuffer>,
          signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutMs)]),
        });
        // The status is the whole answer: what happens to the body would not undo it.
        await discard(response).catch(() => undefined);
        return outcomeOf(response, outgoing.now);
      } catch (thrown) {
        const error = thrown as Error & { cause?: { code?: string } };
        const why =
          error.name === 'TimeoutError'
            ? `no answer within ${settings.timeoutMs} ms`
            : (error.cause?.code ?? error.name);
        return { kind: 'retry', reason: `the destination cannot be reached (${why})` };
      }
    },
  };
}
