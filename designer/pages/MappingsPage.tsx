// All mappings on disk, also those that cannot run: found by name, system and document, opened by a click. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Plus } from 'lucide-react';
import { useLocation } from 'wouter';
import { type FolderSummary, foldersQuery } from '../api/folders.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import type { Column } from '../parts/DataTable.tsx';
import { FindingCount, FoundListPage } from '../parts/FoundListPage.tsx';
import { EmptyState } from '../parts/states.tsx';

interface Row {
  readonly name: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly format: string;
  readonly owner: string;
  readonly examples: number;
  readonly errors: number;
  readonly warnings: number;
}

type Side = Readonly<Record<string, string | readonly string[] | undefined>>;

const listed = (value: string | readonly string[] | undefined): string => [value ?? []].flat().join(', ');

/** A manifest may be broken, or not there: whatever can be read of it is shown. */
function rowOf({ name, manifest, examples, findings }: FolderSummary): Row {
  const [from, to] = [(manifest['from'] ?? {}) as Side, (manifest['to'] ?? {}) as Side];
  const isOutbound = from['document'] !== undefined;
  return {
    name,
    title: typeof manifest['title'] === 'string' ? manifest['title'] : name,
    from: isOutbound ? listed(from['document']) : `${listed(from['system'])} ${listed(from['message'])}`.trim(),
    to: isOutbound ? listed(to['system']) : listed(to['document']),
    format: listed(isOutbound ? to['format'] : from['format']),
    owner: typeof manifest['owner'] === 'string' ? manifest['owner'] : 'integration',
    examples,
    errors: findings.filter((finding) => finding.severity === 'error').length,
    warnings: findings.filter((finding) => finding.severity !== 'error').length,
  };
}

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
    cell: (row) => (
      <span title={`${row.from} → ${row.to}`}>
        {row.from} <ArrowRight aria-label="to" size={12} /> {row.to}
      </span>
    ),
    sortBy: (row) => `${row.from} ${row.to}`,
  },
  {
    key: 'format',
    title: 'Format',
    width: '92px',
    cell: (row) => (row.format === '' ? null : <Badge>{row.format}</Badge>),
    sortBy: (row) => row.format,
  },
  { key: 'owner', title: 'Owner', width: '130px', cell: (row) => row.owner, sortBy: (row) => row.owner },
  {
    key: 'examples',
    title: 'Examples',
    width: '96px',
    align: 'end',
    cell: (row) => row.examples,
    sortBy: (row) => row.examples,
  },
  {
    key: 'faults',
    title: 'Findings',
    width: '96px',
    align: 'end',
    cell: (row) => <FindingCount errors={row.errors} warnings={row.warnings} />,
    sortBy: (row) => row.errors * 1000 + row.warnings,
  },
];

const rowsOf = (folders: readonly FolderSummary[]): readonly Row[] =>
  folders.filter((folder) => folder.path.startsWith('mappings/')).map(rowOf);

const wordsOf = (row: Row): string => `${row.name} ${row.title} ${row.from} ${row.to} ${row.owner}`;

export default function MappingsPage() {
  const [, navigate] = useLocation();
  const begin = (
    <Button tone="main" icon={<Plus aria-hidden size={15} />} onPress={() => navigate('/mappings/new')}>
      New mapping
    </Button>
  );
  return (
    <FoundListPage
      title="Mappings"
      description="What arrives becomes canonical documents, and documents become what a destination takes."
      one="mapping"
      query={useQuery(foldersQuery)}
      rowsOf={rowsOf}
      columns={COLUMNS}
      wordsOf={wordsOf}
      foundBy="its name, system or document"
      hrefOf={(row) => `/map/${encodeURIComponent(row.name)}`}
      actions={begin}
      none={
        <EmptyState title="There is no mapping yet" action={begin}>
          Paste a message as it comes, and draw what it becomes.
        </EmptyState>
      }
    />
  );
}
