// How answers are kept: one client for all pages. May import ./problem.ts.
import { QueryClient } from '@tanstack/react-query';
import { RequestError } from './problem.ts';

/** An answer is fresh for this long; after it, it is shown and asked for again. */
const FRESH_MS = 5_000;
const TRIES = 2;

/** Makes the cache of all answers. A refusal is not tried again, a lost connection is. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, thrown) =>
          failures < TRIES &&
          thrown instanceof RequestError &&
          (thrown.problem.status === 0 || thrown.problem.status >= 502),
      },
    },
  });
}
