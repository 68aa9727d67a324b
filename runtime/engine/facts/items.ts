// Facts on the item that a line or a stock position means: found, ambiguous, sellable; candidates for a wrong SKU; its codes and unit.
import type { CanonicalDocument, ItemDocument, OrderDocument } from '../../model/types.ts';
import { readDecimal } from '../functions/exact.ts';
import { isGtin } from '../functions/gs1.ts';
import { codesOf, itemOf, itemsOf, matchItems } from './item-codes.ts';
import { baseUnitOf, knowsUnit } from './item-units.ts';
import type { AnyLine } from './lines.ts';
import { nearest } from './nearest.ts';
import { isCarried } from './shipping-need.ts';
import type { FactSpec, FactSubject } from './spec.ts';

/** The line of a line-scope fact; a stock position is its own line. */
function lineOf({ document, line }: FactSubject): AnyLine {
  return (line ?? document) as AnyLine;
}

function timeOf(document: CanonicalDocument): string | undefined {
  return (document as OrderDocument).placedAt ?? document.occurredAt;
}

function isRestricted(item: ItemDocument, { source }: CanonicalDocument): boolean {
  const channels = item.restrictedChannels ?? [];
  return channels.includes(source.system) || (source.channel !== undefined && channels.includes(source.channel));
}

function itemLookup(subject: FactSubject): unknown {
  const { document, context } = subject;
  const match = matchItems(lineOf(subject), context, timeOf(document));
  if (match === undefined) return undefined;
  const [item] = match.items;
  const one = match.items.length === 1 ? item : undefined;
  const service = (document as OrderDocument).carrierService;
  const services = one?.shipping?.services;
  return {
    found: match.items.length > 0,
    by: match.by,
    ambiguous: match.items.length > 1,
    skus: match.items.map(({ sku }) => sku),
    status: one?.status ?? null,
    restricted: one === undefined ? false : isRestricted(one, document),
    services: services ?? [],
    serviceAllowed: service === undefined || services === undefined ? null : services.includes(service),
  };
}

function skuCandidates(subject: FactSubject): unknown {
  const items = itemsOf(subject.context);
  const line = lineOf(subject);
  if (items === undefined) return undefined;
  if (typeof line.sku !== 'string') return null;
  if (items.length === 0 || items.some(({ sku }) => sku === line.sku)) return null;
  const found = nearest(
    line.sku,
    items.map(({ sku }) => sku),
  );
  return found.length === 0 ? null : found;
}

function itemCodes(subject: FactSubject): unknown {
  const line = lineOf(subject);
  const { gtin } = line;
  // A line of negative price is a discount or an adjustment sent as a line.
  const priced = readDecimal(line.unitPrice)?.lt(0) !== true;
  return {
    present: codesOf(line).size > 0,
    needed: isCarried(line) && priced,
    gtinValid: typeof gtin !== 'string' || gtin === '' ? null : isGtin(gtin.trim()),
  };
}

function itemUnit(subject: FactSubject): unknown {
  const line = lineOf(subject);
  const item = itemOf(line, subject.context, timeOf(subject.document));
  if (item === undefined || item === null) return undefined;
  return { unit: line.unit ?? null, base: baseUnitOf(item) ?? null, known: knowsUnit(line.unit, item) };
}

const source = { system: 'example' };
const bolt: ItemDocument = {
  type: 'item',
  sku: 'BOLT-M8',
  source,
  status: 'active',
  baseUnit: 'EA',
  units: [{ unit: 'BX', per: 50 }],
};
const nut: ItemDocument = {
  type: 'item',
  sku: 'NUT-M8',
  source,
  status: 'inactive',
  restrictedChannels: ['amazon.de'],
};
const order = { type: 'order', orderId: 'O-1', source } as const;

const lookup: FactSpec = {
  name: 'itemLookup',
  summary: 'Whether a line’s codes lead to exactly one item of the master data, and what that item allows.',
  documents: ['order', 'shipment', 'return', 'invoice'],
  scope: '/lines',
  shape: {
    found: 'whether at least one item has one of the codes',
    by: 'sku, gtin or identifier; null when nothing was found',
    ambiguous: 'whether the codes fit several items',
    skus: 'the SKUs that were found',
    status: 'active, inactive or discontinued; null when it is not one item or it says nothing',
    restricted: 'whether the item may not be sold on the document’s system or channel',
    services: 'carrier services that may carry the item; none when any may',
    serviceAllowed: 'whether the order’s carrier service is one of them; null when that is not said',
  },
  examples: [
    {
      subject: { document: order, line: { sku: 'NUT-M8' }, context: { item: [bolt, nut] } },
      result: {
        found: true,
        by: 'sku',
        ambiguous: false,
        skus: ['NUT-M8'],
        status: 'inactive',
        restricted: false,
        services: [],
        serviceAllowed: null,
      },
    },
  ],
  compute: itemLookup,
};

const candidates: FactSpec = {
  name: 'skuCandidates',
  summary: 'The known SKUs nearest to one that is not known, best first, at most three.',
  documents: ['order', 'shipment', 'return', 'invoice'],
  scope: '/lines',
  shape: { '…': 'list of SKUs; null when the SKU is known or nothing is near' },
  examples: [
    { subject: { document: order, line: { sku: 'BOLT M8' }, context: { item: [bolt, nut] } }, result: ['BOLT-M8'] },
    { subject: { document: order, line: { sku: 'BOLT-M8' }, context: { item: [bolt, nut] } }, result: null },
  ],
  compute: skuCandidates,
};

const codes: FactSpec = {
  name: 'itemCodes',
  summary: 'Whether a line names its item at all, and whether its GTIN can be right.',
  documents: ['order', 'shipment', 'return', 'invoice'],
  scope: '/lines',
  shape: {
    present: 'whether there is a SKU, GTIN or any other code',
    needed: 'false for what is not carried: services, gift cards, discounts sent as a line',
    gtinValid: 'whether length and check digit are those of a GTIN; null when there is none',
  },
  examples: [
    {
      subject: { document: order, line: { gtin: '4006381333930' }, context: {} },
      result: { present: true, needed: true, gtinValid: false },
    },
  ],
  compute: itemCodes,
};

const unit: FactSpec = {
  name: 'itemUnit',
  summary: 'Whether the item can be traded in the unit of the line.',
  documents: ['order', 'shipment', 'return', 'invoice'],
  scope: '/lines',
  shape: {
    unit: 'unit of the line, or null',
    base: 'unit that stock of the item is counted in, or null',
    known: 'whether the item lists the unit; null when line or item name none',
  },
  examples: [
    {
      subject: { document: order, line: { sku: 'BOLT-M8', unit: 'CS' }, context: { item: bolt } },
      result: { unit: 'CS', base: 'EA', known: false },
    },
  ],
  compute: itemUnit,
};

/** The same for a stock position, which is judged as a whole. */
function ofPosition({ scope: _scope, ...spec }: FactSpec, example: FactSpec['examples'][number]): FactSpec {
  return { ...spec, documents: ['inventory'], examples: [example] };
}

const position = {
  type: 'inventory',
  sku: 'NUT-M8',
  location: 'WH7',
  source,
  unit: 'EA',
  gtin: '4006381333931',
} as const;

export const itemFacts: readonly FactSpec[] = [
  lookup,
  candidates,
  codes,
  unit,
  ofPosition(lookup, {
    subject: { document: { ...position, source: { system: 'wms' } }, context: { item: [nut] } },
    result: {
      found: true,
      by: 'sku',
      ambiguous: false,
      skus: ['NUT-M8'],
      status: 'inactive',
      restricted: false,
      services: [],
      serviceAllowed: null,
    },
  }),
  ofPosition(candidates, {
    subject: { document: { ...position, sku: 'NUTM8' }, context: { item: [bolt, nut] } },
    result: ['NUT-M8'],
  }),
  ofPosition(codes, {
    subject: { document: position, context: {} },
    result: { present: true, needed: true, gtinValid: true },
  }),
  ofPosition(unit, {
    subject: { document: { ...position, sku: 'BOLT-M8' }, context: { item: [bolt] } },
    result: { unit: 'EA', base: 'EA', known: true },
  }),
];
