// How an order got where it is: every message and delivery in its order, with what each changed. May import api/, panels/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type TimelineEvent, timelineQuery } from '../../api/operations.ts';
import { ChangeList } from '../../panels/ChangeList.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import { QueryView } from '../../parts/states.tsx';

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

function Delivery({ event }: { event: Extract<TimelineEvent, { kind: 'delivery' }> }) {
  return (
    <p className="cluster">
      <StatusBadge status={event.status} /> to{' '}
      <Link href={`/deliveries/${event.id}`}>
        <strong>{event.destination}</strong>
      </Link>
      <span className="soft">{event.mapping}</span>
    </p>
  );
}

interface MessageProps {
  readonly event: Extract<TimelineEvent, { kind: 'message' }>;
  readonly onExplain: (path: string) => void;
}

function Message({ event, onExplain }: MessageProps) {
  const { changes, conflicts, superseded, document, source, outcome, message, mapping } = event;
  const isOrder = document.type === 'order';
  return (
    <>
      <p className="cluster">
        <strong>{source}</strong>
        <StatusBadge status={outcome} />
        <span className="soft">
          {isOrder ? '' : `${document.type} ${document.key}, `}
          {message === null ? null : <Link href={`/messages/${message}`}>message</Link>} through {mapping}
        </span>
      </p>
      <ChangeList changes={changes} onExplain={isOrder ? onExplain : undefined} />
      {superseded.length > 0 ? <p className="soft">said something older: it changed nothing</p> : null}
      {conflicts.map((conflict) => (
        <p key={conflict.message} className="note" data-tone="warn">
          Refused: {conflict.message}
        </p>
      ))}
    </>
  );
}
