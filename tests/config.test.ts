import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig, variableName } from '../runtime/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'crossdock-config-'));
const configured = (text: string, environment: Record<string, string> = {}) => {
  const file = join(folder, 'crossdock.yaml');
  writeFileSync(file, text);
  return readConfig({ file, overrides: { workspace: folder }, environment });
};
const problem = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error('expected an error');
};

it('has a working default for everything', () => {
  const config = readConfig({ overrides: { workspace: folder }, environment: {} });
  expect(config.http).toEqual({
    host: '127.0.0.1',
    port: 7070,
    bodyLimitBytes: 67_108_864,
    waitLimitMs: 60_000,
    keepAliveMs: 75_000,
    trustedProxies: [],
  });
  expect(config.data).toBe(join(folder, '.crossdock'));
});

it('names an unknown key with file, line and column', () => {
  expect(problem(() => configured('http:\n  prot: 7070\n'))).toMatch(/crossdock\.yaml:2:\d+: http\.prot: /);
});

it('names every wrong value at once', () => {
  const text = problem(() =>
    configured(
      'http: { port: 70707 }\nworkers: many\ndestinations: { wms: { type: http, mappings: [a], url: ftp-server } }\n',
    ),
  );
  expect(text).toMatch(/http\.port/);
  expect(text).toMatch(/workers/);
  expect(text).toMatch(/destinations\.wms\.url/);
});

it('says where YAML itself is broken', () => {
  expect(problem(() => configured('http: {\n'))).toMatch(/crossdock\.yaml:\d+:\d+: /);
  expect(problem(() => configured('http: {}\nhttp: {}\n'))).toMatch(/unique/i);
});

it('says what a destination of its type needs', () => {
  expect(problem(() => configured('destinations: { wms: { type: http, mappings: [a] } }\n'))).toMatch(
    /destinations\.wms\.url/,
  );
  expect(problem(() => configured('destinations: { wms: { type: file, mappings: [a] } }\n'))).toMatch(
    /destinations\.wms\.directory/,
  );
});

it('takes each key from its variable, over the file', () => {
  expect(variableName(['http', 'bodyLimitBytes'])).toBe('CROSSDOCK_HTTP_BODY_LIMIT_BYTES');
  const config = configured(
    'http: { port: 1 }\ndestinations: { my-wms: { type: http, url: "http://a", mappings: [a] } }\n',
    {
      CROSSDOCK_HTTP_PORT: '2',
      CROSSDOCK_LIMITS_TIME_MS: '300',
      CROSSDOCK_DESTINATIONS_MY_WMS_URL: 'http://b',
    },
  );
  expect(config.http.port).toBe(2);
  expect(config.limits.timeMs).toBe(300);
  expect(config.destinations['my-wms']).toMatchObject({ url: 'http://b' });
});

it('reads a secret from the file that its variable names', () => {
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'whsec_abc\n');
  const config = configured('destinations: { wms: { type: http, url: "http://a", mappings: [a] } }\n', {
    CROSSDOCK_DESTINATIONS_WMS_SECRET_FILE: secret,
  });
  expect(config.destinations['wms']).toMatchObject({ secret: 'whsec_abc' });
  expect(problem(() => configured('', { CROSSDOCK_DATA_FILE: join(folder, 'nowhere') }))).toMatch(
    /CROSSDOCK_DATA_FILE/,
  );
});

it('names a variable that sets nothing, and one whose value does not fit', () => {
  expect(problem(() => configured('', { CROSSDOCK_HTTP_PROT: '1' }))).toMatch(/CROSSDOCK_HTTP_PROT/);
  expect(problem(() => configured('', { CROSSDOCK_HTTP_PORT: 'x' }))).toMatch(/http\.port/);
});

it('listens on no other address than this machine while no login is required', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.4', 'crossdock.example', '127.0.0.1.example'])
    expect(problem(() => configured(`http: { host: "${host}" }\n`))).toMatch(/http\.host: expected a loopback address/);
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
    expect(configured(`http: { host: "${host}" }\n`).http.host).toBe(host);
  expect(configured('http: { host: 0.0.0.0 }\n', { CROSSDOCK_AUTH_MODE: 'required' }).auth.mode).toBe('required');
});
