// What stands where data would: nothing yet, coming, failed. May import api/ for the words of an error.
import type { UseQueryResult } from '@tanstack/react-query';
import { CircleAlert, Inbox, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { RequestError, wordsOf } from '../api/problem.ts';
import { Button } from './Button.tsx';

export interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
  /** What to do next. */
  readonly action?: ReactNode;
}

export function EmptyState({ title, children, icon, action }: EmptyStateProps) {
  return (
    <div className="state">
      <span className="state-icon">{icon ?? <Inbox aria-hidden size={28} strokeWidth={1.5} />}</span>
      <p className="state-title">{title}</p>
      {children === undefined ? null : <div className="state-words">{children}</div>}
      {action}
    </div>
  );
}

export function LoadingState({ what = 'Loading' }: { what?: string }) {
  return (
    <div className="state" role="status">
      <LoaderCircle aria-hidden className="spin" size={22} />
      <p className="soft">{what}…</p>
    </div>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, help } = wordsOf(error);
  return (
    <div className="state" role="alert" data-tone="bad">
      <span className="state-icon">
        <CircleAlert aria-hidden size={28} strokeWidth={1.5} />
      </span>
      <p className="state-title">{title}</p>
      <div className="state-words">
        {detail === undefined ? null : <p>{detail}</p>}
        {help === undefined ? null : <p>{help}</p>}
      </div>
      {error instanceof RequestError && error.problem.status === 401 ? (
        <a href="/login">Log in</a>
      ) : onRetry === undefined ? null : (
        <Button onPress={onRetry}>Try again</Button>
      )}
    </div>
  );
}

export interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is loaded, for the words while it comes: `Loading mappings`. */
  readonly what?: string;
  readonly children: (data: Data) => ReactNode;
}

/** Shows an answer, or that it comes, or why it does not. Data that is there stays when asking again fails. */
export function QueryView<Data>({ query, what, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <LoadingState what={what === undefined ? 'Loading' : `Loading ${what}`} />;
}
