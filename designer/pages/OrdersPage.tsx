// Orders: found by any id, by state, by the gate that says no. May import api/ and parts/.
import { useMemo } from 'react';
import { type OrderRow, orderPage } from '../api/operations.ts';
import { Badge } from '../parts/Badge.tsx';
import { countText, textColumn, timeColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/DataTable.tsx';
import { EndlessTable } from '../parts/EndlessTable.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import type { Choice } from '../parts/fields.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { StatusBadge, wordsOfStatus } from '../parts/StatusBadge.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useEndless } from '../parts/use-endless.ts';
import { useFilter } from '../parts/use-filter.ts';
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
  textColumn('system', 'From', { of: (row) => row.system, width: 'minmax(90px, 1fr)', sorts: false }),
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
  timeColumn('updated', 'Changed', (row) => row.updatedAt),
];

const LIVE = { message: [['orders']], exception: [['orders']] } as const;
const REST_MS = 2_000;
const FILTERS = ['q', 'status', 'blocked'] as const;

export default function OrdersPage() {
  const filtering = useFilter('/orders', FILTERS);
  const { filter, isFiltered } = filtering;
  const list = useEndless({
    queryKey: ['orders', filter],
    page: (cursor, signal) => orderPage(filter, cursor, signal),
    live: LIVE,
    restMs: REST_MS,
  });
  const { pages, isDeep } = list;
  const rows = useMemo(() => pages.flatMap(({ orders }) => orders), [pages]);
  const { states = [], blocked = [] } = pages[0] ?? {};
  return (
    <Page
      title="Orders"
      description="Every order as it stands, and what keeps it from going on."
      marks={<LiveMark isStill={isDeep} />}
      fill
    >
      <FilterBar
        filtering={filtering}
        search={{ name: 'q', label: 'Any id begins with' }}
        selects={[
          {
            name: 'status',
            label: 'Status',
            choices: [{ id: '', label: 'Any status' }, ...states.flatMap(stateChoice)],
          },
          {
            name: 'blocked',
            label: 'Blocked at',
            choices: [
              { id: '', label: 'Blocked or not' },
              ...blocked.map(({ gate, count }) => ({ id: gate, label: `Blocked at ${gate} (${countText(count)})` })),
            ],
          },
        ]}
      />
      <EndlessTable
        list={list}
        what="the orders"
        label="Orders"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => `${row.system} ${row.orderId}`}
        href={(row) => `/orders/${encodeURIComponent(row.orderId)}?system=${encodeURIComponent(row.system)}`}
        empty={
          <EmptyState title={isFiltered ? 'No order fits these filters' : 'There is no order yet'}>
            {isFiltered ? null : <p>An order is here as soon as a message that brought one has gone through.</p>}
          </EmptyState>
        }
      />
    </Page>
  );
}

const stateChoice = ({ status, count }: { status: string | null; count: number }): Choice[] =>
  status === null ? [] : [{ id: status, label: `${wordsOfStatus(status)} (${countText(count)})` }];
