// The HTTP app: built without listening, so that tests call it directly.
import { type Context, Hono } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { PUBLIC } from '../governance/access.ts';
import type { Publishing } from '../governance/publishing.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { AUDIT_ROUTES } from './audit.ts';
import { CHANGE_ROUTES } from './changes.ts';
import { CONNECTION_ROUTES } from './connections.ts';
import { DELIVERY_ROUTES } from './deliveries.ts';
import { DESIGNER_ROUTES } from './designer.ts';
import { DRAFT_ROUTES } from './drafts.ts';
import { ERASURE_ROUTES } from './erasures.ts';
import { EVENT_ROUTES } from './events.ts';
import { EXCEPTION_WORK_ROUTES } from './exception-work.ts';
import { EXCEPTION_ROUTES } from './exceptions.ts';
import { FOLDER_ROUTES } from './folders.ts';
import type { Gate } from './gate.ts';
import { type Authenticate, admit, callerOf, setGate } from './guard.ts';
import { HEALTH_ROUTES } from './health.ts';
import { INTAKE_ROUTES } from './intake.ts';
import { LOGIN_ROUTES } from './login.ts';
import { maskedFor, requireAllShown, shownTo } from './masking.ts';
import { MESSAGE_ROUTES } from './messages.ts';
import { openApi } from './openapi.ts';
import { ORDER_LIST_ROUTES } from './order-list.ts';
import { ORDER_ROUTES } from './orders.ts';
import { OVERVIEW_ROUTES } from './overview.ts';
import { PREVIEW_ROUTES } from './previews.ts';
import { problem } from './problem.ts';
import { PUBLISHING_ROUTES, setPublishing } from './publishing.ts';
import { recordRead } from './reads.ts';
import { REVEAL_ROUTES } from './reveal.ts';
import type { Route } from './route.ts';
import { secureHeaders } from './secure-headers.ts';
import { SERIES_ROUTES } from './series.ts';
import { STOCK_ROUTES } from './stock.ts';
import { observeRequest } from './timings.ts';
import { WORKSPACE_ROUTES } from './workspace.ts';

const DESCRIPTION: Route = {
  method: 'get',
  path: '/openapi.json',
  summary: 'This description',
  access: PUBLIC,
  responses: { 200: { description: 'OpenAPI 3.1', schema: { type: 'object', required: ['openapi', 'paths'] } } },
  handle: (context) => context.json(openApi(ROUTES)),
};

/** Every route there is. */
export const ROUTES: readonly Route[] = [
  ...INTAKE_ROUTES,
  ...MESSAGE_ROUTES,
  ...DELIVERY_ROUTES,
  ...EXCEPTION_WORK_ROUTES,
  ...PREVIEW_ROUTES,
  ...EXCEPTION_ROUTES,
  ...ORDER_LIST_ROUTES,
  ...ORDER_ROUTES,
  ...REVEAL_ROUTES,
  ...STOCK_ROUTES,
  ...CONNECTION_ROUTES,
  ...SERIES_ROUTES,
  ...EVENT_ROUTES,
  ...CHANGE_ROUTES,
  ...WORKSPACE_ROUTES,
  ...FOLDER_ROUTES,
  ...DRAFT_ROUTES,
  ...HEALTH_ROUTES,
  ...LOGIN_ROUTES,
  ...PUBLISHING_ROUTES,
  ...AUDIT_ROUTES,
  ...ERASURE_ROUTES,
  DESCRIPTION,
  ...OVERVIEW_ROUTES,
  ...DESIGNER_ROUTES,
];

/** OpenAPI's `{name}` as the router's `:name`; a file path may hold slashes. */
const routerPath = (path: string): string => path.replace('{path}', ':path{.+}').replace(/\{(\w+)\}/g, ':$1');

/** The methods that some route takes at a path; HEAD goes wherever GET does. */
function methodsOf(app: Hono, path: string): string[] {
  const taken = ['GET', 'POST', 'PUT', 'DELETE'].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

export interface AppOptions {
  /** Told about what is no CrossdockError: a bug. */
  readonly onError?: (thrown: unknown) => void;
  /** Who a request says it comes from; what the gate says when it is not given. */
  readonly authenticate?: Authenticate;
  /** Knows tokens and sessions; without it only this machine is known. */
  readonly gate?: Gate;
  /** Knows bundles; without it the workspace directory itself is in force. */
  readonly publishing?: Publishing;
  /** Runs each request inside something of its own: a span. */
  readonly around?: (context: Context, route: Route, work: () => Promise<Response>) => Promise<Response>;
}

export function createApp(sidecar: Sidecar, options: AppOptions = {}): Hono {
  const app = new Hono();
  app.onError((thrown, context) => {
    if (!(thrown instanceof CrossdockError)) options.onError?.(thrown);
    return problem(context, thrown);
  });
  app.notFound((context) => {
    const { method, path } = context.req;
    const allowed = methodsOf(app, path);
    if (allowed.length === 0)
      return problem(context, new CrossdockError('request.not-found', `there is nothing at ${path}`));
    // RFC 9110 sections 9.3.7 and 15.5.6: OPTIONS asks what is allowed, and whoever sent something else is told.
    context.header('allow', [...allowed, 'OPTIONS'].join(', '));
    if (method === 'OPTIONS') return context.body(null, 204);
    return problem(context, new CrossdockError('request.method', `${path} takes ${allowed.join(', ')}, not ${method}`));
  });
  const { gate } = options;
  const authenticate = options.authenticate ?? gate?.authenticate;
  app.use(async (context, next) => {
    setGate(context, gate);
    setPublishing(context, options.publishing);
    await next();
    secureHeaders(context, sidecar);
    // A sender that goes on over an open connection would keep a process that has to end.
    if (sidecar.draining || sidecar.database.failed !== undefined) context.header('connection', 'close');
  });
  const answer = async (context: Context, route: Route): Promise<Response> => {
    const { access, recorded } = route;
    admit(context, sidecar, { route, authenticate });
    const shown = shownTo(callerOf(context), sidecar.config);
    requireAllShown(access, shown);
    const response = await maskedFor(await route.handle(context, sidecar), { access, shown });
    if (recorded !== undefined && response.ok) await recordRead(context, sidecar, recorded);
    return response;
  };
  const { around = (_context, _route, work) => work() } = options;
  for (const route of ROUTES)
    app.on(route.method.toUpperCase(), routerPath(route.path), async (context) => {
      const began = performance.now();
      let status = 500;
      try {
        const response = await around(context, route, () => answer(context, route));
        ({ status } = response);
        return response;
      } catch (thrown) {
        if (thrown instanceof CrossdockError) ({ status } = thrown);
        throw thrown;
      } finally {
        const seconds = (performance.now() - began) / 1000;
        observeRequest(sidecar, { method: route.method.toUpperCase(), route: route.path, status, seconds });
      }
    });
  return app;
}
