// /openapi.json against the routes, and every route against /openapi.json, on a sidecar with some of the sample workspace's messages in it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../runtime/http/app.ts';
import { buildDesigner } from '../support/designer.ts';
import { type Harness, openHarness, ROOT } from '../support/sidecar.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

interface Media {
  readonly schema: object;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content: Readonly<Record<string, Media>> }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

let harness: Harness;
let description: Description;
let ajv: InstanceType<typeof Ajv2020>;
/** Ids to ask for: of every receipt, message, exception, order, and one file. */
const ids: Record<string, string[]> = {};

/** Mappings whose examples make orders with shipments, stock, invoices, held messages, gates and deliveries. */
const SENT = [
  'erp-items',
  'csv-inventory',
  'shopify-order',
  'shopify-fulfillment',
  'x12-850-order',
  'x12-945-shipment',
  'x12-810-invoice',
];

async function sendExamples(mapping: string): Promise<void> {
  const folder = join(ROOT, 'mappings', mapping, 'examples');
  for (const file of readdirSync(folder)
    .filter((name) => !name.includes('.expected.'))
    .sort())
    await harness.post(`/v1/messages/${mapping}`, readFileSync(join(folder, file)));
}

beforeAll(async () => {
  buildDesigner();
  harness = await openHarness({ workspace: 'repository' });
  for (const mapping of SENT) await sendExamples(mapping);
  await harness.app.request('/v1/workspace/drafts/mappings/shopify-order', { method: 'PUT', body: '{"program":""}' });
  const broken = await harness.app.request('/v1/sources/shopify', {
    method: 'POST',
    body: new Uint8Array([0xff, 0xfe, 0x00]),
    headers: { 'x-shopify-topic': 'orders/create' },
  });
  await harness.sidecar.settled(((await broken.json()) as { receipt: string }).receipt, 10_000);
  await harness.sidecar.idle();
  description = (await harness.get('/openapi.json')).json as unknown as Description;
  // Words of OpenAPI and annotations of the model are no faults of a schema.
  ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ ...description, $id: 'openapi.json' }, 'openapi.json');
  const column = (sql: string) =>
    (harness.sidecar.database.connection.prepare(sql).all() as { id: string }[]).map((row) => row.id);
  ids['receipts'] = column('SELECT id FROM receipts');
  ids['messages'] = column('SELECT id FROM messages');
  ids['deliveries'] = column('SELECT id FROM deliveries');
  ids['exceptions'] = column('SELECT id FROM exceptions');
  const act = await harness.app.request('/v1/exceptions/acts', {
    method: 'POST',
    body: JSON.stringify({ act: 'comment', text: 'seen', ids: [ids['exceptions']?.[0]] }),
  });
  ids['acts'] = [((await act.json()) as { id: string }).id];
  const preview = await harness.app.request('/v1/exceptions/preview?wait=0', {
    method: 'POST',
    body: JSON.stringify({ ids: [ids['exceptions']?.[0]], files: [] }),
  });
  ids['previews'] = [((await preview.json()) as { id: string }).id];
  ids['orders'] = column("SELECT DISTINCT key AS id FROM documents WHERE type = 'order'");
});
afterAll(() => harness.close());

const operations = () =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

const of = (name: string, path: (id: string) => string): string[] =>
  (ids[name] ?? []).map((id) => path(encodeURIComponent(id)));

/** What to ask of every GET route: the addresses that its documentation promises an answer for. */
const REQUESTS: Readonly<Record<string, () => readonly string[]>> = {
  '/': () => ['/'],
  '/assets/{file}': () =>
    readdirSync(join(ROOT, 'dist/designer/assets'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => `/assets/${name}`),
  '/v1/overview': () => ['/v1/overview'],
  '/livez': () => ['/livez'],
  '/readyz': () => ['/readyz', '/readyz?verbose'],
  '/metrics': () => ['/metrics'],
  '/login': () => ['/login', '/login?once=none'],
  '/v1/me': () => ['/v1/me'],
  '/v1/audit': () => ['/v1/audit', '/v1/audit?actor=nobody&limit=1'],
  '/openapi.json': () => ['/openapi.json'],
  '/v1/receipts/{id}': () => of('receipts', (id) => `/v1/receipts/${id}`),
  '/v1/receipts/{id}/body': () => of('receipts', (id) => `/v1/receipts/${id}/body`),
  '/v1/exceptions/clusters': () => ['/v1/exceptions/clusters', '/v1/exceptions/clusters?owner=nobody'],
  '/v1/exceptions/unmapped': () => ['/v1/exceptions/unmapped', '/v1/exceptions/unmapped?table=none'],
  '/v1/exceptions/preview/{id}': () => [`/v1/exceptions/preview/${ids['previews']?.[0]}`],
  '/v1/exceptions/acts/{id}': () => [`/v1/exceptions/acts/${ids['acts']?.[0]}`],
  '/v1/orders': () => [
    '/v1/orders',
    '/v1/orders?status=accepted&limit=1',
    '/v1/orders?blocked=release',
    '/v1/orders?q=1',
  ],
  '/v1/connections': () => ['/v1/connections'],
  '/v1/series/{kind}': () => [
    ...['received', 'settled', 'held', 'delivery', 'latency'].map((kind) => `/v1/series/${kind}`),
    '/v1/series/settled?by=last&from=2026-01-01T00:00:00Z&to=2026-01-20T00:00:00Z',
  ],
  '/v1/events': () => ['/v1/events'],
  '/v1/workspace/changes': () => ['/v1/workspace/changes'],
  '/v1/messages': () => [
    '/v1/messages?q=1&from=2026-01-01&to=2026-12-31&code=mapping.unmapped',
    '/v1/messages',
    '/v1/messages?status=held&limit=2',
    '/v1/messages?mapping=shopify-order&document=order',
  ],
  '/v1/messages/{id}': () => of('messages', (id) => `/v1/messages/${id}`),
  '/v1/deliveries/{id}': () => of('deliveries', (id) => `/v1/deliveries/${id}`).slice(0, 5),
  '/v1/deliveries': () => [
    '/v1/deliveries',
    '/v1/deliveries?status=delivered&sort=oldest&attempts=1&from=2026-01-01T00:00:00Z',
  ],
  '/v1/exceptions': () => ['/v1/exceptions', '/v1/exceptions?status=all&limit=1', '/v1/exceptions?category=data'],
  '/v1/exceptions/{id}': () => of('exceptions', (id) => `/v1/exceptions/${id}`),
  '/v1/orders/{id}': () => of('orders', (id) => `/v1/orders/${id}`),
  '/v1/orders/{id}/timeline': () => of('orders', (id) => `/v1/orders/${id}/timeline`),
  '/v1/orders/{id}/explain': () => of('orders', (id) => `/v1/orders/${id}/explain?path=/status`),
  '/v1/inventory': () => ['/v1/inventory', '/v1/inventory?sku=nothing', '/v1/inventory?location=nowhere'],
  '/v1/conservation': () => ['/v1/conservation', '/v1/conservation?source=shopify&day=2026-01-01'],
  '/v1/workspace': () => ['/v1/workspace'],
  '/v1/workspace/folders': () => ['/v1/workspace/folders'],
  '/v1/workspace/folders/{path}': () => [
    '/v1/workspace/folders/mappings/shopify-order',
    '/v1/workspace/folders/rulesets/order-intake',
  ],
  '/v1/workspace/drafts': () => ['/v1/workspace/drafts'],
  '/v1/workspace/drafts/{path}': () => ['/v1/workspace/drafts/mappings/shopify-order'],
  '/v1/workspace/files/{path}': () => ['/v1/workspace/files/mappings/shopify-order/mapping.jsonata'],
};

/** What this sidecar has not: a login provider (tests/http/login.test.ts), bundles and approvals (tests/governance). */
const ASKED_ELSEWHERE = ['/login/openid', '/login/openid/callback', '/v1/bundles', '/v1/approvals'];

/** Checks an answer against the documented response of its status. @returns what does not fit */
async function misfits(response: Response, operation: Operation): Promise<string[]> {
  const documented = operation.responses[String(response.status)];
  if (documented === undefined) return [`status ${response.status} is not documented`];
  const [contentType, media] = Object.entries(documented.content)[0] as [string, Media];
  const given = response.headers.get('content-type') ?? '';
  if (given.split(';')[0] !== contentType) return [`expected ${contentType}, found ${given}`];
  if (contentType !== 'application/json') return [];
  const validate = ajv.compile(media.schema);
  return validate(await response.json())
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message}`);
}

const problemMembers = () =>
  Object.keys((description.components.schemas['Problem'] as { properties: object }).properties);

/** Checks an error against the documented problem. @returns what does not fit */
async function problemMisfits(response: Response): Promise<string[]> {
  const faults = [];
  const given = response.headers.get('content-type');
  if (given !== 'application/problem+json') faults.push(`expected application/problem+json, found ${given}`);
  const problem = (await response.json()) as Record<string, unknown>;
  const validate = ajv.compile({ $ref: 'openapi.json#/components/schemas/Problem' });
  if (!validate(problem))
    faults.push(...(validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message}`));
  faults.push(...Object.keys(problem).filter((name) => !problemMembers().includes(name)));
  if (problem['status'] !== response.status)
    faults.push(`status ${String(problem['status'])} in a response of ${response.status}`);
  return faults;
}

describe('/openapi.json', () => {
  it('lists exactly the routes there are', () => {
    const listed = operations().map(({ method, path }) => `${method} ${path}`);
    expect(listed.sort()).toEqual(ROUTES.map((route) => `${route.method} ${route.path}`).sort());
  });

  it('is an OpenAPI 3.1 description', () => {
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info).toMatchObject({
      title: expect.any(String) as unknown,
      version: expect.any(String) as unknown,
    });
    const faults = operations().flatMap(({ path, method, operation }) => {
      const where = `${method} ${path}`;
      const parameters = operation.parameters ?? [];
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      const names = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      return [
        ...(path.startsWith('/') ? [] : [`${where}: a path has to begin with a slash`]),
        ...(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'].includes(method)
          ? []
          : [`${where}: no method`]),
        ...(operation.summary === '' ? [`${where}: no summary`] : []),
        ...(inPath.join() === declared.map((parameter) => parameter.name).join()
          ? []
          : [`${where}: path parameters differ`]),
        ...declared
          .filter((parameter) => !parameter.required)
          .map((parameter) => `${where}: ${parameter.name} is not required`),
        ...(new Set(names).size === names.length ? [] : [`${where}: a parameter twice`]),
        ...parameters.flatMap((parameter) => {
          const fits = ['path', 'query', 'header'].includes(parameter.in) && typeof parameter.schema === 'object';
          return fits && parameter.description !== '' ? [] : [`${where}: parameter ${parameter.name}`];
        }),
        ...(Object.keys(operation.responses).every((status) => /^([1-5]\d\d|default)$/.test(status))
          ? []
          : [`${where}: a status`]),
        ...(Object.values(operation.responses).every((response) => response.description !== '')
          ? []
          : [`${where}: a description`]),
        ...('default' in operation.responses ? [] : [`${where}: no word on errors`]),
      ];
    });
    expect(faults).toEqual([]);
    const operationIds = operations().map(({ operation }) => operation.operationId);
    expect(new Set(operationIds).size).toBe(operationIds.length);
  });

  it('holds only schemas that compile, with references that lead somewhere', () => {
    const names = Object.keys(description.components.schemas);
    expect(names).toEqual(
      expect.arrayContaining(['Problem', 'order', 'shipment', 'inventory', 'return', 'invoice', 'item', 'customer']),
    );
    for (const name of names) ajv.compile({ $ref: `openapi.json#/components/schemas/${name}` });
    for (const { operation } of operations()) {
      const media = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
        Object.values(part?.content ?? {}),
      );
      for (const { schema } of media) if (!('$ref' in schema)) ajv.compile(schema);
      const refs = media.flatMap(({ schema }) => ('$ref' in schema ? [String(schema.$ref)] : []));
      for (const ref of refs) ajv.compile({ $ref: `openapi.json${ref}` });
    }
  });
});

describe('the routes', () => {
  it('are all asked here', () => {
    const gets = operations().filter(({ method }) => method === 'get');
    expect(gets.map(({ path }) => path).sort()).toEqual([...Object.keys(REQUESTS), ...ASKED_ELSEWHERE].sort());
  });

  it.each(Object.keys(REQUESTS))(
    'answers GET %s with a documented status and a body that fits its schema',
    async (path) => {
      const urls = REQUESTS[path]?.() ?? [];
      expect(urls.length).toBeGreaterThan(0);
      const operation = description.paths[path]?.['get'] as Operation;
      const faults: string[] = [];
      for (const url of urls) {
        const response = await harness.app.request(url);
        const expected = response.status === 409 ? problemMisfits(response) : misfits(response, operation);
        faults.push(...(await expected).map((fault) => `${url}: ${fault}`));
      }
      expect(faults).toEqual([]);
    },
  );

  it('found orders, held messages, gates that say no and deliveries to answer about', async () => {
    const { json } = await harness.get('/v1/conservation');
    expect(json['balanced']).toBe(true);
    expect(ids['orders']?.length).toBeGreaterThan(3);
    expect(ids['exceptions']?.length).toBeGreaterThan(3);
    expect((await harness.get('/v1/messages?status=held')).json['messages']).not.toEqual([]);
    expect((await harness.get('/v1/inventory')).json['positions']).not.toEqual([]);
  });

  const json = (body: unknown): RequestInit => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const shopifyOrder = (): string =>
    readFileSync(join(ROOT, 'mappings/shopify-order/examples/paid-order.json'), 'utf8');

  it.each<[string, string, () => [url: string, init: RequestInit]]>([
    ['post', '/v1/messages/{mapping}', () => ['/v1/messages/shopify-order', { body: shopifyOrder() }]],
    ['post', '/v1/messages/{mapping}', () => ['/v1/messages/shopify-order?wait=10000', { body: shopifyOrder() }]],
    [
      'post',
      '/v1/sources/{source}',
      () => ['/v1/sources/shopify', { body: shopifyOrder(), headers: { 'x-shopify-topic': 'orders/create' } }],
    ],
    [
      'post',
      '/v1/exceptions/preview',
      () => ['/v1/exceptions/preview', json({ ids: ids['exceptions']?.slice(0, 3), files: [] })],
    ],
    ['delete', '/v1/exceptions/preview/{id}', () => [`/v1/exceptions/preview/${ids['previews']?.[0]}`, {}]],
    [
      'post',
      '/v1/exceptions/acts',
      () => ['/v1/exceptions/acts', json({ act: 'assign', to: 'Ada', ids: ids['exceptions']?.slice(0, 2) })],
    ],
    ['post', '/v1/workspace/check', () => ['/v1/workspace/check', {}]],
    ['post', '/v1/workspace/test', () => ['/v1/workspace/test', json({ names: ['erp-items'] })]],
    [
      'post',
      '/v1/workspace/preview',
      () => ['/v1/workspace/preview', json({ mapping: 'shopify-order', payload: shopifyOrder() })],
    ],
    ['post', '/v1/workspace/reload', () => ['/v1/workspace/reload', {}]],
    [
      'post',
      '/v1/exceptions/{id}/replay',
      () => [`/v1/exceptions/${ids['exceptions']?.[0]}/replay`, json({ by: 'someone' })],
    ],
    [
      'post',
      '/v1/exceptions/{id}/discard',
      () => [`/v1/exceptions/${ids['exceptions']?.at(-1)}/discard`, json({ by: 'someone', reason: 'a test' })],
    ],
    [
      'put',
      '/v1/workspace/folders/{path}',
      () => ['/v1/workspace/folders/mappings/newer', json({ files: [{ path: 'mapping.jsonata', text: '{}' }] })],
    ],
    ['put', '/v1/workspace/drafts/{path}', () => ['/v1/workspace/drafts/mappings/newer', json({ program: '{}' })]],
    ['delete', '/v1/workspace/drafts/{path}', () => ['/v1/workspace/drafts/mappings/newer', {}]],
    // Last, because what runs after it runs on another version of the workspace.
    ['put', '/v1/workspace/files/{path}', () => ['/v1/workspace/files/mappings/new/mapping.json', { body: '{}' }]],
  ])('answers %s %s with a documented status and a body that fits its schema', async (method, path, make) => {
    const [url, init] = make();
    const response = await harness.app.request(url, { ...init, method: method.toUpperCase() });
    expect(await misfits(response, description.paths[path]?.[method] as Operation)).toEqual([]);
  });

  it.each<[string, number, string, RequestInit?]>([
    ['an address with nothing at it', 404, '/v2/everything'],
    ['a method that an address does not have', 405, '/livez', { method: 'DELETE' }],
    ['a receipt that is not there', 404, '/v1/receipts/none'],
    ['the bytes of a receipt that is not there', 404, '/v1/receipts/none/body'],
    ['a message that is not there', 404, '/v1/messages/none'],
    ['an exception that is not there', 404, '/v1/exceptions/none'],
    ['an order that is not there', 404, '/v1/orders/none'],
    ['the timeline of an order that is not there', 404, '/v1/orders/none/timeline'],
    ['an explanation without a pointer', 400, '/v1/orders/none/explain'],
    ['a file that is not there', 404, '/v1/workspace/files/mappings/none'],
    ['a folder instead of a file', 404, '/v1/workspace/files/mappings/tables'],
    ['a mapping folder that is not there', 404, '/v1/workspace/folders/mappings/none'],
    ['a folder of tables', 400, '/v1/workspace/folders/mappings/tables'],
    ['a draft that is not there', 404, '/v1/workspace/drafts/mappings/none'],
    ['a file outside of the workspace', 400, '/v1/workspace/files/mappings/..%2f..%2fetc%2fpasswd'],
    ['a page that is too large', 400, '/v1/messages?limit=501'],
    ['a cursor that is none', 400, '/v1/exceptions?cursor=first'],
    ['a mapping that is not there', 404, '/v1/messages/none', { method: 'POST', body: '{}' }],
    ['a source that is not there', 404, '/v1/sources/none', { method: 'POST', body: '{}' }],
    ['an empty message', 422, '/v1/messages/shopify-order', { method: 'POST' }],
    ['a discard by nobody', 400, '/v1/exceptions/none/discard', { method: 'POST', body: '{}' }],
    ['a replay of an exception that is not there', 404, '/v1/exceptions/none/replay', { method: 'POST' }],
    ['an act that is none', 400, '/v1/exceptions/acts', { method: 'POST', body: '{"act":"burn","cause":"x"}' }],
    ['an act on nothing', 404, '/v1/exceptions/acts', { method: 'POST', body: '{"act":"replay","cause":"x"}' }],
    ['an act without a choice', 400, '/v1/exceptions/acts', { method: 'POST', body: '{"act":"replay"}' }],
    ['an act that is not there', 404, '/v1/exceptions/acts/none'],
    ['a preview that is not there', 404, '/v1/exceptions/preview/none'],
    [
      'a preview outside of the workspace',
      400,
      '/v1/exceptions/preview',
      { method: 'POST', body: '{"cause":"x","files":[{"path":"../x","text":""}]}' },
    ],
    ['a series that is not there', 404, '/v1/series/none'],
    ['a range that goes backward', 400, '/v1/series/held?from=2026-02-01&to=2026-01-01'],
    ['a time that is none', 400, '/v1/messages?from=yesterday'],
    ['a body that is not JSON', 400, '/v1/workspace/preview', { method: 'POST', body: '{' }],
    [
      'a file that was changed in between',
      409,
      '/v1/workspace/files/mappings/shopify-order/mapping.json',
      { method: 'PUT', body: '{}', headers: { 'if-match': '"old"' } },
    ],
  ])('answers %s with %d as a documented problem', async (_what, status, url, init) => {
    const response = await harness.app.request(url, init);
    expect(response.status).toBe(status);
    expect(await problemMisfits(response)).toEqual([]);
  });
});
