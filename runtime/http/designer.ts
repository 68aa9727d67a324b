// Serves the designer's build: the page at `/` under a strict policy, its files by their hashed names.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { PUBLIC } from '../governance/access.ts';
import type { Route } from './route.ts';

/** The build stands beside the compiled runtime: dist/designer, wherever this file itself runs from. */
const BUILD = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '../../dist/designer' : '../../designer',
);

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Bytes below which packing costs more than it saves. */
const PACKED_FROM_BYTES = 1_000;

/** One year: a file of another content has another name. */
const FOREVER = 'public, max-age=31536000, immutable';

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly packed?: Uint8Array<ArrayBuffer>;
}

const packedBytes = promisify(gzip);

/** Files served so far: as many as the build has, and no more. */
const assets = new Map<string, Promise<Asset>>();

async function readAsset(name: string): Promise<Asset> {
  const bytes = new Uint8Array(await readFile(join(BUILD, 'assets', name)));
  if (bytes.length < PACKED_FROM_BYTES) return { bytes };
  return { bytes, packed: new Uint8Array(await packedBytes(bytes)) };
}

function assetOf(name: string): Promise<Asset> {
  const known = assets.get(name);
  if (known !== undefined) return known;
  const read = readAsset(name);
  assets.set(name, read);
  // What could not be read is asked for again: the build may come later.
  read.catch(() => assets.delete(name));
  return read;
}

/**
 * The page's policy: nothing from elsewhere, no script but the build's own files, no `eval`, and no style that is neither
 * a file of the build nor marked with this page's own nonce.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Crossdock</title>
<h1>The designer is not built</h1><p>Run <code>npm run build</code> and load this page again. The API works without it: <a href="/openapi.json">/openapi.json</a>.</p></html>`;

async function page(context: Context): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  context.header('content-security-policy', contentSecurityPolicy(nonce));
  context.header('referrer-policy', 'no-referrer');
  context.header('cross-origin-opener-policy', 'same-origin');
  let html: string;
  try {
    html = await readFile(join(BUILD, 'index.html'), 'utf8');
  } catch {
    return context.html(NOT_BUILT, 503);
  }
  return context.html(html.replaceAll('CSP-NONCE', nonce));
}

async function asset(context: Context): Promise<Response> {
  const name = context.req.param('file') ?? '';
  const type = TYPES[extname(name)];
  // The router's parameter holds no slash, but may hold what decodes to one.
  const found = type === undefined || /[^\w.-]/.test(name) ? undefined : await assetOf(name).catch(() => undefined);
  if (type === undefined || found === undefined)
    throw new CrossdockError('request.not-found', 'there is no such file in the build of the designer');
  context.header('content-type', type);
  context.header('cache-control', FOREVER);
  context.header('vary', 'accept-encoding');
  const packed = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '') ? found.packed : undefined;
  if (packed === undefined) return context.body(found.bytes);
  context.header('content-encoding', 'gzip');
  return context.body(packed);
}

export const DESIGNER_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/',
    summary: 'The designer',
    // The page and its files hold no data: what it reads is asked for by the routes that it reads from.
    access: PUBLIC,
    responses: {
      200: { description: 'HTML', contentType: 'text/html' },
      503: { description: 'The designer is not built', contentType: 'text/html' },
    },
    handle: page,
  },
  {
    method: 'get',
    path: '/assets/{file}',
    summary: "One file of the designer's build, named by a hash of its content",
    access: PUBLIC,
    parameters: [{ name: 'file', in: 'path', description: 'as the page names it', required: true }],
    responses: {
      200: {
        description: 'The file: a script, or by its name a style sheet or a picture',
        contentType: 'text/javascript',
      },
    },
    handle: asset,
  },
];
