// The login page: plain HTML, no script, nothing from elsewhere.
import type { Context } from 'hono';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 12vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } p { margin: 0 0 1rem; opacity: .8; }
form, .provider { display: grid; gap: .75rem; margin: 0 0 1.5rem; }
label { display: grid; gap: .25rem; font-size: .9rem; }
input { font: inherit; padding: .5rem .75rem; border: 1px solid #8a93a0; border-radius: 6px; background: transparent; color: inherit; }
button, .provider a { font: inherit; padding: .5rem .75rem; border: 0; border-radius: 6px; background: #1f5fd0; color: #fff; text-align: center; text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid #6ea8ff; outline-offset: 2px; }`;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const ONCE_FORM = (
  once: string,
) => `<p>This link logs in once, as administrator. Your name stands in the record of what you do.</p>
<form method="post" action="/login"><input type="hidden" name="once" value="${escapeHtml(once)}">
<label>Your name <input name="name" required maxlength="80" autocomplete="name" autofocus></label><button>Log in</button></form>`;

const TOKEN_FORM = `<form method="post" action="/login"><label>Token <input name="token" type="password" required autocomplete="off"></label><button>Log in with a token</button></form>
<p>A token is made with <code>crossdock token create</code> on the machine that runs Crossdock.</p>`;

const PROVIDER = '<div class="provider"><a href="/login/openid">Log in with your organisation</a></div>';

export function loginPage(context: Context, options: { once?: string; hasProvider: boolean }): Response {
  const form =
    options.once === undefined ? `${options.hasProvider ? PROVIDER : ''}${TOKEN_FORM}` : ONCE_FORM(options.once);
  context.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  return context.html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Log in to Crossdock</title><style>${STYLE}</style></head><body><main><h1>Crossdock</h1>${form}</main></body></html>`,
  );
}
