// Facts on stock: what an order line asks for against what is free, and whether the buckets of a position add up.
import type { InventoryDocument, InventoryQuantities, ItemDocument, OrderDocument } from '../../model/types.ts';
import { type Decimal, readDecimal } from '../functions/exact.ts';
import { itemOf } from './item-codes.ts';
import { baseUnitOf, inUnit } from './item-units.ts';
import { type AnyLine, bucketOf, linesOf, textOf, ZERO } from './lines.ts';
import { lineNeedsShipping } from './shipping-need.ts';
import type { FactContext, FactSpec, FactSubject } from './spec.ts';

const TAKEN = ['reserved', 'allocated', 'picked', 'packed', 'damaged', 'quality_hold', 'safety_stock'] as const;

/** on_hand less everything that is spoken for or unfit (canonical-model, inventory buckets); undefined without on_hand. */
function computedAvailable(quantities: InventoryQuantities | undefined): Decimal | undefined {
  const onHand = readDecimal(quantities?.on_hand);
  return TAKEN.reduce<Decimal | undefined>(
    (rest, bucket) => rest?.minus(readDecimal(quantities?.[bucket]) ?? ZERO),
    onHand,
  );
}

/** What is free of a position: as its source says, else worked out. */
function availableOf(position: InventoryDocument): Decimal | undefined {
  return readDecimal(position.quantities?.available) ?? computedAvailable(position.quantities);
}

function positionsOf(context: FactContext): readonly InventoryDocument[] | undefined {
  const { inventory } = context;
  if (inventory === undefined) return undefined;
  if (inventory === null) return [];
  return Array.isArray(inventory) ? (inventory as readonly InventoryDocument[]) : [inventory as InventoryDocument];
}

/** Positions of a SKU in base units, added up; undefined when no position says what is free. */
function freeIn(
  positions: readonly InventoryDocument[],
  unit: string | undefined,
  item: ItemDocument | null | undefined,
) {
  let sum: Decimal | undefined;
  for (const position of positions) {
    const available = availableOf(position);
    const converted = available === undefined ? undefined : inUnit(available, { from: position.unit, to: unit }, item);
    if (converted !== undefined) sum = (sum ?? ZERO).plus(converted);
  }
  return sum;
}

const SETTLED = ['reserved', 'allocated', 'picked', 'packed', 'shipped', 'cancelled', 'rejected'];

/** What of the line still needs stock: the ordered quantity less what is already bound, gone or given up. */
function stillNeeded(line: AnyLine): Decimal | undefined {
  const ordered = readDecimal(line.quantities?.['ordered'] ?? line.quantity);
  const rest = SETTLED.reduce<Decimal | undefined>((left, bucket) => left?.minus(bucketOf(line, bucket)), ordered);
  return rest?.lt(0) === true ? ZERO : rest;
}

function locationOf(line: AnyLine, order: OrderDocument): string | undefined {
  const group = (order.shipmentGroups ?? []).find(
    ({ groupId }) => groupId !== undefined && groupId === line.shipmentGroup,
  );
  return line.location ?? group?.location;
}

function stock(subject: FactSubject): unknown {
  const { document, context, lineIndex } = subject;
  const order = document as OrderDocument;
  const line = (subject.line ?? {}) as AnyLine;
  const positions = positionsOf(context);
  if (positions === undefined || line.sku === undefined || !lineNeedsShipping(line)) return undefined;
  const lines = linesOf(document);
  // The stock of a kit is that of its components, which are lines of their own.
  if (line.lineId !== undefined && lines.some(({ kitParent }) => kitParent === line.lineId)) return undefined;
  const item = itemOf(line, context, order.placedAt);
  const unit = baseUnitOf(item);
  const own = positions.filter(({ sku }) => sku === (item?.sku ?? line.sku));
  const location = locationOf(line, order);
  const here = location === undefined ? own : own.filter((position) => position.location === location);
  const same = lineIndex === undefined ? [line] : lines.slice(0, lineIndex + 1).filter(({ sku }) => sku === line.sku);
  const needs = same.map((other) => {
    const need = stillNeeded(other);
    return need === undefined ? undefined : inUnit(need, { from: other.unit, to: unit }, item);
  });
  const comparable = !needs.includes(undefined);
  const requested = comparable ? needs.reduce<Decimal>((sum, need) => sum.plus(need ?? ZERO), ZERO) : undefined;
  const available = own.length === 0 ? ZERO : here.length === 0 ? ZERO : freeIn(here, unit, item);
  const short = requested === undefined || available === undefined ? undefined : requested.minus(available);
  return {
    stocked: own.length > 0,
    location: location ?? null,
    unit: unit ?? line.unit ?? 'units',
    requested: textOf(requested),
    available: textOf(available),
    availableEverywhere: textOf(own.length === 0 ? ZERO : freeIn(own, unit, item)),
    shortBy: short === undefined ? null : textOf(short.gt(0) ? short : ZERO),
  };
}

function balance({ document }: FactSubject): unknown {
  const { quantities, mode } = document as InventoryDocument;
  const nothing = {
    available: null,
    computed: null,
    difference: null,
    agrees: null,
    overstated: false,
    negativeBuckets: [],
    empty: true,
  };
  const given = Object.entries(quantities ?? {}).filter(([, value]) => value !== undefined);
  if (mode === 'movement') return { ...nothing, empty: given.length === 0 };
  const available = readDecimal(quantities?.available);
  const computed = computedAvailable(quantities);
  // With on_hand and available alone, what lies between them is not told: only more available than there is contradicts.
  const told = TAKEN.some((bucket) => quantities?.[bucket] !== undefined);
  const difference = available === undefined || computed === undefined ? undefined : available.minus(computed);
  const free = available ?? computed;
  return {
    available: textOf(free),
    computed: textOf(computed),
    difference: textOf(difference),
    agrees: difference === undefined ? null : told ? difference.eq(0) : difference.lte(0),
    overstated: difference?.gt(0) === true,
    negativeBuckets: given
      .filter(([name, value]) => name !== 'available' && readDecimal(value)?.lt(0) === true)
      .map(([name]) => name),
    empty: given.length === 0,
  };
}

const source = { system: 'example' };
const item: ItemDocument = { type: 'item', sku: 'BOLT', source, baseUnit: 'EA', units: [{ unit: 'BX', per: 50 }] };

export const stockFacts: readonly FactSpec[] = [
  {
    name: 'stock',
    summary: 'What an order line still needs against the stock that is free, in the base unit of the item.',
    documents: ['order'],
    scope: '/lines',
    shape: {
      stocked: 'whether there is a position of the SKU anywhere',
      location: 'location that the line, or its shipment group, names; null when none does',
      unit: 'unit of the quantities; the word units when none is known',
      requested:
        'needed by this and the earlier lines of the SKU and not yet bound, shipped or cancelled; null when units cannot be converted',
      available: 'free at that location, or everywhere when none is named; null when no position says it',
      availableEverywhere: 'free at all locations',
      shortBy: 'requested − available, 0 when there is enough; null when one is not known',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source },
          line: { sku: 'BOLT', quantity: 2, unit: 'BX', location: 'WH7' },
          context: {
            item,
            inventory: [
              {
                type: 'inventory',
                sku: 'BOLT',
                location: 'WH7',
                source,
                unit: 'EA',
                quantities: { on_hand: 90, allocated: 10 },
              },
              { type: 'inventory', sku: 'BOLT', location: 'WH8', source, unit: 'EA', quantities: { available: 500 } },
            ],
          },
        },
        result: {
          stocked: true,
          location: 'WH7',
          unit: 'EA',
          requested: '100',
          available: '80',
          availableEverywhere: '580',
          shortBy: '20',
        },
      },
    ],
    compute: stock,
  },
  {
    name: 'balance',
    summary: 'Whether the buckets of a stock position add up. For a movement only whether there are any.',
    documents: ['inventory'],
    shape: {
      available: 'what is free: as given, else worked out; null when neither is possible',
      computed: 'on_hand − reserved − allocated − picked − packed − damaged − quality_hold − safety_stock',
      difference: 'available as given − computed',
      agrees:
        'whether that is 0; with on_hand and available alone, whether available is not above on_hand; null when one is missing',
      overstated: 'true when more is given as available than there is',
      negativeBuckets: 'names of buckets below 0, available left out: it is below 0 when backordered',
      empty: 'true when no bucket is given',
    },
    examples: [
      {
        subject: {
          document: {
            type: 'inventory',
            sku: 'A-1',
            location: 'WH7',
            source,
            quantities: { on_hand: 45, available: 37, reserved: 3, damaged: -1 },
          },
          context: {},
        },
        result: {
          available: '37',
          computed: '43',
          difference: '-6',
          agrees: false,
          overstated: false,
          negativeBuckets: ['damaged'],
          empty: false,
        },
      },
    ],
    compute: balance,
  },
];
