// The files of a corpus: what its manifest lists, in which format each is written, and which mapping takes it.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The rows of a tab-separated file with a header row, as objects. */
export function readTsv(path) {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** How a text begins that is EDIFACT, whatever its file is called. */
const EDIFACT = /^\s*(?:UNA.{6}|UNB|UNH)/s;
/** How a text begins that is X12: with its envelope, or with a bare group or set. */
const X12 = /^\s*(?:ISA|GS|ST)[^A-Za-z0-9\s]/;

const BY_EXTENSION = { '.json': 'json', '.jsonld': 'json', '.csv': 'csv', '.tsv': 'csv', '.xml': 'xml' };

/** The name of the format in which a file is written: by its extension, its folder, or by how it begins. */
export function formatOfFile(path, bytes) {
  const known = BY_EXTENSION[extname(path)];
  if (known !== undefined) return known;
  // Folders of EDI hold files with a broken beginning, too.
  if (path.startsWith('edi-edifact/')) return 'edifact';
  if (path.startsWith('edi-x12/')) return 'x12';
  const text = new TextDecoder().decode(bytes.subarray(0, 200));
  if (EDIFACT.test(text)) return 'edifact';
  if (extname(path) === '.edi' || X12.test(text)) return 'x12';
  return 'csv';
}

/** Which mapping takes which files. What is not here is read only: parts of messages, requests, code lists, schemas. */
const MAPPING_OF_FILE = [
  [/^order\/shopify\/(?:(?:draft_)?orders?|order_with_transaction)\.json$/, 'shopify-order'],
  [/^shipment\/shopify\/fulfillments?\.json$/, 'shopify-fulfillment'],
  [/^inventory\/shopify\/inventory_levels?\.json$/, 'shopify-inventory-level'],
  [/^return\/shopify\//, 'shopify-refund'],
  [/^order\/woocommerce\//, 'woocommerce-order'],
  [/^order\/amazon-(?:spapi|notifications)\//, 'amazon-order'],
  [/^order\/bigcommerce\/order(?:s|_products|_shipping_addresses)?\.json$/, 'bigcommerce-order'],
  [/^order\/magento\//, 'magento-order'],
  [/^order\/shipstation\/order\.json$/, 'shipstation-order'],
  [/^carrier-event\/easypost\//, 'easypost-tracking'],
];

/** Which mapping takes which transaction set or message type. */
const MAPPING_OF_SET = {
  214: 'x12-214-carrier-event',
  810: 'x12-810-invoice',
  846: 'x12-846-inventory',
  850: 'x12-850-order',
  855: 'x12-855-acknowledgement',
  856: 'x12-856-shipment',
  860: 'x12-860-order-change',
  940: 'x12-940-order',
  943: 'x12-943-transfer',
  944: 'x12-944-receipt',
  945: 'x12-945-shipment',
  947: 'x12-947-adjustment',
  ORDERS: 'edifact-orders',
  ORDRSP: 'edifact-ordrsp',
  DESADV: 'edifact-desadv',
  INVRPT: 'edifact-invrpt',
  INVOIC: 'edifact-invoic',
};

/** Answers to what we sent: they are noted at the delivery that they answer, and no mapping takes them. */
export const TECHNICAL_ANSWERS = ['997', 'CONTRL'];

/** The mapping of a file's messages; undefined when it is only read. Those of an EDI file are found set by set. */
export const mappingOfFile = (path) => MAPPING_OF_FILE.find(([pattern]) => pattern.test(path))?.[1];

export const mappingOfSet = (kind) => MAPPING_OF_SET[kind];

/**
 * The files that a corpus's manifest lists.
 *
 * @returns each with its path, system (its folder), format name and bytes
 */
export function corpusFiles(corpus) {
  return readTsv(join(corpus, 'MANIFEST.tsv')).map(({ path }) => {
    const bytes = new Uint8Array(readFileSync(join(corpus, path)));
    const [kind, system] = path.split('/');
    return {
      path,
      kind,
      system: `${system.includes('.') ? '' : system} (${kind})`.trim(),
      format: formatOfFile(path, bytes),
      bytes,
    };
  });
}
