// All tables of the workspace, with what uses them. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { type TableSummary, type WorkspaceSummary, workspaceQuery } from '../api/workspace.ts';
import { Badge } from '../parts/Badge.tsx';
import type { Column } from '../parts/DataTable.tsx';
import { FindingCount, FoundListPage } from '../parts/FoundListPage.tsx';
import { EmptyState } from '../parts/states.tsx';

interface Row extends TableSummary {
  readonly users: readonly string[];
  readonly faults: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    title: 'Table',
    width: 'minmax(200px, 1fr)',
    cell: (row) => (
      <strong className="mono" title={row.name}>
        {row.name}
      </strong>
    ),
    sortBy: (row) => row.name,
  },
  {
    key: 'columns',
    title: 'Columns',
    width: 'minmax(200px, 2fr)',
    cell: (row) => {
      const [key, ...others] = row.columns;
      return (
        <span title={row.columns.join(', ')}>
          <strong>{key}</strong>
          <span className="soft">{others.length === 0 ? '' : `, ${others.join(', ')}`}</span>
        </span>
      );
    },
  },
  { key: 'rows', title: 'Rows', width: '84px', align: 'end', cell: (row) => row.rows, sortBy: (row) => row.rows },
  {
    key: 'users',
    title: 'Used by',
    width: 'minmax(140px, 1fr)',
    cell: (row) =>
      row.users.length === 0 ? (
        <Badge tone="warn">nothing</Badge>
      ) : (
        <span title={row.users.join(', ')}>
          {row.users.length === 1 ? row.users[0] : `${row.users.length} mappings`}
        </span>
      ),
    sortBy: (row) => row.users.length,
  },
  {
    key: 'faults',
    title: 'Findings',
    width: '96px',
    align: 'end',
    cell: (row) => <FindingCount errors={row.faults} />,
    sortBy: (row) => row.faults,
  },
];

function rowsOf({ tables, mappings, findings }: WorkspaceSummary): readonly Row[] {
  return tables.map((table) => ({
    ...table,
    users: mappings.filter((mapping) => mapping.tables.includes(table.name)).map(({ name }) => name),
    faults: findings.filter((finding) => finding.at?.file === `mappings/tables/${table.name}.csv`).length,
  }));
}

const wordsOf = (row: Row): string => `${row.name} ${row.columns.join(' ')} ${row.users.join(' ')}`;

export default function TablesPage() {
  return (
    <FoundListPage
      title="Tables"
      description="Code lists and cross-references: what a system’s word means, under which number another knows it."
      one="table"
      query={useQuery(workspaceQuery)}
      rowsOf={rowsOf}
      columns={COLUMNS}
      wordsOf={wordsOf}
      foundBy="its name, columns or users"
      hrefOf={(row) => `/tables/${encodeURIComponent(row.name)}`}
      none={<EmptyState title="There is no table yet">A table is a CSV file in mappings/tables/.</EmptyState>}
    />
  );
}
