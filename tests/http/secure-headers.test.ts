// Headers of an answer that is made with all of them at once: the same as those that any other answer gets.
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { securedJson, secureHeaders } from '../../runtime/http/secure-headers.ts';
import type { Sidecar } from '../../runtime/pipeline/sidecar.ts';

it.each(['http://shop.example', 'https://shop.example'])('are the same for an answer at once (%s)', async (url) => {
  const sidecar = { config: { auth: { url } } } as Sidecar;
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    secureHeaders(context, sidecar);
  });
  app.get('/usual', (context) => context.json({ status: 'accepted' }, 202));
  app.get('/at-once', () => securedJson(sidecar, { status: 'accepted' }, 202));
  const [usual, atOnce] = [await app.request('/usual'), await app.request('/at-once')];
  expect([...atOnce.headers].sort()).toEqual([...usual.headers].sort());
  expect([atOnce.status, await atOnce.json()]).toEqual([usual.status, await usual.json()]);
  expect(atOnce.headers.get('x-content-type-options')).toBe('nosniff');
});
