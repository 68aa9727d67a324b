// Facts on the line of the order that a line of a shipment, return or invoice refers to, and on its price.
import type { InvoiceDocument, OrderDocument, OrderLine } from '../../model/types.ts';
import { type Decimal, readDecimal } from '../functions/exact.ts';
import { sameUnit } from './item-units.ts';
import { type AnyLine, amountOf, linesOf, textOf } from './lines.ts';
import { matchedLines, matchOf } from './order-lines.ts';
import type { FactSpec, FactSubject } from './spec.ts';

function orderLine(subject: FactSubject): unknown {
  const match = matchOf(subject);
  if (match === undefined || match === null) return match;
  const [line] = matchedLines(match, subject.context.order as OrderDocument);
  return { ...line, matchedBy: match.by, itemDiffers: match.itemDiffers };
}

function price(subject: FactSubject): unknown {
  const match = matchOf(subject);
  if (match === undefined || match === null || match.by === 'kit') return undefined;
  const line = subject.line as AnyLine;
  const orderLines = matchedLines(match, subject.context.order as OrderDocument);
  const known = orderLines.map(({ unitPrice }) => readDecimal(unitPrice)).filter((value) => value !== undefined);
  const billed = readDecimal(line.unitPrice);
  const comparable = billed !== undefined && orderLines.every(({ unit }) => sameUnit(unit, line.unit));
  const [ordered] = known;
  const amount = (value: Decimal | undefined) => amountOf(value, (subject.document as InvoiceDocument).currency);
  return {
    ordered: amount(ordered),
    billed: amount(billed),
    difference: comparable && ordered !== undefined ? amount(billed.minus(ordered)) : null,
    agrees: comparable && ordered !== undefined ? known.some((value) => value.eq(billed)) : null,
  };
}

/** The stored order's line with the same id, or with the same SKU when the line has no id. */
function storedLine({ line, context }: FactSubject): AnyLine | undefined {
  if (line === undefined || context.previous === undefined || context.previous === null) return undefined;
  const { lineId, sku } = line as AnyLine;
  return linesOf(context.previous).find((stored) =>
    lineId === undefined ? stored.sku === sku : stored.lineId === lineId,
  );
}

/**
 * How much of a line its document speaks of. An answer repeats what was ordered and says what of it is accepted (`open`) and
 * what comes later (`backordered`): together they are what it confirms.
 */
function statedQuantity(line: OrderLine, { documentPurpose }: OrderDocument): Decimal | undefined {
  const accepted = documentPurpose === 'acknowledgement' ? readDecimal(line.quantities?.open) : undefined;
  return accepted?.plus(readDecimal(line.quantities?.backordered) ?? 0) ?? readDecimal(line.quantity);
}

function lineChange(subject: FactSubject): unknown {
  const before = storedLine(subject);
  if (before === undefined) return subject.context.previous === undefined ? undefined : null;
  const line = subject.line as OrderLine;
  const document = subject.document as OrderDocument;
  const { currency } = document;
  const [quantity, quantityBefore] = [statedQuantity(line, document), readDecimal(before.quantity)];
  const [unitPrice, priceBefore] = [readDecimal(line.unitPrice), readDecimal(before.unitPrice)];
  return {
    quantityBefore: textOf(quantityBefore),
    quantity: textOf(quantity),
    quantityDiffers: quantity !== undefined && quantityBefore !== undefined && !quantity.eq(quantityBefore),
    priceBefore: amountOf(priceBefore, currency),
    price: amountOf(unitPrice, currency),
    priceDiffers: unitPrice !== undefined && priceBefore !== undefined && !unitPrice.eq(priceBefore),
  };
}

const source = { system: 'example' };
const order: OrderDocument = {
  type: 'order',
  orderId: 'PO-1',
  source,
  lines: [
    { lineId: '1', sku: 'A-1', quantity: 10, unitPrice: '12.00' },
    { lineId: '2', sku: 'B-2', identifiers: [{ system: 'buyer', value: 'X-77' }], quantity: 5 },
  ],
};

export const orderLineFacts: readonly FactSpec[] = [
  {
    name: 'orderLine',
    summary:
      'The line of the order that this line refers to: by line id, SKU, GTIN, any common code, substitute or kit.',
    documents: ['shipment', 'return', 'invoice'],
    scope: '/lines',
    shape: {
      '…': 'every member of the order line; null as a whole when the order has no such line',
      matchedBy: 'lineId, code, substitute or kit',
      itemDiffers: 'true when only the line id agrees and the item is another',
    },
    examples: [
      {
        subject: {
          document: { type: 'shipment', shipmentId: 'SH-1', source },
          line: { sku: 'X-77', quantity: 5 },
          context: { order },
        },
        result: {
          lineId: '2',
          sku: 'B-2',
          identifiers: [{ system: 'buyer', value: 'X-77' }],
          quantity: 5,
          matchedBy: 'code',
          itemDiffers: false,
        },
      },
      {
        subject: {
          document: { type: 'shipment', shipmentId: 'SH-1', source },
          line: { sku: 'C-3', quantity: 5 },
          context: { order },
        },
        result: null,
      },
    ],
    compute: orderLine,
  },
  {
    name: 'price',
    summary: 'The price that is billed against the price that was ordered.',
    documents: ['invoice'],
    scope: '/lines',
    shape: {
      ordered: 'unit price of the order line',
      billed: 'unit price of the invoice line',
      difference: 'billed − ordered',
      agrees: 'whether they are the same; null when one is not known or the units differ',
    },
    examples: [
      {
        subject: {
          document: { type: 'invoice', invoiceId: 'INV-1', source },
          line: { lineId: '1', sku: 'A-1', quantity: 10, unitPrice: '12.50' },
          context: { order },
        },
        result: { ordered: '12.00', billed: '12.50', difference: '0.50', agrees: false },
      },
    ],
    compute: price,
  },
  {
    name: 'lineChange',
    summary: 'What a change or an answer makes of the line that the state holds.',
    documents: ['order'],
    scope: '/lines',
    shape: {
      quantityBefore: 'quantity in the state',
      quantity: 'quantity in this document; of an answer what it confirms',
      quantityDiffers: 'whether both are known and differ',
      priceBefore: 'unit price in the state',
      price: 'unit price in this document',
      priceDiffers: 'whether both are known and differ',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'PO-1', source },
          line: { lineId: '1', quantity: 8, unitPrice: '12.50' },
          context: { previous: order },
        },
        result: {
          quantityBefore: '10',
          quantity: '8',
          quantityDiffers: true,
          priceBefore: '12.00',
          price: '12.50',
          priceDiffers: true,
        },
      },
      {
        subject: {
          document: { type: 'order', orderId: 'PO-1', documentPurpose: 'acknowledgement', source },
          line: { lineId: '1', quantity: 10, unitPrice: '12.00', quantities: { ordered: 10, open: 7, backordered: 1 } },
          context: { previous: order },
        },
        result: {
          quantityBefore: '10',
          quantity: '8',
          quantityDiffers: true,
          priceBefore: '12.00',
          price: '12.00',
          priceDiffers: false,
        },
      },
    ],
    compute: lineChange,
  },
];
