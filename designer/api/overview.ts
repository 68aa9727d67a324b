// What the first page reads. May import ./request.ts and types of http.
import type { OverviewAnswer } from '../../runtime/http/answers.ts';
import type { Counts } from '../../runtime/model/sums.ts';
import { requestJson } from './request.ts';

export type { Counts };
export type Overview = OverviewAnswer;

export const overviewQuery = {
  queryKey: ['overview'],
  queryFn: ({ signal }: { signal: AbortSignal }) => requestJson<Overview>('/v1/overview', { signal }),
  refetchInterval: 10_000,
} as const;
