// Stock by SKU and location, by state, with what is promised. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useLive } from '../api/live.ts';
import { type StockPosition, stockQuery } from '../api/operations.ts';
import { queryText } from '../api/request.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { SearchField, SelectField } from '../parts/fields.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import '../parts/operate.css';

const BUCKETS = ['on_hand', 'available', 'reserved', 'allocated', 'damaged', 'quality_hold', 'incoming'] as const;

interface Row extends StockPosition {
  readonly promised: string | undefined;
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
    sortBy: (row) => row.sku,
  },
  {
    key: 'location',
    title: 'Location',
    width: 'minmax(110px, 1fr)',
    cell: (row) => <span title={`${row.location} ${row.locationType ?? ''}`}>{row.location}</span>,
    sortBy: (row) => row.location,
  },
  { key: 'lot', title: 'Lot', width: '84px', cell: (row) => row.lot ?? <span className="soft">none</span> },
  ...BUCKETS.map(
    (bucket): Column<Row> => ({
      key: bucket,
      title: bucket.replaceAll('_', ' '),
      width: '84px',
      align: 'end',
      cell: (row) => row.quantities?.[bucket] ?? <span className="soft">–</span>,
      sortBy: (row) => Number(row.quantities?.[bucket] ?? 0),
    }),
  ),
  {
    key: 'promised',
    title: 'Promised',
    width: '84px',
    align: 'end',
    cell: (row) => row.promised ?? <span className="soft">–</span>,
    sortBy: (row) => Number(row.promised ?? 0),
  },
  {
    key: 'source',
    title: 'Says',
    width: '110px',
    cell: (row) => <span title={row.source.system}>{row.source.system}</span>,
  },
  { key: 'asOf', title: 'As of', width: '122px', cell: (row) => <Moment at={row.asOf ?? row.updatedAt} /> },
];

const LIVE = { message: [['stock']] } as const;

export default function StockPage() {
  const query = useQuery(stockQuery({}));
  useLive(LIVE, 5_000);
  const search = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const [text, location] = [search.get('q') ?? '', search.get('location') ?? ''];
  const go = (next: { q?: string; location?: string }) =>
    navigate(`/stock${queryText({ q: text, location, ...next })}`, { replace: true });
  const rows = useMemo<readonly Row[]>(() => {
    const promised = new Map(
      (query.data?.promised ?? []).map((one) => [
        `${one.sku} ${String(one['location'] ?? '')}`,
        String(one['quantity'] ?? one['promised'] ?? ''),
      ]),
    );
    return (query.data?.positions ?? []).map((position) => ({
      ...position,
      promised: promised.get(`${position.sku} ${position.location}`) ?? promised.get(`${position.sku} `),
    }));
  }, [query.data]);
  const locations = useMemo(() => [...new Set(rows.map((row) => row.location))].sort(), [rows]);
  const shown = useMemo(
    () =>
      rows.filter(
        (row) =>
          (location === '' || row.location === location) && row.sku.toLowerCase().includes(text.trim().toLowerCase()),
      ),
    [rows, text, location],
  );
  return (
    <Page title="Stock" description="What lies where, in which state, and what of it is promised." fill>
      <search className="filters" aria-label="Filters">
        <SearchField label="Find a SKU" value={text} onChange={(q) => go({ q })} />
        <SelectField
          label="Location"
          hideLabel
          value={location}
          onChange={(next) => go({ location: next })}
          choices={[{ id: '', label: 'Any location' }, ...locations.map((id) => ({ id, label: id }))]}
        />
      </search>
      <QueryView query={query} what="the stock">
        {() => (
          <DataTable
            label="Stock"
            columns={COLUMNS}
            rows={shown}
            rowKey={(row) => `${row.sku} ${row.location} ${row.lot ?? ''}`}
            empty={
              <EmptyState title={rows.length === 0 ? 'No stock is known yet' : 'No position fits these filters'} />
            }
          />
        )}
      </QueryView>
    </Page>
  );
}
