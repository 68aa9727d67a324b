// Routes under /v1/overview: the numbers of the first page, what came in, what is held and for whom, what went out.
import { READ } from '../governance/access.ts';
import { overviewOf } from '../pipeline/overview.ts';
import type { OverviewAnswer } from './answers.ts';
import type { Route } from './route.ts';

export const OVERVIEW_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/overview',
    summary: 'What came in, what is held and for whom, what went out',
    access: READ,
    responses: {
      200: {
        description: 'Sums of messages and receipts, by mapping, by cause of what is held, and by destination',
        schema: {
          type: 'object',
          required: ['version', 'balanced', 'totals', 'receipts', 'mappings', 'held', 'deliveries', 'overdue'],
        },
      },
    },
    handle: async (context, sidecar) => context.json((await overviewOf(sidecar)) satisfies OverviewAnswer),
  },
];
