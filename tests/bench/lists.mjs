// `npm run bench:lists [messages] [directory]`: how fast the lists of a big store answer, as the routes ask them.
// Makes a database of 1,000,000 messages (or as many as said) in a temporary directory, or takes up the one that is there.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DIST = new URL('../../dist/runtime/', import.meta.url);
const load = (path) => import(new URL(path, DIST).href);
const [
  { Database },
  { SumReader },
  { listMessages },
  { listDeliveries },
  { listExceptions },
  { listOrders },
  { listPositions, stockLocations },
  { promisedQuantities },
  { activityOf },
  { inventoryKey, inventoryKeyRange },
] = await Promise.all([
  load('store/database.js'),
  load('store/sum-reader.js'),
  load('store/message-list.js'),
  load('store/delivery-list.js'),
  load('store/exception-queue.js'),
  load('store/order-list.js'),
  load('store/stock-list.js'),
  load('store/promises.js'),
  load('store/activity.js'),
  load('model/keys.js'),
]);

const MESSAGES = Number(process.argv[2] ?? 1_000_000);
const given = process.argv[3];
const directory = given ?? mkdtempSync(join(tmpdir(), 'crossdock-lists-'));
const fresh = !existsSync(join(directory, 'crossdock.sqlite'));
mkdirSync(directory, { recursive: true });

const MAPPINGS = Array.from({ length: 40 }, (_one, index) => `mapping-${index}`);
const SOURCES = Array.from({ length: 25 }, (_one, index) => `source-${index}`);
const CODES = ['mapping.unmapped', 'rule.blocked', 'document.invalid', 'state.transition'];
const DESTINATIONS = Array.from({ length: 12 }, (_one, index) => `destination-${index}`);
const LOCATIONS = Array.from({ length: 40 }, (_one, index) => `W-${index}`);
const START = Date.UTC(2026, 0, 1);
const SPACING_MS = 2_000;

/** A small generator with a seed: the same store each time. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

function fill(connection) {
  const next = numbers(7);
  // As long as a message of a shop is when it is stored and sealed.
  const evaluated = 'x'.repeat(1_200);
  const message = connection.prepare(
    `INSERT INTO messages (id, receipt_id, position, source, mapping, status, document_type, document_key, evaluated, result, versions, attempts, created_at, settled_at, day, code)
     VALUES (?, ?, 0, ?, ?, ?, 'order', ?, ?, ?, '{}', 1, ?, ?, ?, ?)`,
  );
  const exception = connection.prepare(
    `INSERT INTO exceptions (id, subject, message_id, code, category, owner, severity, cause, message, detail, status, created_at)
     VALUES (?, 'message', ?, ?, 'data', ?, 'block', ?, 'held', '{}', ?, ?)`,
  );
  const document = connection.prepare(
    `INSERT INTO documents (type, system, key, source_class, state, view, fingerprint, version, created_at, updated_at, status)
     VALUES ('order', ?, ?, 'storefront', '{}', '{"type":"order"}', '', 1, ?, ?, ?)`,
  );
  const receipt = connection.prepare(
    `INSERT INTO receipts (id, source, body, body_hash, received_at, day, status, message_count)
     VALUES (?, ?, x'', '', ?, ?, 'decoded', 1)`,
  );
  const intake = connection.prepare(
    `INSERT INTO intakes (source, day, received, last_at) VALUES (?, ?, 1, ?)
     ON CONFLICT (source, day) DO UPDATE SET received = received + 1, last_at = excluded.last_at`,
  );
  // A list of deliveries never touches their bytes; as long as a document is when it is sealed.
  const sent = Buffer.alloc(700, 1);
  const delivery = connection.prepare(
    `INSERT INTO deliveries (id, destination, mapping, document_id, document_type, document_key, once_key, body, content_type, content_hash, status, attempts, next_at, created_at, delivered_at, last_error)
     VALUES (?, ?, ?, ?, 'order', ?, ?, ?, 'application/json', '', ?, ?, ?, ?, ?, ?)`,
  );
  const position = connection.prepare(
    `INSERT INTO documents (type, system, key, source_class, state, view, fingerprint, version, created_at, updated_at)
     VALUES ('inventory', 'wms', ?, 'wms', '{}', ?, '', 1, ?, ?)`,
  );
  for (let from = 0; from < MESSAGES; from += 10_000) {
    connection.transaction(() => {
      for (let index = from; index < Math.min(MESSAGES, from + 10_000); index += 1) {
        const at = START + index * SPACING_MS;
        const source = SOURCES[Math.floor((next(100) * next(100)) / 400)];
        const mapping = MAPPINGS[Math.floor((next(100) * next(100)) / 250)];
        const draw = next(1_000);
        const status = draw < 40 ? 'held' : draw < 60 ? 'duplicate' : draw < 62 ? 'discarded' : 'processed';
        const code = status === 'held' ? CODES[next(CODES.length)] : null;
        const key = `${100_000 + next(900_000)}-${index}`;
        const id = `msg_${index}`;
        const day = new Date(at).toISOString().slice(0, 10);
        message.run(
          id,
          `rcp_${index}`,
          source,
          mapping,
          status,
          key,
          evaluated,
          evaluated.slice(0, 300),
          at,
          at + 40,
          day,
          code,
        );
        if (code !== null)
          exception.run(
            `exc_${index}`,
            id,
            code,
            `team-${next(5)}`,
            `${code} ${next(300)}`,
            next(10) === 0 ? 'resolved' : 'open',
            at,
          );
        receipt.run(`rcp_${index}`, source, at, day);
        intake.run(source, day, at);
        const fate = next(1_000);
        const state = fate < 3 ? 'dead' : fate < 5 ? 'pending' : 'delivered';
        delivery.run(
          `dlv_${index}`,
          DESTINATIONS[Math.floor((next(100) * next(100)) / 834)],
          `out-${next(6)}`,
          Math.floor(index / 5) + 1,
          key,
          `once ${index}`,
          sent,
          state,
          fate < 30 ? 2 + next(6) : 1,
          at,
          at,
          state === 'delivered' ? at + 90 : null,
          state === 'delivered' ? null : 'the destination answered 503',
        );
        if (index % 10 === 0) {
          const place = { sku: `SKU-${100_000 + next(900_000)}`, location: LOCATIONS[next(40)], lot: String(index) };
          const view = { type: 'inventory', ...place, source: { system: 'wms' }, quantities: { available: next(50) } };
          position.run(inventoryKey(place), JSON.stringify(view), at, at);
        }
        if (index % 5 === 0) document.run(source, key, at, at, ['accepted', 'released', 'shipped', 'closed'][next(4)]);
      }
    })();
    if (from % 100_000 === 0) process.stderr.write(`\r${from.toLocaleString('en')} messages`);
  }
  process.stderr.write('\n');
}

const database = new Database(directory, { anyVolume: true });
const { connection } = database;
if (fresh) fill(connection);
const total = connection.prepare('SELECT count(*) AS n FROM messages').get().n;

const middle = START + (total / 2) * SPACING_MS;
const page = { limit: 100 };
const { key: someKey } = connection
  .prepare("SELECT key FROM documents WHERE type = 'order' ORDER BY id LIMIT 1 OFFSET 777")
  .get();
/** As the route answers: with what open orders want of the SKUs of the page. */
function withPromises(rows) {
  promisedQuantities(
    connection,
    rows.map(({ view }) => view.sku),
    1_000,
  );
  return rows;
}
const questions = {
  newest: () => listMessages(connection, page),
  'status held': () => listMessages(connection, { ...page, status: 'held' }),
  'source and status': () => listMessages(connection, { ...page, source: 'source-3', status: 'duplicate' }),
  'mapping, source and status that never meet': () =>
    listMessages(connection, { ...page, mapping: 'mapping-0', source: 'source-0', status: 'accepted' }),
  'mapping and status, few': () => listMessages(connection, { ...page, mapping: 'mapping-39', status: 'held' }),
  'dense mapping, dense status, rare source': () =>
    listMessages(connection, { ...page, mapping: 'mapping-0', status: 'processed', source: 'source-24' }),
  code: () => listMessages(connection, { ...page, code: 'state.transition' }),
  'code and source': () => listMessages(connection, { ...page, code: 'state.transition', source: 'source-20' }),
  'key beginning, few': () => listMessages(connection, { ...page, keyPrefix: '123456' }),
  'key beginning, many': () => listMessages(connection, { ...page, keyPrefix: '1' }),
  'key beginning, many, and a source': () => listMessages(connection, { ...page, keyPrefix: '1', source: 'source-9' }),
  'an hour in the middle': () => listMessages(connection, { ...page, from: middle, to: middle + 3_600_000 }),
  'a status in a day in the middle': () =>
    listMessages(connection, { ...page, status: 'held', from: middle, to: middle + 86_400_000 }),
  'the ten-thousandth page of a status': () =>
    listMessages(connection, { ...page, status: 'processed', before: Math.max(2, total - 950_000) }),
  'exceptions of a cause': () => listExceptions(connection, { ...page, cause: 'rule.blocked 7', status: 'open' }),
  orders: () => listOrders(connection, { limit: 50 }),
  'orders by status and id': () => listOrders(connection, { limit: 50, status: 'shipped', keyPrefix: '2' }),
  deliveries: () => listDeliveries(connection, page),
  'deliveries that were given up': () => listDeliveries(connection, { ...page, status: 'dead' }),
  'deliveries of a destination': () => listDeliveries(connection, { ...page, destination: 'destination-3' }),
  'deliveries of a destination that wait': () =>
    listDeliveries(connection, { ...page, destination: 'destination-11', status: 'pending' }),
  'deliveries that were tried often, of a mapping': () =>
    listDeliveries(connection, { ...page, attempts: 5, mapping: 'out-2' }),
  'deliveries tried oftener than any': () => listDeliveries(connection, { ...page, attempts: 50 }),
  'deliveries of a mapping that none goes through': () => listDeliveries(connection, { ...page, mapping: 'out-none' }),
  'deliveries of a document': () => listDeliveries(connection, { ...page, documentKey: someKey }),
  'deliveries of a day in the middle, oldest first': () =>
    listDeliveries(connection, { ...page, from: middle, to: middle + 86_400_000, sort: 'oldest' }),
  'stock, with what is promised': () => withPromises(listPositions(connection, { limit: 200 })),
  'stock by the beginning of a SKU': () => withPromises(listPositions(connection, { limit: 200, skuPrefix: 'SKU-5' })),
  'stock of a SKU at a location': () =>
    withPromises(listPositions(connection, { limit: 200, skuPrefix: 'SKU-55', location: 'W-7' })),
  'stock at a location, deep': () =>
    withPromises(
      listPositions(connection, { limit: 200, location: 'W-7', after: inventoryKeyRange('SKU-800000').from }),
    ),
  locations: () => stockLocations(connection),
  'a chart': () => activityOf(connection, 'settled', { from: middle, to: middle + 86_400_000, stepMs: 300_000 }),
};

/** Sums, as the pages ask for them: the first page, the sums by source and day, the causes, the states of orders. */
const sums = new SumReader(database);
const lengthOf = (value) => (Array.isArray(value) ? value.length : 1);
const sumOf =
  (name, options = {}) =>
  async () => ({ length: lengthOf(await sums.ask(name, options)) });
Object.assign(questions, {
  'sum: the first page': sumOf('overview'),
  'sum: by source and day': sumOf('conservation'),
  'sum: by day of one source': sumOf('conservation', { source: 'source-3' }),
  'sum: clusters of exceptions': sumOf('clusters', { limit: 300 }),
  'sum: what waits at destinations': sumOf('destinations'),
  'sum: orders by status': sumOf('orders by status'),
});

const ROUNDS = 40;
const rows = [];
for (const [name, ask] of Object.entries(questions)) {
  const took = [];
  let found = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    found = (await ask()).length;
    took.push(performance.now() - began);
  }
  // The first answer reads pages from the disk; it counts like the others.
  took.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((share) => took[Math.floor(ROUNDS * share)]);
  rows.push({ name, found, p50, p95, worst: took.at(-1) });
}
process.stdout.write(`${total.toLocaleString('en')} messages, ${ROUNDS} times each, milliseconds\n`);
const width = Math.max(...rows.map(({ name }) => name.length));
for (const { name, found, p50, p95, worst } of rows)
  process.stdout.write(
    `${name.padEnd(width)}  ${String(found).padStart(4)} rows  p50 ${p50.toFixed(1).padStart(7)}  p95 ${p95.toFixed(1).padStart(7)}  worst ${worst.toFixed(1).padStart(7)}\n`,
  );
await sums.close();
await database.close();
if (given === undefined) rmSync(directory, { recursive: true, force: true });
process.exit(rows.some(({ p95 }) => p95 > 300) ? 1 : 0);
