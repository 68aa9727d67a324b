// /openapi.json, made from the same table as the routes.
import { ERROR_CODES } from '../engine/errors.ts';
import { COMMON_SCHEMA, DOCUMENT_SCHEMAS } from '../model/schemas.ts';
import type { Route } from './route.ts';

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { enum: Object.keys(ERROR_CODES) },
    expected: { type: 'string', description: 'what was expected, in words' },
    actual: { type: 'string', description: 'what came, as a kind or a code' },
    at: { type: 'object', description: 'where: file, line, column, path, segment, element, offset' },
    subject: { type: 'string', description: 'the table, mapping or rule to open' },
    help: { type: 'string', description: 'what to do about it' },
  },
};

function operation(route: Route): object {
  const responses = Object.fromEntries(
    Object.entries(route.responses).map(([status, response]) => [
      status,
      {
        description: response.description,
        content: { [response.contentType ?? 'application/json']: { schema: response.schema ?? {} } },
      },
    ]),
  );
  return {
    operationId: `${route.method}${route.path.replace(/[^A-Za-z0-9]+(.)?/g, (_whole, next?: string) => (next ?? '').toUpperCase())}`,
    summary: route.summary,
    ...(route.parameters === undefined
      ? {}
      : {
          parameters: route.parameters.map((parameter) => ({
            ...parameter,
            required: parameter.required ?? false,
            schema: parameter.schema ?? { type: 'string' },
          })),
        }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            description: route.body.description,
            required: route.body.required ?? false,
            content: { [route.body.contentType]: { schema: route.body.schema ?? {} } },
          },
        }),
    responses: {
      ...responses,
      default: {
        description: 'What went wrong',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 description of all routes. */
export function openApi(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Crossdock',
      version: '0.1.0',
      description: 'A mapping and rules engine for order and inventory messages',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas: { Problem: PROBLEM, common: COMMON_SCHEMA, ...DOCUMENT_SCHEMAS } },
  };
}
