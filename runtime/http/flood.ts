// The shortest way to say no: under a flood, messages are turned away before a request is made of them, so that saying no
// costs less than taking one in.

import { CrossdockError, ERROR_CODES } from '../engine/errors.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import type { TurnAway } from './server.ts';

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

/** Turns away whoever brings messages while there is room for none. The app itself asks again for those that come through. */
export function turnAwayFlood(sidecar: Sidecar): TurnAway {
  return (request, response) => {
    const { admission } = sidecar;
    if (request.method !== 'POST' || !INTAKE.test(request.url ?? '') || admission.comes()) return false;
    admission.turnedAway();
    const size = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    response.writeHead(ERROR_CODES[CODE].status, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(BODY),
      'retry-after': String(Math.ceil(admission.retryAfterMs / 1000)),
      'cache-control': 'no-store',
      ...(size > MOST_READ_BYTES ? { connection: 'close' } : {}),
    });
    response.end(BODY);
    return true;
  };
}
