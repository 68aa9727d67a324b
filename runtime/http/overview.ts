// The page at `/`: what runs here, what came in, what is held and why. Plain HTML, no script.
import { ERROR_CODES } from '../engine/errors.ts';
import { READ } from '../governance/access.ts';
import { overviewOf } from '../pipeline/overview.ts';
import type { Route } from './route.ts';

const escapeHtml = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function table(caption: string, head: readonly string[], rows: readonly (readonly unknown[])[], empty: string): string {
  const body =
    rows.length === 0
      ? `<tr><td class="empty" colspan="${head.length}">${escapeHtml(empty)}</td></tr>`
      : rows
          .map(
            (row) =>
              `<tr>${row.map((cell) => `<td${typeof cell === 'number' ? ' class="number"' : ''}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
          )
          .join('\n');
  return `<section><h2>${escapeHtml(caption)}</h2><div class="scroll"><table><thead><tr>${head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')}</tr></thead><tbody>${body}</tbody></table></div></section>`;
}

const STYLE = `
:root { color-scheme: light dark; --line: #d8dce3; --soft: #5b6472; --back: #f7f8fa; --card: #fff; --ink: #16191f; --good: #1a7f4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --line: #333944; --soft: #9aa4b2; --back: #14171c; --card: #1c2027; --ink: #e8eaee; --good: #5bd08d; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 32px 0 8px; } p { margin: 0 0 16px; color: var(--soft); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 24px 0 0; }
.numbers div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.numbers dt { color: var(--soft); font-size: 13px; } .numbers dd { margin: 0; font-size: 24px; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 8px 16px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td:nth-child(-n+2) { white-space: nowrap; }
tr:last-child td { border-bottom: 0; } th { font-weight: 600; color: var(--soft); font-size: 13px; white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } td.empty { color: var(--soft); text-align: center; padding: 24px; }
.good { color: var(--good); } .bad { color: var(--bad); } a { color: inherit; } a:focus-visible { outline: 2px solid var(--good); outline-offset: 2px; }
nav { display: flex; flex-wrap: wrap; gap: 16px; margin-top: 32px; color: var(--soft); }`;

export const OVERVIEW_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/',
    summary: 'The overview page',
    access: READ,
    responses: { 200: { description: 'HTML', contentType: 'text/html' } },
    handle(context, sidecar) {
      const overview = overviewOf(sidecar);
      const { totals } = overview;
      const numbers = (['received', 'processed', 'held', 'duplicate', 'discarded', 'inFlight'] as const).map(
        (name) => `<div><dt>${name === 'inFlight' ? 'in flight' : name}</dt><dd>${totals[name]}</dd></div>`,
      );
      const held = overview.held.map((row) => [row.count, row.owner, row.rule, row.example]);
      const title = ERROR_CODES['rule.blocked'].title;
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Crossdock</title><style>${STYLE}</style></head><body><main>
<h1>Crossdock</h1><p>Workspace version <code>${escapeHtml(overview.version.slice(0, 12))}</code>. Messages ${overview.balanced ? '<span class="good">add up</span>' : '<span class="bad">do not add up</span>'}.</p>
<dl class="numbers">${numbers.join('')}</dl>
${table('Held, by owner and cause', ['Count', 'Owner', 'Rule or code', 'For example'], held, `Nothing is held: no message was stopped, and no gate says no (${title.toLowerCase()}).`)}
${table(
  'Messages by mapping',
  ['Mapping', 'Received', 'Processed', 'Held'],
  overview.mappings.map((row) => [row.mapping, row.received, row.processed, row.held]),
  'No message has come yet.',
)}
${table(
  'Deliveries by destination',
  ['Destination', 'Mapping', 'Delivered', 'Waiting', 'Dead'],
  overview.deliveries.map((row) => [row.destination, row.mapping, row.delivered, row.pending, row.dead]),
  'Nothing was set free yet.',
)}
<nav><a href="/v1/messages">Messages</a><a href="/v1/exceptions">Exceptions</a><a href="/v1/conservation">Conservation</a><a href="/v1/workspace">Workspace</a><a href="/openapi.json">API</a><a href="/metrics">Metrics</a></nav>
</main></body></html>`;
      context.header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      );
      return context.html(html);
    },
  },
];
