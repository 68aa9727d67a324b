// All rulesets of the workspace, by the gate they guard. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { type RulesetSummary, type WorkspaceSummary, workspaceQuery } from '../api/workspace.ts';
import { Badge } from '../parts/Badge.tsx';
import type { Column } from '../parts/DataTable.tsx';
import { FindingCount, FoundListPage } from '../parts/FoundListPage.tsx';
import { EmptyState } from '../parts/states.tsx';

interface Row extends RulesetSummary {
  readonly faults: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    title: 'Ruleset',
    width: 'minmax(280px, 2fr)',
    cell: (row) => (
      <span title={`${row.title} (${row.name})`}>
        <strong>{row.title}</strong> <span className="soft mono">{row.name}</span>
      </span>
    ),
    sortBy: (row) => row.title,
  },
  {
    key: 'gate',
    title: 'Gate',
    width: '100px',
    cell: (row) => <Badge tone="accent">{row.gate}</Badge>,
    sortBy: (row) => row.gate,
  },
  {
    key: 'document',
    title: 'Judges',
    width: '150px',
    cell: (row) => (row.scope === undefined ? row.document : `lines of ${row.document}`),
    sortBy: (row) => row.document,
  },
  { key: 'owner', title: 'Owner', width: '140px', cell: (row) => row.owner ?? '', sortBy: (row) => row.owner ?? '' },
  {
    key: 'rules',
    title: 'Rules',
    width: '72px',
    align: 'end',
    cell: (row) => row.rules.length,
    sortBy: (row) => row.rules.length,
  },
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
    cell: (row) => <FindingCount warnings={row.faults} />,
    sortBy: (row) => row.faults,
  },
];

const rowsOf = ({ rulesets, findings }: WorkspaceSummary): readonly Row[] =>
  rulesets.map((ruleset) => ({
    ...ruleset,
    faults: findings.filter((finding) => finding.at?.file?.startsWith(`rulesets/${ruleset.name}/`)).length,
  }));

const wordsOf = (row: Row): string =>
  `${row.name} ${row.title} ${row.gate} ${row.document} ${row.owner ?? ''} ${row.rules.join(' ')}`;

export default function RulesPage() {
  return (
    <FoundListPage
      title="Rules"
      description="What a document must be to pass a gate, whose turn it is when it is not, and what to do."
      one="ruleset"
      findLabel="Find a ruleset or a rule"
      query={useQuery(workspaceQuery)}
      rowsOf={rowsOf}
      columns={COLUMNS}
      wordsOf={wordsOf}
      foundBy="its name, gate, document or rules"
      hrefOf={(row) => `/rules/${encodeURIComponent(row.name)}`}
      none={<EmptyState title="There is no ruleset yet" />}
    />
  );
}
