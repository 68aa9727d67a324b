// The shortest way to say no: under a flood, messages are turned away where they come in, before anybody else hears of them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CrossdockError, ERROR_CODES } from '../../engine/errors.ts';

const INTAKE = /^\/v1\/(?:messages|sources)\//;

/** A longer body is not read to its end only to be thrown away: the connection is closed. */
const MOST_READ_BYTES = 64 * 1024;

const CODE = 'intake.overloaded';

const BODY = JSON.stringify({
  type: `https://crossdock.dev/problems/${CODE}`,
  title: ERROR_CODES[CODE].title,
  status: ERROR_CODES[CODE].status,
  detail: new CrossdockError(CODE).message,
  code: CODE,
});

/** Whether a request brings messages. */
export const isIntake = ({ method, url = '' }: IncomingMessage): boolean => method === 'POST' && INTAKE.test(url);

/** Bytes that a request says its body has; infinitely many when it does not say. */
export const sizeOf = ({ headers }: IncomingMessage): number =>
  headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;

/** Turns a message away. */
export function turnAway(request: IncomingMessage, response: ServerResponse, retryAfterMs: number): void {
  response.writeHead(ERROR_CODES[CODE].status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(BODY),
    'retry-after': String(Math.ceil(retryAfterMs / 1000)),
    'cache-control': 'no-store',
    ...(sizeOf(request) > MOST_READ_BYTES ? { connection: 'close' } : {}),
  });
  response.end(BODY);
}
