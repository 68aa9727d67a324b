// The gate of a running sidecar: its book of access, failed attempts and login provider, and who a request says it comes from.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import type { Caller } from '../governance/access.ts';
import type { AccessBook } from '../governance/access-book.ts';
import { Attempts } from '../governance/attempts.ts';
import type { OpenIdLogin } from '../governance/openid.ts';
import { callerOfSession, type SessionLimits } from '../governance/sessions.ts';
import { callerOfToken } from '../governance/tokens.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { sessionCookie, setSessionCookie } from './cookies.ts';
import { incomingOf } from './incoming.ts';

/** How long a token that was found good is taken for good without looking: a revocation takes effect within it. */
const REMEMBER_MS = 1_000;
const MAX_REMEMBERED = 1_000;

/** The other end of the connection; a call inside the process has none. */
export function peerOf(context: Context): string | undefined {
  return incomingOf(context).socket?.remoteAddress;
}

export class Gate {
  readonly sidecar: Sidecar;
  readonly book: AccessBook;
  readonly #attempts = new Attempts();
  readonly #tokens = new Map<string, { caller: Caller; until: number }>();
  #openid: Promise<OpenIdLogin> | undefined;

  constructor(sidecar: Sidecar, book: AccessBook) {
    this.sidecar = sidecar;
    this.book = book;
  }

  get limits(): SessionLimits {
    const { sessionIdleMs: idleMs, sessionMs: lifeMs } = this.sidecar.config.auth;
    return { idleMs, lifeMs };
  }

  /** The login provider, when one is configured; its library is loaded at the first use. */
  openid(): Promise<OpenIdLogin> | undefined {
    const { openid, url } = this.sidecar.config.auth;
    if (openid === undefined || url === undefined) return undefined;
    this.#openid ??= import('../governance/openid.ts').then((loaded) => new loaded.OpenIdLogin(openid, url));
    return this.#openid;
  }

  /** @throws CrossdockError `auth.limited` when too many attempts of this address have failed */
  requireRoom(context: Context): void {
    const waitMs = this.#attempts.waitMs(peerOf(context) ?? '', this.sidecar.clock());
    if (waitMs > 0) throw new CrossdockError('auth.limited', undefined, { retryAfterMs: waitMs });
  }

  failed(context: Context): void {
    this.#attempts.failed(peerOf(context) ?? '', this.sidecar.clock());
  }

  /** Who a request says it comes from: by a token, or by a session. */
  readonly authenticate = (context: Context): Caller | undefined => {
    const authorization = context.req.header('authorization');
    if (authorization !== undefined) return this.#byToken(context, authorization);
    const secret = sessionCookie(context, this.sidecar);
    if (secret === undefined) return undefined;
    const found = callerOfSession(this.book, secret, this.limits, this.sidecar.clock());
    if (found?.renewed !== undefined) setSessionCookie(context, this.sidecar, found.renewed);
    return found?.caller;
  };

  #byToken(context: Context, authorization: string): Caller {
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const now = this.sidecar.clock();
    const known = this.#tokens.get(token);
    if (known !== undefined && now < known.until) return known.caller;
    this.#tokens.delete(token);
    const caller = callerOfToken(this.book, token, now);
    if (caller === undefined) {
      this.requireRoom(context);
      this.failed(context);
      throw new CrossdockError('auth.required', 'the token is not valid, has expired or was revoked');
    }
    if (this.#tokens.size >= MAX_REMEMBERED) this.#tokens.clear();
    this.#tokens.set(token, { caller, until: now + REMEMBER_MS });
    return caller;
  }
}
