// How an order got where it is: every message and delivery in its order, with what each changed. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type TimelineEvent, timelineQuery } from '../../api/operations.ts';
import { Moment } from '../../parts/Moment.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import { QueryView } from '../../parts/states.tsx';
import { shownValue } from './ExplainPanel.tsx';

/** Changes of one message that are shown; the rest is counted. */
const MOST_CHANGES = 6;

export interface TimelineProps {
  readonly id: string;
  readonly system: string | undefined;
  readonly onExplain: (path: string) => void;
}

export function Timeline({ id, system, onExplain }: TimelineProps) {
  const query = useQuery(timelineQuery(id, system));
  return (
    <QueryView query={query} what="the timeline">
      {({ events }) => (
        <ol className="timeline">
          {events.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events have their place in time and are only ever added
            <li key={index}>
              <Moment at={event.at} />
              <div>
                {event.kind === 'delivery' ? (
                  <Delivery event={event} />
                ) : (
                  <Message event={event} onExplain={onExplain} />
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
    </QueryView>
  );
}

function Delivery({ event }: { event: TimelineEvent }) {
  return (
    <p className="cluster">
      <StatusBadge status={event.status ?? null} /> to{' '}
      <Link href={`/deliveries/${event.id}`}>
        <strong>{event.destination}</strong>
      </Link>
      <span className="soft">{event.mapping}</span>
    </p>
  );
}

function Message({ event, onExplain }: { event: TimelineEvent; onExplain: (path: string) => void }) {
  const { changes = [], conflicts = [], superseded = [], document } = event;
  return (
    <>
      <p className="cluster">
        <strong>{event.source}</strong>
        <StatusBadge status={event.outcome ?? null} />
        <span className="soft">
          {document?.type === 'order' ? '' : `${document?.type} ${document?.key}, `}
          {event.message == null ? null : <Link href={`/messages/${event.message}`}>message</Link>} through{' '}
          {event.mapping}
        </span>
      </p>
      {changes.slice(0, MOST_CHANGES).map((change) => (
        <p key={change.path} className="change">
          {document?.type === 'order' ? (
            <button
              type="button"
              className="value-button mono"
              onClick={() => onExplain(change.path === '' ? '/status' : change.path)}
            >
              {change.path === '' ? 'all of it' : change.path}
            </button>
          ) : (
            <span className="mono">{change.path === '' ? 'all of it' : change.path}</span>
          )}{' '}
          {change.path === '' ? null : (
            <>
              <span className="soft">{shownValue(change.from).slice(0, 80)} →</span>{' '}
              {shownValue(change.to).slice(0, 120)}
            </>
          )}
        </p>
      ))}
      {changes.length > MOST_CHANGES ? <p className="soft">and {changes.length - MOST_CHANGES} more changes</p> : null}
      {superseded.length > 0 ? <p className="soft">said something older: it changed nothing</p> : null}
      {conflicts.map(({ message }) => (
        <p key={message} className="note" data-tone="warn">
          Refused: {message}
        </p>
      ))}
    </>
  );
}
