// Facts on the arithmetic inside one document: counts, sums and totals against what the document says of itself.
import type { CanonicalDocument, Discount, ShipmentDocument } from '../../model/types.ts';
import { type Decimal, decimalFrom, readDecimal } from '../functions/exact.ts';
import { type AnyLine, amountOf, linesOf, packageLinesOf, repeatedIn, sumOf, textOf, ZERO } from './lines.ts';
import {
  amountsOf,
  closestDifference,
  HALF,
  isCharge,
  lineTotalOf,
  minorUnit,
  productOf,
  type Reckoned,
  reckoningOf,
} from './reckoning.ts';
import type { FactSpec, FactSubject } from './spec.ts';

/** Every part doubles the ways to a total. */
const MOST_PARTS = 8;

function agrees(found: Decimal | undefined, declared: Decimal | undefined): boolean | null {
  return found === undefined || declared === undefined ? null : found.eq(declared);
}

function currenciesOf({ document, context }: FactSubject): string[] {
  const own = document as Reckoned;
  const order = document.type === 'order' ? undefined : context.order;
  const all = [
    own.currency,
    own.refund?.currency,
    (context.previous as Reckoned | null | undefined)?.currency,
    order?.currency,
  ];
  return [...new Set(all.filter((currency) => currency !== undefined))];
}

/** Documents that may rightly have no lines: they change, cancel or answer another, or the lines are known already. */
function expectsLines({ document, context }: FactSubject): boolean {
  const { documentPurpose, status, refund } = document as Reckoned;
  if (['change', 'cancellation', 'acknowledgement'].includes(documentPurpose ?? '')) return false;
  if (['draft', 'cancelled', 'rejected', 'void'].includes(status ?? '') || refund?.amount !== undefined) return false;
  return context.previous === undefined || context.previous === null || linesOf(context.previous).length === 0;
}

function movedQuantity(document: CanonicalDocument, lines: readonly AnyLine[]): Decimal | undefined {
  if (document.type !== 'shipment') return sumOf(lines.map((line) => line.quantity));
  const all = [...lines, ...packageLinesOf(document as ShipmentDocument)];
  return sumOf(all.map((line) => line.quantities?.['shipped'] ?? line.quantity));
}

function arithmetic(subject: FactSubject): unknown {
  const document = subject.document as CanonicalDocument & Reckoned;
  const lines = linesOf(document);
  const isChange = document.documentPurpose === 'change';
  const [declaredCount, declaredQuantity, declaredTotal] = [
    readDecimal(document.declared?.lineCount),
    readDecimal(document.declared?.quantity),
    readDecimal(document.declared?.total),
  ];
  const lineCount = decimalFrom(String(lines.length));
  const quantityTotal = movedQuantity(document, lines);
  const lineTotals = lines.map(lineTotalOf);
  const lineTotal = lineTotals.includes(undefined) ? undefined : sumOf(lineTotals.map((total) => total?.toFixed()));
  const documentTotal = readDecimal(document.totals?.total);
  const reckoning = lineTotal === undefined || isChange ? undefined : reckoningOf(document, lines, lineTotal);
  const differences = [documentTotal, declaredTotal].flatMap((total) =>
    total === undefined || reckoning === undefined ? [] : [closestDifference(total, reckoning)],
  );
  const difference = differences.find((one) => !one.eq(0)) ?? differences[0];
  const amount = (value: Decimal | undefined) => amountOf(value, document.currency);
  // An 856 counts its HL segments in CTT01, not its lines: there is nothing to compare with.
  const countable = document.type !== 'shipment';
  return {
    lineCount: lines.length,
    linesExpected: expectsLines(subject),
    declaredLineCount: textOf(declaredCount),
    lineCountAgrees: countable ? agrees(lineCount, declaredCount) : null,
    quantityTotal: textOf(quantityTotal),
    declaredQuantity: textOf(declaredQuantity),
    quantityAgrees: isChange ? null : agrees(quantityTotal, declaredQuantity),
    lineTotal: amount(lineTotal),
    documentTotal: amount(documentTotal),
    declaredTotal: amount(declaredTotal),
    difference: amount(difference),
    totalAgrees: difference === undefined ? null : difference.eq(0),
    duplicateLineIds: repeatedIn(lines.map((line) => line.lineId)),
    currencies: currenciesOf(subject),
  };
}

function lineArithmetic(subject: FactSubject): unknown {
  const line = (subject.line ?? {}) as AnyLine;
  const [product, total] = [productOf(line), readDecimal(line.total)];
  const amount = (value: Decimal | undefined) => amountOf(value, (subject.document as Reckoned).currency);
  const nothing = { product: amount(product), total: amount(total), difference: null, agrees: null };
  if (product === undefined || total === undefined) return nothing;
  const { discounts = [] } = line as { discounts?: readonly Discount[] };
  const allowances = amountsOf(discounts.filter((discount) => !isCharge(discount)));
  const charges = discounts.filter(isCharge).map(({ amount: charge }) => readDecimal(charge));
  const unit = minorUnit((subject.document as Reckoned).currency);
  // A source that rounds the price of one piece is off by up to half a cent a piece.
  const slack = unit.times(HALF).times(readDecimal(line.quantity)?.abs() ?? ZERO);
  const difference = closestDifference(total, {
    base: product,
    discounts: [ZERO, readDecimal(line.discount) ?? allowances ?? ZERO],
    parts: [readDecimal(line.tax), ...charges].filter((part) => part !== undefined).slice(0, MOST_PARTS),
    tolerance: slack.gt(unit) ? slack : unit,
  });
  return { ...nothing, difference: amount(difference), agrees: difference.eq(0) };
}

const source = { system: 'example' };

export const arithmeticFacts: readonly FactSpec[] = [
  {
    name: 'arithmetic',
    summary: 'Counts, sums and totals of the document, and whether they agree with what it says of itself.',
    documents: ['order', 'shipment', 'return', 'invoice'],
    shape: {
      lineCount: 'number of lines (number)',
      linesExpected: 'false for a change, cancellation, answer, draft, or when the state already holds the lines',
      declaredLineCount: 'number of lines that the trailer says (decimal text or null)',
      lineCountAgrees: 'whether the two counts are the same; null when none is declared',
      quantityTotal: 'sum of the quantities of the lines',
      declaredQuantity: 'sum of quantities that the trailer says',
      quantityAgrees: 'whether the two sums are the same; null when none is declared',
      lineTotal: 'sum of the line totals, or of quantity × price − discount where a line gives none',
      documentTotal: 'totals.total',
      declaredTotal: 'total that the trailer says',
      difference:
        'what no choice of discount, shipping, tax, fees, duties and tip explains between the lines and the total, or the declared total; 0.00 within rounding',
      totalAgrees: 'whether that difference is 0; null when there is nothing to compare',
      duplicateLineIds: 'line ids that come more than once',
      currencies: 'every currency of the document, its stored state and its order',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'order',
            orderId: 'PO-1',
            source,
            currency: 'USD',
            declared: { lineCount: 3, quantity: 150 },
            lines: [
              { lineId: '1', quantity: 100, unitPrice: '12.95' },
              { lineId: '1', quantity: 50, unitPrice: '24.50' },
            ],
            totals: { shipping: '180.00', total: '2700.00' },
          },
          context: {},
        },
        result: {
          lineCount: 2,
          linesExpected: true,
          declaredLineCount: '3',
          lineCountAgrees: false,
          quantityTotal: '150',
          declaredQuantity: '150',
          quantityAgrees: true,
          lineTotal: '2520.00',
          documentTotal: '2700.00',
          declaredTotal: null,
          difference: '0.00',
          totalAgrees: true,
          duplicateLineIds: ['1'],
          currencies: ['USD'],
        },
      },
    ],
    compute: arithmetic,
  },
  {
    name: 'lineArithmetic',
    summary: 'Quantity × price − discount against the total of the line.',
    documents: ['order', 'invoice'],
    scope: '/lines',
    shape: {
      product: 'quantity × unit price',
      total: 'total of the line as given',
      difference: 'what neither discount, charges nor tax explains; 0 within the rounding of a price of one piece',
      agrees: 'whether that difference is 0; null when quantity, price or total is missing',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: { quantity: 2, unitPrice: '19.90', discount: '2.00', total: '37.80' },
          context: {},
        },
        result: { product: '39.80', total: '37.80', difference: '0.00', agrees: true },
      },
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: { quantity: 2, unitPrice: '19.90', total: '49.80' },
          context: {},
        },
        result: { product: '39.80', total: '49.80', difference: '10.00', agrees: false },
      },
    ],
    compute: lineArithmetic,
  },
];
