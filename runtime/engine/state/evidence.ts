// What shipments, returns and invoices prove of the lines of one order. Imports the matching of lines and units.
import type {
  InvoiceDocument,
  ItemDocument,
  OrderDocument,
  ReturnDocument,
  ShipmentDocument,
} from '../../model/types.ts';
import { inUnit } from '../facts/item-units.ts';
import { type AnyLine, linesOf, packageLinesOf, ZERO } from '../facts/lines.ts';
import { matchOrderLine, namesOrder, type OrderLineMatch } from '../facts/order-lines.ts';
import { type Decimal, readDecimal } from '../functions/exact.ts';
import { kitsFrom } from './kits.ts';
import { instant } from './moment.ts';
import { hasMoved, isDelivered } from './movement.ts';

/** The documents of one order, and the master data that line matching and unit conversion may need. */
export interface Related {
  readonly shipments?: readonly ShipmentDocument[];
  readonly returns?: readonly ReturnDocument[];
  readonly invoices?: readonly InvoiceDocument[];
  readonly items?: readonly ItemDocument[];
}

/** Sums by bucket of one order line, in the line's unit. */
export type LineEvidence = Map<string, Decimal>;

interface Claim {
  readonly match: OrderLineMatch;
  readonly bucket: string;
  readonly quantity: Decimal;
  readonly sku: string | undefined;
}

/** For each line of the order, in its order, what the other documents prove. Does not depend on the order of the documents. */
export function evidenceFor(order: OrderDocument, related: Related): LineEvidence[] {
  const claims = [
    ...latestOfEach(related.shipments, (one) => one.shipmentId).flatMap((shipment, _index, all) =>
      shipmentClaims(order, { shipment, all, related }),
    ),
    ...latestOfEach(related.returns, (one) => one.returnId).flatMap((one) => returnClaims(order, one, related)),
    ...latestOfEach(related.invoices, (one) => one.invoiceId).flatMap((one) => invoiceClaims(order, one, related)),
  ];
  const evidence: LineEvidence[] = linesOf(order).map(() => new Map());
  const pools = new Map<string, { indexes: readonly number[]; bucket: string; quantity: Decimal }>();
  for (const { match, bucket, quantity } of claims.filter((claim) => claim.match.by !== 'kit')) {
    const key = `${bucket} ${match.indexes.join()}`;
    const pool = pools.get(key);
    pools.set(key, { indexes: match.indexes, bucket, quantity: quantity.plus(pool?.quantity ?? ZERO) });
  }
  for (const pool of [...pools.values()].sort((a, b) => a.indexes.length - b.indexes.length))
    pour(order, evidence, pool);
  for (const { index, bucket, quantity } of kitsFrom(order, { claims, items: related.items ?? [] })) {
    add(evidence[index], bucket, quantity);
  }
  return evidence;
}

const add = (line: LineEvidence | undefined, bucket: string, quantity: Decimal): void => {
  line?.set(bucket, quantity.plus(line.get(bucket) ?? ZERO));
};

/** One document per key, system and tenant (two partners may number alike): the one of the latest business time, should several versions be given. */
function latestOfEach<
  T extends { readonly occurredAt?: string; readonly source: { readonly system: string; readonly tenant?: string } },
>(documents: readonly T[] | undefined, keyOf: (document: T) => string): T[] {
  const latest = new Map<string, T>();
  for (const document of documents ?? []) {
    const { system, tenant = '' } = document.source;
    const key = `${system} ${tenant} ${keyOf(document)}`;
    const present = latest.get(key);
    if (present === undefined || instant(document.occurredAt) >= instant(present.occurredAt)) latest.set(key, document);
  }
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document);
}

/** Pours a sum into the lines it may belong to: each up to what is ordered, the rest into the last. */
function pour(
  order: OrderDocument,
  evidence: LineEvidence[],
  pool: { indexes: readonly number[]; bucket: string; quantity: Decimal },
): void {
  const lines = linesOf(order);
  let rest = pool.quantity;
  for (const [place, index] of pool.indexes.entries()) {
    const line = lines[index];
    const room = (readDecimal(line?.quantity ?? line?.quantities?.['ordered']) ?? ZERO).minus(
      evidence[index]?.get(pool.bucket) ?? ZERO,
    );
    const isLast = place === pool.indexes.length - 1;
    const part = isLast || room.gte(rest) ? rest : room.gt(0) ? room : ZERO;
    if (part.eq(0)) continue;
    add(evidence[index], pool.bucket, part);
    rest = rest.minus(part);
  }
}

/** A claim on the order line that a line refers to, converted to its unit; none when it cannot be matched or converted. */
function claim(
  order: OrderDocument,
  statement: { line: AnyLine; bucket: string; quantity: unknown; related: Related },
): Claim[] {
  const { line, bucket, related } = statement;
  const amount = readDecimal(statement.quantity);
  if (amount === undefined || amount.lte(0)) return [];
  const match = matchOrderLine(line, { order, ...(related.items === undefined ? {} : { item: related.items }) });
  if (match === null || match === undefined) return [];
  const target = linesOf(order)[match.indexes[0] ?? -1];
  if (match.by === 'kit') return [{ match, bucket, quantity: amount, sku: line.sku }];
  const item =
    related.items?.find(({ sku }) => sku === line.sku) ?? related.items?.find(({ sku }) => sku === target?.sku);
  const quantity = inUnit(amount, { from: line.unit, to: target?.unit }, item);
  return quantity === undefined ? [] : [{ match, bucket, quantity, sku: line.sku }];
}

/** Words of a shipment's line that say that nothing of it has left. */
const NOT_LEFT = new Set(['open', 'allocated', 'picked', 'packed', 'backordered', 'cancelled', 'on_hold']);

/** Buckets that a warehouse reports besides what it shipped. */
const REPORTED = ['cancelled', 'backordered'] as const;
const BEFORE_SHIPPING = ['allocated', 'picked', 'packed'] as const;

function shipmentClaims(
  order: OrderDocument,
  context: { shipment: ShipmentDocument; all: readonly ShipmentDocument[]; related: Related },
): Claim[] {
  const { shipment, all, related } = context;
  if (
    shipment.status === 'cancelled' ||
    (shipment.order !== undefined && (shipment.orders ?? []).length === 0 && foreign(order, shipment))
  )
    return [];
  const moved = hasMoved(shipment, all);
  const delivered = isDelivered(shipment, all);
  const lines: readonly AnyLine[] = [...linesOf(shipment), ...packageLinesOf(shipment)];
  return lines.flatMap((line) => {
    const said = line.quantities ?? {};
    const shipped = said['shipped'] ?? (NOT_LEFT.has(line.status ?? '') ? undefined : line.quantity);
    const make = (bucket: string, quantity: unknown): Claim[] => claim(order, { line, bucket, quantity, related });
    const matched = make('shipped', shipped);
    const substitutes = line.substituteFor !== undefined || matched.some(({ match }) => match.by === 'substitute');
    return [
      ...(moved ? matched : []),
      ...(moved && substitutes ? make('substituted', shipped) : []),
      ...(delivered ? make('delivered', shipped) : []),
      ...REPORTED.flatMap((bucket) =>
        make(bucket, said[bucket] ?? (line.status === bucket ? line.quantity : undefined)),
      ),
      ...(moved
        ? []
        : BEFORE_SHIPPING.flatMap((bucket) =>
            make(bucket, said[bucket] ?? (line.status === bucket ? line.quantity : undefined)),
          )),
    ];
  });
}

/** A shipment that names one order plainly by an id of another one. */
function foreign(order: OrderDocument, shipment: ShipmentDocument): boolean {
  const reference = shipment.order;
  if (reference === undefined || namesOrder(reference, order)) return false;
  return reference.type === 'orderId' && reference.system !== undefined && reference.system === order.source.system;
}

/** States in which the goods of a return are back. */
const BACK = new Set(['received', 'inspected', 'restocked', 'written_off']);
/** States that money alone may lead to. */
const SETTLED = new Set(['refunded', 'closed']);

function returnClaims(order: OrderDocument, document: ReturnDocument, related: Related): Claim[] {
  const { status = '' } = document;
  const lines = (document.lines ?? []) as readonly (AnyLine & { disposition?: string; inspection?: string })[];
  return lines.flatMap((line) => {
    const proof = document.receivedAt ?? line.receivedQuantity ?? line.disposition ?? line.inspection;
    const isBack = BACK.has(status) || (proof !== undefined && (SETTLED.has(status) || status === ''));
    return isBack
      ? claim(order, { line, bucket: 'returned', quantity: line.receivedQuantity ?? line.quantity, related })
      : [];
  });
}

function invoiceClaims(order: OrderDocument, invoice: InvoiceDocument, related: Related): Claim[] {
  const { invoiceType = 'invoice', status = 'issued' } = invoice;
  const counts = ['invoice', 'corrected'].includes(invoiceType) && ['issued', 'paid'].includes(status);
  if (!counts) return [];
  return linesOf(invoice).flatMap((line) =>
    claim(order, { line, bucket: 'invoiced', quantity: line.quantity, related }),
  );
}
