// Works out one quantity through the documents, from the order's buckets and the lines of this document. Imports order-lines.ts and item-units.ts.
import type {
  CanonicalDocument,
  InvoiceDocument,
  OrderDocument,
  ReturnDocument,
  ShipmentDocument,
} from '../../model/types.ts';
import { type Decimal, decimalFrom, plain, readDecimal } from '../functions/exact.ts';
import { itemsOf } from './item-codes.ts';
import { inUnit, sameUnit } from './item-units.ts';
import { type AnyLine, bucketOf, linesOf, ZERO } from './lines.ts';
import { matchedLines, matchKey, matchKeys, matchOrderLine, type OrderLineMatch } from './order-lines.ts';
import { isCarried } from './shipping-need.ts';
import type { FactContext, FactSubject } from './spec.ts';

/** A line that cannot be compared: its unit does not convert, or it is a substitute or a kit component. */
export interface IncomparableChain {
  readonly comparable: false;
  readonly overBy: null;
  readonly overByInDocument: null;
  readonly shortBy: null;
  readonly lineCancelled: boolean;
}

/** Every quantity is decimal text in `unit`; the meaning of each is in the shape of the fact `quantityChain`. */
export interface ComparableChain {
  readonly comparable: true;
  readonly unit: string;
  readonly ordered: string;
  readonly acknowledged: string | null;
  readonly shipped: string;
  readonly delivered: string;
  readonly invoiced: string;
  readonly returned: string;
  readonly cancelled: string;
  readonly this: string;
  readonly inDocument: string;
  readonly total: string;
  readonly limit: string;
  readonly overBy: string;
  readonly overByInDocument: string;
  readonly shortBy: string;
  readonly lineCancelled: boolean;
}

export type QuantityChain = IncomparableChain | ComparableChain;

/** What the line itself moves, bills or brings back. */
function ownQuantity(line: AnyLine, type: CanonicalDocument['type']): Decimal {
  const value =
    type === 'shipment' ? (line.quantities?.['shipped'] ?? line.quantity) : (line.receivedQuantity ?? line.quantity);
  return readDecimal(value) ?? ZERO;
}

/** Documents that count nothing: they take back, or only announce. */
function countsNothing(document: CanonicalDocument): boolean {
  if ((document as { documentPurpose?: string }).documentPurpose === 'cancellation') return true;
  switch (document.type) {
    case 'shipment':
      return (document as ShipmentDocument).status === 'cancelled';
    case 'return':
      return ['rejected', 'cancelled'].includes((document as ReturnDocument).status ?? '');
    case 'invoice': {
      const { invoiceType = 'invoice', status } = document as InvoiceDocument;
      return !['invoice', 'corrected'].includes(invoiceType) || status === 'void' || status === 'credited';
    }
    default:
      return true;
  }
}

interface Sum {
  /** Undefined when a unit could not be converted. */
  readonly quantity: Decimal | undefined;
}

/** Adds up the quantities, in `unit`, of those of the lines that refer to the same order lines. */
function sumOfSame(
  lines: readonly AnyLine[],
  options: {
    key: string;
    upTo: number;
    type: CanonicalDocument['type'];
    unit: string | undefined;
    context: FactContext;
    match: OrderLineMatch;
  },
): Sum {
  const keys = matchKeys(lines, options.context);
  let sum = ZERO;
  for (const [index, line] of lines.entries()) {
    if (index > options.upTo) break;
    if (keys[index] !== options.key) continue;
    const quantity = inUnit(
      ownQuantity(line, options.type),
      { from: line.unit, to: options.unit },
      masterOf(line, options),
    );
    if (quantity === undefined) return { quantity: undefined };
    sum = sum.plus(quantity);
  }
  return { quantity: sum };
}

/** The item whose units convert: of the line's SKU, or of the order line's when systems name it differently. */
function masterOf(line: AnyLine, { context, match }: { context: FactContext; match: OrderLineMatch }) {
  const items = itemsOf(context) ?? [];
  const [orderLine] = context.order ? matchedLines(match, context.order) : [];
  return (
    items.find(({ sku }) => sku === line.sku) ??
    items.find(({ sku }) => sku === orderLine?.sku) ??
    (items.length === 1 ? items[0] : undefined)
  );
}

/** The unit to compare in: the order's, or this line's where only that way is exact. */
function commonUnit(line: AnyLine, orderLine: AnyLine, item: ReturnType<typeof masterOf>): string | undefined {
  if (sameUnit(line.unit, orderLine.unit)) return orderLine.unit ?? line.unit;
  return inUnit(decimalFrom('1'), { from: line.unit, to: orderLine.unit }, item) === undefined
    ? line.unit
    : orderLine.unit;
}

const BUCKETS = [
  'shipped',
  'over_shipped',
  'delivered',
  'invoiced',
  'returned',
  'cancelled',
  'rejected',
  'backordered',
] as const;

/** The buckets of the matched order lines, added up, in `unit`; undefined when a unit could not be converted. */
function bucketsIn(lines: readonly AnyLine[], unit: string | undefined, item: ReturnType<typeof masterOf>) {
  const sums: Record<string, Decimal> = Object.fromEntries(['ordered', ...BUCKETS].map((name) => [name, ZERO]));
  for (const line of lines) {
    const given = { ordered: readDecimal(line.quantities?.['ordered'] ?? line.quantity) ?? ZERO };
    const all: Record<string, Decimal> = {
      ...Object.fromEntries(BUCKETS.map((name) => [name, bucketOf(line, name)])),
      ...given,
    };
    for (const [name, value] of Object.entries(all)) {
      const converted = inUnit(value, { from: line.unit, to: unit }, item);
      if (converted === undefined) return undefined;
      sums[name] = (sums[name] ?? ZERO).plus(converted);
    }
  }
  return sums as Record<'ordered' | (typeof BUCKETS)[number], Decimal>;
}

function aboveZero(value: Decimal): Decimal {
  return value.gt(0) ? value : ZERO;
}

function larger(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}

/** The order's status claims shipping that no line proves: sources without shipments, as a shop that only says "completed". */
function saysMore(order: OrderDocument, shipped: Decimal): boolean {
  return shipped.eq(0) && ['shipped', 'delivered', 'closed'].includes(order.status ?? '');
}

const SHOPS = new Set(['storefront', 'marketplace', 'pos']);

/** A shop repeats in its order what its fulfilments and refunds say: the two are one story, not a sum. */
function isToldTwice({ document, context }: Pick<FactSubject, 'document' | 'context'>, order: OrderDocument): boolean {
  return SHOPS.has(context.sourceClass ?? '') && order.source.system === document.source.system;
}

export const INCOMPARABLE: IncomparableChain = {
  comparable: false,
  overBy: null,
  overByInDocument: null,
  shortBy: null,
  lineCancelled: false,
};

/**
 * Works out the chain of one line.
 *
 * @param lines  the list the line stands in; earlier lines for the same order line count with it
 * @returns undefined when the order or its line is not known, or the document counts nothing
 */
export function chainAt(
  lines: readonly AnyLine[],
  index: number,
  subject: Pick<FactSubject, 'document' | 'context'>,
): QuantityChain | undefined {
  const { document, context } = subject;
  const line = lines[index];
  const match = line === undefined ? undefined : matchOrderLine(line, context);
  if (line === undefined || match === undefined || match === null || countsNothing(document)) return undefined;
  if (match.by === 'kit' || match.by === 'substitute') return INCOMPARABLE;
  const order = context.order as OrderDocument;
  const orderLines = matchedLines(match, order);
  const item = masterOf(line, { context, match });
  const unit = commonUnit(line, orderLines[0] ?? {}, item);
  const buckets = bucketsIn(orderLines, unit, item);
  const options = { key: matchKey(match), type: document.type, unit, context, match };
  const inDocument = sumOfSame(lines, { ...options, upTo: index }).quantity;
  const own = inUnit(ownQuantity(line, document.type), { from: line.unit, to: unit }, item);
  if (buckets === undefined || inDocument === undefined || own === undefined) return INCOMPARABLE;
  const shipped = buckets.shipped.plus(buckets.over_shipped);
  const carried = orderLines.some(isCarried);
  const unproven = orderLines.every((found) => found.quantities?.['shipped'] === undefined) || saysMore(order, shipped);
  // The order comes without this document, so what it has counted and what this document adds make the whole.
  const { before, limit } = {
    shipment: { before: shipped, limit: buckets.ordered },
    invoice: { before: buckets.invoiced, limit: carried ? shipped : buckets.ordered },
    return: { before: buckets.returned, limit: unproven ? buckets.ordered : shipped },
  }[document.type as 'shipment' | 'invoice' | 'return'];
  const sum = before.plus(inDocument);
  const total = isToldTwice(subject, order) ? larger(before, inDocument) : sum;
  const closed = buckets.cancelled.plus(buckets.rejected);
  const answered = order.acknowledgement !== undefined && order.acknowledgement !== 'none';
  return {
    comparable: true,
    unit: unit ?? 'units',
    ordered: plain(buckets.ordered),
    acknowledged: answered
      ? plain(aboveZero(buckets.ordered.minus(buckets.rejected).minus(buckets.backordered)))
      : null,
    shipped: plain(shipped),
    delivered: plain(buckets.delivered),
    invoiced: plain(buckets.invoiced),
    returned: plain(buckets.returned),
    cancelled: plain(closed),
    this: plain(own),
    inDocument: plain(inDocument),
    total: plain(total),
    limit: plain(limit),
    overBy: plain(aboveZero(total.minus(limit))),
    overByInDocument: plain(aboveZero(inDocument.minus(limit))),
    shortBy: plain(aboveZero(limit.minus(closed).minus(sum))),
    lineCancelled: buckets.ordered.gt(0) && closed.gte(buckets.ordered),
  };
}

/** The chain of the line of a line-scope subject; a line given without its index stands alone. */
export function chainOf(subject: FactSubject): QuantityChain | undefined {
  return subject.lineIndex === undefined
    ? chainAt([(subject.line ?? {}) as AnyLine], 0, subject)
    : chainAt(linesOf(subject.document), subject.lineIndex, subject);
}
