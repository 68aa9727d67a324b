// Analysis: seeded faults are all found, nothing is found where there is none, and json-rules-engine confirms every witness.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import { type AnalysisFinding, analyse } from '../../../../designer/model/rules/analysis/analyse.ts';
import { fillGap } from '../../../../designer/model/rules/analysis/fill-gap.ts';
import { sharedColumns, tableGaps } from '../../../../designer/model/rules/analysis/gaps.ts';
import { decisionTable } from '../../../../designer/model/rules/decision-table.ts';
import { readRuleFile } from '../../../../designer/model/rules/rule-file.ts';
import { type RulesetTexts, subjectsOf } from '../../../../designer/model/rules/verdict.ts';
import { factsFor } from '../../../../runtime/engine/judge.ts';
import { registerOperators } from '../../../../runtime/engine/operators/index.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import { factsNamed } from '../../../../runtime/engine/workspace/rule-check.ts';
import { ROOT } from '../../../support/sidecar.ts';

const SCOPE = { document: 'order' } as const;
const is = (path: string, value: unknown, operator = 'equal') => ({ fact: 'order', path, operator, value });

function rule(name: string, conditions: object, said: { path?: string; owner?: string; severity?: string } = {}) {
  const { path = '/status', owner = 'finance', severity = 'block' } = said;
  return { name, conditions, event: { type: name, params: { severity, owner, path, message: name } } };
}

const textsOf = (rules: readonly object[], manifest: object = { gate: 'intake', document: 'order' }): RulesetTexts => ({
  rules: JSON.stringify(rules),
  manifest: JSON.stringify(manifest),
});

const plain = {
  document: { type: 'order', orderId: 'O-1', status: 'accepted', currency: 'EUR', source: { system: 'shop' } },
  context: {},
};
const EXAMPLES = [{ name: 'plain', value: plain }];

/** Which rules json-rules-engine fires on each subject of a document. */
async function referenceFires(texts: RulesetTexts, value: unknown): Promise<Set<number>[]> {
  const rules = JSON.parse(texts.rules);
  const manifest = JSON.parse(texts.manifest);
  const engine = new Engine([], { allowUndefinedFacts: true });
  registerOperators(engine);
  for (const [name, condition] of Object.entries(manifest.conditions ?? {}))
    engine.setCondition(name, condition as never);
  for (const one of rules) engine.addRule(structuredClone(one));
  const names = new Set([...factsNamed(rules, manifest.conditions ?? {}), ...(manifest.facts ?? [])]);
  const fired: Set<number>[] = [];
  for (const subject of subjectsOf(manifest, value)) {
    const { results } = await engine.run(factsFor(subject, names) as Record<string, unknown>);
    fired.push(new Set(results.map((result) => rules.findIndex((one: { name: string }) => one.name === result.name))));
  }
  return fired;
}

async function confirm(texts: RulesetTexts, { kind, rules, witness }: AnalysisFinding): Promise<void> {
  const fired = await referenceFires(texts, witness.value);
  if (kind === 'impossible') expect(fired.some((set) => set.has(rules[0] ?? -1))).toBe(false);
  else expect(fired.some((set) => rules.every((index) => set.has(index)))).toBe(true);
}

describe('the analysis of rules', () => {
  it('finds every seeded fault, and the engine confirms each', async () => {
    const texts = textsOf([
      rule('early', { all: [is('$.status', ['draft', 'received'], 'in')] }),
      rule('draft-only', { all: [is('$.status', 'draft')] }, { severity: 'warn' }),
      rule('euro', { all: [is('$.currency', 'EUR')] }, { path: '/currency' }),
      rule('business', { all: [is('$.orderType', 'b2b')] }, { path: '/currency', severity: 'warn' }),
      rule('dear', { all: [is('$.totals.total', '1000', 'decimalGreaterThan')] }, { path: '/totals/total' }),
      rule(
        'very-dear',
        { any: [is('$.notes', 'gold'), is('$.totals.total', '5000', 'decimalGreaterThan')] },
        { path: '/totals/total' },
      ),
      rule('never', { all: [is('$.status', 'draft'), is('$.status', 'shipped')] }, { path: '/never' }),
      rule('alone', { all: [is('$.status', 'cancelled')] }, { path: '/alone' }),
    ]);
    const { findings } = analyse(texts, EXAMPLES, SCOPE);
    expect(findings.map(({ kind, rules }) => [kind, rules])).toEqual([
      ['impossible', [6]],
      ['contradiction', [2, 3]],
      ['shadowed', [1, 0]],
      ['overlap', [4, 5]],
    ]);
    for (const finding of findings) await confirm(texts, finding);
  });

  it('finds nothing among rules that exclude each other, or speak of different fields', () => {
    const texts = textsOf([
      rule('draft', { all: [is('$.status', 'draft')] }),
      rule('shipped', { all: [is('$.status', 'shipped')] }),
      rule('small', { all: [is('$.totals.total', '10', 'decimalLessThan')] }, { path: '/totals' }),
      rule('large', { all: [is('$.totals.total', '10', 'decimalGreaterThan')] }, { path: '/totals' }),
      rule('euro', { all: [is('$.currency', 'EUR')] }, { path: '/currency' }),
    ]);
    expect(analyse(texts, EXAMPLES, SCOPE).findings).toEqual([]);
  });

  it('follows named conditions, negation and groups', async () => {
    const manifest = {
      gate: 'intake',
      document: 'order',
      conditions: { open: { any: [is('$.status', 'received'), is('$.status', 'accepted')] } },
    };
    const texts = textsOf(
      [
        rule('open-euro', { all: [{ condition: 'open' }, is('$.currency', 'EUR')] }),
        rule('not-ended', { not: { any: [is('$.status', 'cancelled'), is('$.status', 'shipped')] } }),
        rule('both', { all: [{ condition: 'open' }, { not: { condition: 'open' } }] }, { path: '/never' }),
      ],
      manifest,
    );
    const { findings } = analyse(texts, EXAMPLES, SCOPE);
    expect(findings.map(({ kind, rules }) => [kind, rules])).toEqual([
      ['impossible', [2]],
      ['shadowed', [0, 1]],
    ]);
    for (const finding of findings) await confirm(texts, finding);
  });

  it('says of the rulesets of the workspace only what json-rules-engine confirms', async () => {
    let confirmed = 0;
    for (const name of ['order-intake', 'order-release', 'order-intake-lines', 'inventory-publish']) {
      const read = (path: string) => readFileSync(join(ROOT, 'rulesets', name, path), 'utf8');
      const texts = { rules: read('rules.json'), manifest: read('ruleset.json') };
      const examples = readdirSync(join(ROOT, 'rulesets', name, 'examples'))
        .filter((file) => !file.endsWith('.expected.json'))
        .map((file) => ({ name: file, value: JSON.parse(read(`examples/${file}`)) as unknown }));
      const { document: type, scope } = JSON.parse(texts.manifest);
      const { findings, fault } = analyse(texts, examples, { document: type, scope });
      expect(fault).toBeUndefined();
      expect(findings.filter(({ kind }) => kind === 'impossible')).toEqual([]);
      for (const finding of findings.slice(0, 12)) {
        await confirm(texts, finding);
        confirmed += 1;
      }
    }
    expect(confirmed).toBeGreaterThan(0);
  });

  it('says why a ruleset cannot be analysed', () => {
    expect(analyse({ rules: '[', manifest: '{}' }, [], SCOPE).fault).toBeDefined();
  });
});

describe('gaps of a decision table', () => {
  const rows = (values: readonly [string, string][]) =>
    textsOf(
      values.map(([status, payment], index) =>
        rule(`row-${index}`, { all: [is('$.status', status), is('$.paymentStatus', payment)] }),
      ),
    );

  it('are the combinations of words on which no row fires, each confirmed by the engine', async () => {
    const texts = rows([
      ['draft', 'paid'],
      ['draft', 'pending'],
      ['shipped', 'paid'],
    ]);
    const table = decisionTable(readRuleFile(texts.rules));
    const columns = sharedColumns(table);
    expect(columns.map(({ path }) => path)).toEqual(['$.status', '$.paymentStatus']);
    const { gaps, combinations } = tableGaps(texts, table, { columns, scope: SCOPE });
    // 11 statuses and 10 payment statuses of the model, and that there is none.
    expect(combinations).toBe(12 * 11);
    const engine = new Engine([], { allowUndefinedFacts: true });
    for (const one of JSON.parse(texts.rules)) engine.addRule(one);
    for (const { facts } of gaps) expect((await engine.run(facts as Record<string, unknown>)).results).toEqual([]);
    expect(gaps.map(({ values }) => values)).toContainEqual(['shipped', 'pending']);
    expect(gaps.map(({ values }) => values)).not.toContainEqual(['draft', 'paid']);
  });

  it('are none in a table that covers everything', () => {
    const all = [
      rule('few', { all: [is('$.lineCount', 10, 'lessThan')] }),
      rule('many', { all: [is('$.lineCount', 10, 'greaterThanInclusive')] }),
    ].map((one) => JSON.parse(JSON.stringify(one).replaceAll('"order"', '"arithmetic"')));
    const texts = textsOf(all);
    const table = decisionTable(readRuleFile(texts.rules));
    const { gaps } = tableGaps(texts, table, { columns: table.columns, scope: SCOPE });
    // What is not known is below nothing and above nothing: that is the one gap there is.
    expect(gaps.filter(({ values }) => typeof values[0] === 'number')).toEqual([]);
    expect(gaps.map(({ values }) => values[0])).toContain(undefined);
  });

  it.each([
    [
      'words',
      rows([
        ['draft', 'paid'],
        ['shipped', 'paid'],
      ]).rules,
    ],
    [
      'numbers',
      JSON.stringify([
        rule('few', { all: [is('$.lineCount', 10, 'lessThan')] }),
        rule('many', { all: [is('$.lineCount', 20, 'greaterThan')] }),
      ]).replaceAll('"order"', '"arithmetic"'),
    ],
    [
      'texts of no known list',
      JSON.stringify([
        rule('one', { all: [is('$.salesChannel', 'web')] }),
        rule('two', { all: [is('$.salesChannel', 'app')] }),
      ]),
    ],
  ])('are closed by a row each, which touches no other rule: %s', (_what, rules) => {
    const manifest = JSON.stringify({ gate: 'intake', document: 'order' });
    const look = (text: string) => {
      const table = decisionTable(readRuleFile(text));
      return tableGaps({ rules: text, manifest }, table, { columns: sharedColumns(table), scope: SCOPE });
    };
    const gaps = look(rules);
    expect(gaps.gaps.length).toBeGreaterThan(0);
    const registered = new Set<string>();
    for (const gap of gaps.gaps) {
      const edit = fillGap(rules, gaps, gap);
      if (edit === undefined) throw new Error(`no row for ${JSON.stringify(gap.values)}`);
      const after = applySplices(rules, edit.splices);
      const before = JSON.parse(rules) as object[];
      expect(JSON.parse(after)).toHaveLength(before.length + 1);
      expect(JSON.parse(after)).toEqual(expect.arrayContaining(before));
      const left = look(after);
      expect(left.rows).toHaveLength(gaps.rows.length + 1);
      expect(left.gaps.map(({ values }) => JSON.stringify(values))).not.toContain(JSON.stringify(gap.values));
      registered.add(edit.name);
    }
    expect([...registered]).toEqual(['Add a row for a gap']);
  });
});
