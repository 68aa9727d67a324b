// All messages, newest first: filters in the address, endless list, followed live. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { MessageRow } from '../api/message-shapes.ts';
import { MESSAGE_FILTERS, type MessageFilter, messagePage } from '../api/messages.ts';
import { connectionsQuery } from '../api/operations.ts';
import { workspaceQuery } from '../api/workspace.ts';
import { HOUR_MS, minuteBefore } from '../parts/ages.ts';
import { Button } from '../parts/Button.tsx';
import { textColumn, timeColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/DataTable.tsx';
import { EndlessTable } from '../parts/EndlessTable.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { type Choice, TextField } from '../parts/fields.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { StatusBadge } from '../parts/StatusBadge.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useEndless } from '../parts/use-endless.ts';
import { type Filtering, useFilter } from '../parts/use-filter.ts';
import '../parts/operate.css';

const COLUMNS: readonly Column<MessageRow>[] = [
  timeColumn('at', 'Received', (row) => row.receivedAt),
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
  textColumn('source', 'Source', { of: (row) => row.source, width: 'minmax(96px, 1fr)', sorts: false }),
  {
    key: 'mapping',
    title: 'Mapping',
    width: 'minmax(120px, 1.4fr)',
    cell: (row) =>
      row.mapping === '' ? <span className="soft">none took it</span> : <span title={row.mapping}>{row.mapping}</span>,
  },
  textColumn('code', 'Held by', {
    of: (row) => row.code ?? '',
    width: 'minmax(120px, 1.4fr)',
    mono: true,
    sorts: false,
  }),
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

const NAMES = [...MESSAGE_FILTERS, 'since'] as const;
type Shown = Partial<Record<(typeof NAMES)[number], string>>;

/** `24h` becomes a time. */
function asked({ since, ...filter }: Shown): MessageFilter {
  const ms = TIMES.find(({ id }) => id === since)?.ms ?? 0;
  return ms === 0 ? filter : { ...filter, from: minuteBefore(ms) };
}

const LIVE = { message: [['messages']] } as const;

export default function MessagesPage() {
  const filtering = useFilter('/messages', NAMES);
  const { filter, isFiltered } = filtering;
  const [follows, setFollows] = useState(true);
  const list = useEndless({
    queryKey: ['messages', filter],
    page: (cursor, signal) => messagePage(asked(filter), cursor, signal),
    live: follows ? LIVE : {},
  });
  const { pages, isDeep } = list;
  const rows = useMemo(() => pages.flatMap(({ messages }) => messages), [pages]);
  return (
    <Page
      title="Messages"
      description="Every message that came, and what became of it."
      marks={<LiveMark isStill={!follows || isDeep} />}
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
      <Filters filtering={filtering} />
      <EndlessTable
        list={list}
        what="the messages"
        label="Messages"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.id}
        href={(row) => `/messages/${row.id}`}
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
    </Page>
  );
}

function Filters({ filtering }: { filtering: Filtering<(typeof NAMES)[number]> }) {
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
    <FilterBar
      filtering={filtering}
      search={{ name: 'q', label: 'Key begins with' }}
      selects={[
        { name: 'status', label: 'Status', choices: STATUSES },
        { name: 'source', label: 'Source', choices: sources },
        { name: 'mapping', label: 'Mapping', choices: mappings },
        { name: 'document', label: 'Document', choices: DOCUMENTS },
        { name: 'since', label: 'Time', choices: TIMES },
      ]}
    >
      <TextField
        label="Code"
        hideLabel
        placeholder="Code, as mapping.unmapped"
        mono
        value={filtering.filter.code ?? ''}
        onChange={(code) => filtering.change({ code })}
      />
    </FilterBar>
  );
}
