// Law 3: the exported files mean what unmodified jsonata and json-rules-engine say they mean.
import { Engine as RulesEngine } from 'json-rules-engine';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { FactContext } from '../../runtime/engine/facts/spec.ts';
import { registerFunctions } from '../../runtime/engine/functions/index.ts';
import { compileRuleset, factsFor } from '../../runtime/engine/judge.ts';
import { tableBindings } from '../../runtime/engine/mapping.ts';
import { createEngine } from '../../runtime/engine/message.ts';
import { registerOperators } from '../../runtime/engine/operators/index.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { factsNamed } from '../../runtime/engine/workspace/rule-check.ts';
import type { CanonicalDocument } from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';
import { ROOT } from '../support/sidecar.ts';

const { workspace, findings } = openWorkspace(await readWorkspaceFiles(ROOT));
const engine = createEngine(workspace);
const tables = tableBindings(workspace.tables);

const mappings = [...workspace.mappings.values()];
const rulesets = [...workspace.rulesets.values()];

/** Plain JSON, as a consumer of the reference would serialise its result. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

it('opens the sample workspace without a finding', () => {
  expect(findings).toEqual([]);
});

describe.each(
  mappings.filter((mapping) => mapping.direction === 'inbound').map((mapping) => [mapping.name, mapping] as const),
)('mapping %s', (name, mapping) => {
  it('gives through unmodified jsonata what the engine gives, on every example', async () => {
    const expression = jsonata(mapping.program);
    registerFunctions(expression);
    let compared = 0;
    for (const example of mapping.examples) {
      for (const message of engine.decode(name, example.bytes).messages) {
        if (message.error !== undefined) continue;
        const ours = await engine.inbound(name).run(message);
        if (ours.error?.code === 'contract.invalid') continue;
        const theirs = await expression.evaluate(message.value, { tables }).then(
          (result) => ({ documents: [plain(result)].flat() }),
          (error: { code?: string }) => ({ failed: error.code }),
        );
        if ('documents' in theirs && ours.error === undefined) expect(theirs.documents).toEqual(ours.documents);
        else if ('failed' in theirs) expect(ours.error).toBeDefined();
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});

describe.each(rulesets.map((ruleset) => [ruleset.name, ruleset] as const))('ruleset %s', (_name, ruleset) => {
  it('fires through unmodified json-rules-engine the rules that the engine decides by, on every example', async () => {
    const conditions = ruleset.manifest.conditions ?? {};
    const names = [...new Set([...factsNamed(ruleset.rules, conditions), ...(ruleset.manifest.facts ?? [])])];
    for (const example of ruleset.examples) {
      const { document, context = {} } = JSON.parse(new TextDecoder().decode(example.bytes)) as {
        document: CanonicalDocument;
        context?: FactContext;
      };
      const decisions = await compileRuleset(ruleset).judge(document, context);
      const lines = (document as { lines?: Record<string, unknown>[] }).lines ?? [];
      const subjects =
        ruleset.manifest.scope === undefined
          ? [{ document, context }]
          : lines.map((line, lineIndex) => ({ document, line, lineIndex, context }));
      const fired: string[] = [];
      for (const subject of subjects) {
        const reference = new RulesEngine(ruleset.rules as never, { allowUndefinedFacts: true });
        registerOperators(reference);
        for (const [condition, value] of Object.entries(conditions)) reference.setCondition(condition, value as never);
        const { events } = await reference.run(factsFor(subject, names) as Record<string, unknown>);
        fired.push(...events.map((event) => event.type));
      }
      expect(fired.sort()).toEqual(decisions.map((decision) => decision.rule).sort());
    }
  });

  it('has a failing and a passing example for every rule', async () => {
    const fired = new Set<string>();
    const held = new Map<string, number>(ruleset.rules.map((rule) => [rule.name, 0]));
    for (const example of ruleset.examples) {
      const { document, context = {} } = JSON.parse(new TextDecoder().decode(example.bytes)) as {
        document: CanonicalDocument;
        context?: FactContext;
      };
      const rules = (await compileRuleset(ruleset).judge(document, context)).map((decision) => decision.rule);
      for (const rule of rules) fired.add(rule);
      for (const { name } of ruleset.rules) if (!rules.includes(name)) held.set(name, (held.get(name) ?? 0) + 1);
    }
    expect(ruleset.rules.map((rule) => rule.name).filter((rule) => !fired.has(rule))).toEqual([]);
    expect([...held].filter(([, passes]) => passes === 0)).toEqual([]);
  });
});
