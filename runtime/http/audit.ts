// The audit log as a list, for whoever looks after it.
import { AUDIT } from '../governance/access.ts';
import { listAudit } from '../store/audit.ts';
import { nextCursor, PAGE_PARAMETERS, pageOf, type Route, time } from './route.ts';

export const AUDIT_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/audit',
    summary: 'Who read, changed, replayed, discarded, revealed, exported and approved what, newest first',
    access: AUDIT,
    parameters: [
      ...['actor', 'action', 'subject'].map((name) => ({
        name,
        in: 'query' as const,
        description: `only rows of this ${name}`,
      })),
      ...PAGE_PARAMETERS,
    ],
    responses: {
      200: {
        description: 'A page of the log',
        schema: {
          type: 'object',
          required: ['rows', 'next'],
          properties: { rows: { type: 'array', items: { type: 'object' } }, next: { type: ['string', 'null'] } },
        },
      },
    },
    handle(context, sidecar) {
      const page = pageOf(context);
      const filter = Object.fromEntries(
        ['actor', 'action', 'subject'].flatMap((name) => {
          const value = context.req.query(name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
      const rows = listAudit(sidecar.database.connection, { ...filter, ...page });
      return context.json({
        rows: rows.map(({ at, detail, ...row }) => ({ ...row, at: time(at), detail: JSON.parse(detail) as unknown })),
        next: nextCursor(rows, page.limit),
      });
    },
  },
];
