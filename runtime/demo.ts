// The demonstration of a first start: the workspace's own examples go through the real HTTP intake, and a short table says what became of them.
import { setTimeout as delay } from 'node:timers/promises';
import type { InboundMapping } from './engine/workspace/definitions.ts';
import { type Overview, overviewOf } from './pipeline/overview.ts';
import type { Sidecar } from './pipeline/sidecar.ts';

/** Master data first, then stock, then orders, then what happens to them: so that each finds what it refers to. */
const ORDER_OF_DOCUMENTS = ['item', 'customer', 'inventory', 'order', 'shipment', 'return', 'invoice'];

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  xml: 'application/xml',
  x12: 'application/edi-x12',
  edifact: 'application/edifact',
};

function inOrder(sidecar: Sidecar): InboundMapping[] {
  const rank = (mapping: InboundMapping) =>
    Math.min(...[mapping.manifest.to.document].flat().map((type) => ORDER_OF_DOCUMENTS.indexOf(type)));
  return [...sidecar.engine.workspace.mappings.values()]
    .filter((mapping): mapping is InboundMapping => mapping.direction === 'inbound')
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Lines of a table with columns as wide as their widest cell, numbers to the right. */
function tableLines(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => String(row[column]).length)));
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, column) =>
        typeof cell === 'number'
          ? String(cell).padStart(widths[column] as number)
          : String(cell).padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** Rows of one table before the rest is only counted. */
const MAX_ROWS = 12;

interface Group {
  count: number;
  readonly owner: string;
  readonly rule: string;
  readonly example: string;
}

/** Causes of one code and owner in one row: the queue itself tells them apart. */
function groupsOf(rows: Overview['held']): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const rule = row.rule.split(' ')[0] as string;
    const group = groups.get(`${row.owner} ${rule}`);
    if (group === undefined)
      groups.set(`${row.owner} ${rule}`, { count: row.count, owner: row.owner, rule, example: row.example });
    else group.count += row.count;
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || a.rule.localeCompare(b.rule));
}

function groupLines(groups: readonly Group[], head: readonly string[]): string[] {
  if (groups.length === 0) return ['none'];
  const rest = groups.slice(MAX_ROWS).reduce((sum, group) => sum + group.count, 0);
  const lines = tableLines(
    head,
    groups.slice(0, MAX_ROWS).map((group) => [group.count, group.owner, group.rule, short(group.example)]),
  );
  return rest === 0 ? lines : [...lines, `… and ${rest} more, see /v1/exceptions`];
}

/** The table that a first start ends with. */
export function overviewLines(overview: Overview, url: string): string[] {
  const { totals, receipts } = overview;
  const held = groupsOf(overview.held.filter((row) => row.subject !== 'gate'));
  const gates = groupsOf(overview.held.filter((row) => row.subject === 'gate'));
  const deliveries = overview.deliveries.map((row) => [
    row.mapping,
    row.delivered,
    row.pending,
    row.dead,
    row.destination,
  ]);
  return [
    '',
    `Messages in: ${totals.received} (in ${receipts.received} receipts) · processed ${totals.processed} · held ${totals.held} · duplicate ${totals.duplicate} · in flight ${totals.inFlight}`,
    overview.balanced
      ? 'received = processed + held + duplicate + discarded + in flight, for every source.'
      : 'The counts do NOT add up: see /v1/conservation.',
    '',
    'Held messages (every mapping has examples that must be held):',
    ...groupLines(held, ['count', 'owner', 'rule or code', 'for example']),
    '',
    'Documents that a gate holds back:',
    ...groupLines(gates, ['count', 'owner', 'rule', 'for example']),
    '',
    'Deliveries:',
    ...(deliveries.length === 0
      ? ['none']
      : tableLines(['message', 'sent', 'waiting', 'dead', 'destination'], deliveries)),
    '',
    `Look at ${url}/ · ${url}/v1/exceptions · ${url}/v1/messages · ${url}/openapi.json`,
    '',
  ];
}

/** Posts every example of every inbound mapping, waits until all is settled and sent, and prints the table. Ends early when it is told to stop. */
export async function runDemo(options: {
  sidecar: Sidecar;
  url: string;
  stdout: NodeJS.WritableStream;
  signal?: AbortSignal;
}): Promise<void> {
  const { sidecar, url, stdout } = options;
  const mappings = inOrder(sidecar);
  stdout.write(
    `The data directory is empty: taking the examples of ${mappings.length} mappings through ${url}/v1/messages …\n`,
  );
  for (const mapping of mappings) {
    for (const example of mapping.examples) {
      if (options.signal?.aborted === true) return;
      const response = await fetch(`${url}/v1/messages/${mapping.name}?wait=20000`, {
        method: 'POST',
        headers: {
          'content-type': CONTENT_TYPES[mapping.manifest.from.format] ?? 'application/octet-stream',
          'idempotency-key': `demo:${example.path}`,
        },
        body: example.bytes as Uint8Array<ArrayBuffer>,
      });
      await response.arrayBuffer();
      if (response.status >= 300) stdout.write(`${example.path}: the intake answered ${response.status}\n`);
    }
  }
  await sidecar.idle();
  // Deliveries follow settlement by a moment.
  for (let tries = 0; tries < 100 && (await overviewOf(sidecar)).deliveries.some((row) => row.pending > 0); tries += 1)
    await delay(50);
  stdout.write(`${overviewLines(await overviewOf(sidecar), url).join('\n')}\n`);
}
