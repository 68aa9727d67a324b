// The columns of the list of deliveries. May import api/ types and parts/.
import type { DeliveryRow } from '../../api/deliveries.ts';
import type { Column } from '../../parts/DataTable.tsx';
import { Checkbox } from '../../parts/fields.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';

export interface PickProps {
  /** Exceptions of the deliveries that are chosen. */
  readonly picked: ReadonlySet<string>;
  readonly onPick: (picked: ReadonlySet<string>) => void;
}

/** When something is done about it next. */
function Next({ row }: { row: DeliveryRow }) {
  if (row.nextAttemptAt !== null)
    return Date.parse(row.nextAttemptAt) <= Date.now() ? <span>now</span> : <Moment at={row.nextAttemptAt} />;
  if (row.deliveredAt !== null) return <Moment at={row.deliveredAt} />;
  return <span className="soft">–</span>;
}

export function deliveryColumns({ picked, onPick }: PickProps): readonly Column<DeliveryRow>[] {
  const toggle = (id: string, isPicked: boolean) => {
    const next = new Set(picked);
    if (isPicked) next.add(id);
    else next.delete(id);
    onPick(next);
  };
  return [
    {
      key: 'pick',
      title: '',
      width: '46px',
      cell: ({ exception, document, id }) =>
        exception === null ? null : (
          <Checkbox isSelected={picked.has(exception)} onChange={(next) => toggle(exception, next)}>
            <span className="unseen">Choose {document?.key ?? id}</span>
          </Checkbox>
        ),
    },
    { key: 'at', title: 'Queued', width: '104px', cell: (row) => <Moment at={row.createdAt} /> },
    { key: 'status', title: 'Status', width: '92px', cell: (row) => <StatusBadge status={row.status} /> },
    {
      key: 'destination',
      title: 'Destination',
      width: 'minmax(104px, 1fr)',
      cell: (row) => <strong title={row.destination}>{row.destination}</strong>,
    },
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
    {
      key: 'mapping',
      title: 'Mapping',
      width: 'minmax(104px, 1.2fr)',
      cell: (row) => <span title={row.mapping}>{row.mapping}</span>,
    },
    { key: 'attempts', title: 'Tries', width: '56px', align: 'end', cell: (row) => row.attempts },
    { key: 'next', title: 'Next or done', width: '104px', cell: (row) => <Next row={row} /> },
    {
      key: 'error',
      title: 'Last error',
      width: 'minmax(110px, 1.6fr)',
      cell: (row) => <span title={row.lastError ?? undefined}>{row.lastError}</span>,
    },
  ];
}
