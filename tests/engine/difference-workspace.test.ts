// What changed in meaning between two workspaces, change by change.
import { describe, expect, it } from 'vitest';
import { compareWorkspaces } from '../../runtime/engine/difference/workspace.ts';
import type { Workspace } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';

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
      'changed mapping my-shop-order: field /lines/*/sku',
    ],
    [
      'what the lines are made of',
      () => edited(PROGRAM, 'lines#$i', 'lines[count > 0]#$i'),
      'changed mapping my-shop-order: field /lines/*/(each)',
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
    expect(changesOf(program('b', 'x'), program('a', 'x'))).toEqual([
      'changed mapping my-shop-order: field /shipTo/name',
    ]);
    expect(changesOf(program('a', 'y'), program('a', 'x'))).toEqual([
      'changed mapping my-shop-order: field /shipTo/(when)',
    ]);
  });

  it('shows a change of a variable that another one of its name would hide', () => {
    const program = (first: string): Files => ({
      [PROGRAM]: `(\n  $x := ${first};\n  lines.(\n    $x := 2;\n    { "type": "order", "note": $x, "status": $tables.\`my-shop-status\` }\n  )\n)\n`,
    });
    expect(changesOf(program('1'), program('0'))).toEqual(['changed mapping my-shop-order: variable $x']);
  });
});
