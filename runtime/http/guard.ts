// The guard before every route: where a request may come from, who sends it, and whether he may.
import { isIP } from 'node:net';
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { type Access, type Caller, LOCAL, mayCall, NOBODY } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { type Gate, peerOf } from './gate.ts';
import type { Route } from './route.ts';

/** Who a request says it comes from; undefined when it shows nothing. @throws CrossdockError `auth.required` for what is shown and not valid */
export type Authenticate = (context: Context) => Caller | undefined;

const CALLER = 'caller';
const GATE = 'gate';

/** Makes the gate known to the routes that log in. */
export const setGate = (context: Context, gate: Gate | undefined): void => context.set(GATE, gate);

export const gateOf = (context: Context): Gate | undefined => context.get(GATE) as Gate | undefined;

/** Whoever sends this request. */
export const callerOf = (context: Context): Caller => (context.get(CALLER) as Caller | undefined) ?? NOBODY;

/**
 * The name that the record gets. Somebody who has logged in acts under his own name, whatever the request says;
 * on an open local sidecar the request may name the person.
 */
export function actorOf(context: Context, said: string | undefined, fallback = LOCAL.name): string {
  const caller = callerOf(context);
  return caller.via === 'local' ? (said ?? context.req.header('x-crossdock-user') ?? fallback) : caller.name;
}

const isLoopbackAddress = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address);

/** `[::1]:7070` → `::1`. */
const hostName = (host: string): string =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();

/** Names that only this machine answers to; a page of another site that was rebound to 127.0.0.1 still says its own. */
const isLocalName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || (isIP(name) !== 0 && isLoopbackAddress(name));

function requireOwnHost(context: Context, sidecar: Sidecar): void {
  const name = hostName(context.req.header('host') ?? new URL(context.req.url).host);
  if (isLocalName(name) || sidecar.config.auth.hosts.includes(name)) return;
  throw new CrossdockError('auth.host', undefined, {
    expected: 'localhost, a loopback address, or a name under auth.hosts',
    help: 'Call it as localhost, or add the name to auth.hosts in crossdock.yaml.',
  });
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Whether an Origin header names the host that the request was sent to; `null` and what is no address do not. */
function isOwnOrigin(context: Context, origin: string): boolean {
  try {
    return new URL(origin).host === context.req.header('host');
  } catch {
    return false;
  }
}

/**
 * Whether another site's page has sent this. Browsers say where a request comes from (Fetch Metadata, and Origin before
 * it); whoever says neither is no browser, or one so old that it must not be trusted with a session.
 */
function isFromOtherSite(context: Context, caller: Pick<Caller, 'via'>): boolean {
  const header = (name: string) => context.req.header(name);
  const isSafe = SAFE_METHODS.includes(context.req.method);
  const site = header('sec-fetch-site');
  if (site !== undefined) {
    // A link from elsewhere may be followed; a picture, a frame or a script of elsewhere may not be one of ours.
    const isLink = isSafe && header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
    return site !== 'same-origin' && site !== 'none' && !isLink;
  }
  if (isSafe) return false;
  const origin = header('origin');
  return origin === undefined ? caller.via === 'session' : !isOwnOrigin(context, origin);
}

/** For routes that set a cookie without knowing anybody yet. @throws CrossdockError `auth.cross-site` */
export function requireOwnPage(context: Context): void {
  if (isFromOtherSite(context, { via: 'session' })) throw otherSite();
}

const otherSite = (): CrossdockError =>
  new CrossdockError('auth.cross-site', undefined, { help: 'Open Crossdock itself and do it there.' });

/** A process on this machine, while no login is required. What came through a proxy has come from anywhere. */
function localCaller(context: Context, sidecar: Sidecar): Caller | undefined {
  if (sidecar.config.auth.mode !== 'local') return undefined;
  if (context.req.header('x-forwarded-for') !== undefined || context.req.header('forwarded') !== undefined)
    return undefined;
  const peer = peerOf(context);
  return peer === undefined || isLoopbackAddress(peer) ? LOCAL : undefined;
}

/** A source whose signature the handler will verify. */
function signedCaller(context: Context, sidecar: Sidecar, access: Access): Caller | undefined {
  const source = context.req.param('source');
  if (access.signed !== true || source === undefined) return undefined;
  return sidecar.config.sources[source]?.signature === undefined
    ? undefined
    : { name: `source:${source}`, roles: ['sender'], via: 'signature', sources: [source] };
}

/** The source that a request hands messages in for. */
function sourceOf(context: Context, sidecar: Sidecar): string | undefined {
  const mapping = sidecar.engine.workspace.mappings.get(context.req.param('mapping') ?? '');
  return context.req.param('source') ?? (mapping?.direction === 'inbound' ? mapping.manifest.from.system : undefined);
}

function requireAccess(context: Context, sidecar: Sidecar, access: Access): void {
  const caller = callerOf(context);
  if (!mayCall(caller, access)) {
    if (caller.via === 'nobody')
      throw new CrossdockError('auth.required', undefined, {
        help: 'Send Authorization: Bearer with a token of `crossdock token create`, or log in.',
      });
    throw new CrossdockError('auth.forbidden', `expected one of the roles ${access.roles.join(', ')}`, {
      expected: access.roles.join(', '),
      actual: caller.roles.join(', ') || 'no role',
    });
  }
  if (caller.sources === undefined || access.anyone === true) return;
  // A token for some sources is one for handing in their messages, and nothing else can be told apart by source.
  const source = sourceOf(context, sidecar);
  if (source === undefined || !caller.sources.includes(source))
    throw new CrossdockError('auth.forbidden', 'the token is not for this source');
}

/**
 * Lets a request through to its route, or says why not. The one place where that is decided.
 *
 * @throws CrossdockError `auth.host`, `auth.cross-site`, `auth.required`, `auth.forbidden`
 */
export function admit(
  context: Context,
  sidecar: Sidecar,
  options: { route: Pick<Route, 'access'>; authenticate: Authenticate | undefined },
): void {
  const { access } = options.route;
  if (access.anyone === true) return;
  const shown = options.authenticate?.(context);
  const caller = shown ?? localCaller(context, sidecar) ?? signedCaller(context, sidecar, access) ?? NOBODY;
  if (caller.via === 'local') requireOwnHost(context, sidecar);
  // A token is sent on purpose, a signature proves its sender: only what a browser adds by itself can be misused.
  if (caller.via !== 'token' && caller.via !== 'signature' && isFromOtherSite(context, caller)) throw otherSite();
  context.set(CALLER, caller);
  requireAccess(context, sidecar, access);
}
