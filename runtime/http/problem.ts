// Errors on the wire: application/problem+json, RFC 9457, for everything that goes wrong in a request.
import type { Context } from 'hono';
import { CrossdockError, ERROR_CODES, errorJson } from '../engine/errors.ts';

/** Seconds a client should wait before it tries again, for codes that are retryable and do not say. */
const RETRY_AFTER_SECONDS = '1';

export function problem(context: Context, thrown: unknown): Response {
  const error = thrown instanceof CrossdockError ? thrown : undefined;
  const json =
    error === undefined ? { code: 'internal' as const, message: ERROR_CODES.internal.title } : errorJson(error);
  const { title, status, retryable } = ERROR_CODES[json.code];
  const { code, message, retryAfterMs, ...detail } = json;
  // RFC 9110 section 11.6.1: whoever is not known is told how to say who he is.
  if (status === 401) context.header('www-authenticate', 'Bearer realm="crossdock"');
  if (retryable || retryAfterMs !== undefined)
    context.header(
      'retry-after',
      retryAfterMs === undefined ? RETRY_AFTER_SECONDS : String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
    );
  context.header('content-type', 'application/problem+json');
  return context.body(
    JSON.stringify({ type: `https://crossdock.dev/problems/${code}`, title, status, detail: message, code, ...detail }),
    status as 500,
  );
}
