// One message: its way drawn stage by stage, what stopped it, its bytes, what it became and where that went.
// May import api/, panels/, parts/ and its neighbours.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { useLive } from '../../api/live.ts';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { messageQuery } from '../../api/messages.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import { QueryView } from '../../parts/states.tsx';
import { TabBar } from '../../parts/TabBar.tsx';
import { DocumentView } from './DocumentView.tsx';
import { MessageActs } from './MessageActs.tsx';
import { RawView } from './RawView.tsx';
import { StepView } from './StepView.tsx';
import { Way } from './Way.tsx';
import { type Step, stepsOf } from './way-steps.ts';
import '../../parts/operate.css';

export default function MessagePage() {
  const { id = '' } = useParams<{ id: string }>();
  const query = useQuery(messageQuery(id));
  useLive({ message: [['message', id]], delivery: [['message', id]], exception: [['message', id]] });
  const { document, status } = query.data ?? {};
  return (
    <Page
      title={document?.key ?? 'Message'}
      above={[{ title: 'Messages', href: '/messages' }]}
      marks={
        <>
          {status === undefined ? null : <StatusBadge status={status} message />}
          {document === undefined || document === null ? null : <Badge>{document.type}</Badge>}
        </>
      }
      description={<span className="mono">{id}</span>}
    >
      <QueryView query={query} what="the message">
        {(message) => <MessageView message={message} />}
      </QueryView>
    </Page>
  );
}

function MessageView({ message }: { message: MessageDetail }) {
  const steps = stepsOf(message);
  const stopped = steps.find(({ status }) => status === 'failed' || status === 'held');
  const [chosen, choose] = useState<string>();
  const shown: Step | undefined = steps.find(({ id }) => id === chosen) ?? stopped ?? steps[0];
  return (
    <div className="stack">
      <MessageActs message={message} />
      <Way steps={steps} chosen={shown?.id} onChoose={choose} />
      {shown === undefined ? null : <StepView step={shown} message={message} />}
      <div className="tabbed">
        <TabBar
          label="The message"
          tabs={[
            { id: 'raw', title: 'As it came', content: <RawView message={message} /> },
            {
              id: 'documents',
              title: 'Documents',
              mark: <Badge>{message.documents.length}</Badge>,
              content: <Documents message={message} />,
            },
            { id: 'facts', title: 'Facts and versions', content: <Facts message={message} /> },
          ]}
        />
      </div>
    </div>
  );
}

function Documents({ message }: { message: MessageDetail }) {
  if (message.documents.length === 0) return <p className="soft">No document could be made of it.</p>;
  return (
    <div className="stack">
      {message.documents.map((document, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: documents have their place in the message and nothing else
        <Panel key={index} title={`${document.type} ${message.documents.length > 1 ? index + 1 : ''}`}>
          <DocumentView value={document} label={`${document.type} ${index + 1}`} />
        </Panel>
      ))}
    </div>
  );
}

function Facts({ message }: { message: MessageDetail }) {
  const { versions } = message;
  const short = (version: string | null | undefined) => <code>{version?.slice(0, 12) ?? 'none'}</code>;
  return (
    <div className="columns">
      <dl className="facts">
        <dt>Source</dt>
        <dd>{message.source}</dd>
        <dt>Mapping</dt>
        <dd>
          <Link href={`/map/${encodeURIComponent(message.mapping)}`}>{message.mapping}</Link>
        </dd>
        <dt>Received</dt>
        <dd>
          <Moment at={message.receivedAt} />
        </dd>
        <dt>Ended</dt>
        <dd>
          <Moment at={message.settledAt} />
        </dd>
        <dt>Tries</dt>
        <dd>{message.attempts}</dd>
        <dt>Place in its receipt</dt>
        <dd>{message.position + 1}</dd>
      </dl>
      <dl className="facts">
        <dt>Workspace</dt>
        <dd>{short(versions.workspace)}</dd>
        <dt>Mapping</dt>
        <dd>{short(versions.mapping)}</dd>
        {Object.entries(versions.rulesets ?? {}).map(([name, version]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{short(version)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
