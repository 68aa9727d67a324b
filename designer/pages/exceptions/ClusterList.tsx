// Causes, the largest first, each with how many one correction releases. May import api/ and parts/.
import type { Cluster } from '../../api/exceptions.ts';
import { Badge } from '../../parts/Badge.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Due, PriorityBadge } from '../../parts/Due.tsx';
import { EmptyState } from '../../parts/states.tsx';

/** What the correction is, in few words. */
export function causeWords({ fix, cause, message }: Cluster): string {
  if (fix?.kind === 'table-row') return `${fix.table}: no row for ${fix.word ?? 'a word'}`;
  if (fix?.kind === 'rule') return `${fix.ruleset}/${fix.rule}`;
  if (fix?.kind === 'destination') return `${fix.destination} does not take deliveries`;
  return message || cause;
}

const COLUMNS: readonly Column<Cluster>[] = [
  {
    key: 'count',
    title: 'Held',
    width: '72px',
    align: 'end',
    cell: (row) => <strong>{row.count.toLocaleString('en')}</strong>,
    sortBy: (row) => row.count,
  },
  {
    key: 'cause',
    title: 'Cause',
    width: 'minmax(150px, 1fr)',
    cell: (row) => (
      <span className="two-lines" title={`${causeWords(row)}\n${row.message}`}>
        <strong className="clip">{causeWords(row)}</strong>
        <span className="soft clip">
          <PriorityBadge priority={row.priority} /> <Due at={row.due} /> <Badge>{row.owner}</Badge>
          {row.assigned === 0 ? '' : ` ${row.assigned} assigned`}
        </span>
      </span>
    ),
    sortBy: causeWords,
  },
];

const ROW_HEIGHT = 46;

export interface ClusterListProps {
  readonly clusters: readonly Cluster[];
  readonly chosen: string | undefined;
  readonly onChoose: (cause: string) => void;
  readonly isFiltered: boolean;
}

export function ClusterList({ clusters, chosen, onChoose, isFiltered }: ClusterListProps) {
  return (
    <DataTable
      label="Causes"
      columns={COLUMNS}
      rows={clusters}
      rowKey={(row) => row.cause}
      rowHeight={ROW_HEIGHT}
      chosen={chosen}
      onOpen={(row) => onChoose(row.cause)}
      empty={
        isFiltered ? (
          <EmptyState title="No cause fits these filters" />
        ) : (
          <EmptyState title="Nothing is held">
            <p>Every message went through. What is held from now on appears here, by what one correction releases.</p>
          </EmptyState>
        )
      }
    />
  );
}
