// Facts on a return: whether it matches an order and line, how much may come back, and whether the money fits the order.
import type { OrderDocument, ReturnDocument, ReturnLine } from '../../model/types.ts';
import { type Decimal, plain, readDecimal } from '../functions/exact.ts';
import { type ComparableChain, chainOf } from './chain.ts';
import { amountOf, sumOf, textOf, ZERO } from './lines.ts';
import { matchedLines, matchOf } from './order-lines.ts';
import type { FactSpec, FactSubject } from './spec.ts';

function returnable(subject: FactSubject): unknown {
  const { order } = subject.context;
  if (order === undefined) return undefined;
  const match = matchOf(subject);
  const chain = chainOf(subject);
  const lines = match === undefined || match === null ? [] : matchedLines(match, order as OrderDocument);
  const known = chain?.comparable === true ? chain : undefined;
  const stated = lines.some((line) => line.quantities?.['shipped'] !== undefined);
  // Where the limit is not what was shipped, the order proves nothing of its shipping.
  const shippedKnown = stated && (known === undefined || known.limit === known.shipped);
  return {
    orderKnown: order !== null,
    lineKnown: order === null || match === undefined ? null : match !== null,
    shippedKnown,
    neverShipped: shippedKnown && known?.shipped === '0',
    unit: known?.unit ?? null,
    shipped: known?.shipped ?? null,
    returned: known?.returned ?? null,
    returnable: known === undefined ? null : stillReturnable(known),
    this: known?.this ?? null,
    overBy: known?.overBy ?? null,
  };
}

/** What may still come back when this document is not counted. */
function stillReturnable({ limit, total, inDocument }: ComparableChain): string {
  const [most, all, own] = [limit, total, inDocument].map((text) => readDecimal(text) ?? ZERO) as [
    Decimal,
    Decimal,
    Decimal,
  ];
  return plain(most.minus(all).plus(own));
}

function inspection({ line }: FactSubject): unknown {
  const { inspection: result, disposition, quantity, receivedQuantity, damagedQuantity } = (line ?? {}) as ReturnLine;
  const [announced, received, damaged] = [
    readDecimal(quantity),
    readDecimal(receivedQuantity),
    readDecimal(damagedQuantity),
  ];
  const difference = announced === undefined || received === undefined ? undefined : received.minus(announced);
  return {
    failed: result === 'failed',
    restocked: disposition === 'restock',
    failedButRestocked: result === 'failed' && disposition === 'restock',
    damaged: damaged?.gt(0) === true,
    announced: textOf(announced),
    received: textOf(received),
    receivedMore: difference?.gt(0) === true,
    receivedLess: difference?.lt(0) === true,
  };
}

function refund({ document, context }: FactSubject): unknown {
  const { refund: money, lines = [], currency } = document as ReturnDocument;
  const amount = readDecimal(money?.amount);
  const ordered = readDecimal(context.order?.totals?.total);
  const ofLines = sumOf(lines.map((line) => line.amount));
  const currencies = [money?.currency ?? currency, context.order?.currency].filter((code) => code !== undefined);
  return {
    amount: amountOf(amount, currencies[0]),
    ofLines: amountOf(ofLines, currencies[0]),
    orderTotal: amountOf(ordered, context.order?.currency),
    exceedsOrder: amount !== undefined && ordered !== undefined && amount.gt(ordered),
    currencyDiffers: new Set(currencies).size > 1,
  };
}

const source = { system: 'example' };
const order: OrderDocument = {
  type: 'order',
  orderId: 'O-1',
  source,
  currency: 'EUR',
  totals: { total: '39.80' },
  lines: [{ lineId: '1', sku: 'A-1', quantity: 3, quantities: { ordered: 3, shipped: 2, returned: 1 } }],
};

export const returnFacts: readonly FactSpec[] = [
  {
    name: 'returnable',
    summary: 'Whether a return line matches a line of the original order, and how much of it may still come back.',
    documents: ['return'],
    scope: '/lines',
    shape: {
      orderKnown: 'whether the original order is in the state',
      lineKnown: 'whether it has such a line; null when the order or its lines are not known',
      shippedKnown: 'whether the order’s lines prove how much was shipped',
      neverShipped: 'whether it says that nothing was',
      unit: 'unit of the quantities',
      shipped: 'shipped so far',
      returned: 'come back so far',
      returnable:
        'what may still come back, this document not counted; from the ordered quantity when shipped is not known',
      this: 'quantity of this line: received, else announced',
      overBy: 'how much more than that comes back, 0 when not; null when units cannot be converted',
    },
    examples: [
      {
        subject: {
          document: { type: 'return', returnId: 'R-1', source },
          line: { lineId: '1', sku: 'A-1', quantity: 2 },
          context: { order, previous: null },
        },
        result: {
          orderKnown: true,
          lineKnown: true,
          shippedKnown: true,
          neverShipped: false,
          unit: 'units',
          shipped: '2',
          returned: '1',
          returnable: '1',
          this: '2',
          overBy: '1',
        },
      },
    ],
    compute: returnable,
  },
  {
    name: 'inspection',
    summary: 'What the inspection of a returned line says, against what becomes of the goods.',
    documents: ['return'],
    scope: '/lines',
    shape: {
      failed: 'whether the quality inspection failed',
      restocked: 'whether the goods go back to stock',
      failedButRestocked: 'whether both are so',
      damaged: 'whether a damaged quantity is reported',
      announced: 'quantity announced',
      received: 'quantity received; null when that is not said',
      receivedMore: 'whether more came than announced',
      receivedLess: 'whether less came than announced',
    },
    examples: [
      {
        subject: {
          document: { type: 'return', returnId: 'R-1', source },
          line: { lineId: '1', quantity: 2, receivedQuantity: 1, inspection: 'failed', disposition: 'restock' },
          context: {},
        },
        result: {
          failed: true,
          restocked: true,
          failedButRestocked: true,
          damaged: false,
          announced: '2',
          received: '1',
          receivedMore: false,
          receivedLess: true,
        },
      },
    ],
    compute: inspection,
  },
  {
    name: 'refund',
    summary: 'The money given back against the original order.',
    documents: ['return'],
    shape: {
      amount: 'amount of the refund',
      ofLines: 'sum of the amounts of the lines',
      orderTotal: 'total of the original order; null when it is not known',
      exceedsOrder: 'whether more is given back than the order came to',
      currencyDiffers: 'whether refund and order have different currencies',
    },
    examples: [
      {
        subject: {
          document: { type: 'return', returnId: 'R-1', source, refund: { amount: '50.00', currency: 'USD' } },
          context: { order },
        },
        result: { amount: '50.00', ofLines: null, orderTotal: '39.80', exceedsOrder: true, currencyDiffers: true },
      },
    ],
    compute: refund,
  },
];
