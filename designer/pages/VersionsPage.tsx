// What is in force: the version of every mapping, ruleset and table, and who changed which file. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLive } from '../api/live.ts';
import { changesQuery, type WorkspaceChange } from '../api/operations.ts';
import { type WorkspaceSummary, workspaceQuery } from '../api/workspace.ts';
import { Badge } from '../parts/Badge.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Page } from '../parts/Page.tsx';
import { Panel } from '../parts/Panel.tsx';
import { QueryView } from '../parts/states.tsx';
import '../parts/operate.css';

interface Row {
  readonly kind: 'mapping' | 'ruleset' | 'table';
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  readonly version: string;
  readonly href: string;
}

const HEIGHT = 460;

const COLUMNS: readonly Column<Row>[] = [
  { key: 'kind', title: 'Kind', width: '92px', cell: (row) => <Badge>{row.kind}</Badge>, sortBy: (row) => row.kind },
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(200px, 2fr)',
    cell: (row) => (
      <span title={`${row.title} (${row.name})`}>
        <strong>{row.title}</strong> <span className="soft mono">{row.name}</span>
      </span>
    ),
    sortBy: (row) => row.name,
  },
  { key: 'owner', title: 'Owner', width: '130px', cell: (row) => row.owner, sortBy: (row) => row.owner },
  {
    key: 'version',
    title: 'Version',
    width: '130px',
    cell: (row) => <code title={row.version}>{row.version.slice(0, 12)}</code>,
  },
];

const CHANGES: readonly Column<WorkspaceChange>[] = [
  { key: 'at', title: 'When', width: '112px', cell: (row) => <Moment at={row.at} /> },
  { key: 'by', title: 'Who', width: 'minmax(90px, 1fr)', cell: (row) => row.by },
  {
    key: 'what',
    title: 'What',
    width: 'minmax(200px, 3fr)',
    cell: (row) => (
      <span title={row.subject}>
        {row.action === 'workspace.file-removed' ? 'took away ' : ''}
        <span className="mono">{row.subject}</span>
      </span>
    ),
  },
];

const LIVE = { workspace: [['workspace']] } as const;

export default function VersionsPage() {
  const workspace = useQuery(workspaceQuery);
  const changes = useQuery(changesQuery);
  useLive(LIVE);
  const { data } = workspace;
  return (
    <Page
      title="Versions"
      description={
        data === undefined ? undefined : (
          <>
            Workspace <code>{data.version}</code> is in force; every message keeps the versions that it went through.
          </>
        )
      }
    >
      <div className="stack">
        <QueryView query={workspace} what="what is in force">
          {(summary) => <InForce summary={summary} />}
        </QueryView>
        <Panel title="Changes of files" flush>
          <QueryView query={changes} what="the changes">
            {(answer) => (
              <DataTable
                label="Changes of files"
                columns={CHANGES}
                rows={answer.changes}
                rowKey={(row) => `${row.at} ${row.subject} ${row.action}`}
                maxHeight={HEIGHT}
                empty="No file was changed through Crossdock yet."
              />
            )}
          </QueryView>
        </Panel>
      </div>
    </Page>
  );
}

function InForce({ summary }: { summary: WorkspaceSummary }) {
  const rows = useMemo<readonly Row[]>(
    () => [
      ...summary.mappings.map(({ name, title, owner, version }) => ({
        kind: 'mapping' as const,
        name,
        title,
        owner,
        version,
        href: `/map/${encodeURIComponent(name)}`,
      })),
      ...summary.rulesets.map(({ name, title, owner = '', version }) => ({
        kind: 'ruleset' as const,
        name,
        title,
        owner,
        version,
        href: `/rules/${encodeURIComponent(name)}`,
      })),
      ...summary.tables.map(({ name, rows: count, columns, version }) => ({
        kind: 'table' as const,
        name,
        title: `${count.toLocaleString('en')} rows of ${columns.length} columns`,
        owner: '',
        version,
        href: `/tables/${encodeURIComponent(name)}`,
      })),
    ],
    [summary],
  );
  const errors = summary.findings.filter(({ severity }) => severity === 'error');
  return (
    <>
      {errors.length === 0 ? null : (
        <div className="note" data-tone="bad">
          <div>
            {errors.map(({ code, message, at }) => (
              <p key={`${at?.file} ${code} ${message}`}>
                <span className="mono">{at?.file}</span> {message}
              </p>
            ))}
          </div>
        </div>
      )}
      <Panel
        title={`In force: ${summary.mappings.length} mappings, ${summary.rulesets.length} rulesets, ${summary.tables.length} tables`}
        flush
      >
        <DataTable
          label="In force"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => `${row.kind} ${row.name}`}
          href={(row) => row.href}
          maxHeight={HEIGHT}
        />
      </Panel>
    </>
  );
}
