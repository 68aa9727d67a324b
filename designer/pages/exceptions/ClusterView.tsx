// One cause: what it is, its fix right here, what it holds, and what can be done about it. May import api/, parts/ and its neighbours.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CornerDownRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { type Cluster, exceptionPage, exceptionQuery } from '../../api/exceptions.ts';
import { useMay } from '../../api/me.ts';
import type { ExceptionView } from '../../api/message-shapes.ts';
import { ActBar } from '../../panels/ActBar.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Due, PriorityBadge } from '../../parts/Due.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { pickColumn } from '../../parts/pick-column.tsx';
import { QueryView } from '../../parts/states.tsx';
import { causeWords } from './ClusterList.tsx';
import { TableRowFix } from './TableRowFix.tsx';
import { TryReplay } from './TryReplay.tsx';

const LIST_HEIGHT = 380;

export function ClusterView({ cluster, onAct }: { cluster: Cluster; onAct: (act: string) => void }) {
  const { cause, fix } = cluster;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string>();
  const chosen = picked.size === 0 ? { cause } : { ids: [...picked] };
  const count = picked.size === 0 ? cluster.count : picked.size;
  const may = useMay('operate');
  return (
    <div className="stack cause">
      <header className="stack-tight">
        <h2>{causeWords(cluster)}</h2>
        <p className="cluster">
          <Badge tone="warn">{cluster.count.toLocaleString('en')} held</Badge>
          <PriorityBadge priority={cluster.priority} />
          <Due at={cluster.due} />
          <Badge>{cluster.owner}</Badge>
          <Badge>{cluster.category}</Badge>
          {cluster.gate === null ? null : <Badge>gate {cluster.gate}</Badge>}
          {cluster.assigned === 0 ? null : <span className="soft">{cluster.assigned} assigned</span>}
          <span className="soft">
            oldest <Moment at={cluster.oldest} ago />
          </span>
        </p>
      </header>
      {may ? null : <p className="note">You may look at it; acting on it takes the role operator.</p>}
      {fix?.kind === 'table-row' && fix.word !== null ? (
        <Panel title="Add the row">
          <div className="stack">
            <TableRowFix cluster={cluster} fix={fix} onReplay={onAct} />
            <TryReplay cluster={cluster} onlyDraft />
          </div>
        </Panel>
      ) : (
        <>
          <OtherFix cluster={cluster} />
          <TryReplay cluster={cluster} />
        </>
      )}
      <Panel
        title={picked.size === 0 ? 'What it holds' : `${picked.size} chosen`}
        flush
        actions={
          <ActBar chosen={chosen} count={count} replay={picked.size === 0 ? 'Replay all' : 'Replay'} onAct={onAct} />
        }
      >
        <HeldList cause={cause} picked={picked} onPick={setPicked} chosen={open} onOpen={setOpen} />
      </Panel>
      {open === undefined ? null : <OneException id={open} />}
    </div>
  );
}

/** Where the correction is made when that is not here. */
function OtherFix({ cluster }: { cluster: Cluster }) {
  const { fix, message, help } = cluster;
  return (
    <div className="note">
      <div className="stack-tight">
        <p>
          <strong>{message}</strong>
        </p>
        {help === null ? null : <p>{help}</p>}
        {fix?.kind === 'rule' ? (
          <p>
            <CornerDownRight aria-hidden size={13} />{' '}
            <Link href={`/rules/${encodeURIComponent(fix.ruleset)}?rule=${encodeURIComponent(fix.rule)}`}>
              Open the rule {fix.rule}
            </Link>
          </p>
        ) : null}
        {fix?.kind === 'mapping' ? (
          <p>
            <CornerDownRight aria-hidden size={13} />{' '}
            <Link href={`/map/${encodeURIComponent(fix.file.split('/')[1] ?? '')}`}>Open the mapping</Link>{' '}
            <span className="soft mono">{fix.path}</span>
          </p>
        ) : null}
        {fix?.kind === 'destination' ? (
          <p>
            <CornerDownRight aria-hidden size={13} />{' '}
            <Link href={`/deliveries?destination=${encodeURIComponent(fix.destination)}&status=dead`}>
              See its deliveries
            </Link>{' '}
            and <Link href="/connections">how {fix.destination} does</Link>, and replay when it takes deliveries again.
          </p>
        ) : null}
      </div>
    </div>
  );
}

interface HeldListProps {
  readonly cause: string;
  readonly picked: ReadonlySet<string>;
  readonly onPick: (picked: ReadonlySet<string>) => void;
  readonly chosen: string | undefined;
  readonly onOpen: (id: string) => void;
}

function HeldList({ cause, picked, onPick, chosen, onOpen }: HeldListProps) {
  const query = useInfiniteQuery({
    queryKey: ['exceptions', 'of', cause],
    queryFn: ({ pageParam, signal }) => exceptionPage(cause, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ exceptions }) => exceptions) ?? [], [query.data]);
  const columns = useMemo<readonly Column<ExceptionView>[]>(
    () => [
      pickColumn({ picked, onPick }, ({ id, document }) => ({ id, name: document?.key ?? id })),
      {
        key: 'document',
        title: 'Document or message',
        width: 'minmax(140px, 1.5fr)',
        cell: (row) => <Subject row={row} />,
      },
      {
        key: 'path',
        title: 'Where',
        width: 'minmax(70px, 1fr)',
        cell: (row) => <span className="mono">{row.path}</span>,
      },
      {
        key: 'assignee',
        title: 'Assigned to',
        width: '104px',
        cell: (row) => row.assignee ?? <span className="soft">nobody</span>,
      },
      { key: 'at', title: 'Since', width: '104px', cell: (row) => <Moment at={row.createdAt} /> },
      { key: 'due', title: 'Due', width: '104px', cell: (row) => <Due at={row.dueAt} /> },
    ],
    [picked, onPick],
  );
  return (
    <QueryView query={query} what="what is held">
      {() => (
        <DataTable
          label="What it holds"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          chosen={chosen}
          onOpen={(row) => onOpen(row.id)}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
          }}
          maxHeight={LIST_HEIGHT}
          empty="Nothing any more: all of it went on."
        />
      )}
    </QueryView>
  );
}

function Subject({ row }: { row: ExceptionView }) {
  const { document, messageId } = row;
  const name = document === null || document.key === null ? (messageId ?? row.id) : document.key;
  const href =
    row.deliveryId !== null
      ? `/deliveries/${row.deliveryId}`
      : document?.type === 'order' && row.subject === 'gate' && document.key !== null
        ? `/orders/${encodeURIComponent(document.key)}`
        : messageId === null
          ? undefined
          : `/messages/${messageId}`;
  return href === undefined ? (
    <span className="mono">{name}</span>
  ) : (
    <Link href={href} className="mono" title={name}>
      {name}
    </Link>
  );
}

const ACTS = { commented: 'commented', assigned: 'assigned it to', replayed: 'replayed it' } as const;

/** What is known of one exception, with what people did about it. */
function OneException({ id }: { id: string }) {
  const query = useQuery(exceptionQuery(id));
  return (
    <QueryView query={query} what="the exception">
      {(exception) => (
        <Panel title={exception.document?.key ?? exception.id}>
          <div className="stack">
            <p>{exception.message}</p>
            {exception.deliveryId === null ? null : (
              <p>
                <Link href={`/deliveries/${exception.deliveryId}`}>Open the delivery, with its attempts and bytes</Link>
              </p>
            )}
            {exception.help === null ? null : <p className="soft">{exception.help}</p>}
            {exception.notes.length === 0 ? (
              <p className="soft">Nobody has done anything about it yet.</p>
            ) : (
              <ul className="plain-list">
                {exception.notes.map((note) => (
                  <li key={`${note.at} ${note.act} ${note.text}`}>
                    <strong>{note.by}</strong> {ACTS[note.act]}{' '}
                    {note.act === 'assigned' && note.text === '' ? 'nobody' : note.text}{' '}
                    <span className="soft">
                      <Moment at={note.at} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </Panel>
      )}
    </QueryView>
  );
}
