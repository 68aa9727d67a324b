// The lines of an order with their quantities by bucket. May import api/ types and parts/.
import type { OrderDetail } from '../../api/operations.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';

type Line = NonNullable<OrderDetail['order']['lines']>[number];

const HEIGHT = 520;

export function Lines(props: { order: OrderDetail['order']; onExplain: (path: string) => void }) {
  const lines = props.order.lines ?? [];
  const columns: readonly Column<Line>[] = [
    {
      key: 'id',
      title: 'Line',
      width: 'minmax(72px, 0.8fr)',
      cell: (line) => (
        <span className="mono" title={line.lineId}>
          {line.lineId}
        </span>
      ),
    },
    {
      key: 'sku',
      title: 'SKU',
      width: 'minmax(120px, 1fr)',
      cell: (line) => <strong className="mono">{line.sku ?? 'none'}</strong>,
      sortBy: (line) => line.sku ?? '',
    },
    {
      key: 'name',
      title: 'Name',
      width: 'minmax(120px, 2fr)',
      cell: (line) => <span title={line.name}>{line.name}</span>,
    },
    {
      key: 'quantity',
      title: 'Ordered',
      width: '96px',
      align: 'end',
      cell: (line) => `${line.quantity ?? ''} ${line.unit ?? ''}`,
      sortBy: (line) => Number(line.quantity ?? 0),
    },
    { key: 'status', title: 'Status', width: '124px', cell: (line) => <StatusBadge status={line.status ?? null} /> },
    {
      key: 'buckets',
      title: 'Where it is',
      width: 'minmax(160px, 2fr)',
      cell: (line) => (
        <button
          type="button"
          className="value-button"
          title="Why is this so?"
          onClick={() => props.onExplain(`/lines/${lines.indexOf(line)}`)}
        >
          {Object.entries(line.quantities ?? {})
            .filter(([name, value]) => name !== 'ordered' && Number(value) !== 0)
            .map(([name, value]) => `${value} ${name.replaceAll('_', ' ')}`)
            .join(', ') || 'nothing known yet'}
        </button>
      ),
    },
    { key: 'price', title: 'Price', width: '92px', align: 'end', cell: (line) => line.unitPrice },
  ];
  return (
    <DataTable
      label="Lines"
      columns={columns}
      rows={lines}
      rowKey={(line) => line.lineId ?? String(lines.indexOf(line))}
      maxHeight={HEIGHT}
      empty="The order has no lines."
    />
  );
}
