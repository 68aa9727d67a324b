// All messages, newest first: filters in the address, endless list, followed live. May import api/ and parts/.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useLive } from '../api/live.ts';
import type { MessageRow } from '../api/message-shapes.ts';
import { MESSAGE_FILTERS, type MessageFilter, messagePage } from '../api/messages.ts';
import { connectionsQuery } from '../api/operations.ts';
import { queryText } from '../api/request.ts';
import { workspaceQuery } from '../api/workspace.ts';
import { HOUR_MS, minuteBefore } from '../parts/ages.ts';
import { Button } from '../parts/Button.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { type Choice, SearchField, SelectField, TextField } from '../parts/fields.tsx';
import { ListFoot } from '../parts/ListFoot.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Page } from '../parts/Page.tsx';
import { StatusBadge } from '../parts/StatusBadge.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import '../parts/operate.css';

const COLUMNS: readonly Column<MessageRow>[] = [
  { key: 'at', title: 'Received', width: '104px', cell: (row) => <Moment at={row.receivedAt} /> },
  { key: 'status', title: 'Status', width: '104px', cell: (row) => <StatusBadge status={row.status} message /> },
  {
    key: 'document',
    title: 'Document',
    width: 'minmax(170px, 2fr)',
    cell: (row) =>
      row.document === null ? (
        <span className="soft">none could be made</span>
      ) : (
        <span title={`${row.document.type} ${row.document.key}`}>
          <span className="soft">{row.document.type}</span> <strong className="mono">{row.document.key}</strong>
        </span>
      ),
  },
  {
    key: 'source',
    title: 'Source',
    width: 'minmax(96px, 1fr)',
    cell: (row) => <span title={row.source}>{row.source}</span>,
  },
  {
    key: 'mapping',
    title: 'Mapping',
    width: 'minmax(120px, 1.4fr)',
    cell: (row) =>
      row.mapping === '' ? <span className="soft">none took it</span> : <span title={row.mapping}>{row.mapping}</span>,
  },
  {
    key: 'code',
    title: 'Held by',
    width: 'minmax(120px, 1.4fr)',
    cell: (row) =>
      row.code === null ? null : (
        <span className="mono" title={row.code}>
          {row.code}
        </span>
      ),
  },
];

const STATUSES: readonly Choice[] = [
  { id: '', label: 'Any status' },
  { id: 'held', label: 'Held' },
  { id: 'processed', label: 'Processed' },
  { id: 'accepted', label: 'Under way' },
  { id: 'duplicate', label: 'Duplicate' },
  { id: 'discarded', label: 'Discarded' },
];

const DOCUMENTS: readonly Choice[] = [
  { id: '', label: 'Any document' },
  ...['order', 'shipment', 'inventory', 'return', 'invoice', 'item', 'customer'].map((id) => ({ id, label: id })),
];

const TIMES: readonly (Choice & { readonly ms: number })[] = [
  { id: '', label: 'Any time', ms: 0 },
  { id: '1h', label: 'Last hour', ms: HOUR_MS },
  { id: '24h', label: 'Last 24 hours', ms: 24 * HOUR_MS },
  { id: '7d', label: 'Last 7 days', ms: 168 * HOUR_MS },
];

/** Pages of the list that are followed live. */
const MOST_FOLLOWED = 3;

function filterOf(search: string): MessageFilter & { readonly since?: string } {
  const query = new URLSearchParams(search);
  const set = [...MESSAGE_FILTERS, 'since' as const].flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(set) as MessageFilter & { since?: string };
}

/** `24h` becomes a time. */
function asked({ since, ...filter }: ReturnType<typeof filterOf>): MessageFilter {
  const ms = TIMES.find(({ id }) => id === since)?.ms ?? 0;
  return ms === 0 ? filter : { ...filter, from: minuteBefore(ms) };
}

export default function MessagesPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filter = useMemo(() => filterOf(search), [search]);
  const [follows, setFollows] = useState(true);
  const change = (next: Partial<ReturnType<typeof filterOf>>) =>
    navigate(`/messages${queryText({ ...filter, ...next })}`, { replace: true });
  const query = useInfiniteQuery({
    queryKey: ['messages', filter],
    queryFn: ({ pageParam, signal }) => messagePage(asked(filter), pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  // Asking for very many rows again with every message would help nobody who reads further down.
  const isDeep = (query.data?.pages.length ?? 0) > MOST_FOLLOWED;
  useLive(follows && !isDeep ? { message: [['messages']] } : {});
  const rows = useMemo(() => query.data?.pages.flatMap(({ messages }) => messages) ?? [], [query.data]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Messages"
      description="Every message that came, and what became of it."
      marks={follows && !isDeep ? <LiveMark /> : <span className="soft">Held still</span>}
      actions={
        <Button
          icon={follows ? <Pause aria-hidden size={14} /> : <Play aria-hidden size={14} />}
          onPress={() => setFollows(!follows)}
        >
          {follows ? 'Hold still' : 'Follow'}
        </Button>
      }
      fill
    >
      <Filters
        filter={filter}
        onChange={change}
        isFiltered={isFiltered}
        onClear={() => navigate('/messages', { replace: true })}
      />
      <QueryView query={query} what="the messages">
        {() => (
          <DataTable
            label="Messages"
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => row.id}
            href={(row) => `/messages/${row.id}`}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
            empty={
              isFiltered ? (
                <EmptyState title="No message fits these filters" />
              ) : (
                <EmptyState title="No message has come yet">
                  <p>
                    Send one with <code>POST /v1/messages/&lt;mapping&gt;</code>; it appears here at once.
                  </p>
                </EmptyState>
              )
            }
          />
        )}
      </QueryView>
      <ListFoot query={query} count={rows.length} />
    </Page>
  );
}

interface FiltersProps {
  readonly filter: ReturnType<typeof filterOf>;
  readonly isFiltered: boolean;
  readonly onChange: (next: Partial<ReturnType<typeof filterOf>>) => void;
  readonly onClear: () => void;
}

function Filters({ filter, isFiltered, onChange, onClear }: FiltersProps) {
  const workspace = useQuery(workspaceQuery);
  const connections = useQuery(connectionsQuery);
  const mappings: Choice[] = [
    { id: '', label: 'Any mapping' },
    ...(workspace.data?.mappings ?? [])
      .filter(({ direction }) => direction === 'inbound')
      .map(({ name, title }) => ({ id: name, label: name, description: title })),
  ];
  const sources: Choice[] = [
    { id: '', label: 'Any source' },
    ...(connections.data?.sources ?? []).map(({ name }) => ({ id: name, label: name })),
  ];
  return (
    <search className="filters" aria-label="Filters">
      <SearchField label="Key begins with" value={filter.q ?? ''} onChange={(q) => onChange({ q })} />
      <SelectField
        label="Status"
        hideLabel
        value={filter.status ?? ''}
        onChange={(status) => onChange({ status })}
        choices={STATUSES}
      />
      <SelectField
        label="Source"
        hideLabel
        value={filter.source ?? ''}
        onChange={(source) => onChange({ source })}
        choices={sources}
      />
      <SelectField
        label="Mapping"
        hideLabel
        value={filter.mapping ?? ''}
        onChange={(mapping) => onChange({ mapping })}
        choices={mappings}
      />
      <SelectField
        label="Document"
        hideLabel
        value={filter.document ?? ''}
        onChange={(document) => onChange({ document })}
        choices={DOCUMENTS}
      />
      <SelectField
        label="Time"
        hideLabel
        value={filter.since ?? ''}
        onChange={(since) => onChange({ since })}
        choices={TIMES}
      />
      <TextField
        label="Code"
        hideLabel
        placeholder="Code, as mapping.unmapped"
        mono
        value={filter.code ?? ''}
        onChange={(code) => onChange({ code })}
      />
      {isFiltered ? (
        <Button tone="quiet" onPress={onClear}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}
