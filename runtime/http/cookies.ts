// The two cookies there are: the session, and the state of a login that is under way at a provider.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Sidecar } from '../pipeline/sidecar.ts';

const SESSION = 'crossdock_session';
const LOGIN = 'crossdock_login';
const LOGIN_SECONDS = 600;

/** Reached by https, cookies are for https and this very host only. */
const isSecure = (sidecar: Sidecar): boolean => sidecar.config.auth.url?.startsWith('https:') === true;

function set(context: Context, sidecar: Sidecar, cookie: { name: string; value: string; seconds: number }): void {
  const secure = isSecure(sidecar);
  setCookie(context, cookie.name, cookie.value, {
    path: '/',
    httpOnly: true,
    // Lax, because people come back from the provider, and follow links from tickets, logged in.
    sameSite: 'Lax',
    secure,
    maxAge: cookie.seconds,
    ...(secure ? { prefix: 'host' as const } : {}),
  });
}

const get = (context: Context, sidecar: Sidecar, name: string): string | undefined =>
  isSecure(sidecar) ? getCookie(context, name, 'host') : getCookie(context, name);

const remove = (context: Context, sidecar: Sidecar, name: string): void => {
  deleteCookie(context, isSecure(sidecar) ? `__Host-${name}` : name, { path: '/', secure: isSecure(sidecar) });
};

export const sessionCookie = (context: Context, sidecar: Sidecar): string | undefined => get(context, sidecar, SESSION);

export const setSessionCookie = (context: Context, sidecar: Sidecar, value: string): void =>
  set(context, sidecar, { name: SESSION, value, seconds: Math.floor(sidecar.config.auth.sessionMs / 1000) });

export const removeSessionCookie = (context: Context, sidecar: Sidecar): void => remove(context, sidecar, SESSION);

export const loginCookie = (context: Context, sidecar: Sidecar): string | undefined => get(context, sidecar, LOGIN);

export const setLoginCookie = (context: Context, sidecar: Sidecar, value: string): void =>
  set(context, sidecar, { name: LOGIN, value, seconds: LOGIN_SECONDS });

export const removeLoginCookie = (context: Context, sidecar: Sidecar): void => remove(context, sidecar, LOGIN);
