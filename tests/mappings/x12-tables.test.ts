// The code tables of the X12 mappings and the table of units: every word they lead to is a word of the common model.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTable } from '../../runtime/engine/workspace/table.ts';
import { DOCUMENT_SCHEMAS, type FieldSchema } from '../../runtime/model/schemas.ts';

const read = (name: string) => {
  const file = `mappings/tables/${name}.csv`;
  return parseTable(name, file, readFileSync(file, 'utf8'));
};

/** Codes of a table with the word that one column gives them; codes that leave the cell empty are left out. */
function wordsOf(name: string, column: string): readonly (readonly [string, string])[] {
  return Object.entries(read(name).table.rows).flatMap(([code, row]) =>
    row[column] === undefined ? [] : [[code, row[column]] as const],
  );
}

const { order, shipment, inventory, invoice } = DOCUMENT_SCHEMAS;
const part = (schema: FieldSchema, name: string): FieldSchema => schema.$defs?.[name] as FieldSchema;
const words = (schema: FieldSchema, field: string): readonly unknown[] => schema.properties?.[field]?.enum ?? [];
const fields = (schema: FieldSchema): readonly unknown[] => Object.keys(schema.properties ?? {});

const LINE_BUCKETS = fields(part(order, 'lineQuantities'));
const STOCK_BUCKETS = fields(part(inventory, 'inventoryQuantities'));

const LEADS_TO: readonly (readonly [table: string, column: string, allowed: readonly unknown[]])[] = [
  ['x12-purpose', 'purpose', words(order, 'documentPurpose')],
  ['x12-purpose', 'status', words(order, 'status')],
  ['x12-purpose', 'invoiceStatus', words(invoice, 'status')],
  ['x12-purpose', 'shipmentStatus', words(shipment, 'status')],
  ['x12-order-type', 'orderType', words(order, 'orderType')],
  ['x12-order-status', 'purpose', words(order, 'documentPurpose')],
  ['x12-order-status', 'status', words(order, 'status')],
  ['x12-ack-type', 'acknowledgement', words(order, 'acknowledgement')],
  ['x12-line-ack', 'acknowledgement', words(part(order, 'line'), 'acknowledgement')],
  ['x12-line-ack', 'bucket', LINE_BUCKETS],
  ['x12-line-ack', 'rest', LINE_BUCKETS],
  ['x12-line-change', 'change', words(part(order, 'line'), 'change')],
  ['x12-w12-status', 'lineStatus', words(part(shipment, 'line'), 'status')],
  ['x12-w12-status', 'rest', fields(part(shipment, 'lineQuantities'))],
  ['x12-receipt-condition', 'bucket', STOCK_BUCKETS],
  ['x12-receipt-condition', 'present', ['yes', 'no']],
  ['x12-adjustment-reason', 'bucket', STOCK_BUCKETS],
  ['x12-adjustment-reason', 'effect', ['signed', 'increase', 'decrease', 'into', 'out_of']],
  ['x12-inventory-qualifier', 'bucket', STOCK_BUCKETS],
  ['x12-shipment-event', 'status', words(part(shipment, 'event'), 'status')],
  ['x12-shipment-event', 'use', ['event', 'estimate']],
  ['x12-invoice-type', 'invoiceType', words(invoice, 'invoiceType')],
  ['x12-charge', 'bucket', ['shipping', 'fees', 'tax']],
  ['x12-id-qualifier', 'kind', ['item', 'gtin', 'lot', 'serial', 'attribute', 'reference', 'date-code']],
];

describe('the tables of the X12 mappings', () => {
  test('are read without a finding', () => {
    const names = readdirSync('mappings/tables').filter((file) => file.startsWith('x12-') || file === 'units.csv');
    for (const file of names) expect(read(file.slice(0, -4)).findings, file).toEqual([]);
  });

  test.each(LEADS_TO)('%s leads by its column %s to words of the model only', (table, column, allowed) => {
    expect(allowed.length).toBeGreaterThan(0);
    const found = wordsOf(table, column);
    expect(found.length).toBeGreaterThan(0);
    for (const [code, word] of found) expect(allowed, `${table} ${code}`).toContain(word);
  });

  test('say of every event whether it has a status, and of every estimate that it has none', () => {
    for (const [code, row] of Object.entries(read('x12-shipment-event').table.rows)) {
      expect(row['status'] !== undefined, code).toBe(row['use'] === 'event');
    }
  });

  test('rank every code that may become a SKU, each rank once', () => {
    const rows = Object.entries(read('x12-id-qualifier').table.rows);
    const ranked = rows.filter(([, row]) => row['kind'] === 'item' || row['kind'] === 'gtin');
    expect(rows.filter(([, row]) => row['rank'] !== undefined)).toEqual(ranked);
    expect(new Set(ranked.map(([, row]) => row['rank'])).size).toBe(ranked.length);
  });
});

describe('the table of units', () => {
  const { rows } = read('units').table;

  test('leads from every unit it gives to the same unit', () => {
    for (const { unit } of Object.values(rows)) expect(rows[unit ?? '']?.['unit']).toBe(unit);
  });

  test.each([
    ['EA', 'EA'],
    ['PCE', 'EA'],
    ['H87', 'EA'],
    ['CA', 'CS'],
    ['XCS', 'CS'],
    ['BX', 'BX'],
    ['PL', 'PX'],
    ['DZ', 'DZN'],
    ['LB', 'LBR'],
    ['OZ', 'ONZ'],
    ['KG', 'KGM'],
    ['FT', 'FOT'],
    ['GR', 'GRM'],
    ['carton', 'CT'],
  ])('reads %s as %s', (word, unit) => {
    expect(rows[word]?.['unit']).toBe(unit);
  });

  test('does not know a code that is no unit of trade', () => {
    expect(rows['UP']).toBeUndefined();
    expect(rows['XX']).toBeUndefined();
  });
});
