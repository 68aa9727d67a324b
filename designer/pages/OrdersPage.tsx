// Orders: found by any id, by state, by the gate that says no. May import api/ and parts/.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useLive } from '../api/live.ts';
import { type OrderFilter, type OrderRow, orderPage } from '../api/operations.ts';
import { queryText } from '../api/request.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { SearchField, SelectField } from '../parts/fields.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Page } from '../parts/Page.tsx';
import { StatusBadge, wordsOfStatus } from '../parts/StatusBadge.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import '../parts/operate.css';

const COLUMNS: readonly Column<OrderRow>[] = [
  {
    key: 'id',
    title: 'Order',
    width: 'minmax(150px, 1.5fr)',
    cell: (row) => (
      <strong className="mono" title={`${row.orderId} of ${row.system}`}>
        {row.orderNumber ?? row.orderId}
      </strong>
    ),
  },
  {
    key: 'system',
    title: 'From',
    width: 'minmax(90px, 1fr)',
    cell: (row) => <span title={row.system}>{row.system}</span>,
  },
  { key: 'status', title: 'Status', width: '146px', cell: (row) => <StatusBadge status={row.status} /> },
  {
    key: 'payment',
    title: 'Payment',
    width: '142px',
    cell: (row) => (row.paymentStatus === null ? <span className="soft">none</span> : wordsOfStatus(row.paymentStatus)),
  },
  {
    key: 'blocked',
    title: 'Blocked at',
    width: 'minmax(190px, 1.6fr)',
    cell: (row) =>
      row.blocked.length === 0 && row.holds.length === 0 ? (
        <span className="soft">nothing</span>
      ) : (
        <span className="cluster-tight">
          {row.blocked.map((gate) => (
            <Badge key={gate} tone="warn">
              {gate}
            </Badge>
          ))}
          {row.holds.map((hold) => (
            <Badge key={hold} tone="bad">
              hold: {wordsOfStatus(hold)}
            </Badge>
          ))}
        </span>
      ),
  },
  {
    key: 'exceptions',
    title: 'Open',
    width: '64px',
    align: 'end',
    cell: (row) =>
      row.exceptions === 0 ? <span className="soft">0</span> : <Badge tone="warn">{row.exceptions}</Badge>,
  },
  { key: 'lines', title: 'Lines', width: '60px', align: 'end', cell: (row) => row.lines },
  {
    key: 'total',
    title: 'Total',
    width: '110px',
    align: 'end',
    cell: (row) => (row.total === null ? <span className="soft">none</span> : `${row.total} ${row.currency ?? ''}`),
  },
  { key: 'updated', title: 'Changed', width: '104px', cell: (row) => <Moment at={row.updatedAt} /> },
];

/** Pages of the list that are followed live. */
const MOST_FOLLOWED = 3;

const LIVE = { message: [['orders']], exception: [['orders']] } as const;

export default function OrdersPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filter = useMemo<OrderFilter>(() => {
    const query = new URLSearchParams(search);
    const set = (['q', 'status', 'blocked'] as const).flatMap((name) =>
      query.get(name) ? [[name, query.get(name)]] : [],
    );
    return Object.fromEntries(set) as OrderFilter;
  }, [search]);
  const query = useInfiniteQuery({
    queryKey: ['orders', filter],
    queryFn: ({ pageParam, signal }) => orderPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  useLive((query.data?.pages.length ?? 0) > MOST_FOLLOWED ? {} : LIVE, 2_000);
  const rows = useMemo(() => query.data?.pages.flatMap(({ orders }) => orders) ?? [], [query.data]);
  const [first] = query.data?.pages ?? [];
  const go = (next: OrderFilter) => navigate(`/orders${queryText({ ...filter, ...next })}`, { replace: true });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page title="Orders" description="Every order as it stands, and what keeps it from going on." fill>
      <search className="filters" aria-label="Filters">
        <SearchField label="Any id begins with" value={filter.q ?? ''} onChange={(q) => go({ q })} />
        <SelectField
          label="Status"
          hideLabel
          value={filter.status ?? ''}
          onChange={(status) => go({ status })}
          choices={[
            { id: '', label: 'Any status' },
            ...(first?.states ?? []).flatMap(({ status, count }) =>
              status === null
                ? []
                : [{ id: status, label: `${wordsOfStatus(status)} (${count.toLocaleString('en')})` }],
            ),
          ]}
        />
        <SelectField
          label="Blocked at"
          hideLabel
          value={filter.blocked ?? ''}
          onChange={(blocked) => go({ blocked })}
          choices={[
            { id: '', label: 'Blocked or not' },
            ...(first?.blocked ?? []).map(({ gate, count }) => ({
              id: gate,
              label: `Blocked at ${gate} (${count.toLocaleString('en')})`,
            })),
          ]}
        />
        {isFiltered ? (
          <Button tone="quiet" onPress={() => navigate('/orders', { replace: true })}>
            Clear
          </Button>
        ) : null}
      </search>
      <QueryView query={query} what="the orders">
        {() => (
          <DataTable
            label="Orders"
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => `${row.system} ${row.orderId}`}
            href={(row) => `/orders/${encodeURIComponent(row.orderId)}?system=${encodeURIComponent(row.system)}`}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
            empty={<EmptyState title={isFiltered ? 'No order fits these filters' : 'There is no order yet'} />}
          />
        )}
      </QueryView>
      <p className="list-foot soft" role="status">
        {`${rows.length.toLocaleString('en')} shown${query.hasNextPage ? ', more below' : ', that is all'}`}
      </p>
    </Page>
  );
}
