// Routes for working off the exception queue: clusters, words without a row, acts on many. ./previews.ts tries a fix.
import { CrossdockError } from '../engine/errors.ts';
import { OPERATE, READ } from '../governance/access.ts';
import { priorityName } from '../model/service-levels.ts';
import { type BulkAct, type BulkProgress, bulkProgress, startBulk } from '../pipeline/bulk.ts';
import { CLUSTER_SORTS, type ExceptionCluster } from '../store/exception-queue.ts';
import type { ExceptionRow } from '../store/exceptions.ts';
import type { ActAnswer, ClusterAnswer, ClustersAnswer, Fix, UnmappedAnswer } from './answers.ts';
import { jsonBody, textMember } from './body.ts';
import { CHOSEN, chosenOf } from './chosen-exceptions.ts';
import { exceptionView } from './exceptions.ts';
import { actorOf } from './guard.ts';
import { choiceOf, filterParameters, queryFilter, type Route, time } from './route.ts';

/** Clusters that one answer shows. */
const MOST_CLUSTERS = 300;

interface Detail {
  readonly subject?: string;
  readonly actual?: string;
  readonly ruleset?: string;
  readonly rule?: string;
  readonly at?: { readonly file?: string; readonly path?: string };
}

/** The word itself out of `the code "PARKED"`; null when it was cut because it is too long to be a code. */
function wordOf({ actual = '' }: Detail): string | null {
  const quoted = /^the code (".*")$/.exec(actual)?.[1];
  const word = quoted === undefined ? undefined : (JSON.parse(quoted) as string);
  return word === undefined || word.endsWith('…') ? null : word;
}

export function fixOf(row: Pick<ExceptionRow, 'code' | 'detail' | 'cause'>): Fix | null {
  const detail = JSON.parse(row.detail) as Detail;
  if (row.code === 'mapping.unmapped' && detail.subject !== undefined) {
    const table = detail.subject;
    return { kind: 'table-row', table, file: `mappings/tables/${table}.csv`, word: wordOf(detail) };
  }
  if (row.code === 'rule.blocked' && detail.ruleset !== undefined && detail.rule !== undefined) {
    const { ruleset, rule } = detail;
    return { kind: 'rule', ruleset, rule, file: `rulesets/${ruleset}/rules.json` };
  }
  if (row.code.startsWith('delivery.') && row.code !== 'delivery.mapping')
    return { kind: 'destination', destination: row.cause.slice(row.code.length + 1) };
  const file = detail.at?.file;
  return file?.startsWith('mappings/') ? { kind: 'mapping', file, path: detail.at?.path ?? null } : null;
}

const clusterView = ({ example, oldest, newest, due, priority, ...cluster }: ExceptionCluster): ClusterAnswer => ({
  ...cluster,
  subject: example.subject,
  gate: example.gate,
  message: example.message,
  help: example.help,
  oldest: time(oldest),
  newest: time(newest),
  due: due === null ? null : time(due),
  priority: priorityName(priority),
  fix: fixOf(example),
  example: exceptionView(example),
});

/** Sums are kept by what they were asked for: a time that differs each time would be a sum of its own. */
export const toMinute = (at: number): number => Math.floor(at / 60_000) * 60_000;

/** @throws CrossdockError `request.invalid` */
function actOf(body: Record<string, unknown>): BulkAct {
  const required = (name: string): string => {
    const text = textMember(body, name);
    if (text === undefined || text.trim() === '')
      throw new CrossdockError('request.invalid', `expected "${name}" for this act`);
    return text;
  };
  switch (body['act']) {
    case 'replay':
      return { act: 'replay' };
    case 'discard':
      return { act: 'discard', reason: required('reason') };
    case 'comment':
      return { act: 'comment', text: required('text') };
    case 'assign':
      return { act: 'assign', to: textMember(body, 'to') ?? '' };
    default:
      throw new CrossdockError('request.invalid', 'act: expected "replay", "discard", "assign" or "comment"');
  }
}

const progressView = (progress: BulkProgress): ActAnswer => ({
  ...progress,
  startedAt: time(progress.startedAt),
  endedAt: progress.endedAt === null ? null : time(progress.endedAt),
});

const PROGRESS = {
  type: 'object',
  required: [
    'id',
    'act',
    'by',
    'status',
    'total',
    'done',
    'closed',
    'failed',
    'released',
    'reasons',
    'startedAt',
    'endedAt',
  ],
  properties: {
    status: { enum: ['running', 'done', 'failed'] },
    total: { type: 'integer' },
    done: { type: 'integer' },
    closed: { type: 'integer' },
    failed: { type: 'integer' },
  },
};

export const EXCEPTION_WORK_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/exceptions/clusters',
    summary: 'Open exceptions by what one correction would release, the largest cluster first, with where it is made',
    access: READ,
    parameters: [
      ...filterParameters(['owner', 'category'], 'clusters'),
      {
        name: 'sort',
        in: 'query',
        description: 'the most exceptions, what falls due first, or what presses most in front',
        schema: { enum: CLUSTER_SORTS, default: 'count' },
      },
    ],
    responses: {
      200: {
        description: 'The clusters; `fix` says which row, rule, mapping or destination it is about',
        schema: { type: 'object', required: ['clusters', 'total', 'overdue'] },
      },
    },
    async handle(context, sidecar) {
      const filter = queryFilter(context, { owner: 'owner', category: 'category' });
      const sort = choiceOf(context, 'sort', CLUSTER_SORTS);
      const { sums } = sidecar;
      const clusters = await sums.ask('clusters', { ...filter, sort, limit: MOST_CLUSTERS });
      const overdue = await sums.ask('overdue', { now: toMinute(sidecar.clock()) });
      const total = clusters.reduce((sum, { count }) => sum + count, 0);
      const late = overdue.reduce((sum, { n }) => sum + n, 0);
      const answer: ClustersAnswer = { clusters: clusters.map(clusterView), total, overdue: late };
      return context.json(answer);
    },
  },
  {
    // For the tables' editor as well: the words that traffic has brought and that a table has no row for.
    method: 'get',
    path: '/v1/exceptions/unmapped',
    summary: 'Words seen in traffic that have no row in their table, with how many open exceptions each holds',
    access: READ,
    parameters: filterParameters(['table'], 'words'),
    responses: {
      200: {
        description: 'The words, the most frequent first',
        schema: {
          type: 'object',
          required: ['words'],
          properties: {
            words: {
              type: 'array',
              items: { type: 'object', required: ['table', 'word', 'count', 'cause', 'oldest', 'newest'] },
            },
          },
        },
      },
    },
    async handle(context, sidecar) {
      const table = context.req.query('table');
      const clusters = await sidecar.sums.ask('clusters', { limit: MOST_CLUSTERS });
      const words = clusters.flatMap((cluster) => {
        const fix = fixOf(cluster.example);
        if (fix?.kind !== 'table-row' || fix.word === null) return [];
        if (table !== undefined && fix.table !== table) return [];
        const { cause, count, oldest, newest, example } = cluster;
        const { message_id: message } = example;
        return [
          { table: fix.table, word: fix.word, count, cause, message, oldest: time(oldest), newest: time(newest) },
        ];
      });
      return context.json({ words } satisfies UnmappedAnswer);
    },
  },
  {
    method: 'post',
    path: '/v1/exceptions/acts',
    summary: 'Replay, discard, assign or comment on many exceptions at once, in the background',
    access: OPERATE,
    body: {
      description: 'which exceptions, and what to do about them; discard needs `reason`, comment needs `text`',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        required: ['act'],
        properties: {
          ...CHOSEN,
          act: { enum: ['replay', 'discard', 'assign', 'comment'] },
          by: { type: 'string' },
          reason: { type: 'string' },
          text: { type: 'string' },
          to: { type: 'string', description: 'whom they are given to; empty takes them back' },
        },
      },
    },
    responses: { 202: { description: 'It has begun; ask for its progress by its id', schema: PROGRESS } },
    async handle(context, sidecar) {
      const body = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const by = actorOf(context, textMember(body, 'by'), 'operator');
      const { progress } = startBulk(sidecar, chosenOf(body), { ...actOf(body), by });
      return context.json(progressView(progress), 202);
    },
  },
  {
    method: 'get',
    path: '/v1/exceptions/acts/{id}',
    summary: 'How far an act on many exceptions is',
    access: READ,
    parameters: [{ name: 'id', in: 'path', description: 'its id', required: true }],
    responses: { 200: { description: 'Its progress', schema: PROGRESS } },
    handle(context, sidecar) {
      const progress = bulkProgress(sidecar, context.req.param('id') as string);
      if (progress === undefined) throw new CrossdockError('request.not-found', 'nothing is known of such an act');
      return context.json(progressView(progress));
    },
  },
];
