// One delivery: its attempts and what they were answered, its bytes, who has to act, and the messages behind it.
// May import api/, panels/, parts/ and its neighbours.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { type DeliveryDetail, deliveryQuery } from '../../api/deliveries.ts';
import { startAct } from '../../api/exceptions.ts';
import { useLive } from '../../api/live.ts';
import { useMay } from '../../api/me.ts';
import { wordsOf } from '../../api/problem.ts';
import { ActProgressView } from '../../panels/ActProgressView.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { Due, PriorityBadge } from '../../parts/Due.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import { QueryView } from '../../parts/states.tsx';
import { toast } from '../../parts/toast.tsx';
import '../../parts/operate.css';

export default function DeliveryPage() {
  const { id = '' } = useParams<{ id: string }>();
  const query = useQuery(deliveryQuery(id));
  const own = [['deliveries', 'one', id]];
  useLive({ delivery: own, exception: own });
  const { document, destination, status } = query.data ?? {};
  return (
    <Page
      title={destination === undefined ? 'Delivery' : `${document?.key ?? 'An answer'} to ${destination}`}
      above={[{ title: 'Deliveries', href: '/deliveries' }]}
      marks={status === undefined ? null : <StatusBadge status={status} />}
      description={<span className="mono">{id}</span>}
    >
      <QueryView query={query} what="the delivery">
        {(delivery) => <DeliveryView delivery={delivery} />}
      </QueryView>
    </Page>
  );
}

function DeliveryView({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <div className="stack">
      <Exceptions delivery={delivery} />
      <div className="columns">
        <Panel title="Attempts">
          <Attempts delivery={delivery} />
        </Panel>
        <Panel title="What it is">
          <Facts delivery={delivery} />
        </Panel>
      </div>
      <Panel title="What is sent">
        <Body delivery={delivery} />
      </Panel>
    </div>
  );
}

/** Who has to act, and doing it. */
function Exceptions({ delivery }: { delivery: DeliveryDetail }) {
  const [act, setAct] = useState<string>();
  const queries = useQueryClient();
  const may = useMay('operate');
  const open = delivery.exceptions.filter(({ status }) => status === 'open');
  const again = useMutation({
    mutationFn: () => startAct({ act: 'replay', ids: open.map(({ id }) => id) }),
    onSuccess: ({ id }) => {
      setAct(id);
      void queries.invalidateQueries({ queryKey: ['deliveries'] });
    },
    onError: (thrown) => toast(wordsOf(thrown).detail ?? wordsOf(thrown).title, { tone: 'bad' }),
  });
  return (
    <>
      {act === undefined ? null : <ActProgressView key={act} id={act} />}
      {open.map((one) => (
        <div key={one.id} className="note" data-tone="bad">
          <div className="stack-tight">
            <p className="cluster">
              <strong>{one.message}</strong>
              <Badge>{one.owner}</Badge>
              <PriorityBadge priority={one.priority} />
              <Due at={one.dueAt} />
              {one.assignee === null ? null : <span className="soft">assigned to {one.assignee}</span>}
            </p>
            {one.help === null ? null : <p>{one.help}</p>}
            <p>
              <Link href={`/exceptions?cause=${encodeURIComponent(one.cause)}`}>All of this cause</Link>
            </p>
          </div>
        </div>
      ))}
      {open.length === 0 ? null : (
        <div className="cluster">
          <Button
            icon={<RotateCw aria-hidden size={14} />}
            isDisabled={!may || again.isPending}
            onPress={() => again.mutate()}
          >
            {delivery.status === 'refused' ? 'Make it anew and send it' : 'Send again'}
          </Button>
          {may ? null : <span className="soft">Sending again takes the role operator.</span>}
        </div>
      )}
    </>
  );
}

const OUTCOMES = {
  delivered: { status: 'delivered', words: 'taken' },
  retry: { status: 'pending', words: 'to be tried again' },
  rejected: { status: 'refused', words: 'refused' },
} as const;

function Attempts({ delivery }: { delivery: DeliveryDetail }) {
  const { tries, partnerAnswer, nextAttemptAt } = delivery;
  return (
    <div className="stack">
      {tries.length === 0 ? <p className="soft">It was not tried yet.</p> : null}
      <ol className="timeline" aria-label="Attempts">
        {tries.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attempts have their place in time and are only ever added
          <li key={index}>
            <Moment at={one.at} />
            <div>
              <p className="cluster">
                <StatusBadge
                  status={one.outcome === 'retry' && one.nextAt === null ? 'dead' : OUTCOMES[one.outcome].status}
                />
                <span>{one.reason ?? 'the destination took it'}</span>
              </p>
              {one.nextAt === null ? null : (
                <p className="soft">
                  put off until <Moment at={one.nextAt} />
                </p>
              )}
              {one.outcome === 'retry' && one.nextAt === null ? <p className="soft">given up after this one</p> : null}
            </div>
          </li>
        ))}
      </ol>
      {nextAttemptAt === null ? null : (
        <p>
          Next attempt <Moment at={nextAttemptAt} />
        </p>
      )}
      {partnerAnswer === null ? null : (
        <p className="note">
          <span>The partner answered: {partnerAnswer}</span>
        </p>
      )}
    </div>
  );
}

function Facts({ delivery }: { delivery: DeliveryDetail }) {
  const { document, destination, mapping, owner, receipt, messages } = delivery;
  return (
    <dl className="facts">
      <dt>Document</dt>
      <dd>
        {document === null ? (
          'an answer to what a partner sent'
        ) : document.type === 'order' && document.key !== null ? (
          <Link href={`/orders/${encodeURIComponent(document.key)}`}>order {document.key}</Link>
        ) : (
          `${document.type} ${document.key}`
        )}
      </dd>
      <dt>Destination</dt>
      <dd>
        <Link href={`/deliveries?destination=${encodeURIComponent(destination)}`}>{destination}</Link>
        {owner === null ? ', which is not configured any more' : `, owned by ${owner}`}
      </dd>
      <dt>Mapping</dt>
      <dd>
        <Link href={`/map/${encodeURIComponent(mapping)}`}>{mapping}</Link>
      </dd>
      <dt>Queued</dt>
      <dd>
        <Moment at={delivery.createdAt} />
      </dd>
      <dt>Taken</dt>
      <dd>
        <Moment at={delivery.deliveredAt} />
      </dd>
      <dt>Messages behind it</dt>
      <dd>
        {messages.length === 0 ? (receipt ?? 'none') : null}
        <ul className="plain-list">
          {messages.map((one) => (
            <li key={`${one.message} ${one.at}`}>
              <Link href={`/messages/${one.message}`}>{one.source}</Link>{' '}
              <span className="soft">
                {one.outcome}, <Moment at={one.at} />
              </span>
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}

function Body({ delivery }: { delivery: DeliveryDetail }) {
  const { body, bodyBase64, contentType, fileName, sizeBytes } = delivery;
  const text = body ?? bodyBase64;
  return (
    <div className="stack">
      <p className="soft">
        {sizeBytes.toLocaleString('en')} bytes of {contentType}
        {fileName === null ? '' : `, as ${fileName}`}
        {bodyBase64 === undefined ? '' : ', in base64 because they are no text'}
      </p>
      {text === undefined || text === null ? (
        <p className="soft">The bytes were removed for their age. That it was sent, and with which result, stays.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
        <pre className="raw" tabIndex={0}>
          {text}
        </pre>
      )}
    </div>
  );
}
