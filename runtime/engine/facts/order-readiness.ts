// Facts on whether an order can go on: payment, holds, carrier service, and what proves that it was shipped.
import type { OrderDocument } from '../../model/types.ts';
import { readDecimal } from '../functions/exact.ts';
import { bucketOf, linesOf, sumOf, textOf } from './lines.ts';
import { orderNeedsShipping } from './shipping-need.ts';
import type { FactSpec, FactSubject } from './spec.ts';

/** Trade by EDI is settled by invoice, whatever kind of order it is. */
const EDI = new Set(['x12', 'edifact']);

const SECURED = new Set(['authorized', 'paid', 'partially_refunded']);

function settlement({ document }: FactSubject): unknown {
  const order = document as OrderDocument;
  const total = readDecimal(order.totals?.total);
  const free = order.orderType === 'replacement' || total?.eq(0) === true;
  const onTerms = order.orderType === 'b2b' || order.paymentTerms !== undefined || EDI.has(order.source.system);
  const known = order.paymentStatus !== undefined;
  const secured = SECURED.has(order.paymentStatus ?? '');
  return { status: order.paymentStatus ?? null, known, onTerms, free, secured, sufficient: onTerms || free || secured };
}

function holds({ document }: FactSubject): unknown {
  const kinds = [...new Set(((document as OrderDocument).holds ?? []).map(({ kind }) => kind))];
  return { count: kinds.length, kinds };
}

/** Parcel carriers that hand over at a door only. */
const DOOR_ONLY = /\b(ups|upsn|fedex|fdx[eg]|fxfe|tnt|gls|dpd|dhl[ _-]?express|ontrac|lasership|purolator|amzl)\b/i;

function carrierService({ document }: FactSubject): unknown {
  const order = document as OrderDocument;
  const groups = order.shipmentGroups ?? [];
  const carrier = order.carrier ?? groups.find((group) => group.carrier !== undefined)?.carrier;
  const service = order.carrierService ?? groups.find((group) => group.service !== undefined)?.service;
  const method = order.shippingMethod ?? groups.find((group) => group.method !== undefined)?.method;
  const required = orderNeedsShipping(order);
  const blank = (text: string | undefined) => text === undefined || text.trim() === '';
  return {
    required,
    carrier: carrier ?? null,
    service: service ?? null,
    method: method ?? null,
    missing: required && blank(carrier) && blank(service) && blank(method),
    unmapped: required && blank(carrier) && blank(service) && !blank(method),
    doorOnly: [carrier, service].some((text) => text !== undefined && DOOR_ONLY.test(text.replace(/_/g, ' '))),
  };
}

const CLAIMS_SHIPPED = new Set(['partially_shipped', 'shipped', 'delivered']);

function evidence({ document }: FactSubject): unknown {
  const order = document as OrderDocument;
  const lines = linesOf(order);
  const shipped = sumOf(
    lines.flatMap((line) => [bucketOf(line, 'shipped').toFixed(), bucketOf(line, 'over_shipped').toFixed()]),
  );
  const delivered = sumOf(lines.map((line) => bucketOf(line, 'delivered').toFixed()));
  const claimsShipped = CLAIMS_SHIPPED.has(order.status ?? '') && orderNeedsShipping(order);
  return {
    shippedQuantity: textOf(shipped),
    deliveredQuantity: textOf(delivered),
    claimsShipped,
    shippedWithoutProof: claimsShipped && shipped?.gt(0) !== true,
  };
}

function reachable({ document }: FactSubject): unknown {
  const { customer, shipTo, billTo } = document as OrderDocument;
  const places = [customer, shipTo, billTo];
  const given = (read: (place: { email?: string; phone?: string }) => string | undefined) =>
    places.some((place) => place !== undefined && (read(place) ?? '').trim() !== '');
  const email = given((place) => place.email);
  const phone = given((place) => place.phone);
  return { byEmail: email, byPhone: phone, atAll: email || phone };
}

const source = { system: 'example' };
const line = { lineId: '1', sku: 'A-1', quantity: 2 };

export const orderReadinessFacts: readonly FactSpec[] = [
  {
    name: 'settlement',
    summary: 'Whether the payment of an order is far enough for the goods to leave.',
    documents: ['order'],
    shape: {
      status: 'payment status, or null',
      known: 'whether the order has a payment status',
      onTerms:
        'true for B2B orders, orders by EDI (source x12 or edifact) and orders with payment terms: they are settled by invoice',
      free: 'true for replacements and for a total of 0',
      secured: 'true when authorized, paid or partially refunded',
      sufficient: 'true when it is on terms, free or secured',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source, paymentStatus: 'pending' },
          context: {},
        },
        result: { status: 'pending', known: true, onTerms: false, free: false, secured: false, sufficient: false },
      },
      {
        subject: { document: { type: 'order', orderId: 'PO-1', source, orderType: 'b2b' }, context: {} },
        result: { status: null, known: false, onTerms: true, free: false, secured: false, sufficient: true },
      },
    ],
    compute: settlement,
  },
  {
    name: 'holds',
    summary: 'The kinds of hold an order is under.',
    documents: ['order'],
    shape: { count: 'how many kinds (number)', kinds: 'payment, fraud, address … each once' },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source, holds: [{ kind: 'fraud' }, { kind: 'fraud' }] },
          context: {},
        },
        result: { count: 1, kinds: ['fraud'] },
      },
    ],
    compute: holds,
  },
  {
    name: 'carrierService',
    summary: 'How the order is to be carried, from its header or its shipment groups.',
    documents: ['order'],
    shape: {
      required: 'false when nothing is carried',
      carrier: 'carrier, or null',
      service: 'mapped carrier service, or null',
      method: 'shipping method as the buyer chose it, or null',
      missing: 'true when it must be carried and there is none of the three',
      unmapped: 'true when there is only the buyer’s method',
      doorOnly: 'true for a carrier that does not deliver to post office boxes',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source, lines: [line], shippingMethod: 'Standard' },
          context: {},
        },
        result: {
          required: true,
          carrier: null,
          service: null,
          method: 'Standard',
          missing: false,
          unmapped: true,
          doorOnly: false,
        },
      },
    ],
    compute: carrierService,
  },
  {
    name: 'evidence',
    summary: 'Whether the lines prove what the status of an order says to the customer.',
    documents: ['order'],
    shape: {
      shippedQuantity: 'sum of what the lines say is shipped; null without lines',
      deliveredQuantity: 'sum of what they say is delivered',
      claimsShipped: 'whether the status is partially shipped, shipped or delivered',
      shippedWithoutProof: 'whether it claims so and no line is shipped',
    },
    examples: [
      {
        subject: { document: { type: 'order', orderId: 'O-1', source, status: 'shipped', lines: [line] }, context: {} },
        result: { shippedQuantity: '0', deliveredQuantity: '0', claimsShipped: true, shippedWithoutProof: true },
      },
    ],
    compute: evidence,
  },
  {
    name: 'reachable',
    summary: 'Whether the buyer can be told anything. No fact holds an address or a number.',
    documents: ['order'],
    shape: {
      byEmail: 'whether there is an e-mail address',
      byPhone: 'whether there is a telephone number',
      atAll: 'whether there is either',
    },
    examples: [
      {
        subject: {
          document: { type: 'order', orderId: 'O-1', source, customer: { email: 'buyer@example.com' } },
          context: {},
        },
        result: { byEmail: true, byPhone: false, atAll: true },
      },
    ],
    compute: reachable,
  },
];
