// The first page: do the messages add up, what needs a look, what happened, what is held and for whom. May import api/, parts/ and ./home/.
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { useLive } from '../api/live.ts';
import { type Counts, type Overview, overviewQuery } from '../api/overview.ts';
import { Badge } from '../parts/Badge.tsx';
import { countColumn, countText, textColumn } from '../parts/columns.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { Panel } from '../parts/Panel.tsx';
import { EmptyState, LoadingState, QueryView } from '../parts/states.tsx';
import { Alarms } from './home/Alarms.tsx';
import './HomePage.css';
import '../parts/operate.css';

const COUNTS: readonly { name: keyof Counts; words: string }[] = [
  { name: 'received', words: 'Received' },
  { name: 'processed', words: 'Processed' },
  { name: 'held', words: 'Held' },
  { name: 'duplicate', words: 'Duplicate' },
  { name: 'discarded', words: 'Discarded' },
  { name: 'inFlight', words: 'In flight' },
];

/** Height of a table of this page before it scrolls by itself. */
const TABLE_HEIGHT = 420;

/** The chart library comes with the charts, behind the numbers. */
const Charts = lazy(() => import('./home/Charts.tsx'));

const LIVE = { message: [['overview']], delivery: [['overview']], exception: [['overview']] } as const;

type Held = Overview['held'][number];
type MappingSum = Overview['mappings'][number];
type Delivery = Overview['deliveries'][number];

const HELD: readonly Column<Held>[] = [
  countColumn('count', 'Count', { of: (row) => row.count, width: '72px' }),
  {
    key: 'owner',
    title: 'Owner',
    width: '140px',
    cell: (row) => <Badge>{row.owner}</Badge>,
    sortBy: (row) => row.owner,
  },
  textColumn('rule', 'Rule or code', { of: (row) => row.rule, width: 'minmax(180px, 1fr)', mono: true }),
  textColumn('example', 'For example', { of: (row) => row.example, width: 'minmax(240px, 3fr)' }),
];

const MAPPINGS: readonly Column<MappingSum>[] = [
  textColumn('mapping', 'Mapping', { of: (row) => row.mapping, width: 'minmax(160px, 1fr)' }),
  countColumn('received', 'Received', { of: (row) => row.received }),
  countColumn('processed', 'Processed', { of: (row) => row.processed, width: '92px' }),
  countColumn('held', 'Held', { of: (row) => row.held, width: '72px', tone: 'warn' }),
];

const DELIVERIES: readonly Column<Delivery>[] = [
  textColumn('destination', 'Destination', { of: (row) => row.destination, width: 'minmax(120px, 1fr)' }),
  textColumn('mapping', 'Mapping', { of: (row) => row.mapping, width: 'minmax(140px, 1fr)' }),
  countColumn('delivered', 'Delivered', { of: (row) => row.delivered }),
  countColumn('pending', 'Waiting', { of: (row) => row.pending, width: '80px' }),
  countColumn('dead', 'Dead', { of: (row) => row.dead, width: '72px', tone: 'bad' }),
];

export default function HomePage() {
  const query = useQuery(overviewQuery);
  useLive(LIVE, 2_000);
  const balance = query.data === undefined ? undefined : query.data.balanced;
  return (
    <Page
      title="Home"
      description={
        query.data === undefined ? undefined : (
          <>
            Workspace version <code>{query.data.version.slice(0, 12)}</code>
          </>
        )
      }
      marks={
        <>
          {balance === undefined ? null : balance ? (
            <Badge tone="good">Messages add up</Badge>
          ) : (
            <Badge tone="bad">Messages do not add up</Badge>
          )}
          <LiveMark />
        </>
      }
    >
      <QueryView query={query} what="the overview">
        {(overview) => <OverviewView overview={overview} />}
      </QueryView>
    </Page>
  );
}

function OverviewView({ overview }: { overview: Overview }) {
  const { totals, held, mappings, deliveries } = overview;
  if (totals.received === 0 && overview.receipts.received === 0) {
    return (
      <EmptyState
        title="No message has come yet"
        icon={<ArrowLeftRight aria-hidden size={28} strokeWidth={1.5} />}
        action={<Link href="/mappings">Open the mappings</Link>}
      >
        <p>
          Send one with <code>POST /v1/messages/&lt;mapping&gt;</code>, or draw a mapping from a message that you have.
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      <Alarms balanced={overview.balanced} overdue={overview.overdue} />
      <dl className="home-counts">
        {COUNTS.map(({ name, words }) => (
          <div key={name}>
            <dt>{words}</dt>
            <dd>{countText(totals[name])}</dd>
          </div>
        ))}
      </dl>
      <Suspense fallback={<LoadingState what="Loading the charts" />}>
        <Charts />
      </Suspense>
      <Panel title="Held, by owner and cause" flush>
        <DataTable
          label="Held, by owner and cause"
          columns={HELD}
          rows={held}
          rowKey={(row) => `${row.owner} ${row.rule} ${row.subject}`}
          href={(row) => `/exceptions?cause=${encodeURIComponent(row.rule)}`}
          empty="Nothing is held."
          maxHeight={TABLE_HEIGHT}
        />
      </Panel>
      <div className="home-pair">
        <Panel title="Messages by mapping" flush>
          <DataTable
            label="Messages by mapping"
            columns={MAPPINGS}
            rows={mappings}
            rowKey={(row) => row.mapping}
            href={(row) => `/messages?mapping=${encodeURIComponent(row.mapping)}`}
            empty="No message has come yet."
            maxHeight={TABLE_HEIGHT}
          />
        </Panel>
        <Panel title="Deliveries by destination" flush>
          <DataTable
            label="Deliveries by destination"
            columns={DELIVERIES}
            rows={deliveries}
            rowKey={(row) => `${row.destination} ${row.mapping}`}
            href={(row) =>
              `/deliveries?destination=${encodeURIComponent(row.destination)}&mapping=${encodeURIComponent(row.mapping)}`
            }
            empty="Nothing was set free yet."
            maxHeight={TABLE_HEIGHT}
          />
        </Panel>
      </div>
    </div>
  );
}
