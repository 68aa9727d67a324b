// What a route is: one entry that both the app and /openapi.json are made from.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import type { Access } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required?: boolean;
  readonly schema?: object;
}

export interface RouteResponse {
  readonly description: string;
  readonly schema?: object;
  readonly contentType?: string;
}

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** OpenAPI form: `/v1/messages/{mapping}`. */
  readonly path: string;
  readonly summary: string;
  /** Who may call it: one of the declarations of governance/access.ts. A route without one does not compile. */
  readonly access: Access;
  /** Who reads this is written down, as this action. */
  readonly recorded?: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: {
    readonly description: string;
    readonly contentType: string;
    readonly schema?: object;
    readonly required?: boolean;
  };
  readonly responses: Readonly<Record<string, RouteResponse>>;
  readonly handle: (context: Context, sidecar: Sidecar) => Promise<Response> | Response;
}

/** A whole number from the query. @throws CrossdockError `request.invalid` */
export function queryInteger(
  context: Context,
  name: string,
  range: { minimum: number; maximum: number; fallback: number },
): number {
  const text = context.req.query(name);
  if (text === undefined) return range.fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isInteger(value) || value < range.minimum || value > range.maximum) {
    throw new CrossdockError(
      'request.invalid',
      `${name}: expected a whole number from ${range.minimum} to ${range.maximum}`,
      { actual: 'something else' },
    );
  }
  return value;
}

/** One of the words of a parameter; the first without it. @throws CrossdockError `request.invalid` */
export function choiceOf<const Word extends string>(
  context: Context,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = context.req.query(name);
  if (text === undefined || text === '') return words[0];
  const word = words.find((one) => one === text);
  if (word === undefined)
    throw new CrossdockError('request.invalid', `${name}: expected one of ${words.join(', ')}`, {
      actual: 'something else',
    });
  return word;
}

/** A time from the query, epoch milliseconds; undefined without one. @throws CrossdockError `request.invalid` */
export function queryTime(context: Context, name: string): number | undefined {
  const text = context.req.query(name);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw new CrossdockError('request.invalid', `${name}: expected a time such as 2026-03-02T09:15:00Z`, {
      actual: 'something else',
    });
  return at;
}

/** What a list is filtered by: the parameters of the query that are set, by the names that the store has for them. */
export function queryFilter<Name extends string>(
  context: Context,
  names: Readonly<Record<string, Name>>,
): { [key in Name]?: string } {
  const set = Object.entries(names).flatMap(([query, field]) => {
    const value = context.req.query(query);
    return value === undefined || value === '' ? [] : [[field, value]];
  });
  return Object.fromEntries(set) as { [key in Name]?: string };
}

/** Parameters of a list's filters. */
export const filterParameters = (names: readonly string[], of: string): Parameter[] =>
  names.map((name) => ({ name, in: 'query', description: `only ${of} of this ${name}` }));

export const TIME_PARAMETERS: readonly Parameter[] = [
  {
    name: 'from',
    in: 'query',
    description: 'earliest time, RFC 3339',
    schema: { type: 'string', format: 'date-time' },
  },
  { name: 'to', in: 'query', description: 'latest time, RFC 3339', schema: { type: 'string', format: 'date-time' } },
];

export const time = (at: number): string => new Date(at).toISOString();

export const PAGE_PARAMETERS: readonly Parameter[] = [
  { name: 'limit', in: 'query', description: 'rows of a page, 1 to 500; default 50', schema: { type: 'integer' } },
  { name: 'cursor', in: 'query', description: '`next` of the page before', schema: { type: 'string' } },
];

/** Page size and cursor of a list. @throws CrossdockError `request.invalid` */
export function pageOf(context: Context): { limit: number; before?: number } {
  const limit = queryInteger(context, 'limit', { minimum: 1, maximum: 500, fallback: 50 });
  const cursor = queryInteger(context, 'cursor', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, fallback: -1 });
  return cursor < 0 ? { limit } : { limit, before: cursor };
}

/** The cursor of the page behind this one, or null at the end. */
export function nextCursor(rows: readonly { readonly seq: number }[], limit: number): string | null {
  return rows.length < limit ? null : String(rows.at(-1)?.seq ?? '');
}
