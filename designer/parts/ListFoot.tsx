// How much of an endless list is shown, and that more comes or cannot be had. May import ./Button.tsx.
import { wordsOf } from '../api/problem.ts';
import { Button } from './Button.tsx';

export interface ListFootProps {
  /** Of the list: what an infinite query says of itself. */
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly isRefetchError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => unknown;
    readonly refetch: () => unknown;
  };
  readonly count: number;
}

export function ListFoot({ query, count }: ListFootProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, isRefetchError, error } = query;
  if (isFetchNextPageError || isRefetchError)
    return (
      <p className="list-foot list-failed" role="alert">
        {isFetchNextPageError ? 'The rest could not be loaded' : 'This may be out of date'}: {wordsOf(error).title}.{' '}
        <Button onPress={() => void (isFetchNextPageError ? query.fetchNextPage() : query.refetch())}>Try again</Button>
      </p>
    );
  return (
    <p className="list-foot soft" role="status">
      {isFetchingNextPage
        ? 'Loading more…'
        : `${count.toLocaleString('en')} shown${hasNextPage ? ', more below' : ', that is all'}`}
    </p>
  );
}
