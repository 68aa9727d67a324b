// Destination `http`: posts each delivery, signed by the Standard Webhooks scheme when there is a secret.
import { createHmac } from 'node:crypto';
import type { Destination, Outcome, Outgoing } from './connector.ts';
import type { Answer, Sender } from './outbound.ts';

export interface HttpSettings {
  readonly type: 'http';
  readonly url: string;
  readonly method?: 'POST' | 'PUT';
  /** Standard Webhooks secret: `whsec_` and base64; or any text, whose UTF-8 bytes are the key. */
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Addresses and networks that it may be sent to besides those of the public net. */
  readonly addresses?: readonly string[];
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

function outcomeOf({ status, retryAfter }: Answer, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `the destination answered ${status}`;
  if (status < 500 && !RETRYABLE.has(status)) return { kind: 'rejected', reason };
  const afterMs = retryAfterMs(retryAfter, now);
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** What kept a request from being answered, in words that hold no address and no secret. */
function failureOf(thrown: unknown, timeoutMs: number): Outcome {
  const { name, code, cause } = thrown as Error & { code?: string; cause?: { code?: string } };
  if (name === 'TimeoutError')
    return { kind: 'retry', reason: `the destination cannot be reached (no answer within ${timeoutMs} ms)` };
  if (code === 'address')
    return {
      kind: 'retry',
      reason: 'the destination is at no address of the public net: name its network under addresses to send there',
    };
  return { kind: 'retry', reason: `the destination cannot be reached (${cause?.code ?? code ?? name})` };
}

export function httpDestination(settings: HttpSettings): Destination {
  let sender: Promise<Sender> | undefined;
  // Whoever has no such destination does not pay for the library.
  const opened = () =>
    (sender ??= import('./outbound.ts').then(({ openSender }) => openSender(settings.url, settings.addresses ?? [])));
  return {
    async send(outgoing: Outgoing, signal: AbortSignal): Promise<Outcome> {
      const timestamp = Math.floor(outgoing.now / 1000);
      const { id, body } = outgoing;
      const signature =
        settings.secret === undefined
          ? {}
          : { 'webhook-signature': webhookSignature(settings.secret, { id, timestamp, body }) };
      try {
        const { send } = await opened();
        const answer = await send({
          method: settings.method ?? 'POST',
          headers: {
            ...settings.headers,
            'content-type': outgoing.contentType,
            'idempotency-key': id,
            'webhook-id': id,
            'webhook-timestamp': String(timestamp),
            ...signature,
            'user-agent': 'crossdock',
          },
          body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutMs)]),
        });
        return outcomeOf(answer, outgoing.now);
      } catch (thrown) {
        return failureOf(thrown, settings.timeoutMs);
      }
    },
  };
}
