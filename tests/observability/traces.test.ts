// Traces: what a collector gets of a request and its messages, and that nothing of it is a value of a message.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { starterWorkspace } from '../support/cli.ts';
import { type SidecarProcess, startSidecar } from '../support/process.ts';
import { eventually, shopOrder } from '../support/sidecar.ts';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string };
}
interface SpanData {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Attribute[];
}

const bodies: string[] = [];
let collector: Server;
let sidecar: SidecarProcess;
let workspace: { path: string; remove: () => Promise<void> };
let url: string;

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  workspace = await starterWorkspace();
  const environment = { CROSSDOCK_TELEMETRY_ENDPOINT: `http://127.0.0.1:${port}/v1/traces` };
  sidecar = startSidecar({ workspace: workspace.path, environment });
  url = await sidecar.url;
});
afterAll(async () => {
  await sidecar.end('SIGKILL');
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
  await workspace.remove();
});

const spans = (): SpanData[] =>
  bodies.flatMap((body) =>
    (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SpanData[] }[] }[] }).resourceSpans.flatMap(
      (resource) => resource.scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
const attribute = (span: SpanData | undefined, key: string) =>
  span?.attributes.find((one) => one.key === key)?.value.stringValue;

it('follow a message from the caller through its request and receipt to its settlement, without a value of it', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const body = shopOrder({ number: 'PLANTED-4711', lines: [{ code: 'ZAPHOD', count: 2, price: '8.50' }] });
  const response = await fetch(`${url}/v1/messages/my-shop-order?wait=20000`, { method: 'POST', body, headers });
  const { messages } = (await response.json()) as { messages: { id: string }[] };
  await fetch(`${url}/v1/orders/PLANTED-4711`);
  await sidecar.end('SIGTERM');
  await eventually(() => spans().some((span) => span.name === 'GET /v1/orders/{id}'));
  const named = (name: string) => spans().find((span) => span.name === name);
  const request = named('POST /v1/messages/{mapping}');
  const [receipt, message] = [named('receipt'), named('message')];
  expect([request?.traceId, receipt?.traceId, message?.traceId]).toEqual([traceId, traceId, traceId]);
  expect([request?.parentSpanId, receipt?.parentSpanId, message?.parentSpanId]).toEqual([
    'b7ad6b7169203331',
    request?.spanId,
    receipt?.spanId,
  ]);
  expect(attribute(message, 'crossdock.message')).toBe(messages[0]?.id);
  expect(attribute(message, 'crossdock.status')).toBe('processed');
  expect(attribute(message, 'crossdock.workspace')).toMatch(/^[0-9a-f]{16,}$/);
  expect(bodies.join()).not.toMatch(/PLANTED|ZAPHOD/);
  expect(sidecar.output.stderr).not.toMatch(/ZAPHOD/);
});
