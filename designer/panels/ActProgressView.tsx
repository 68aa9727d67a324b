// How far an act on many exceptions is, and what became of them. May import api/ and parts/.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { type ActProgress, actProgress } from '../api/exceptions.ts';
import { ErrorState } from '../parts/states.tsx';
import { announce } from '../parts/toast.tsx';

const ASK_MS = 400;

/** Answers that an act on exceptions may have changed. */
const CHANGED = ['exceptions', 'messages', 'message', 'deliveries', 'orders', 'order', 'overview', 'connections'].map(
  (key) => [key],
);

const VERBS: Readonly<Record<ActProgress['act'], [running: string, done: string]>> = {
  replay: ['Replaying', 'Replayed'],
  discard: ['Discarding', 'Discarded'],
  assign: ['Assigning', 'Assigned'],
  comment: ['Commenting on', 'Commented on'],
};

const number = (value: number): string => value.toLocaleString('en');

function wordsOf({ act, status, total, done, closed }: ActProgress): string {
  const [running, ended] = VERBS[act];
  if (status === 'running') return `${running} ${number(done)} of ${number(total)}`;
  if (status === 'failed') return `${ended} ${number(done)} of ${number(total)}, then it failed`;
  if (act !== 'replay') return `${ended} ${number(done)}`;
  return closed === total
    ? `Replayed ${number(total)}: all of them went on`
    : `Replayed ${number(total)}: ${number(closed)} went on, ${number(total - closed)} are still held`;
}

export function ActProgressView({ id }: { id: string }) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['act', id],
    queryFn: ({ signal }) => actProgress(id, signal),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'running' ? ASK_MS : false),
  });
  const { data } = query;
  const isEnded = data !== undefined && data.status !== 'running';
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once, when it has ended
  useEffect(() => {
    if (!isEnded || data === undefined) return;
    announce(wordsOf(data));
    for (const queryKey of CHANGED) void queries.invalidateQueries({ queryKey });
  }, [isEnded]);
  if (query.isError) return <ErrorState error={query.error} />;
  if (data === undefined) return null;
  return (
    <div className="note" data-tone={isEnded ? (data.failed > 0 ? 'warn' : 'good') : undefined} data-testid="act">
      <div className="act">
        <p>
          <strong>{wordsOf(data)}</strong>
        </p>
        <progress max={data.total} value={data.done} aria-label={wordsOf(data)} />
        {data.released.length === 0 ? null : (
          <p className="cluster">
            <span className="soft">Went on, for example:</span>
            {data.released.map(({ message, type, key }) => (
              <Link
                key={message}
                href={type === 'order' ? `/orders/${encodeURIComponent(key)}` : `/messages/${message}`}
              >
                {type} {key}
              </Link>
            ))}
          </p>
        )}
        {data.reasons.map(({ exception, message }) => (
          <p key={exception}>{message}</p>
        ))}
      </div>
    </div>
  );
}
