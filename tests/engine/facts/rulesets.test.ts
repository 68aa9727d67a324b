// The rulesets of this workspace: they open without a finding, every rule has an example that it fires on and one that it lets pass.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileRuleset } from '../../../runtime/engine/judge.ts';
import { checkDocument } from '../../../runtime/engine/schema.ts';
import { openWorkspace } from '../../../runtime/engine/workspace/open.ts';

const ROOT = join(import.meta.dirname, '../../..');

const paths = readdirSync(join(ROOT, 'rulesets'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const files = new Map(paths.map((path) => [relative(ROOT, path), new Uint8Array(readFileSync(path))]));
const { workspace, findings } = openWorkspace(files);

const TEAMS = new Set([
  'ecommerce',
  'customer-service',
  'merchandising',
  'warehouse',
  'logistics',
  'finance',
  'credit',
  'integration',
  'planning',
]);

const parse = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

it('opens every ruleset without a finding', () => {
  expect(findings.filter((finding) => finding.at?.file?.startsWith('rulesets/') !== false)).toEqual([]);
  expect([...workspace.rulesets.keys()]).toEqual(
    expect.arrayContaining([
      'inventory-intake',
      'inventory-publish',
      'invoice-issue',
      'order-intake',
      'order-notify',
      'order-release',
      'return-intake',
      'shipment-intake',
    ]),
  );
});

describe.each([...workspace.rulesets.values()].map((ruleset) => [ruleset.name, ruleset] as const))(
  '%s',
  (_name, ruleset) => {
    const judge = compileRuleset(ruleset);

    it.each(ruleset.examples.map((example) => [example.case, example] as const))(
      'decides as %s says',
      async (_case, example) => {
        const { document, context } = parse(example.bytes);
        const decisions = await judge.judge(document, context);
        const brief = decisions.map(({ rule, severity, owner, path }) => ({ rule, severity, owner, path }));
        expect({ decisions: brief }).toEqual(parse(example.expected));
        for (const { message, help } of decisions) {
          expect(message).not.toMatch(/\{\{|\[object/);
          expect(help ?? '').not.toContain('{{');
        }
      },
    );

    it('has an example that fires and one that passes for every rule', () => {
      const cases = new Map(ruleset.examples.map((example) => [example.case, parse(example.expected).decisions]));
      for (const { name } of ruleset.rules) {
        expect(cases.get(name)?.map((decision: { rule: string }) => decision.rule)).toContain(name);
        expect(cases.get(`${name}-passes`)?.map((decision: { rule: string }) => decision.rule)).not.toContain(name);
      }
    });

    it('names a team and what to do for every rule', () => {
      for (const { event } of ruleset.rules) {
        expect(TEAMS).toContain(event.params.owner);
        expect(event.params.help).toBeTruthy();
      }
    });

    it('uses documents and reference data of the common model in its examples', () => {
      for (const example of ruleset.examples) {
        const { document, context } = parse(example.bytes);
        const { order, previous, item, inventory, customer } = context;
        const all = [document, order, previous, item, inventory, customer]
          .flat()
          .filter((one) => one !== undefined && one !== null);
        for (const one of all) expect([example.case, checkDocument(one)]).toEqual([example.case, []]);
      }
    });
  },
);
