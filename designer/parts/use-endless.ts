// A list that goes on: page behind page, followed live as long as few pages of it are shown. May import api/live.ts.
import { type InfiniteData, type QueryKey, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type LiveKeys, useLive } from '../api/live.ts';

/** Pages of the list that are followed live: asking for very many rows again with every change would help nobody who reads further down. */
const MOST_FOLLOWED = 3;

export interface EndlessOptions<Page> {
  readonly queryKey: QueryKey;
  readonly page: (cursor: string | undefined, signal: AbortSignal) => Promise<Page>;
  /** What it follows; nothing while it is held still. */
  readonly live: LiveKeys;
  readonly restMs?: number;
}

export interface Endless<Page> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>>;
  readonly pages: readonly Page[];
  /** So many pages are shown that they are held still. */
  readonly isDeep: boolean;
  /** Asks for the next page, unless it comes already or there is none. */
  readonly onEnd: () => void;
}

const NONE: readonly never[] = [];

export function useEndless<Page extends { readonly next: string | null }>(
  options: EndlessOptions<Page>,
): Endless<Page> {
  const { queryKey, page, live, restMs } = options;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const isDeep = (query.data?.pages.length ?? 0) > MOST_FOLLOWED;
  useLive(isDeep ? {} : live, restMs);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { query, pages: query.data?.pages ?? NONE, isDeep, onEnd };
}
