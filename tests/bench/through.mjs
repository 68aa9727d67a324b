// `npm run bench:through [messages]`: from the socket to the outbox. Orders of five lines are accepted, mapped, judged by
// twenty rules, applied to the state and queued for a destination; the time counts from the first request to the last settled.
import { saturate } from './load.mjs';
import { prepared, say, subject } from './subject.mjs';

const total = Number(process.argv[2] ?? 10_000);

const rules = Array.from({ length: 20 }, (_unused, index) => ({
  name: `limit-${index}`,
  conditions: { all: [{ fact: 'order', path: '$.currency', operator: 'equal', value: `X${index}` }] },
  event: {
    type: `limit-${index}`,
    params: { severity: 'block', owner: 'ecommerce', message: 'never', path: '/currency' },
  },
}));
const files = {
  'rulesets/order-limits/ruleset.json': JSON.stringify({
    title: 'Limits',
    gate: 'intake',
    document: 'order',
    owner: 'ecommerce',
  }),
  'rulesets/order-limits/rules.json': JSON.stringify(rules),
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "lines": [lines.{ "sku": sku, "quantity": quantity }] }\n',
};

const made = await subject({ files });
const running = await made.open();
try {
  const requests = prepared(total + 500);
  const inFlight = async () => {
    const { rows } = await running.get('/v1/conservation');
    return rows.reduce((sum, row) => sum + row.receipts.inFlight + row.messages.inFlight, 0);
  };
  const settled = async () => {
    while ((await inFlight()) > 0) await new Promise((resolve) => setTimeout(resolve, 250));
  };
  // Warm: threads are there, programs are compiled.
  let sent = 0;
  const take = (limit) => () => (sent < limit ? requests.at(sent++) : undefined);
  const run = (limit) => {
    const next = take(limit);
    return Promise.all(
      Array.from({ length: 16 }, () =>
        saturate(running.address, { connections: 1, forMs: 600_000, request: next, until: () => sent >= limit }),
      ),
    );
  };
  await run(500);
  await settled();
  const cpuMs = running.cpuMs();
  const started = performance.now();
  await run(total);
  const acceptedMs = performance.now() - started;
  await settled();
  const tookMs = performance.now() - started;
  const { rows } = await running.get('/v1/conservation');
  say({
    messages: total - 500,
    perSecond: Math.round(((total - 500) * 1000) / tookMs),
    acceptedPerSecond: Math.round(((total - 500) * 1000) / acceptedMs),
    cpuMsEach: Number(((running.cpuMs() - cpuMs) / (total - 500)).toFixed(2)),
    processed: rows[0]?.messages.processed,
    rssMb: running.rssMb(),
  });
} finally {
  await running.end();
  made.remove();
}
