// Stock by SKU and location, by state, with what is promised: an endless list. May import api/ and parts/.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useLive } from '../api/live.ts';
import { type StockFilter, type StockPosition, stockPage } from '../api/operations.ts';
import { queryText } from '../api/request.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { SearchField, SelectField } from '../parts/fields.tsx';
import { ListFoot } from '../parts/ListFoot.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import '../parts/operate.css';

const BUCKETS = ['on_hand', 'available', 'reserved', 'allocated', 'damaged', 'quality_hold', 'incoming'] as const;

interface Row extends StockPosition {
  readonly promised: { readonly quantity: string | null; readonly orders: number } | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'sku',
    title: 'SKU',
    width: 'minmax(140px, 1.5fr)',
    cell: (row) => (
      <strong className="mono" title={row.sku}>
        {row.sku}
      </strong>
    ),
  },
  {
    key: 'location',
    title: 'Location',
    width: 'minmax(110px, 1fr)',
    cell: (row) => <span title={`${row.location} ${row.locationType ?? ''}`}>{row.location}</span>,
  },
  { key: 'lot', title: 'Lot', width: '84px', cell: (row) => row.lot ?? <span className="soft">none</span> },
  ...BUCKETS.map(
    (bucket): Column<Row> => ({
      key: bucket,
      title: bucket.replaceAll('_', ' '),
      width: '84px',
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
  {
    key: 'source',
    title: 'Says',
    width: '110px',
    cell: (row) => <span title={row.source.system}>{row.source.system}</span>,
  },
  { key: 'asOf', title: 'As of', width: '122px', cell: (row) => <Moment at={row.asOf ?? row.updatedAt} /> },
];

function Promised({ promised }: { promised: Row['promised'] }) {
  if (promised === undefined) return <span className="soft">–</span>;
  const { quantity, orders } = promised;
  const count = `${orders.toLocaleString('en')} open ${orders === 1 ? 'order' : 'orders'}`;
  if (quantity === null) return <span title={`Wanted by ${count}: open the SKU to add it up`}>many</span>;
  return <span title={`To ${count}, at any location`}>{quantity}</span>;
}

/** Pages of the list that are followed live. */
const MOST_FOLLOWED = 3;

const filterOf = (search: string): StockFilter => {
  const query = new URLSearchParams(search);
  const set = (['q', 'location'] as const).flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(set) as StockFilter;
};

export default function StockPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filter = useMemo(() => filterOf(search), [search]);
  const query = useInfiniteQuery({
    queryKey: ['stock', filter],
    queryFn: ({ pageParam, signal }) => stockPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  const isDeep = (query.data?.pages.length ?? 0) > MOST_FOLLOWED;
  useLive(isDeep ? {} : { message: [['stock']] }, 5_000);
  const go = (next: StockFilter) => navigate(`/stock${queryText({ ...filter, ...next })}`, { replace: true });
  const rows = useMemo<readonly Row[]>(() => {
    const pages = query.data?.pages ?? [];
    const promised = new Map(pages.flatMap((page) => page.promised.map((one) => [one.sku, one])));
    return pages.flatMap(({ positions }) =>
      positions.map((position) => ({ ...position, promised: promised.get(position.sku) })),
    );
  }, [query.data]);
  const locations = query.data?.pages[0]?.locations ?? [];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page title="Stock" description="What lies where, in which state, and what of it is promised." fill>
      <search className="filters" aria-label="Filters">
        <SearchField label="SKU begins with" value={filter.q ?? ''} onChange={(q) => go({ q })} />
        <SelectField
          label="Location"
          hideLabel
          value={filter.location ?? ''}
          onChange={(location) => go({ location })}
          choices={[{ id: '', label: 'Any location' }, ...locations.map((id) => ({ id, label: id }))]}
        />
      </search>
      <QueryView query={query} what="the stock">
        {() => (
          <DataTable
            label="Stock"
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => `${row.sku} ${row.location} ${row.lot ?? ''}`}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
            empty={<EmptyState title={isFiltered ? 'No position fits these filters' : 'No stock is known yet'} />}
          />
        )}
      </QueryView>
      <ListFoot query={query} count={rows.length} />
    </Page>
  );
}
