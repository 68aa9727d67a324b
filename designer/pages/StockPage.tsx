// Stock by SKU and location, by state, with what is promised: an endless list. May import api/, parts/ and ./stock/.
import { useMemo, useState } from 'react';
import { type StockPosition, stockPage } from '../api/operations.ts';
import { Badge } from '../parts/Badge.tsx';
import { textColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/DataTable.tsx';
import { EndlessTable } from '../parts/EndlessTable.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useEndless } from '../parts/use-endless.ts';
import { useFilter } from '../parts/use-filter.ts';
import { PositionDialog } from './stock/PositionDialog.tsx';
import '../parts/operate.css';

const BUCKETS = ['on_hand', 'available', 'reserved', 'allocated', 'damaged', 'quality_hold', 'incoming'] as const;

interface Row extends StockPosition {
  readonly promised: { readonly quantity: string | null; readonly orders: number } | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  textColumn('sku', 'SKU', {
    of: (row) => row.sku,
    width: 'minmax(140px, 1.5fr)',
    mono: true,
    strong: true,
    sorts: false,
  }),
  {
    key: 'location',
    title: 'Location',
    width: 'minmax(110px, 1fr)',
    cell: (row) => <span title={`${row.location} ${row.locationType ?? ''}`}>{row.location}</span>,
  },
  { key: 'publish', title: 'Publish', width: '94px', cell: (row) => <Publish gates={row.gates} /> },
  { key: 'lot', title: 'Lot', width: '60px', cell: (row) => row.lot ?? <span className="soft">none</span> },
  ...BUCKETS.map(
    (bucket): Column<Row> => ({
      key: bucket,
      title: bucket === 'quality_hold' ? 'on hold' : bucket.replaceAll('_', ' '),
      width: '86px',
      align: 'end',
      cell: (row) => row.quantities?.[bucket] ?? <span className="soft">–</span>,
    }),
  ),
  {
    key: 'promised',
    title: 'Promised',
    width: '84px',
    align: 'end',
    cell: (row) => <Promised promised={row.promised} />,
  },
  textColumn('source', 'Says', { of: (row) => row.source.system, width: '110px', sorts: false }),
  { key: 'asOf', title: 'As of', width: '122px', cell: (row) => <Moment at={row.asOf ?? row.updatedAt} /> },
];

function Promised({ promised }: { promised: Row['promised'] }) {
  if (promised === undefined) return <span className="soft">–</span>;
  const { quantity, orders } = promised;
  const count = `${orders.toLocaleString('en')} open ${orders === 1 ? 'order' : 'orders'}`;
  if (quantity === null) return <span title={`Wanted by ${count}: open the SKU to add it up`}>many</span>;
  return <span title={`To ${count}, at any location`}>{quantity}</span>;
}

/** Whether the position may be told to channels. */
function Publish({ gates }: Pick<Row, 'gates'>) {
  const gate = gates.find((one) => one.gate === 'publish');
  if (gate === undefined) return <span className="soft">–</span>;
  return <Badge tone={gate.fit ? 'good' : 'bad'}>{gate.fit ? 'may' : 'may not'}</Badge>;
}

const LIVE = { message: [['stock']] } as const;
const REST_MS = 5_000;
const FILTERS = ['q', 'location'] as const;

const keyOf = (row: Row): string => `${row.sku} ${row.location} ${row.lot ?? ''}`;

export default function StockPage() {
  const filtering = useFilter('/stock', FILTERS);
  const { filter, isFiltered } = filtering;
  const [open, setOpen] = useState<string>();
  const list = useEndless({
    queryKey: ['stock', filter],
    page: (cursor, signal) => stockPage(filter, cursor, signal),
    live: LIVE,
    restMs: REST_MS,
  });
  const { pages, isDeep } = list;
  const rows = useMemo<readonly Row[]>(() => {
    const promised = new Map(pages.flatMap((page) => page.promised.map((one) => [one.sku, one])));
    return pages.flatMap(({ positions }) =>
      positions.map((position) => ({ ...position, promised: promised.get(position.sku) })),
    );
  }, [pages]);
  const shown = open === undefined ? undefined : rows.find((row) => keyOf(row) === open);
  return (
    <Page
      title="Stock"
      description="What lies where, in which state, what of it is promised, and whether it may be told to channels."
      marks={<LiveMark isStill={isDeep} />}
      fill
    >
      <FilterBar
        filtering={filtering}
        search={{ name: 'q', label: 'SKU begins with' }}
        selects={[
          {
            name: 'location',
            label: 'Location',
            choices: [
              { id: '', label: 'Any location' },
              ...(pages[0]?.locations ?? []).map((id) => ({ id, label: id })),
            ],
          },
        ]}
      />
      <EndlessTable
        list={list}
        what="the stock"
        label="Stock"
        columns={COLUMNS}
        rows={rows}
        rowKey={keyOf}
        onOpen={(row) => setOpen(keyOf(row))}
        empty={
          <EmptyState title={isFiltered ? 'No position fits these filters' : 'No stock is known yet'}>
            {isFiltered ? null : <p>A position is here as soon as a source has said what lies where.</p>}
          </EmptyState>
        }
      />
      {shown === undefined ? null : <PositionDialog position={shown} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
