// One order: as it stands, as every system sees it, what it may and may not, how it got there, and why each value is so.
// May import api/, panels/, parts/ and its neighbours.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearch } from 'wouter';
import { useLive } from '../../api/live.ts';
import { type OrderDetail, orderQuery } from '../../api/operations.ts';
import { DeliveryList } from '../../panels/StepNotes.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StatusBadge, wordsOfStatus } from '../../parts/StatusBadge.tsx';
import { QueryView } from '../../parts/states.tsx';
import { TabBar } from '../../parts/TabBar.tsx';
import { nameOf } from './document-name.ts';
import { ExplainDialog } from './ExplainDialog.tsx';
import { Lines } from './Lines.tsx';
import { Purposes } from './Purposes.tsx';
import { Timeline } from './Timeline.tsx';
import { WholeDocument } from './WholeDocument.tsx';
import '../../parts/operate.css';

export default function OrderPage() {
  const { id: raw = '' } = useParams<{ id: string }>();
  const id = decodeURIComponent(raw);
  const system = new URLSearchParams(useSearch()).get('system') ?? undefined;
  const query = useQuery(orderQuery(id, system));
  useLive({ message: [['order', id]], delivery: [['order', id]], exception: [['order', id]] });
  const order = query.data?.order;
  return (
    <Page
      title={order?.orderNumber ?? id}
      above={[{ title: 'Orders', href: '/orders' }]}
      marks={order === undefined ? null : <StatusBadge status={order.status ?? null} />}
      description={
        query.data === undefined ? undefined : (
          <>
            <span className="mono">{id}</span> of {system ?? 'its system'},{' '}
            {query.data.version === 1 ? 'new' : `changed ${query.data.version} times, last`}{' '}
            <Moment at={query.data.updatedAt} ago />
          </>
        )
      }
    >
      <QueryView query={query} what="the order">
        {(detail) => <OrderView id={id} system={system} detail={detail} />}
      </QueryView>
    </Page>
  );
}

/** What a person looks at first; each is explained by a click. */
const FACTS: readonly [path: string, title: string][] = [
  ['/status', 'Status'],
  ['/paymentStatus', 'Payment'],
  ['/acknowledgement', 'Acknowledged'],
  ['/orderType', 'Type'],
  ['/placedAt', 'Placed'],
  ['/carrierService', 'Service'],
  ['/totals/total', 'Total'],
];

const valueAt = (document: unknown, path: string): unknown =>
  path
    .split('/')
    .slice(1)
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], document);

function OrderView({ id, system, detail }: { id: string; system: string | undefined; detail: OrderDetail }) {
  const [path, setPath] = useState<string>();
  const { order, exceptions, documents } = detail;
  return (
    <div className="stack">
      <dl className="tiles">
        {FACTS.flatMap(([at, title]) => {
          const value = valueAt(order, at);
          if (value === undefined || value === null) return [];
          return [
            <div key={at} className="tile">
              <dt>{title}</dt>
              <dd>
                <button type="button" className="value-button" title="Why is this so?" onClick={() => setPath(at)}>
                  {at === '/placedAt' ? <Moment at={String(value)} /> : wordsOfStatus(String(value))}
                </button>
              </dd>
            </div>,
          ];
        })}
      </dl>
      {path === undefined ? null : (
        <ExplainDialog id={id} system={system} path={path} onClose={() => setPath(undefined)} />
      )}
      <div className="columns">
        <Panel title="What it may">
          <Purposes detail={detail} />
        </Panel>
        <Panel title="As every system sees it">
          <Systems detail={detail} />
        </Panel>
      </div>
      {exceptions.length === 0 ? null : (
        <Panel title={`Open exceptions (${exceptions.length})`}>
          <ul className="plain-list">
            {exceptions.map((one) => (
              <li key={one.id} className="cluster">
                <Badge tone="warn">{one.owner}</Badge>
                <Link href={`/exceptions?cause=${encodeURIComponent(one.cause)}`}>{one.message}</Link>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <div className="tabbed">
        <TabBar
          label="The order"
          tabs={[
            { id: 'lines', title: 'Lines', content: <Lines order={order} onExplain={setPath} /> },
            { id: 'timeline', title: 'Timeline', content: <Timeline id={id} system={system} onExplain={setPath} /> },
            {
              id: 'documents',
              title: 'Shipments, returns, invoices',
              mark: <Badge>{documents.length}</Badge>,
              content: <Documents detail={detail} />,
            },
            {
              id: 'deliveries',
              title: 'Deliveries',
              mark: <Badge>{detail.deliveries.length}</Badge>,
              content:
                detail.deliveries.length === 0 ? (
                  <p className="soft">Nothing was sent yet.</p>
                ) : (
                  <DeliveryList deliveries={detail.deliveries} />
                ),
            },
            {
              id: 'all',
              title: 'Whole document',
              content: <WholeDocument document={order} onExplain={setPath} />,
            },
          ]}
        />
      </div>
    </div>
  );
}

function Systems({ detail }: { detail: OrderDetail }) {
  const said = new Set(
    detail.systems.flatMap(({ status, document }) =>
      document.type === 'order' && status !== undefined ? [status] : [],
    ),
  );
  return (
    <div className="stack">
      {said.size > 1 ? (
        <div className="note" data-tone="warn">
          They do not say the same: {[...said].map(wordsOfStatus).join(', ')}.
        </div>
      ) : null}
      <ul className="plain-list">
        {detail.systems.map((one) => (
          <li key={`${one.source} ${one.document.type} ${one.document.key}`} className="cluster">
            <strong>{one.source}</strong>
            <StatusBadge status={one.status ?? null} />
            {one.paymentStatus === undefined ? null : <Badge>{wordsOfStatus(one.paymentStatus)}</Badge>}
            <span className="soft">
              {one.document.type === 'order' ? '' : `${one.document.type} ${one.document.key}, `}
              {one.message === null ? null : <Link href={`/messages/${one.message}`}>message</Link>}{' '}
              <Moment at={one.at} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Documents({ detail }: { detail: OrderDetail }) {
  if (detail.documents.length === 0) return <p className="soft">There is no shipment, return or invoice of it yet.</p>;
  return (
    <div className="columns">
      {detail.documents.map(({ gates, ...document }) => {
        const name = nameOf({ ...document, gates });
        return (
          <Panel
            key={name}
            title={name}
            actions={
              <>
                <StatusBadge status={(document['status'] as string | undefined) ?? null} />
                {gates
                  .filter(({ fit }) => !fit)
                  .map(({ gate }) => (
                    <Badge key={gate} tone="bad">
                      not {gate}
                    </Badge>
                  ))}
              </>
            }
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
            <pre className="raw" tabIndex={0}>
              {JSON.stringify(document, null, 2)}
            </pre>
          </Panel>
        );
      })}
    </div>
  );
}
