// What is held, by what one correction releases: the causes at the left, the chosen one with its fix at the right.
// May import api/, parts/ and ./exceptions/.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Cluster, type ClusterSort, clustersQuery } from '../api/exceptions.ts';
import { useLive } from '../api/live.ts';
import { queryText } from '../api/request.ts';
import { ActProgressView } from '../panels/ActProgressView.tsx';
import { Badge } from '../parts/Badge.tsx';
import { type Choice, SearchField, SelectField } from '../parts/fields.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { SplitPane } from '../parts/SplitPane.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import { ClusterList, causeWords } from './exceptions/ClusterList.tsx';
import { ClusterView } from './exceptions/ClusterView.tsx';
import './exceptions/exceptions.css';
import '../parts/operate.css';

const SORTS: readonly { id: ClusterSort; label: string }[] = [
  { id: 'count', label: 'Most held first' },
  { id: 'due', label: 'Due first' },
  { id: 'priority', label: 'Most pressing first' },
];

const sortOf = (text: string | null): ClusterSort => SORTS.find(({ id }) => id === text)?.id ?? 'count';

const LIVE = { exception: [['exceptions']], message: [['exceptions', 'clusters']], workspace: [['file']] } as const;

export default function ExceptionsPage() {
  const sort = sortOf(new URLSearchParams(useSearch()).get('sort'));
  const query = useQuery({ ...clustersQuery(sort), placeholderData: (before) => before });
  useLive(LIVE, 2_000);
  const { total, overdue = 0 } = query.data ?? {};
  return (
    <Page
      title="Exceptions"
      description={
        total === undefined
          ? undefined
          : `${total.toLocaleString('en')} held by ${query.data?.clusters.length ?? 0} causes. One correction releases all of a cause.`
      }
      marks={
        <>
          {overdue === 0 ? null : <Badge tone="bad">{overdue.toLocaleString('en')} overdue</Badge>}
          <LiveMark />
        </>
      }
      fill
    >
      <QueryView query={query} what="the exceptions">
        {({ clusters }) => <Queue clusters={clusters} sort={sort} />}
      </QueryView>
    </Page>
  );
}

function Queue({ clusters, sort }: { clusters: readonly Cluster[]; sort: ClusterSort }) {
  const search = useSearch();
  const [, navigate] = useLocation();
  const query = useMemo(() => new URLSearchParams(search), [search]);
  const [owner, category, text] = ['owner', 'category', 'q'].map((name) => query.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  const [acts, setActs] = useState<Readonly<Record<string, string>>>({});
  // The cluster that was worked on stays in sight when its last exception is gone.
  const [last, setLast] = useState<Cluster>();
  const cause = query.get('cause') ?? undefined;
  const shown = clusters.filter(
    (one) =>
      (owner === '' || one.owner === owner) &&
      (category === '' || one.category === category) &&
      `${causeWords(one)} ${one.message} ${one.cause}`.toLowerCase().includes(text.toLowerCase()),
  );
  const found = clusters.find((one) => one.cause === cause);
  const cluster = found ?? (cause !== undefined && last?.cause === cause ? last : undefined);
  if (found !== undefined && found !== last) setLast(found);
  const go = (next: { owner?: string; category?: string; q?: string; cause?: string; sort?: string }) =>
    navigate(
      `/exceptions${queryText({ owner, category, q: text, cause, sort: sort === 'count' ? '' : sort, ...next })}`,
      {
        replace: true,
      },
    );
  const choices = (any: string, values: readonly string[]): Choice[] => [
    { id: '', label: any },
    ...[...new Set(values)].sort().map((id) => ({ id, label: id })),
  ];
  const act = cause === undefined ? undefined : acts[cause];
  return (
    <>
      <search className="filters" aria-label="Filters">
        <SearchField label="Find a cause" value={text} onChange={(q) => go({ q })} />
        <SelectField
          label="Owner"
          hideLabel
          value={owner}
          onChange={(next) => go({ owner: next })}
          choices={choices(
            'Any owner',
            clusters.map((one) => one.owner),
          )}
        />
        <SelectField
          label="Category"
          hideLabel
          value={category}
          onChange={(next) => go({ category: next })}
          choices={choices(
            'Any category',
            clusters.map((one) => one.category),
          )}
        />
        <SelectField
          label="Sorted by"
          hideLabel
          value={sort}
          onChange={(next) => go({ sort: next === 'count' ? '' : next })}
          choices={SORTS}
        />
      </search>
      <div className="queue">
        <SplitPane
          label="Causes and their fix"
          side="start"
          initial={Math.round(Math.min(440, innerWidth * 0.34))}
          minimum={300}
          start={
            <div className="queue-list">
              <ClusterList
                clusters={shown}
                chosen={cause}
                onChoose={(next) => go({ cause: next })}
                isFiltered={owner !== '' || category !== '' || text !== ''}
              />
            </div>
          }
          end={
            <section className="queue-detail" aria-label="The chosen cause">
              {act === undefined ? null : <ActProgressView id={act} />}
              {cluster === undefined ? (
                <EmptyState title={cause === undefined ? 'Choose a cause' : 'Nothing is held by this cause any more'}>
                  <p>Its fix, what it would release and what it holds are shown here.</p>
                </EmptyState>
              ) : (
                <ClusterView
                  key={cluster.cause}
                  cluster={found ?? { ...cluster, count: 0 }}
                  onAct={(id) => setActs((before) => ({ ...before, [cluster.cause]: id }))}
                />
              )}
            </section>
          }
        />
      </div>
    </>
  );
}
