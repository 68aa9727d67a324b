// What changed in meaning between two workspaces, change by change.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../runtime/engine/difference/change.ts';
import { compareLifecycles, compareOwnership } from '../../runtime/engine/difference/lifecycle.ts';
import { compareWorkspaces } from '../../runtime/engine/difference/workspace.ts';
import type { Workspace } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';
import { ROOT } from '../support/sidecar.ts';

type Files = Readonly<Record<string, string>>;

const PROGRAM = 'mappings/my-shop-order/mapping.jsonata';
const MANIFEST = 'mappings/my-shop-order/mapping.json';
const RULES = 'rulesets/order-intake/rules.json';
const TABLE = 'mappings/tables/my-shop-status.csv';

const starter = (path: string): string => STARTER_FILES[path] as string;

/** A file of the starter workspace with one text in it replaced. */
const edited = (path: string, from: string, to: string): Files => {
  expect(starter(path)).toContain(from);
  return { [path]: starter(path).replace(from, to) };
};

function open(files: Files): Workspace {
  const bytes = Object.entries({ ...STARTER_FILES, ...files }).map(
    ([path, text]) => [path, new TextEncoder().encode(text)] as const,
  );
  const { workspace, findings } = openWorkspace(new Map(bytes));
  expect(findings).toEqual([]);
  return workspace;
}

/** What changed from one to the other, one text for each. */
const changesOf = (head: Files, base: Files = {}): string[] =>
  compareWorkspaces(open(base), open(head)).map(
    ({ kind, subject, what }) => `${kind} ${subject}${what === undefined ? '' : `: ${what}`}`,
  );

describe('the comparison of two workspaces', () => {
  it('finds nothing between equal ones, whatever their layout', () => {
    expect(changesOf({ [PROGRAM]: `/* new */\n${starter(PROGRAM).replaceAll('\n', '\n\n   ')}` })).toEqual([]);
    expect(changesOf({ [RULES]: JSON.stringify(JSON.parse(starter(RULES))) })).toEqual([]);
  });

  it.each<[string, () => Files, string]>([
    [
      'a field of a mapping',
      () => edited(PROGRAM, '"currency": "EUR"', '"currency": "USD"'),
      'changed mapping my-shop-order: field /currency',
    ],
    [
      'a field of the lines',
      () => edited(PROGRAM, '$tidy(code)', 'code'),
      'changed mapping my-shop-order: field /lines/sku',
    ],
    [
      'what the lines are made of',
      () => edited(PROGRAM, 'lines#$i', 'lines[count > 0]#$i'),
      'changed mapping my-shop-order: loop of /lines',
    ],
    [
      'a field that is new',
      () => edited(PROGRAM, '"currency":', '"tags": tags,\n    "currency":'),
      'added mapping my-shop-order: field /tags',
    ],
    [
      'a variable of a mapping',
      () => edited(PROGRAM, ', state)', ', status)'),
      'changed mapping my-shop-order: variable $status',
    ],
    [
      'a setting of a manifest',
      () => edited(MANIFEST, '"owner": "ecommerce"', '"owner": "sales"'),
      'changed mapping my-shop-order: setting owner',
    ],
    ['a rule', () => edited(RULES, '"value": 0', '"value": 1'), 'changed ruleset order-intake: rule missing-lines'],
    ['a rule that is gone', () => ({ [RULES]: '[]\n' }), 'removed ruleset order-intake: rule missing-lines'],
    [
      'a row of a table',
      () => edited(TABLE, 'SENT,shipped', 'SENT,delivered'),
      'changed table my-shop-status: row SENT',
    ],
    [
      'a row that is new',
      () => ({ [TABLE]: `${starter(TABLE)}LOST,cancelled,voided,gone\n` }),
      'added table my-shop-status: row LOST',
    ],
    ['a table that is new', () => ({ 'mappings/tables/more.csv': 'a,b\n1,2\n' }), 'added table more'],
    [
      'the source schema',
      () => edited('mappings/my-shop-order/source.schema.json', '"state"', '"placed"'),
      'changed mapping my-shop-order: source schema',
    ],
  ])('names %s', (_what, files, line) => {
    expect(changesOf(files())).toEqual([line]);
  });

  it('names a field inside documents that a mapping makes for each of a list, and under a condition', () => {
    const program = (status: string, when: string): Files => ({
      [PROGRAM]: `(\n  $orders.(\n    $id := $string(id);\n    $compact({ "type": "order", "orderId": $id, "shipTo": ${when} ? { "name": ${status} }, "tags": $translate($tables, "my-shop-status", state) })\n  )\n)\n`,
    });
    for (const [status, when] of [
      ['b', 'x'],
      ['a', 'y'],
    ] as const)
      expect(changesOf(program(status, when), program('a', 'x'))).toEqual([
        'changed mapping my-shop-order: field /shipTo',
      ]);
  });

  it('shows a change of a variable that another one of its name would hide', () => {
    const program = (first: string): Files => ({
      [PROGRAM]: `(\n  $x := ${first};\n  lines.(\n    $x := 2;\n    { "type": "order", "note": $x, "status": $tables.\`my-shop-status\` }\n  )\n)\n`,
    });
    const [change] = compareWorkspaces(open(program('0')), open(program('1')));
    expect(change).toEqual({
      kind: 'changed',
      subject: 'mapping my-shop-order',
      what: 'variable $x',
      before: '0 ; 2',
      after: '1 ; 2',
      fields: ['/note'],
    });
  });

  it('shows a variable that nothing but the frame of the documents uses', () => {
    const program = (over: string): Files => ({
      [PROGRAM]: `(\n  $orders := ${over};\n  $orders.{ "type": "order", "status": $tables.\`my-shop-status\` }\n)\n`,
    });
    expect(changesOf(program('b'), program('a'))).toEqual(['changed mapping my-shop-order: variable $orders']);
  });

  const details = (head: Files, base: Files = {}) => compareWorkspaces(open(base), open(head));

  it('tells what a rule asks and says now', () => {
    const rule = JSON.parse(starter(RULES))[0];
    const other = structuredClone(rule);
    other.event.params.severity = 'warn';
    other.conditions = {
      any: [
        ...(other.conditions.all ?? other.conditions.any),
        { fact: 'order', path: '$.status', operator: 'equal', value: 'draft' },
      ],
    };
    other.priority = 5;
    const [change, ...others] = details({ [RULES]: JSON.stringify([other]) });
    expect(others).toEqual([]);
    expect(change).toMatchObject({ kind: 'changed', what: 'rule missing-lines' });
    const told = change?.details?.map(({ kind, what, before, after }) => [kind, what, before, after].join(' | '));
    expect(told).toContain('changed | severity | "block" | "warn"');
    expect(told).toContain('added | priority |  | 5');
    expect(told).toContain('added | condition any of: order.status equal |  | "draft"');
    expect(told?.some((line) => line.startsWith('removed | condition all of: '))).toBe(true);
  });

  it('tells cells of a row, and takes another order of members for no change', () => {
    expect(details(edited(TABLE, 'SENT,shipped', 'SENT,delivered'))[0]?.details).toEqual([
      { kind: 'changed', what: 'column status', before: '"shipped"', after: '"delivered"' },
    ]);
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, member]) => [key, turned(member)]),
            )
          : value;
    expect(details({ [RULES]: JSON.stringify(turned(JSON.parse(starter(RULES)))) })).toEqual([]);
  });
});

describe('the comparison of lifecycles and of the ownership', () => {
  const read = (path: string): string => readFileSync(join(ROOT, 'rulesets', path), 'utf8');
  const order = JSON.parse(read('lifecycles/order.json'));
  const owners = JSON.parse(read('ownership.json'));
  const told = (changes: readonly Change[]) =>
    changes.map(
      ({ kind, what, details }) => `${kind} ${what}${(details ?? []).map((one) => ` (${one.what})`).join('')}`,
    );

  it('tells each transition, state and order of states that changed', () => {
    const head = structuredClone(order);
    const { status } = head.axes;
    status.steps.push({ from: ['delivered'], to: ['shipped'], by: ['oms'] });
    status.steps[0].from = status.steps[0].from.filter((state: string) => state !== 'draft');
    status.states[1].means = 'It is there.';
    [status.states[2], status.states[3]] = [status.states[3], status.states[2]];
    status.states.push({ name: 'lost', means: 'Nobody knows.' });
    expect(told(compareLifecycles(order, head, 'lifecycle order'))).toEqual([
      'changed state received of status (means)',
      'added state lost of status',
      'changed order of the states of status',
      'added transition delivered → shipped of status',
      'removed transition draft → cancelled of status',
    ]);
    expect(compareLifecycles(order, structuredClone(order), 'lifecycle order')).toEqual([]);
  });

  it('tells the fields whose owner changed', () => {
    const head = structuredClone(owners);
    const field = head.documents.order.fields.find(({ path }: { path: string }) => path === '/paymentStatus');
    field.owners = ['wms'];
    expect(told(compareOwnership(owners, head, 'ownership'))).toEqual([
      'changed field /paymentStatus of order (owners)',
    ]);
  });
});
