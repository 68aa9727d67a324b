// GET /v1/workspace/changes: who changed which file of the workspace, and when; from the audit log.
import { READ } from '../governance/access.ts';
import type { ChangesAnswer } from './answers.ts';
import { type Route, time } from './route.ts';

const MOST = 200;

interface Row {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
}

export const CHANGE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/workspace/changes',
    summary: 'The last changes of files of the workspace: who, what, when',
    access: READ,
    responses: {
      200: {
        description: 'The changes, newest first',
        schema: {
          type: 'object',
          required: ['changes'],
          properties: {
            changes: { type: 'array', items: { type: 'object', required: ['at', 'by', 'action', 'subject'] } },
          },
        },
      },
    },
    handle(context, sidecar) {
      const rows = sidecar.database.connection
        .prepare(
          `SELECT at, actor, action, subject FROM audit INDEXED BY audit_workspace
           WHERE action >= 'workspace.' AND action < 'workspace/' ORDER BY seq DESC LIMIT ${MOST}`,
        )
        .all() as Row[];
      const changes = rows.map(({ at, actor, action, subject }) => ({ at: time(at), by: actor, action, subject }));
      return context.json({ changes } satisfies ChangesAnswer);
    },
  },
];
