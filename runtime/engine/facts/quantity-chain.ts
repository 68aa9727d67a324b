// Facts on one quantity through the documents: ordered, acknowledged, shipped, delivered, invoiced, returned, and this line.
import type { ItemDocument, OrderDocument, ShipmentDocument } from '../../model/types.ts';
import { plain, readDecimal } from '../functions/exact.ts';
import { chainAt, chainOf, INCOMPARABLE } from './chain.ts';
import { sameUnit } from './item-units.ts';
import { type AnyLine, lineName, linesOf, packageLinesOf, ZERO } from './lines.ts';
import { matchOrderLine } from './order-lines.ts';
import type { FactSpec, FactSubject } from './spec.ts';

function packed(subject: FactSubject): unknown {
  const lines = packageLinesOf(subject.document as ShipmentDocument);
  const { order } = subject.context;
  if (order === undefined || order === null || linesOf(order).length === 0) return undefined;
  const over = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const chain = chainAt(lines, index, subject);
    if (chain === undefined || !chain.comparable || chain.overBy === '0') continue;
    const name = lineName(line, index);
    over.set(name, `${name} (${chain.ordered} ordered, ${chain.total} shipped)`);
  }
  const unknown = lines.flatMap((line, index) =>
    matchOrderLine(line, subject.context) === null ? [lineName(line, index)] : [],
  );
  return {
    unknown: [...new Set(unknown)],
    over: [...over.values()],
    unknownCount: unknown.length,
    overCount: over.size,
  };
}

function shortage(subject: FactSubject): unknown {
  const line = (subject.line ?? {}) as AnyLine;
  const [ordered, shipped] = [
    readDecimal(line.quantities?.['ordered']),
    readDecimal(line.quantities?.['shipped'] ?? line.quantity),
  ];
  const chain = chainOf(subject);
  const known = chain?.comparable === true ? chain : undefined;
  const sameMeasure = known !== undefined && (line.unit === undefined || sameUnit(line.unit, known.unit));
  const differs = sameMeasure && ordered !== undefined && !ordered.eq(known.ordered);
  if (ordered !== undefined && shipped !== undefined) {
    const by = ordered.minus(shipped);
    return {
      ordered: plain(ordered),
      shipped: plain(shipped),
      by: plain(by.gt(0) ? by : ZERO),
      orderedDiffers: differs,
    };
  }
  return {
    ordered: known?.ordered ?? null,
    shipped: known?.total ?? null,
    by: known?.shortBy ?? null,
    orderedDiffers: differs,
  };
}

const source = { system: 'example' };
const order: OrderDocument = {
  type: 'order',
  orderId: 'PO-1',
  source,
  lines: [
    { lineId: '3', sku: 'BOLT', quantity: 200, unit: 'EA', quantities: { ordered: 200, shipped: 150, open: 50 } },
  ],
};
const item: ItemDocument = { type: 'item', sku: 'BOLT', source, baseUnit: 'EA', units: [{ unit: 'BX', per: 50 }] };

export const quantityChainFacts: readonly FactSpec[] = [
  {
    name: 'quantityChain',
    summary: 'The quantity of the order line through all documents, with this line added, in one unit.',
    documents: ['shipment', 'return', 'invoice'],
    scope: '/lines',
    shape: {
      comparable:
        'false when units cannot be converted, or the line is a substitute or a kit component: then overBy and shortBy are null',
      unit: 'unit of every quantity here; the word units when the documents name none',
      ordered: 'ordered quantity (decimal text)',
      acknowledged: 'ordered less rejected and backordered, once the order was answered; else null',
      shipped: 'shipped, as the order in the state knows it without this document; so too the next four',
      delivered: 'delivered so far',
      invoiced: 'invoiced so far',
      returned: 'returned so far',
      cancelled: 'cancelled and rejected',
      this: 'quantity of this line',
      inDocument: 'quantity of this and the earlier lines of this document for the same order line',
      total:
        'shipped, invoiced or returned before, and inDocument; where order and document are of the same shop, the larger of the two',
      limit:
        'what total may come to: ordered for a shipment, shipped for an invoice or return (ordered where nothing is shipped)',
      overBy: 'how much total is above limit, 0 when it is not',
      overByInDocument: 'how much this document alone is above limit',
      shortBy: 'how much total is below limit, cancelled quantities not counted',
      lineCancelled: 'true when the whole ordered quantity is cancelled or rejected',
    },
    examples: [
      {
        subject: {
          document: { type: 'invoice', invoiceId: 'INV-1', source },
          line: { lineId: '3', sku: 'BOLT', quantity: 4, unit: 'BX' },
          context: { order, item },
        },
        result: {
          comparable: true,
          unit: 'EA',
          ordered: '200',
          acknowledged: null,
          shipped: '150',
          delivered: '0',
          invoiced: '0',
          returned: '0',
          cancelled: '0',
          this: '200',
          inDocument: '200',
          total: '200',
          limit: '150',
          overBy: '50',
          overByInDocument: '50',
          shortBy: '0',
          lineCancelled: false,
        },
      },
      {
        subject: {
          document: { type: 'invoice', invoiceId: 'INV-1', source },
          line: { lineId: '3', sku: 'BOLT', quantity: 4, unit: 'BX' },
          context: { order },
        },
        result: INCOMPARABLE,
      },
    ],
    compute: chainOf,
  },
  {
    name: 'packed',
    summary: 'What the packages of a shipment hold against the order, for lines that stand in packages only.',
    documents: ['shipment'],
    shape: {
      unknown: 'lines that the order does not have',
      unknownCount: 'how many they are (number)',
      over: 'lines of which more is shipped than ordered, each with both quantities',
      overCount: 'how many they are (number)',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'shipment',
            shipmentId: 'SH-2',
            source,
            packages: [
              {
                lines: [
                  { sku: 'BOLT', quantity: 60 },
                  { sku: 'NUT', quantity: 1 },
                ],
              },
            ],
          },
          context: { order },
        },
        result: { unknown: ['NUT'], unknownCount: 1, over: ['BOLT (200 ordered, 210 shipped)'], overCount: 1 },
      },
    ],
    compute: packed,
  },
  {
    name: 'shortage',
    summary: 'How much less is shipped than ordered: as the warehouse says it of the line, else as the order knows it.',
    documents: ['shipment'],
    scope: '/lines',
    shape: {
      ordered: 'ordered, as the line says, else as the order says; null when neither does',
      shipped: 'shipped with this line, or with all shipments where the order is the measure',
      by: 'how much is short, 0 when nothing is; null when it is not known',
      orderedDiffers: 'whether the line and the order name different ordered quantities',
    },
    examples: [
      {
        subject: {
          document: { type: 'shipment', shipmentId: 'SH-3', source },
          line: { lineId: '3', sku: 'BOLT', quantity: 150, unit: 'EA', quantities: { ordered: 210, shipped: 150 } },
          context: { order },
        },
        result: { ordered: '210', shipped: '150', by: '60', orderedDiffers: true },
      },
    ],
    compute: shortage,
  },
];
