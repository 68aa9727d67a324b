// What the first page reads. May import ./request.ts.
import { requestJson } from './request.ts';

export interface Counts {
  readonly received: number;
  readonly processed: number;
  readonly held: number;
  readonly duplicate: number;
  readonly discarded: number;
  readonly inFlight: number;
}

export interface Overview {
  /** Hash of the workspace in force. */
  readonly version: string;
  readonly balanced: boolean;
  /** Of messages. */
  readonly totals: Counts;
  readonly receipts: Counts;
  readonly mappings: readonly (Pick<Counts, 'received' | 'processed' | 'held' | 'duplicate'> & {
    readonly mapping: string;
  })[];
  readonly held: readonly {
    readonly owner: string;
    readonly rule: string;
    readonly subject: string;
    readonly count: number;
    readonly example: string;
  }[];
  readonly deliveries: readonly {
    readonly destination: string;
    readonly mapping: string;
    readonly delivered: number;
    readonly pending: number;
    readonly dead: number;
  }[];
}

export const overviewQuery = {
  queryKey: ['overview'],
  queryFn: ({ signal }: { signal: AbortSignal }) => requestJson<Overview>('/v1/overview', { signal }),
  refetchInterval: 10_000,
} as const;
