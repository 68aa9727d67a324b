// The designer as the sidecar serves it: its page under a strict policy, its files by hashed names, and how much of it comes first.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDesigner } from '../support/designer.ts';
import { type Harness, openHarness, ROOT } from '../support/sidecar.ts';

const BUILD = join(ROOT, 'dist/designer');
/** What the page may load before anybody has opened a second one. */
const FIRST_VIEW_LIMIT_BYTES = 300_000;

let harness: Harness;
let html: string;
let policy: string;
beforeAll(async () => {
  buildDesigner();
  harness = await openHarness();
  const response = await harness.app.request('/');
  html = await response.text();
  policy = response.headers.get('content-security-policy') ?? '';
});
afterAll(() => harness.close());

const namesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/assets\/([\w.-]+?\.(?:js|css|svg))/g)].map((match) => match[1] as string)),
];

/** Names of files that a chunk imports at its start, not those that it may load later. */
const staticImports = (code: string): string[] =>
  [...code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map((match) => match[1] as string);

describe('the page', () => {
  it('allows no script but the files of the build, no eval, and styles by a nonce of its own', async () => {
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(html).toContain(`nonce="${nonce}"`);
    const again = await harness.app.request('/');
    expect(again.headers.get('content-security-policy')).not.toBe(policy);
    // No script or style stands in the page itself.
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  it('is never kept by a browser, while its files are for ever', async () => {
    expect((await harness.app.request('/')).headers.get('cache-control')).toBe('no-store');
    const names = namesIn(html);
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      const response = await harness.app.request(`/assets/${name}`);
      expect([name, response.status]).toEqual([name, 200]);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });
});

describe('its files', () => {
  it('come packed to who takes that, with the same bytes', async () => {
    const name = namesIn(html).find((one) => one.endsWith('.js')) as string;
    const plain = await harness.app.request(`/assets/${name}`);
    const packed = await harness.app.request(`/assets/${name}`, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBe(null);
    const file = readFileSync(join(BUILD, 'assets', name));
    expect(Buffer.from(await plain.arrayBuffer()).equals(file)).toBe(true);
    expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).equals(file)).toBe(true);
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each(['..%2Findex.html', '..%2F..%2Fruntime%2Fcli.js', 'nothing.js', '.built-from', '%00.js', 'a%5Cb.js'])(
    'are the only ones that /assets/%s can name',
    async (name) => {
      const response = await harness.app.request(`/assets/${name}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it('make no function from text: no eval and no new Function in any of them', () => {
    const faults = readdirSync(join(BUILD, 'assets'))
      .filter((name) => name.endsWith('.js'))
      .filter((name) => /\bnew Function\s*\(|[^.\w]eval\s*\(/.test(readFileSync(join(BUILD, 'assets', name), 'utf8')));
    expect(faults).toEqual([]);
  });

  it('are few for the first view: the page, the frame and the first page together', () => {
    const read = (name: string) => readFileSync(join(BUILD, 'assets', name), 'utf8');
    const first = new Set(namesIn(html));
    const home = readdirSync(join(BUILD, 'assets')).filter((name) => name.startsWith('HomePage-'));
    expect(home.length).toBeGreaterThan(0);
    const waiting = [...first, ...home];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      first.add(name);
      if (name.endsWith('.js')) waiting.push(...staticImports(read(name)).filter((one) => !first.has(one)));
    }
    const bytes = [...first].reduce((sum, name) => sum + gzipSync(read(name)).length, gzipSync(html).length);
    console.info(`first view: ${first.size} files, ${bytes} bytes packed`);
    expect(bytes).toBeLessThan(FIRST_VIEW_LIMIT_BYTES);
  });
});
