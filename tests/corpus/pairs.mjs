// Known inputs with known outputs: each is compared on the fields that both sides have.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatOf } from '../../dist/runtime/engine/formats/index.js';
import { checkDigitOf, isGtin, isSscc } from '../../dist/runtime/engine/functions/gs1.js';
import { runMessage } from '../../dist/runtime/engine/message.js';
import { compareSegments, listedSegments, namedSegments, ownSegments } from './segments.mjs';

/** Compares named values `[what, expected, found]`. */
function compareValues(values) {
  const differences = values
    .filter(([, expected, found]) => JSON.stringify(expected) !== JSON.stringify(found))
    .map(([what, expected, found]) => `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  return { compared: values.length, differences };
}

const merged = (results) => ({
  compared: results.reduce((sum, result) => sum + result.compared, 0),
  differences: results.flatMap((result) => result.differences),
});

/** What pairs read: files of the corpus, decoded messages, and documents of mapped messages. */
function openCorpus(corpus, outcomes) {
  const bytes = (path) => new Uint8Array(readFileSync(join(corpus, path)));
  const json = (path) => JSON.parse(readFileSync(join(corpus, path), 'utf8').replace(/^\ufeff/, ''));
  const decode = (path, format, options) =>
    formatOf(format)
      .decode(bytes(path), options === undefined ? {} : { options })
      .messages.map((message) => message.value);
  const messages = (path) => outcomes.get(path) ?? [];
  const documents = (path) => messages(path).flatMap((outcome) => outcome.documents);
  return { json, decode, messages, documents };
}

const amount = (text) => (text === undefined ? undefined : Number(text));
const dashed = (date) => date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');

function wareboxes({ json, documents }) {
  const expected = json('pairs/wareboxes-940/940.expected.json');
  const [order] = documents('pairs/wareboxes-940/940.edi');
  return compareValues([
    ['orderId', expected.order_key, order?.orderId],
    ['rush', expected.rush, order?.tags?.includes('rush')],
    ['commitments.shipBy', Date.parse(expected.ship_by), Date.parse(order?.commitments?.shipBy)],
    ['shipTo.city', expected.ship_to.city, order?.shipTo?.city],
    ['shipTo.phone', expected.ship_to.phone, order?.shipTo?.phone],
    ['lines', expected.lines.length, order?.lines?.length],
    ...expected.lines.flatMap((line, index) => [
      [`line ${index} sku`, line.external_item_key, order?.lines?.[index]?.sku],
      [`line ${index} quantity`, line.quantity, order?.lines?.[index]?.quantity],
      [`line ${index} unit`, line.uom, order?.lines?.[index]?.unit],
    ]),
  ]);
}

function shipstation({ json, documents }) {
  const expected = json('order/shipstation/order.expected.json');
  const [order] = documents('order/shipstation/order.json');
  return compareValues([
    ['orderId', String(expected.orderId), order?.orderId],
    ['orderNumber', expected.orderNumber, order?.orderNumber],
    ['customer.email', expected.customerEmail, order?.customer?.email],
    ['totals.total', expected.orderTotal, amount(order?.totals?.total)],
    ['internal notes', expected.internalNotes, order?.extensions?.shipstation?.internalNotes],
    ['holds', expected.holdUntilDate, order?.holds?.[0] ?? null],
  ]);
}

/** The manifest says of the two answers: price 12.00→12.50, quantity 500→450, date 07-10→07-15. */
async function riskyAnswer({ engine, documents, messages }) {
  const [exact] = documents('pairs/855-risk/855_exact.edi');
  const [risky] = documents('pairs/855-risk/855_risky.edi');
  const line = (order, index = 0) => order?.lines?.[index];
  const answered = (order) => line(order)?.quantities?.open ?? line(order)?.quantity;
  const fired = async (path) => {
    const [outcome] = messages(path);
    if (outcome === undefined) return undefined;
    const context = { previous: { ...exact, status: 'accepted' } };
    const { decisions } = await runMessage(engine, outcome.mapping, { message: outcome.message, context });
    return [
      ...new Set(decisions.map((decision) => decision.rule).filter((rule) => rule.startsWith('answer-changes'))),
    ].sort();
  };
  return compareValues([
    ['order', ['PO-1042', 'PO-1042'], [exact?.orderId, risky?.orderId]],
    ['price', [12, 12.5], [amount(line(exact)?.unitPrice), amount(line(risky)?.unitPrice)]],
    ['quantity', [500, 450], [answered(exact), answered(risky)]],
    ['date', ['2026-07-10', '2026-07-15'], [line(exact)?.commitments?.deliverBy, line(risky)?.commitments?.deliverBy]],
    ['second line', JSON.stringify(line(exact, 1)), JSON.stringify(line(risky, 1))],
    ['rules on the exact answer', [], await fired('pairs/855-risk/855_exact.edi')],
    [
      'rules on the risky answer',
      ['answer-changes-price', 'answer-changes-quantity'],
      await fired('pairs/855-risk/855_risky.edi'),
    ],
  ]);
}

/** No mapping takes Shopify's order export; read as a CSV file in groups it has to give the same order. */
function shopifyExport({ json, decode }) {
  const expected = json('pairs/shopify-csv/order_1050.expected.json');
  const orders = decode('pairs/shopify-csv/order_1050.csv', 'csv', { groupBy: 'Name' });
  const [first] = orders[0]?.rows ?? [];
  return compareValues([
    ['orders', expected.orders, orders.length],
    ['name', expected.name, first?.Name],
    ['total', expected.total_minor, Math.round(Number(first?.Total) * 100)],
    ['currency', expected.currency, first?.Currency],
    ['items', expected.items, orders[0]?.rows.length],
  ]);
}

function edifabricX12({ json, decode }) {
  const own = ownSegments(decode('edi-x12/edifabric/850_PurchaseOrder.txt', 'x12')[0]);
  const trees = [
    json('pairs/edifabric-x12/PurchaseOrderNs.json'),
    decode('pairs/edifabric-x12/PurchaseOrder.xml', 'xml')[0],
    decode('pairs/edifabric-x12/PurchaseOrder2.xml', 'xml')[0],
  ];
  return merged(trees.map((tree) => compareSegments(namedSegments(tree), own)));
}

function edifabricEdifact({ json, decode }) {
  const own = ownSegments(decode('edi-edifact/edifabric/ORDERS_PurchaseOrder.txt', 'edifact')[0]);
  const trees = [
    json('pairs/edifabric-edifact/PurchaseOrderNs.json'),
    decode('pairs/edifabric-edifact/PurchaseOrder.xml', 'xml')[0],
  ];
  return merged(trees.map((tree) => compareSegments(namedSegments(tree), own)));
}

/** A purchase order as rows: the canonical order made of its EDI form has to say the same. */
function orderAsRows({ engine, decode, documents }, { csv, edi }) {
  const rows = decode(csv, 'csv');
  const [order] = documents(edi);
  const unitOf = (word) => engine.workspace.tables.get('units')?.rows[word]?.unit;
  const [head] = rows;
  return compareValues([
    ['orderId', head.PO_NUMBER, order?.orderId],
    ['placedAt', dashed(head.PO_DATE), order?.placedAt],
    ['shipTo.name', head.CUSTOMER_NAME, order?.shipTo?.name],
    ['shipTo.code', head.CUSTOMER_NUMBER, order?.shipTo?.code],
    ['shipTo.address1', head.ADDRESS, order?.shipTo?.address1],
    ['shipTo.city', head.CITY, order?.shipTo?.city],
    ['shipTo.region', head.STATE, order?.shipTo?.region],
    ['shipTo.postalCode', head.POSTAL_CODE, order?.shipTo?.postalCode],
    ['lines', rows.length, order?.lines?.length],
    ...rows.flatMap((row, index) => [
      [`line ${index} id`, row.LINE_NUMBER, order?.lines?.[index]?.lineId],
      [`line ${index} gtin`, row.UPC_NUMBER, order?.lines?.[index]?.gtin],
      [`line ${index} quantity`, Number(row.QUANTITY), order?.lines?.[index]?.quantity],
      [`line ${index} price`, Number(row.PRICE), amount(order?.lines?.[index]?.unitPrice)],
      [`line ${index} unit`, unitOf(row.UOM), order?.lines?.[index]?.unit],
    ]),
  ]);
}

function nodeX12({ json, decode }) {
  const expected = json('pairs/node-x12/850_map_result.json');
  const [set] = decode('edi-x12/node-x12/850.edi', 'x12');
  const shipTo = set.N1.find((loop) => loop.N101 === 'ST');
  return compareValues([
    ['SetID', expected.SetID, set.ST[0].ST01],
    ['ControlNumber', expected.ControlNumber, set.ST[0].ST02],
    ['OrderNumber', expected.OrderNumber, set.BEG[0].BEG03],
    ['Date', expected.Date, set.BEG[0].BEG04 ?? ''],
    ['ShipTo.Name', expected.ShipTo.Name, shipTo?.N102],
    ['ShipTo.Destination', expected.ShipTo.Destination, shipTo?.N104],
    ['ShipTo.Address', expected.ShipTo.Address, shipTo?.N3?.[0]?.N301],
    ['ShipTo.City', expected.ShipTo.City, shipTo?.N4?.[0]?.N401],
    ['ShipTo.State', expected.ShipTo.State, shipTo?.N4?.[0]?.N402],
    ['ShipTo.Zip', expected.ShipTo.Zip, shipTo?.N4?.[0]?.N403],
    ['quantities', expected.OrderLines.map((line) => line.Quantity), set.PO1.map((line) => line.PO102)],
    ['Trailer', expected.Trailer, [set.SE[0].SE01, set.SE[0].SE02]],
  ]);
}

const ediEngine = ({ json, decode }, name) =>
  compareSegments(
    listedSegments(json(`pairs/ediengine/${name}.json`)),
    ownSegments(decode(`edi-x12/ediengine/${name}.edi`, 'x12')[0]),
  );

/** What arrived in good order against what should have, as the source's own words put it. */
function shortReceipt({ json, documents }) {
  const expected = json('validation-errors/x12-944/944_short_receipt.expected.json');
  const errors = documents('validation-errors/x12-944/944_short_receipt.edi')
    .filter(
      (movement) =>
        movement.declared?.quantity !== undefined && movement.declared.quantity !== movement.quantities.on_hand,
    )
    .map(
      ({ sku, declared, quantities }) =>
        `Quantity mismatch on item ${sku}: expected ${declared.quantity}, received ${quantities.on_hand}`,
    );
  return compareValues([['errors', expected.errors, errors]]);
}

function csvHeaders({ json }) {
  const fixtures = json('pairs/csv-header-mapping/fixtures.json');
  return merged(
    fixtures.map(({ description, line, delimiter, expected }) => {
      const width = line.includes('"') ? line.split('","').length : line.split(delimiter).length;
      const row = Array.from({ length: width }, (_unused, index) => `v${index}`).join(delimiter);
      const [message] = formatOf('csv').decode(new TextEncoder().encode(`${line}\n${row}\n`)).messages;
      const cells = message?.value ?? {};
      return compareValues([
        [`${description}: columns`, width, Object.keys(cells).length],
        ...expected.map(([header]) => [`${description}: ${header}`, true, Object.hasOwn(cells, header)]),
      ]);
    }),
  );
}

function gs1Vectors({ json }) {
  const { vectors, full_numbers: numbers, reject_always: rejects } = json('codelists/gs1/check_digit_vectors.json');
  const valid = { SSCC: isSscc };
  return compareValues([
    ...vectors.map(({ type, body, check }) => [`${type} ${body}`, check, Number(checkDigitOf(body))]),
    ...vectors
      .filter(({ type }) => type !== 'GSIN')
      .flatMap(({ type, body, check }) => [
        [`${type} ${body} is valid`, true, (valid[type] ?? isGtin)(`${body}${check}`)],
        [`${type} ${body} with another digit is not`, false, (valid[type] ?? isGtin)(`${body}${(check + 1) % 10}`)],
      ]),
    ...numbers.map((number) => [number.value, number.valid, isGtin(number.value)]),
    ...rejects.filter((value) => !value.includes(' ')).map((value) => [value, false, isGtin(value)]),
  ]);
}

/** Name, the file that has to be there, and how it is compared. */
const PAIRS = [
  ['wareboxes 940', 'pairs/wareboxes-940/940.edi', wareboxes],
  ['ShipStation order', 'order/shipstation/order.expected.json', shipstation],
  ['855 exact and risky', 'pairs/855-risk/855_risky.edi', riskyAnswer],
  ['Shopify order export (CSV, read only)', 'pairs/shopify-csv/order_1050.csv', shopifyExport],
  ['EdiFabric 850 as JSON and XML', 'pairs/edifabric-x12/PurchaseOrderNs.json', edifabricX12],
  [
    'EdiFabric 850 as rows',
    'pairs/edifabric-x12/PurchaseOrder.csv',
    (corpus) =>
      orderAsRows(corpus, {
        csv: 'pairs/edifabric-x12/PurchaseOrder.csv',
        edi: 'edi-x12/edifabric/850_PurchaseOrderCSV.txt',
      }),
  ],
  ['EdiFabric ORDERS as JSON and XML', 'pairs/edifabric-edifact/PurchaseOrderNs.json', edifabricEdifact],
  [
    'EdiFabric ORDERS as rows',
    'pairs/edifabric-edifact/PurchaseOrder.csv',
    (corpus) =>
      orderAsRows(corpus, {
        csv: 'pairs/edifabric-edifact/PurchaseOrder.csv',
        edi: 'edi-edifact/edifabric/ORDERS_PurchaseOrderCSV.txt',
      }),
  ],
  ['node-x12 850', 'pairs/node-x12/850_map_result.json', nodeX12],
  ['EdiEngine 940', 'pairs/ediengine/940.OK.json', (corpus) => ediEngine(corpus, '940.OK')],
  ['EdiEngine 856', 'pairs/ediengine/856.Crossdock.OK.json', (corpus) => ediEngine(corpus, '856.Crossdock.OK')],
  ['944 short receipt', 'validation-errors/x12-944/944_short_receipt.expected.json', shortReceipt],
  ['CSV headers of ten platforms', 'pairs/csv-header-mapping/fixtures.json', csvHeaders],
  ['GS1 check digits', 'codelists/gs1/check_digit_vectors.json', gs1Vectors],
];

/**
 * Compares every pair that the corpus has.
 *
 * @returns per pair its name, how many values were compared, and one line for each that differs; `skipped` where files are missing
 */
export async function comparePairs({ corpus, engine, outcomes }) {
  const open = { ...openCorpus(corpus, outcomes), engine };
  const results = [];
  for (const [name, path, compare] of PAIRS) {
    if (!existsSync(join(corpus, path))) {
      results.push({ name, compared: 0, differences: [], skipped: `no ${path}` });
      continue;
    }
    try {
      results.push({ name, ...(await compare(open)) });
    } catch (thrown) {
      results.push({ name, compared: 0, differences: [`cannot be compared: ${thrown?.stack ?? thrown}`] });
    }
  }
  return results;
}
