// Headers of every response: what a browser must not do with it.
import type { Context } from 'hono';
import type { Sidecar } from '../pipeline/sidecar.ts';

/** For what is no page: nothing of it may run, load or be framed. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";

/** For the designer and its scripts: everything from here, nothing from elsewhere, no script in the page itself. */
const OWN =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const isPage = (contentType: string | null): boolean => /^text\/html|javascript/.test(contentType ?? '');

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const TRANSPORT = { 'strict-transport-security': 'max-age=31536000' };

const isSecure = (sidecar: Sidecar): boolean => sidecar.config.auth.url?.startsWith('https:') === true;

/** Responses that were made with all of their headers. */
const complete = new WeakSet<Response>();

/** A short answer with all of its headers from the start: each added one by one, they cost more than the answer does. */
export function securedJson(sidecar: Sidecar, value: unknown, status: number): Response {
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-security-policy': NOTHING,
    ...HEADERS,
    ...(isSecure(sidecar) ? TRANSPORT : {}),
  };
  const response = new Response(JSON.stringify(value), { status, headers });
  complete.add(response);
  return response;
}

/** Adds to a response what it does not say itself: set on its own headers, for `context.header` makes a new response each time. */
export function secureHeaders(context: Context, sidecar: Sidecar): void {
  if (complete.has(context.res)) return;
  const { headers } = context.res;
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', isPage(headers.get('content-type')) ? OWN : NOTHING);
  if (isSecure(sidecar)) for (const [name, value] of Object.entries(TRANSPORT)) headers.set(name, value);
}
