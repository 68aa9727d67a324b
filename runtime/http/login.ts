// Logging in and out: the login page, one-time links, tokens, and the way to a login provider and back.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { PUBLIC, READ } from '../governance/access.ts';
import { beginSession, endSession, redeemLink } from '../governance/sessions.ts';
import { callerOfToken } from '../governance/tokens.ts';
import type { Role } from '../model/roles.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import type { MeAnswer } from './answers.ts';
import { readBody } from './body.ts';
import {
  loginCookie,
  removeLoginCookie,
  removeSessionCookie,
  sessionCookie,
  setLoginCookie,
  setSessionCookie,
} from './cookies.ts';
import type { Gate } from './gate.ts';
import { callerOf, gateOf, requireOwnPage } from './guard.ts';
import { loginPage } from './login-page.ts';
import type { Route } from './route.ts';

const FORM_LIMIT_BYTES = 8_192;
const MAX_NAME = 80;

const PAGE = { 200: { description: 'HTML', contentType: 'text/html' } };
const REDIRECT = { 303: { description: 'Where to go on', contentType: 'text/plain' } };

/** @throws CrossdockError `request.not-found` where no login is kept, as in a preview of the routes */
function requireGate(context: Context): Gate {
  const gate = gateOf(context);
  if (gate === undefined) throw new CrossdockError('request.not-found', 'this sidecar keeps no logins');
  return gate;
}

async function formOf(context: Context): Promise<URLSearchParams> {
  return new URLSearchParams(new TextDecoder().decode(await readBody(context, FORM_LIMIT_BYTES)));
}

function note(gate: Gate, action: string, actor: string, detail: object = {}): void {
  gate.book.note({ actor, action, subject: actor, detail }, gate.sidecar.clock());
}

function begin(context: Context, gate: Gate, person: { name: string; roles: readonly Role[]; by: string }): Response {
  const { name, roles, by } = person;
  setSessionCookie(context, gate.sidecar, beginSession(gate.book, { name, roles }, gate.limits, gate.sidecar.clock()));
  note(gate, 'session.begun', name, { roles, by });
  return context.redirect('/', 303);
}

/** Counts against the address, writes it down, and says no more than that it did not work. */
function refuse(context: Context, gate: Gate, by: string): never {
  gate.failed(context);
  note(gate, 'session.refused', 'nobody', { by });
  throw new CrossdockError('auth.required', `the ${by} is not valid, has expired or was used`);
}

/** A person's name as the record will have it. @throws CrossdockError `request.invalid` */
function nameOf(form: URLSearchParams): string {
  const name = (form.get('name') ?? '').trim().normalize('NFC');
  if (name === '' || name.length > MAX_NAME || /\p{C}/u.test(name))
    throw new CrossdockError('request.invalid', `name: expected your name, at most ${MAX_NAME} characters`);
  return name;
}

async function logIn(context: Context): Promise<Response> {
  const gate = requireGate(context);
  requireOwnPage(context);
  gate.requireRoom(context);
  const form = await formOf(context);
  const now = gate.sidecar.clock();
  const [once, token] = [form.get('once'), form.get('token')];
  if (once !== null) {
    const name = nameOf(form);
    const roles = redeemLink(gate.book, once, now);
    return roles === undefined ? refuse(context, gate, 'link') : begin(context, gate, { name, roles, by: 'link' });
  }
  const caller = callerOfToken(gate.book, (token ?? '').trim(), now);
  // A token that is kept to some sources is a machine's, and a session would not be.
  if (caller === undefined || caller.sources !== undefined) return refuse(context, gate, 'token');
  return begin(context, gate, { ...caller, by: 'token' });
}

const digest = (state: string): string => createHash('sha256').update(state).digest('base64url');

async function toProvider(context: Context): Promise<Response> {
  const gate = requireGate(context);
  const openid = await gate.openid();
  if (openid === undefined) throw new CrossdockError('request.not-found', 'no login provider is configured');
  gate.requireRoom(context);
  const { url, state } = await openid.begin(gate.sidecar.clock());
  setLoginCookie(context, gate.sidecar, state);
  return context.redirect(url, 303);
}

async function fromProvider(context: Context, sidecar: Sidecar): Promise<Response> {
  const gate = requireGate(context);
  const openid = await gate.openid();
  if (openid === undefined) throw new CrossdockError('request.not-found', 'no login provider is configured');
  gate.requireRoom(context);
  const state = loginCookie(context, sidecar);
  removeLoginCookie(context, sidecar);
  try {
    const person = await openid.end(new URL(context.req.url).search, state, sidecar.clock());
    return begin(context, gate, { ...person, by: 'openid' });
  } catch (thrown) {
    gate.failed(context);
    note(gate, 'session.refused', 'nobody', { by: 'openid', state: digest(state ?? '') });
    throw thrown;
  }
}

export const LOGIN_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/login',
    summary: 'The login page',
    access: PUBLIC,
    parameters: [{ name: 'once', in: 'query', description: 'the secret of a one-time link' }],
    responses: PAGE,
    handle(context, sidecar) {
      const once = context.req.query('once');
      return loginPage(context, {
        ...(once === undefined ? {} : { once }),
        hasProvider: sidecar.config.auth.openid !== undefined,
      });
    },
  },
  {
    method: 'post',
    path: '/login',
    summary: 'Log in with a one-time link and a name, or with a token',
    access: PUBLIC,
    body: {
      description: '`once` and `name`, or `token`',
      contentType: 'application/x-www-form-urlencoded',
      required: true,
    },
    responses: REDIRECT,
    handle: (context) => logIn(context),
  },
  {
    method: 'get',
    path: '/login/openid',
    summary: 'Go to the login provider',
    access: PUBLIC,
    responses: REDIRECT,
    handle: (context) => toProvider(context),
  },
  {
    method: 'get',
    path: '/login/openid/callback',
    summary: 'Come back from the login provider',
    access: PUBLIC,
    responses: REDIRECT,
    handle: fromProvider,
  },
  {
    method: 'post',
    path: '/logout',
    summary: 'End the session',
    access: PUBLIC,
    responses: REDIRECT,
    handle(context, sidecar) {
      const gate = requireGate(context);
      requireOwnPage(context);
      const secret = sessionCookie(context, sidecar);
      if (secret !== undefined) {
        const caller = gate.authenticate(context);
        endSession(gate.book, secret);
        if (caller !== undefined) note(gate, 'session.ended', caller.name);
      }
      removeSessionCookie(context, sidecar);
      return context.redirect('/login', 303);
    },
  },
  {
    method: 'get',
    path: '/v1/me',
    summary: 'Who I am here, and what I may do',
    access: READ,
    responses: {
      200: {
        description: 'The caller',
        schema: {
          type: 'object',
          required: ['name', 'roles', 'via'],
          properties: {
            name: { type: 'string' },
            roles: { type: 'array', items: { type: 'string' } },
            via: { enum: ['local', 'token', 'session'] },
          },
        },
      },
    },
    handle(context) {
      const { name, roles, via } = callerOf(context);
      return context.json({ name, roles, via } satisfies MeAnswer);
    },
  },
];
