// The columns of the list of deliveries. May import api/ types and parts/.
import type { DeliveryRow } from '../../api/deliveries.ts';
import { textColumn, timeColumn } from '../../parts/columns.tsx';
import type { Column } from '../../parts/DataTable.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { type PickProps, pickColumn } from '../../parts/pick-column.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';

/** When something is done about it next. */
function Next({ row }: { row: DeliveryRow }) {
  if (row.nextAttemptAt !== null)
    return Date.parse(row.nextAttemptAt) <= Date.now() ? <span>now</span> : <Moment at={row.nextAttemptAt} />;
  if (row.deliveredAt !== null) return <Moment at={row.deliveredAt} />;
  return <span className="soft">–</span>;
}

/** Deliveries are chosen by the exceptions that they raised. */
export function deliveryColumns(pick: PickProps): readonly Column<DeliveryRow>[] {
  return [
    pickColumn(pick, ({ exception, document, id }) => ({ id: exception ?? undefined, name: document?.key ?? id })),
    timeColumn('at', 'Queued', (row) => row.createdAt),
    { key: 'status', title: 'Status', width: '104px', cell: (row) => <StatusBadge status={row.status} /> },
    textColumn('destination', 'Destination', {
      of: (row) => row.destination,
      width: 'minmax(104px, 1fr)',
      strong: true,
      sorts: false,
    }),
    {
      key: 'document',
      title: 'Document',
      width: 'minmax(140px, 1.6fr)',
      cell: ({ document }) =>
        document === null ? (
          <span className="soft">an answer to a partner</span>
        ) : (
          <span title={`${document.type} ${document.key}`}>
            <span className="soft">{document.type}</span> <span className="mono">{document.key}</span>
          </span>
        ),
    },
    textColumn('mapping', 'Mapping', { of: (row) => row.mapping, width: 'minmax(104px, 1.2fr)', sorts: false }),
    { key: 'attempts', title: 'Tries', width: '56px', align: 'end', cell: (row) => row.attempts },
    { key: 'next', title: 'Next or done', width: '104px', cell: (row) => <Next row={row} /> },
    textColumn('error', 'Last error', {
      of: (row) => row.lastError ?? '',
      width: 'minmax(110px, 1.6fr)',
      sorts: false,
    }),
  ];
}
