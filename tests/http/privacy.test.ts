// Personal and payment data: planted values are absent from everything that somebody without the right can reach, and
// from what is written down for everybody; whoever has the right sees them, and a reveal leaves its trace.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../runtime/config.ts';
import type { Caller } from '../../runtime/governance/access.ts';
import { createApp, ROUTES } from '../../runtime/http/app.ts';
import { maskRaw } from '../../runtime/http/raw-mask.ts';
import type { Role } from '../../runtime/model/roles.ts';
import { Sidecar } from '../../runtime/pipeline/sidecar.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

/** Values that stand nowhere else. Numbers and words, so that no mask of form lets them through. */
const PLANTED = [
  'Zaphodia',
  'Beeblebroxsen',
  'zaphodia@planted.example',
  '5550199',
  'Betelgeusestrasse',
  'PAYREF-77120',
];
const WHO = {
  name: 'Zaphodia Beeblebroxsen',
  mail: 'zaphodia@planted.example',
  phone: '+49 30 5550199',
  street: 'Betelgeusestrasse 5',
  payment: 'PAYREF-77120',
};

const mapping = (name: string, text: string, more: Record<string, unknown> = {}) => ({
  [`mappings/${name}/mapping.json`]: JSON.stringify({
    title: name,
    from: { system: 'my-shop', class: 'storefront', message: name, format: 'json', ...more },
    to: { document: 'order' },
    owner: 'ecommerce',
  }),
  [`mappings/${name}/mapping.jsonata`]: text,
});

const ORDER = (extra = '') => `{
  "type": "order", "orderId": $string(number), "source": { "system": "my-shop" }, "occurredAt": placed, "currency": "EUR", "status": "accepted",
  "customer": { "name": who.name, "email": who.mail, "phone": who.phone },
  "shipTo": { "name": who.name, "address1": who.street, "city": "Berlin", "countryCode": "DE", "phone": who.phone },
  "paymentReferences": [who.payment],
  "lines": [lines.{ "lineId": code, "sku": code, "quantity": $quantity(count), "unit": "EA" }]${extra}
}`;

const rule = (name: string, message: string, conditions: unknown) => ({
  name,
  conditions,
  event: {
    type: name,
    params: { severity: 'block', owner: 'ecommerce', path: '/shipTo/name', message, help: message },
  },
});

const FILES = {
  ...mapping('plain', ORDER()),
  ...mapping('casts', ORDER(', "total": $number(who.name)')),
  ...mapping('adds', ORDER(', "total": who.name + who.mail')),
  ...mapping('throws', `$error("no: " & who.name & who.mail)`),
  ...mapping(
    'invalid',
    ORDER(', "placedAt": who.name, "shipToo": who').replace('"countryCode": "DE"', '"countryCode": who.name'),
  ),
  ...mapping('unmapped', ORDER().replace('"accepted"', '$translate($tables, "my-shop-status", "PARKED").status')),
  ...mapping('contract', ORDER(), { schema: 'source.schema.json' }),
  'mappings/contract/source.schema.json': JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      who: {
        type: 'object',
        additionalProperties: false,
        properties: {
          name: { enum: ['Nobody'] },
          mail: { type: 'integer' },
          phone: { pattern: '^x$' },
          street: { maxLength: 2 },
        },
      },
    },
  }),
  'mappings/unmapped/mapping.json': JSON.stringify({
    title: 'unmapped',
    from: { system: 'my-shop', class: 'storefront', message: 'unmapped', format: 'json' },
    to: { document: 'order' },
    tables: ['my-shop-status'],
    owner: 'ecommerce',
  }),
  'mappings/out/mapping.json': JSON.stringify({
    title: 'out',
    from: { document: 'order' },
    to: { system: 'wms', class: 'wms', format: 'json' },
    owner: 'logistics',
  }),
  'mappings/out/mapping.jsonata': '{ "to": shipTo, "mail": customer.email }',
  'rulesets/release/ruleset.json': JSON.stringify({
    title: 'release',
    gate: 'notify',
    document: 'order',
    facts: ['arithmetic'],
    owner: 'ecommerce',
  }),
  'rulesets/release/rules.json': JSON.stringify([
    rule(
      'names',
      'For {{order.shipTo.name}} <{{order.customer.email}}> {{order.customer}} {{order}} {{order.paymentReferences}}',
      {
        all: [{ fact: 'order', path: '$.orderId', operator: 'equal', value: 'plain' }],
      },
    ),
  ]),
};

let harness: Harness;
let sink: Server;
/** Everything that was logged. */
const logged: string[] = [];

const as = (role: Role) => {
  const caller: Caller = { name: role, roles: [role], via: 'token' };
  return createApp(harness.sidecar, { authenticate: () => caller, onError: (thrown) => logged.push(String(thrown)) });
};
const ask = async (role: Role, path: string, init: RequestInit = {}) => {
  const response = await as(role).request(path, init);
  const headers = JSON.stringify([...response.headers]);
  return { status: response.status, text: await textOf(response), headers };
};
/** A stream of events does not end by itself: what it begins with has to do. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}
const found = (text: string): string[] => PLANTED.filter((one) => text.includes(one));
const rows = (sql: string) => harness.sidecar.database.connection.prepare(sql).all();

beforeAll(async () => {
  // A destination that refuses, and repeats in its answer what it was sent.
  sink = createServer((request, response) => {
    request.on('data', () => undefined).on('end', () => response.writeHead(400).end(`no ${JSON.stringify(WHO)}`));
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.address() as AddressInfo;
  const config = `destinations:\n  wms: { type: http, url: "http://127.0.0.1:${port}/", addresses: [127.0.0.1], mappings: [out], retry: { attempts: 2, baseMs: 1, maxMs: 2 } }\n`;
  const closed = await openHarness({ files: FILES, config });
  await closed.sidecar.close();
  const sidecar = await Sidecar.open({
    config: readConfig({ overrides: { workspace: closed.workspace }, environment: {} }),
    log: (level, message, fields) => logged.push(JSON.stringify([level, message, fields])),
  });
  harness = { ...closed, sidecar, app: createApp(sidecar), close: closed.close };
  const post = (name: string, body: string) =>
    harness.app.request(`/v1/messages/${name}?wait=20000`, { method: 'POST', body });
  for (const name of ['plain', 'casts', 'adds', 'throws', 'invalid', 'unmapped', 'contract'])
    await post(name, shopOrder({ number: name, who: WHO }));
  const again = { ...WHO, phone: '+49 30 5550199 1', name: 'Zaphodia B. Beeblebroxsen' };
  await post('plain', shopOrder({ number: 'plain', placed: '2026-03-03T09:15:00+01:00', who: again }));
  await post('plain', `{"number":"x","who":{"name":"${WHO.name}" oops`);
  await post('plain', `{"number":"x","who":${JSON.stringify(WHO)},"who":1}`);
  await harness.sidecar.idle();
  await harness.sidecar.idle();
});
afterAll(async () => {
  await harness.sidecar.close();
  await harness.close().catch(() => undefined);
  await new Promise((resolve) => sink.close(resolve));
});

/** Every GET address with something behind it. */
function addresses(): string[] {
  const ids = (sql: string) => (rows(sql) as { id: string }[]).map((row) => row.id);
  const of: Record<string, string[]> = {
    '/v1/receipts/{id}': ids('SELECT id FROM receipts'),
    '/v1/messages/{id}': ids('SELECT id FROM messages'),
    '/v1/exceptions/{id}': ids('SELECT id FROM exceptions'),
    '/v1/orders/{id}': ids("SELECT DISTINCT key AS id FROM documents WHERE type = 'order'"),
  };
  return ROUTES.filter((route) => route.method === 'get').flatMap(({ path }) => {
    const stem = Object.keys(of).find((one) => path.startsWith(one));
    if (stem !== undefined)
      return (of[stem] ?? []).map((id) => {
        const address = path.replace('{id}', encodeURIComponent(id));
        return address.endsWith('/explain') ? `${address}?path=/shipTo/name` : address;
      });
    return path.includes('{') ? [] : [path, `${path}?status=all&limit=500`];
  });
}

describe('planted personal values', () => {
  it('reached the sidecar on every way that could carry them further', () => {
    const codes = (rows('SELECT DISTINCT code FROM exceptions') as { code: string }[]).map((row) => row.code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'mapping.failed',
        'document.invalid',
        'mapping.unmapped',
        'contract.invalid',
        'format.json.syntax',
        'format.json.duplicate-key',
        'rule.blocked',
        'delivery.rejected',
      ]),
    );
  });

  it.each(['viewer', 'operator', 'analyst', 'approver', 'sender', 'monitor'] as const)(
    'are in no answer to the role %s',
    async (role) => {
      const paths = addresses();
      expect(paths.length).toBeGreaterThan(60);
      for (const path of paths) {
        const { text, headers } = await ask(role, path);
        expect(found(text + headers), path).toEqual([]);
      }
    },
  );

  it('are in no problem detail, whatever is wrong with a request', async () => {
    const secret = encodeURIComponent(WHO.name);
    const requests: [string, RequestInit][] = [
      [`/v1/messages/${secret}`, { method: 'POST', body: '{}' }],
      [`/v1/sources/${secret}`, { method: 'POST', body: '{}' }],
      [`/v1/messages?cursor=${secret}`, {}],
      [`/v1/orders/x/explain?path=${secret}`, {}],
      ['/v1/workspace/preview', { method: 'POST', body: JSON.stringify(WHO) }],
      ['/v1/workspace/preview', { method: 'POST', body: `{"mapping": ${WHO.name}` }],
      ['/v1/exceptions/x/discard', { method: 'POST', body: `"${WHO.name}"` }],
      ['/v1/messages/plain', { method: 'DELETE', body: JSON.stringify(WHO) }],
      [`/v1/messages/plain?wait=${secret}`, { method: 'POST', body: JSON.stringify(WHO) }],
    ];
    for (const [path, init] of requests) {
      const { status, text } = await ask('admin', path, init);
      expect(status, path).toBeGreaterThanOrEqual(400);
      // Whoever sent a name gets it back at most as he sent it: only values of the body may not come back.
      const echoed = path.includes(secret) ? text.replaceAll(secret, '').replaceAll(WHO.name, '') : text;
      expect(found(echoed), path).toEqual([]);
    }
  });

  it('are in no log line and in nothing of the store that is not sealed', () => {
    expect(found(logged.join('\n'))).toEqual([]);
    expect(found(JSON.stringify(rows('SELECT * FROM exceptions')))).toEqual([]);
    expect(found(JSON.stringify(rows('SELECT * FROM audit')))).toEqual([]);
    expect(found(JSON.stringify(rows('SELECT last_error, answered, file_name FROM deliveries')))).toEqual([]);
  });

  it('are in no metric', async () => expect(found((await ask('monitor', '/metrics')).text)).toEqual([]));

  it('are shown to whoever may see them', async () => {
    const seen = new Set<string>();
    for (const path of addresses()) for (const one of found((await ask('admin', path)).text)) seen.add(one);
    expect([...seen].sort()).toEqual([...PLANTED].sort());
  });
});

describe('a masked answer', () => {
  it('keeps its shape, and says how the exact bytes are had', async () => {
    const [{ id }] = rows("SELECT id FROM receipts WHERE mapping = 'plain' ORDER BY seq LIMIT 1") as [{ id: string }];
    const receipt = JSON.parse((await ask('analyst', `/v1/receipts/${id}`)).text) as { body: string };
    expect(JSON.parse(receipt.body)).toMatchObject({ number: '***', who: { name: '***' }, lines: [{ code: '***' }] });
    const exact = await ask('analyst', `/v1/receipts/${id}/body`);
    expect([exact.status, JSON.parse(exact.text)]).toMatchObject([403, { code: 'auth.forbidden' }]);
    const order = JSON.parse((await ask('viewer', '/v1/orders/plain')).text) as { order: Record<string, unknown> };
    expect(order.order).toMatchObject({
      type: 'order',
      orderId: 'plain',
      currency: 'EUR',
      customer: { name: '***', email: '***' },
      lines: [{ sku: 'MUG-01' }],
    });
  });

  it('is as configured', async () => {
    const { config } = harness.sidecar;
    const caller: Caller = { name: 'a', roles: ['analyst'], via: 'token' };
    const loose = { ...config, privacy: { roles: { analyst: ['personal'] } } } as typeof config;
    const sidecar = Object.create(harness.sidecar, { config: { value: loose } }) as Sidecar;
    for (const name of ['engine', 'draining'] as const)
      Object.defineProperty(sidecar, name, { value: harness.sidecar[name] });
    const text = await (await createApp(sidecar, { authenticate: () => caller }).request('/v1/orders/plain')).text();
    expect([text.includes('Zaphodia'), text.includes('PAYREF')]).toEqual([true, false]);
  });
});

describe('a reveal', () => {
  const audit = () =>
    rows("SELECT actor, action, subject, detail FROM audit WHERE action LIKE '%.revealed' ORDER BY seq") as {
      actor: string;
      action: string;
      detail: string;
    }[];

  it('gives everything for a reason, and stands in the audit log', async () => {
    const body = JSON.stringify({ reason: 'the customer called about ticket 4711' });
    const { status, text } = await ask('operator', '/v1/orders/plain/reveal', { method: 'POST', body });
    expect([status, found(text).length > 3]).toEqual([200, true]);
    expect(audit().at(-1)).toMatchObject({ actor: 'operator', action: 'order.revealed', subject: 'plain' });
    expect(audit().at(-1)?.detail).toContain('ticket 4711');
  });

  it('gives nothing without one, nor of what is not there, nor to other roles', async () => {
    const before = audit().length;
    const post = (role: Role, path: string, body: unknown) =>
      ask(role, path, { method: 'POST', body: JSON.stringify(body) });
    expect((await post('operator', '/v1/orders/plain/reveal', {})).status).toBe(400);
    expect((await post('operator', '/v1/orders/plain/reveal', { reason: '        ' })).status).toBe(400);
    expect((await post('operator', '/v1/orders/none/reveal', { reason: 'long enough' })).status).toBe(404);
    for (const role of ['viewer', 'analyst', 'approver'] as const)
      expect((await post(role, '/v1/orders/plain/reveal', { reason: 'long enough' })).status).toBe(403);
    expect(audit()).toHaveLength(before);
  });
});

describe('reading', () => {
  it('stands in the audit log, once for each reader and thing in a while', async () => {
    const reads = (action: string) =>
      (
        rows(`SELECT actor FROM audit WHERE action = '${action}' AND subject = 'plain' ORDER BY actor`) as {
          actor: string;
        }[]
      ).map(({ actor }) => actor);
    for (const role of ['viewer', 'approver'] as const) {
      for (let count = 0; count < 3; count += 1) {
        await ask(role, '/v1/orders/plain');
        await ask(role, '/v1/orders/plain/timeline');
      }
    }
    for (const action of ['order.read', 'order.timeline-read']) {
      expect(reads(action)).toEqual([...new Set(reads(action))]);
      expect(reads(action)).toEqual(expect.arrayContaining(['approver', 'viewer']));
    }
  });
});

describe('a raw message without its values', () => {
  it.each([
    ['{"a":"Ann","b":[1,true,null]}', '{"a":"***","b":["***","***",null]}'],
    ['{"a":"Ann"}\n{"b":2}\n', '{"a":"***"}\n{"b":"***"}\n'],
    ['{"a":"Ann" oops', '{"x":"xxx" xxxx'],
    ["UNH+1+ORDERS:D:96A'NAD+BY+Ann Lee::9'", "UNH+0+xxxxxx:x:00x'NAD+xx+xxx xxx::0'"].map(
      (text) => `UNA:+.? '${text}`,
    ),
    [
      '<o id="7"><n>Ann &amp; Lee</n><!-- Ann --><![CDATA[Ann]]></o>',
      '<o id="0"><n>xxx &xxx; xxx</n><!-- xxx --><![xxxxx[xxx]]></o>',
    ],
    ['name;city\nAnn;Löhne 3\n', 'xxxx;xxxx\nxxx;xxxxx 0\n'],
    ['', '***'],
  ])('%j reads %j', (raw, masked) => expect(maskRaw(raw as string)).toBe(masked));

  it('keeps the segments of an X12 interchange', () => {
    const isa = `ISA*00*          *00*          *ZZ*NORTHWIND      *ZZ*HARBORCO       *260301*0915*U*00401*000000001*0*P*>~`;
    expect(maskRaw(`${isa}GS*PO*A*B~N1*ST*Zaphod B~`)).toMatch(/^ISA\*00\*.*~GS\*xx\*x\*x~N1\*xx\*xxxxxx x~$/);
    expect(maskRaw(isa)).not.toContain('NORTHWIND');
  });
});
