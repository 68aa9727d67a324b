// What a route is: one entry that both the app and /openapi.json are made from.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
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
  const value = Number(text);
  if (!Number.isInteger(value) || value < range.minimum || value > range.maximum) {
    throw new CrossdockError(
      'request.invalid',
      `${name}: expected a whole number from ${range.minimum} to ${range.maximum}`,
      { actual: 'something else' },
    );
  }
  return value;
}

/** The body as a JSON object; an empty body is an empty object. @throws CrossdockError `request.invalid` */
export async function jsonBody(context: Context): Promise<Record<string, unknown>> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CrossdockError('request.invalid', 'expected a JSON body', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CrossdockError('request.invalid', 'expected a JSON object as body');
  }
  return value as Record<string, unknown>;
}

/** A text member of a body. @throws CrossdockError `request.invalid` when it is required and not there */
export function textMember(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '')
    throw new CrossdockError('request.invalid', `${name}: expected text`);
  return value;
}

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
