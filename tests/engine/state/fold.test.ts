// Folding an order: buckets that add up, labels, a status that goes no further than what is proven.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldOrder, provenStatus, type Related } from '../../../runtime/engine/state/fold.ts';
import type {
  InvoiceDocument,
  OrderDocument,
  OrderLine,
  ReturnDocument,
  ShipmentDocument,
} from '../../../runtime/model/types.ts';
import { at, order, shipment } from './rules.ts';

const lines: OrderLine[] = [
  { lineId: '1', sku: 'A', quantity: 10 },
  { lineId: '2', sku: 'B', quantity: 2 },
];
const placed = order('shopify', 1, { status: 'accepted', lines });

const shipped = (id: string, contents: ShipmentDocument['lines'], fields: Partial<ShipmentDocument> = {}) =>
  shipment('wms', 10, { shipmentId: id, shippedAt: at(10), lines: contents ?? [], ...fields });
const invoice = (
  id: string,
  contents: NonNullable<InvoiceDocument['lines']>,
  fields: Partial<InvoiceDocument> = {},
): InvoiceDocument => ({
  type: 'invoice',
  invoiceId: id,
  source: { system: 'sap' },
  status: 'issued',
  lines: contents,
  ...fields,
});
const returned = (
  id: string,
  contents: NonNullable<ReturnDocument['lines']>,
  fields: Partial<ReturnDocument> = {},
): ReturnDocument => ({
  type: 'return',
  returnId: id,
  source: { system: 'wms' },
  status: 'received',
  lines: contents,
  ...fields,
});
const buckets = (folded: OrderDocument, index = 0) => folded.lines?.[index]?.quantities;
const labels = (folded: OrderDocument) => folded.lines?.map(({ status }) => status);

describe('buckets', () => {
  test('of an untouched order are open', () => {
    const folded = foldOrder(placed, {});
    expect(buckets(folded)).toEqual({ ordered: 10, open: 10, shipped: 0 });
    expect(labels(folded)).toEqual(['open', 'open']);
    expect(folded.status).toBe('accepted');
  });

  test('count what left, what arrived, what was billed and what came back', () => {
    const folded = foldOrder(placed, {
      shipments: [
        shipped('S1', [{ lineId: '1', quantity: 6 }]),
        shipped('S2', [{ lineId: '1', quantity: 3 }], { status: 'delivered' }),
      ],
      invoices: [invoice('I1', [{ lineId: '1', quantity: 9 }])],
      returns: [returned('R1', [{ lineId: '1', quantity: 2, receivedQuantity: 1 }])],
    });
    expect(buckets(folded)).toEqual({ ordered: 10, open: 1, shipped: 9, delivered: 3, invoiced: 9, returned: 1 });
    expect(folded.status).toBe('partially_shipped');
  });

  test('keep a mismatch of 200 ordered, 150 shipped and 200 invoiced visible', () => {
    const folded = foldOrder(order('acme', 1, { lines: [{ lineId: '1', sku: 'A', quantity: 200 }] }), {
      shipments: [shipped('S1', [{ lineId: '1', quantity: 150 }])],
      invoices: [invoice('I1', [{ lineId: '1', quantity: 200 }])],
    });
    expect(buckets(folded)).toEqual({ ordered: 200, open: 50, shipped: 150, invoiced: 200 });
  });

  test('put what is shipped beyond the order apart', () => {
    const folded = foldOrder(placed, { shipments: [shipped('S1', [{ lineId: '2', quantity: 3 }])] });
    expect(buckets(folded, 1)).toEqual({ ordered: 2, open: 0, shipped: 2, over_shipped: 1 });
  });

  test('take what the warehouse reports as short, backordered or cancelled', () => {
    const folded = foldOrder(placed, {
      shipments: [
        shipped('S1', [
          { lineId: '1', quantity: 6, quantities: { ordered: 10, shipped: 6, cancelled: 4 } },
          { lineId: '2', quantity: 0, quantities: { shipped: 0, backordered: 2 }, status: 'backordered' },
        ]),
      ],
    });
    expect(buckets(folded)).toEqual({ ordered: 10, open: 0, shipped: 6, cancelled: 4 });
    expect(buckets(folded, 1)).toEqual({ ordered: 2, open: 0, shipped: 0, backordered: 2 });
    expect(labels(folded)).toEqual(['shipped', 'backordered']);
  });

  test('a later shipment of what was backordered uses the backorder up', () => {
    const folded = foldOrder(placed, {
      shipments: [
        shipped('S1', [{ lineId: '2', quantity: 1, quantities: { shipped: 1, backordered: 1 } }]),
        shipped('S2', [{ lineId: '2', quantity: 1 }]),
      ],
    });
    expect(buckets(folded, 1)).toEqual({ ordered: 2, open: 0, shipped: 2 });
  });

  test('follow what the order itself states of its lines', () => {
    const folded = foldOrder(
      order('amazon', 1, {
        lines: [{ lineId: '1', quantity: 5, quantities: { ordered: 5, shipped: 2, cancelled: 1 } }],
      }),
      {},
    );
    expect(buckets(folded)).toEqual({ ordered: 5, open: 2, shipped: 2, cancelled: 1 });
    expect(folded.status).toBe('partially_shipped');
  });

  test('do not count twice what order and shipment both say', () => {
    const said = order('shopify', 1, { lines: [{ lineId: '1', sku: 'A', quantity: 5, quantities: { shipped: 2 } }] });
    expect(buckets(foldOrder(said, { shipments: [shipped('S1', [{ lineId: '1', quantity: 2 }])] }))).toMatchObject({
      shipped: 2,
      open: 3,
    });
  });

  test('of a deleted line, and of a cancelled order, hold the rest as cancelled', () => {
    const deleted = order('acme', 1, { lines: [{ lineId: '1', sku: 'A', quantity: 5, change: 'deleted' }] });
    expect(buckets(foldOrder(deleted, { shipments: [shipped('S1', [{ lineId: '1', quantity: 2 }])] }))).toEqual({
      ordered: 5,
      open: 0,
      shipped: 2,
      cancelled: 3,
    });
    const cancelled = foldOrder({ ...placed, status: 'cancelled' }, {});
    expect(buckets(cancelled)).toEqual({ ordered: 10, open: 0, shipped: 0, cancelled: 10 });
    expect(labels(cancelled)).toEqual(['cancelled', 'cancelled']);
  });

  test('are exact for decimal quantities', () => {
    const folded = foldOrder(order('acme', 1, { lines: [{ lineId: '1', quantity: '0.3', unit: 'KGM' }] }), {
      shipments: [shipped('S1', [{ lineId: '1', quantity: '0.1' }]), shipped('S2', [{ lineId: '1', quantity: '0.2' }])],
    });
    expect(buckets(folded)).toEqual({ ordered: '0.3', open: 0, shipped: '0.3' });
  });

  test('of a line without a quantity are not invented', () => {
    const folded = foldOrder(order('acme', 1, { lines: [{ lineId: '1', sku: 'A' }] }), {
      shipments: [shipped('S1', [{ lineId: '1', quantity: 1 }])],
    });
    expect(folded.lines).toEqual([{ lineId: '1', sku: 'A' }]);
  });
});

describe('evidence', () => {
  test('a label, a plan or a cancelled shipment proves nothing', () => {
    for (const status of ['planned', 'label_created', 'cancelled'] as const) {
      const { shippedAt: _none, ...bare } = shipped('S1', [{ lineId: '1', quantity: 1 }], { status });
      expect(buckets(foldOrder(placed, { shipments: [bare] }))).toMatchObject({ shipped: 0 });
    }
  });

  test('a carrier that reports on the tracking number proves the shipment of the warehouse', () => {
    const { shippedAt: _none, ...label } = shipped('S1', [{ lineId: '2', quantity: 2 }], {
      status: 'label_created',
      trackingNumbers: ['T1', 'T2'],
    });
    const carrier = (number: string) =>
      shipment('ups', 20, { shipmentId: number, status: 'delivered', trackingNumbers: [number] });
    expect(buckets(foldOrder(placed, { shipments: [label, carrier('T1')] }), 1)).toMatchObject({ shipped: 2 });
    expect(buckets(foldOrder(placed, { shipments: [label, carrier('T1')] }), 1)).not.toHaveProperty('delivered');
    expect(buckets(foldOrder(placed, { shipments: [label, carrier('T1'), carrier('T2')] }), 1)).toMatchObject({
      delivered: 2,
    });
  });

  test('packages are counted where the shipment has no lines of its own', () => {
    const packed = shipped('S1', [], {
      packages: [{ lines: [{ lineId: '1', quantity: 4 }] }, { lines: [{ sku: 'A', quantity: 2 }] }],
    });
    expect(buckets(foldOrder(placed, { shipments: [packed] }))).toMatchObject({ shipped: 6 });
    const both = { ...packed, lines: [{ lineId: '1', sku: 'A', quantity: 4 }] };
    expect(buckets(foldOrder(placed, { shipments: [both] }))).toMatchObject({ shipped: 4 });
  });

  test('lines without an id fill the order lines of their SKU one after the other', () => {
    const twice = order('acme', 1, {
      lines: [
        { lineId: '1', sku: 'A', quantity: 3 },
        { lineId: '2', sku: 'A', quantity: 5 },
      ],
    });
    const folded = foldOrder(twice, { shipments: [shipped('S1', [{ sku: 'A', quantity: 4 }])] });
    expect(folded.lines?.map(({ quantities }) => quantities?.shipped)).toEqual([3, 1]);
  });

  test('a substitute counts for the line it replaces', () => {
    const folded = foldOrder(placed, { shipments: [shipped('S1', [{ sku: 'Z', substituteFor: 'B', quantity: 2 }])] });
    expect(buckets(folded, 1)).toEqual({ ordered: 2, open: 0, shipped: 2, substituted: 2 });
  });

  test('quantities in another unit are converted by the item, and not counted where it does not say how', () => {
    const ordered = order('acme', 1, { lines: [{ lineId: '1', sku: 'A', quantity: 24, unit: 'EA' }] });
    const shipments = [shipped('S1', [{ lineId: '1', sku: 'A', quantity: 1, unit: 'CS' }])];
    const items = [
      {
        type: 'item' as const,
        sku: 'A',
        source: { system: 'sap' },
        units: [
          { unit: 'EA', per: 1 },
          { unit: 'CS', per: 12 },
        ],
      },
    ];
    expect(buckets(foldOrder(ordered, { shipments, items }))).toMatchObject({ shipped: 12 });
    expect(buckets(foldOrder(ordered, { shipments }))).toMatchObject({ shipped: 0 });
  });

  test('a kit ships as its components, whole kits only', () => {
    const kit = order('acme', 1, { lines: [{ lineId: '1', sku: 'SET', quantity: 3 }] });
    const items = [
      {
        type: 'item' as const,
        sku: 'SET',
        source: { system: 'sap' },
        kit: [
          { sku: 'CUP', quantity: 2 },
          { sku: 'POT', quantity: 1 },
        ],
      },
    ];
    const shipments = [
      shipped('S1', [
        { sku: 'CUP', quantity: 5 },
        { sku: 'POT', quantity: 3 },
      ]),
    ];
    expect(buckets(foldOrder(kit, { shipments, items }))).toMatchObject({ shipped: 2, open: 1 });
  });

  test('a kit spelt out in lines may ship as kit or as components', () => {
    const spelt = order('shopify', 1, {
      lines: [
        { lineId: '1', sku: 'SET', quantity: 2 },
        { lineId: '2', sku: 'CUP', quantity: 4, kitParent: '1' },
        { lineId: '3', sku: 'POT', quantity: 2, kitParent: '1' },
      ],
    });
    const asParts = foldOrder(spelt, {
      shipments: [
        shipped('S1', [
          { lineId: '2', quantity: 4 },
          { lineId: '3', quantity: 2 },
        ]),
      ],
    });
    const asKit = foldOrder(spelt, { shipments: [shipped('S1', [{ lineId: '1', quantity: 2 }])] });
    for (const folded of [asParts, asKit]) {
      expect(folded.lines?.map(({ quantities }) => quantities?.shipped)).toEqual([2, 4, 2]);
      expect(folded.status).toBe('shipped');
    }
  });

  test('a return that is only announced, or only refunded, brings nothing back', () => {
    for (const status of ['requested', 'authorized', 'in_transit', 'refunded', 'rejected'] as const) {
      expect(
        buckets(foldOrder(placed, { returns: [returned('R1', [{ lineId: '1', quantity: 1 }], { status })] })),
      ).not.toHaveProperty('returned');
    }
  });

  test('a draft, a void invoice and a credit note bill nothing', () => {
    for (const fields of [{ status: 'draft' }, { status: 'void' }, { invoiceType: 'credit_note' }] as const) {
      expect(
        buckets(foldOrder(placed, { invoices: [invoice('I1', [{ lineId: '1', quantity: 1 }], fields)] })),
      ).not.toHaveProperty('invoiced');
    }
  });
});

describe('the status of the order', () => {
  const all = (fields: Partial<ShipmentDocument> = {}) => [
    shipped(
      'S1',
      [
        { lineId: '1', quantity: 10 },
        { lineId: '2', quantity: 2 },
      ],
      fields,
    ),
  ];

  test('follows what the lines prove', () => {
    expect(foldOrder(placed, { shipments: all() }).status).toBe('shipped');
    expect(foldOrder(placed, { shipments: all({ status: 'delivered' }) }).status).toBe('delivered');
    expect(labels(foldOrder(placed, { shipments: all({ status: 'delivered' }) }))).toEqual(['delivered', 'delivered']);
  });

  test('never goes beyond it', () => {
    expect(
      foldOrder({ ...placed, status: 'shipped' }, { shipments: [shipped('S1', [{ lineId: '1', quantity: 1 }])] })
        .status,
    ).toBe('partially_shipped');
    expect(foldOrder({ ...placed, status: 'delivered' }, { shipments: all() }).status).toBe('shipped');
  });

  test('stays as stated where the lines say nothing', () => {
    expect(foldOrder({ ...placed, status: 'shipped' }, {}).status).toBe('shipped');
    expect(foldOrder({ ...placed, status: 'closed' }, { shipments: all() }).status).toBe('closed');
    expect(foldOrder({ ...placed, status: 'cancelled' }, { shipments: all() }).status).toBe('cancelled');
  });

  test('does not wait for lines that need no shipping, nor for cancelled ones', () => {
    const mixed = order('shopify', 1, {
      lines: [
        { lineId: '1', sku: 'A', quantity: 1 },
        { lineId: '2', sku: 'GIFT', quantity: 1, requiresShipping: false },
        { lineId: '3', sku: 'C', quantity: 1, quantities: { cancelled: 1 } },
      ],
    });
    expect(foldOrder(mixed, { shipments: [shipped('S1', [{ lineId: '1', quantity: 1 }])] }).status).toBe('shipped');
  });

  test('is cancelled when every line is', () => {
    const gone = order('shopify', 1, {
      status: 'accepted',
      lines: [{ lineId: '1', quantity: 2, quantities: { cancelled: 1, rejected: 1 } }],
    });
    expect(foldOrder(gone, {}).status).toBe('cancelled');
  });

  test('that shipments prove has the time of the latest proof', () => {
    expect(provenStatus(placed, { shipments: all() })).toEqual({ status: 'shipped', at: at(10) });
    expect(provenStatus(placed, { shipments: all({ status: 'delivered', deliveredAt: at(70) }) })).toEqual({
      status: 'delivered',
      at: at(70),
    });
    expect(provenStatus({ ...placed, status: 'cancelled' }, { shipments: all() })?.status).toBe('shipped');
    expect(
      provenStatus({ ...placed, lines: [{ lineId: '1', quantity: 1, quantities: { shipped: 1 } }] }, {}),
    ).toBeUndefined();
  });
});

describe('laws', () => {
  const words = <T extends string>(...list: T[]) => fc.constantFrom(...list);
  const quantity = fc.integer({ min: 0, max: 6 });
  const statedBuckets = fc.record(
    { shipped: quantity, cancelled: quantity, backordered: quantity, picked: quantity, rejected: quantity },
    { requiredKeys: [] },
  );
  const orderLine = fc.record(
    { lineId: words('1', '2', '3'), sku: words('A', 'B'), quantity, quantities: statedBuckets },
    { requiredKeys: ['lineId', 'sku', 'quantity'] },
  );
  const orders = fc
    .record({
      status: words('accepted', 'shipped', 'cancelled', 'closed'),
      lines: fc.uniqueArray(orderLine, { minLength: 1, maxLength: 3, selector: ({ lineId }) => lineId }),
    })
    .map((fields) => order('shopify', 1, fields as Partial<OrderDocument>));
  const content = fc.record(
    { lineId: words('1', '2', '3'), sku: words('A', 'B'), quantity },
    { requiredKeys: ['quantity'] },
  );
  const contents = fc.array(content, { maxLength: 3 });
  const shipments = fc.array(
    fc
      .record({
        id: words('S1', 'S2', 'S3'),
        status: words('label_created', 'in_transit', 'delivered', 'cancelled'),
        contents,
      })
      .map(({ id, status, contents: lines }) => shipment('wms', 5, { shipmentId: id, status, lines })),
    { maxLength: 4 },
  );
  const unique = <T>(list: readonly T[], key: (one: T) => string): T[] => [
    ...new Map(list.map((one) => [key(one), one])).values(),
  ];
  const related = fc.record({ shipments, invoices: contents, returns: contents }).map((documents) => ({
    shipments: unique(documents.shipments, ({ shipmentId }) => shipmentId),
    invoices: documents.invoices.map((line, index) => invoice(`I${index}`, [line])),
    returns: documents.returns.map((line, index) => returned(`R${index}`, [line])),
  }));

  test('the buckets of a line add up to what was ordered', () => {
    fc.assert(
      fc.property(orders, related, (document, documents) => {
        for (const { quantities = {} } of foldOrder(document, documents).lines ?? []) {
          const of = (bucket: string) => Number((quantities as Record<string, unknown>)[bucket] ?? 0);
          const parts = [
            'open',
            'reserved',
            'allocated',
            'picked',
            'packed',
            'shipped',
            'backordered',
            'cancelled',
            'rejected',
          ];
          expect(parts.reduce((sum, bucket) => sum + of(bucket), 0)).toBe(of('ordered'));
          expect(parts.every((bucket) => of(bucket) >= 0)).toBe(true);
          expect(of('delivered')).toBeLessThanOrEqual(of('shipped') + of('over_shipped'));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('folding twice is folding once', () => {
    fc.assert(
      fc.property(orders, related, (document, documents) => {
        const once = foldOrder(document, documents);
        expect(foldOrder(once, documents)).toEqual(once);
      }),
      { numRuns: 400 },
    );
  });

  test('the order of the documents and their repetition do not matter', () => {
    fc.assert(
      fc.property(orders, related, (document, documents) => {
        const turned: Related = {
          shipments: [...documents.shipments].reverse().concat(documents.shipments),
          invoices: [...documents.invoices].reverse().concat(documents.invoices),
          returns: [...documents.returns].reverse().concat(documents.returns),
        };
        expect(foldOrder(document, turned)).toEqual(foldOrder(document, documents));
      }),
      { numRuns: 400 },
    );
  });

  test('the status shipped is never shown while a quantity is open', () => {
    fc.assert(
      fc.property(orders, related, (document, documents) => {
        const folded = foldOrder(document, documents);
        const moved = (folded.lines ?? []).some(({ quantities }) => Number(quantities?.shipped ?? 0) > 0);
        if (!moved || (folded.status !== 'shipped' && folded.status !== 'delivered')) return;
        for (const { quantities } of folded.lines ?? []) {
          expect(Number(quantities?.open ?? 0) + Number(quantities?.backordered ?? 0)).toBe(0);
        }
      }),
      { numRuns: 400 },
    );
  });
});

test('a line that nothing is said of has the buckets of one that states none', () => {
  const quantity = fc.oneof(fc.integer({ min: -3, max: 20 }), fc.constantFrom('0.5', '12.250', '0'));
  const words = fc.record(
    {
      status: fc.constantFrom<OrderLine['status'] & string>('open', 'accepted', 'on_hold', 'packed', 'shipped'),
      acknowledgement: fc.constantFrom<OrderLine['acknowledgement'] & string>('accepted', 'rejected', 'backordered'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(quantity, words, (ordered, said) => {
      const line: OrderLine = { lineId: '1', sku: 'A', quantity: ordered, ...said };
      const fold = (one: OrderLine) => foldOrder(order('shopify', 1, { status: 'accepted', lines: [one] }), {});
      expect(fold(line)).toEqual(fold({ ...line, quantities: {} }));
    }),
  );
});
