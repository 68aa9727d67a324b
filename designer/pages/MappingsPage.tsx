// All mappings of the workspace: found by name, system and document, opened by a click. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type MappingSummary, type WorkspaceSummary, workspaceQuery } from '../api/workspace.ts';
import { Badge } from '../parts/Badge.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { SearchField } from '../parts/fields.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';

interface Row extends MappingSummary {
  readonly faults: number;
}

const listed = (value: string | readonly string[] | undefined): string => [value ?? []].flat().join(', ');

const ends = ({ direction, from, to }: MappingSummary): [string, string] =>
  direction === 'inbound'
    ? [`${from.system ?? ''} ${listed(from.message)}`.trim(), listed(to.document)]
    : [from.document ?? '', to.system ?? ''];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    title: 'Mapping',
    width: 'minmax(260px, 2fr)',
    cell: (row) => (
      <span title={`${row.title} (${row.name})`}>
        <strong>{row.title}</strong> <span className="soft mono">{row.name}</span>
      </span>
    ),
    sortBy: (row) => row.title,
  },
  {
    key: 'way',
    title: 'From and to',
    width: 'minmax(220px, 2fr)',
    cell: (row) => {
      const [from, to] = ends(row);
      return (
        <span title={`${from} → ${to}`}>
          {from} <ArrowRight aria-label="to" size={12} /> {to}
        </span>
      );
    },
    sortBy: (row) => ends(row).join(' '),
  },
  {
    key: 'format',
    title: 'Format',
    width: '92px',
    cell: (row) => <Badge>{row.direction === 'inbound' ? row.from.format : row.to.format}</Badge>,
    sortBy: (row) => (row.direction === 'inbound' ? row.from.format : row.to.format) ?? '',
  },
  { key: 'owner', title: 'Owner', width: '130px', cell: (row) => row.owner, sortBy: (row) => row.owner },
  {
    key: 'examples',
    title: 'Examples',
    width: '96px',
    align: 'end',
    cell: (row) => row.examples.length,
    sortBy: (row) => row.examples.length,
  },
  {
    key: 'faults',
    title: 'Findings',
    width: '96px',
    align: 'end',
    cell: (row) => (row.faults === 0 ? <span className="soft">none</span> : <Badge tone="warn">{row.faults}</Badge>),
    sortBy: (row) => row.faults,
  },
];

function rowsOf({ mappings, findings }: WorkspaceSummary): readonly Row[] {
  return mappings.map((mapping) => ({
    ...mapping,
    faults: findings.filter((finding) => finding.at?.file?.startsWith(`mappings/${mapping.name}/`)).length,
  }));
}

export default function MappingsPage() {
  const query = useQuery(workspaceQuery);
  const [text, setText] = useState('');
  const rows = useMemo(() => (query.data === undefined ? [] : rowsOf(query.data)), [query.data]);
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter((row) => {
      const all = `${row.name} ${row.title} ${ends(row).join(' ')} ${row.owner}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
  }, [rows, text]);
  return (
    <Page
      title="Mappings"
      description="What arrives becomes canonical documents, and documents become what a destination takes."
      actions={<SearchField label="Find a mapping" value={text} onChange={setText} />}
      fill
    >
      <QueryView query={query} what="the mappings">
        {() => (
          <DataTable
            label="Mappings"
            columns={COLUMNS}
            rows={shown}
            rowKey={(row) => row.name}
            href={(row) => `/map/${encodeURIComponent(row.name)}`}
            empty={
              rows.length === 0 ? (
                <EmptyState title="There is no mapping yet" />
              ) : (
                <EmptyState title={`No mapping has “${text}” in its name, system or document`} />
              )
            }
          />
        )}
      </QueryView>
    </Page>
  );
}
