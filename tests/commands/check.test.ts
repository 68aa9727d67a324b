// `crossdock check` on workspaces with every kind of mistake, through the compiled command line.
import { afterEach, describe, expect, it } from 'vitest';
import { crossdock, type Files, ROOT, starterWorkspace } from '../support/cli.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanUp.splice(0)) await remove();
});

async function check(files: Files, ...args: string[]) {
  const workspace = await starterWorkspace(files);
  cleanUp.push(workspace.remove);
  return crossdock(['check', '--workspace', workspace.path, ...args]);
}

/** The lines without those on proofs, which a workspace of a test has none of. */
const mistakes = (stdout: string): string[] =>
  stdout.split('\n').filter((line) => line !== '' && !line.includes(': proof.missing: '));

const manifest = (lines: readonly string[]): string => `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;

const FROM = '"from": { "system": "x", "class": "erp", "format": "json" }';
const TO = '"to": { "document": "order" }';

const rule = (name: string, condition: string): string => `  {
    "name": "${name}",
    "conditions": { "all": [${condition}] },
    "event": { "type": "${name}", "params": { "severity": "warn", "owner": "x", "message": "m", "path": "/lines" } }
  }`;

/** A mistake of every kind, each with the line that `check` has to print for it. */
const BROKEN: Files = {
  'mappings/unknown-table/mapping.json': manifest(['"title": "T"', FROM, TO, '"tables": ["nowhere"]']),
  'mappings/unknown-table/mapping.jsonata':
    '{\n  "type": "order",\n  /* $translate($tables, "remark", a) */\n  "status": $translate($tables, "elsewhere", state).status\n}\n',
  'mappings/syntax/mapping.json': manifest(['"title": "T"', FROM, TO, '"tables": ["missing"]']),
  'mappings/syntax/mapping.jsonata': '{\n  "type": "order",\n  "orderId": (a\n}\n',
  'mappings/manifest-key/mapping.json': manifest(['"title": "T"', '"colour": "red"', FROM, TO]),
  'mappings/manifest-key/mapping.jsonata': '{ "type": "order"',
  'mappings/twice/mapping.json': manifest(['"title": "T"', FROM, TO, '"title": "U"']),
  'mappings/twice/mapping.jsonata': '{ "type": "order" }\n',
  'mappings/broken-json/mapping.json': '{\n  "title": "T",\n  "from": { "system": }\n}\n',
  'mappings/broken-json/mapping.jsonata': '{ "type": "order" }\n',
  'mappings/predicate/mapping.json': manifest(['"title": "T"', FROM.replace(' }', ', "when": "a = (" }'), TO]),
  'mappings/predicate/mapping.jsonata': '{ "type": "order" }\n',
  'mappings/half/mapping.json': manifest(['"title": "T"', FROM, TO]),
  'mappings/bytes/mapping.json': manifest(['"title": "T"', FROM, TO]),
  'mappings/bytes/mapping.jsonata': new Uint8Array([0x7b, 0xff, 0x7d]),
  'mappings/tables/twice.csv': 'code,meaning\nA,one\nB,two\nA,three\n',
  'mappings/tables/ragged.csv': 'code,meaning\nA,one,more\n',
  'rulesets/careless/ruleset.json': manifest(['"title": "T"', '"gate": "intake"', '"document": "order"', '"shade": 1']),
  'rulesets/careless/rules.json': `[\n${[
    rule('no-operator', '{ "fact": "order", "operator": "resembles", "value": 1 }'),
    rule('no-fact', '{ "fact": "weather", "operator": "equal", "value": 1 }'),
    rule('no-condition', '{ "condition": "sunny" }'),
    rule('script', '{ "fact": "order", "path": "$.lines[?(@.sku)]", "operator": "equal", "value": 1 }'),
    rule('regex', '{ "fact": "order", "path": "$.orderId", "operator": "matches", "value": "(a+)+$" }'),
    rule('no-value', '{ "fact": "order", "operator": "equal" }'),
    rule('no-value', '{ "fact": "order", "operator": "everyone:equal", "value": 1 }'),
  ].join(',\n')}\n]\n`,
};

const EXPECTED = [
  'mappings/unknown-table/mapping.json:5:14: mapping.unknown-table: ',
  'mappings/unknown-table/mapping.jsonata:4:13: mapping.unknown-table: ',
  'mappings/syntax/mapping.json:5:14: mapping.unknown-table: ',
  'mappings/syntax/mapping.jsonata:4:2: mapping.syntax: ',
  'mappings/manifest-key/mapping.json:3:13: workspace.shape: ',
  'mappings/manifest-key/mapping.jsonata:1:18: mapping.syntax: ',
  'mappings/twice/mapping.json:5:3: workspace.duplicate-key: ',
  'mappings/broken-json/mapping.json:3:23: workspace.json: ',
  'mappings/predicate/mapping.json:3:70: mapping.syntax: ',
  'mappings/half/mapping.jsonata:1:1: workspace.missing-file: ',
  'mappings/bytes/mapping.jsonata:1:1: workspace.encoding: ',
  'mappings/tables/twice.csv:4:1: table.duplicate-key: ',
  'mappings/tables/ragged.csv:2:1: table.row: ',
  'rulesets/careless/ruleset.json:5:12: workspace.shape: ',
  'rulesets/careless/rules.json:4:60: rule.unknown-operator: ',
  'rulesets/careless/rules.json:9:39: rule.unknown-fact: ',
  'rulesets/careless/rules.json:14:44: rule.unknown-condition: ',
  'rulesets/careless/rules.json:19:56: rule.path-script: ',
  'rulesets/careless/rules.json:24:101: rule.unsafe-pattern: ',
  'rulesets/careless/rules.json:29:29: rule.value-missing: ',
  'rulesets/careless/rules.json:33:13: rule.duplicate-name: ',
  'rulesets/careless/rules.json:34:60: rule.unknown-operator: ',
];

describe('crossdock check', () => {
  it('finds nothing in a sound workspace and exits 0', async () => {
    const { code, stdout, stderr } = await check({});
    expect({ code, mistakes: mistakes(stdout) }).toEqual({ code: 0, mistakes: [] });
    expect(stderr).toContain('0 errors');
  });

  it('reports every mistake at once, one a line, each with file, line and column', async () => {
    const { code, stdout } = await check(BROKEN);
    const lines = stdout.trimEnd().split('\n');
    for (const expected of EXPECTED) {
      const found = lines.filter((line) => line.startsWith(expected));
      expect(found, `${expected}\namong\n${stdout}`).toHaveLength(1);
    }
    for (const line of lines) expect(line).toMatch(/^(mappings|rulesets)\/[^:]+:\d+:\d+: [a-z]+\.[a-z-]+: \S/);
    expect(code).toBe(1);
  });

  it('reports nothing beyond the mistakes that are there', async () => {
    const { stdout } = await check(BROKEN);
    const surplus = mistakes(stdout).filter((line) => !EXPECTED.some((expected) => line.startsWith(expected)));
    expect(surplus).toEqual([]);
  });

  it('names the file, line and column as JSON with --json', async () => {
    const { code, stdout } = await check({ 'mappings/tables/twice.csv': 'code,meaning\nA,one\nA,two\n' }, '--json');
    const { findings } = JSON.parse(stdout) as { findings: { severity: string }[] };
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
      {
        code: 'table.duplicate-key',
        severity: 'error',
        message: expect.stringContaining('"A"') as unknown,
        at: { file: 'mappings/tables/twice.csv', line: 3, column: 1 },
      },
    ]);
    expect(code).toBe(1);
  });

  it('lets a warning stand and exits 0', async () => {
    const { code, stdout } = await check({
      'mappings/tables/unlisted.csv': 'code,status\nA,one\n',
      'mappings/free/mapping.json': manifest(['"title": "T"', FROM, TO]),
      'mappings/free/mapping.jsonata': '{ "type": "order", "status": $tables.unlisted.A.status }\n',
    });
    expect(mistakes(stdout)).toEqual([
      expect.stringMatching(/^mappings\/free\/mapping\.jsonata:1:30: mapping\.undeclared-table: /),
    ]);
    expect(code).toBe(0);
  });

  it('warns of what runs on the reference because there is no proof of it, and exits 0', async () => {
    const { code, stdout } = await check({});
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringMatching(
        /^mappings\/my-shop-order\/mapping\.jsonata:1:1: proof\.missing: .*crossdock verify my-shop-order/,
      ),
      expect.stringMatching(/^rulesets\/order-intake\/rules\.json:1:1: proof\.missing: /),
    ]);
    expect(code).toBe(0);
  });

  it('exits 78 and says what it expected when there is no workspace', async () => {
    const { code, stderr } = await crossdock(['check', '--workspace', '/nowhere/at/all']);
    expect(code).toBe(78);
    expect(stderr).toMatch(/workspace\.missing: .*\/nowhere\/at\/all/);
  });

  it('finds no mistake in the workspace of this repository', async () => {
    const { code, stdout } = await crossdock(['check', '--workspace', ROOT]);
    expect(mistakes(stdout)).toEqual([]);
    expect(code).toBe(0);
  });
});
