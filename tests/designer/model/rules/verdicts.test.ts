// Verdicts equal what json-rules-engine says, condition by condition, on documents that are made from the examples.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Engine } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import {
  coverageOf,
  decisionDifferences,
  openJudge,
  type SubjectVerdict,
  subjectsOf,
} from '../../../../designer/model/rules/verdict.ts';
import { factsFor } from '../../../../runtime/engine/judge.ts';
import { registerOperators } from '../../../../runtime/engine/operators/index.ts';
import type { RuleDefinition } from '../../../../runtime/engine/workspace/definitions.ts';
import { factsNamed } from '../../../../runtime/engine/workspace/rule-check.ts';
import { ROOT } from '../../../support/sidecar.ts';

/** `npm run verdicts` takes 10,000; the tests take as many as fit their time. */
const DOCUMENTS = Number(process.env['VERDICT_DOCUMENTS'] ?? 1_000);

const RULESETS = join(ROOT, 'rulesets');
const names = readdirSync(RULESETS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'lifecycles')
  .map(({ name }) => name);

function open(name: string) {
  const read = (path: string) => readFileSync(join(RULESETS, name, path), 'utf8');
  const examples = readdirSync(join(RULESETS, name, 'examples'))
    .filter((file) => !file.endsWith('.expected.json'))
    .map((file) => ({
      file,
      value: JSON.parse(read(`examples/${file}`)) as unknown,
      expected: read(`examples/${file.replace('.json', '.expected.json')}`),
    }));
  return { texts: { rules: read('rules.json'), manifest: read('ruleset.json') }, examples };
}

type Json = unknown;

/** Places of plain values in a value. */
function places(value: Json, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) =>
    places(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

const words = [
  '',
  'draft',
  'accepted',
  'cancelled',
  'paid',
  'pending',
  'b2b',
  '0',
  '-1',
  '7.50',
  '2026-05-02',
  'XX',
  'EA',
];
const mutation = fc.record({
  at: fc.nat(1_000),
  text: fc.constantFrom(...words),
  number: fc.constantFrom(0, 1, -3, 12.5, 40),
  flag: fc.boolean(),
  isGone: fc.boolean(),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

/** Another value of the same type: documents fit the model before rules see them. */
const another = (value: Json, { text, number, flag }: Mutation): Json =>
  typeof value === 'string' ? text : typeof value === 'number' ? number : typeof value === 'boolean' ? flag : value;

function mutated(value: Json, changes: readonly Mutation[]): Json {
  const copy = structuredClone(value);
  for (const change of changes) {
    const all = places(copy);
    const path = all[change.at % Math.max(1, all.length)];
    // The type of the document decides which facts there are: it stays.
    if (path === undefined || path.length < 2 || path.at(-1) === 'type') continue;
    let home = copy as Record<string | number, Json>;
    for (const key of path.slice(0, -1)) home = home[key] as Record<string | number, Json>;
    const last = path.at(-1) as string | number;
    if (change.isGone && !Array.isArray(home)) delete home[last];
    else home[last] = another(home[last], change);
  }
  return copy;
}

interface ReferenceNode {
  readonly all?: readonly ReferenceNode[];
  readonly any?: readonly ReferenceNode[];
  readonly not?: ReferenceNode;
  readonly result?: boolean;
  readonly fact?: string;
  readonly factResult?: unknown;
}

/** What the reference says of a tree, in the order in which ours is written: a reference is replaced by what it names. */
function told(node: ReferenceNode): unknown {
  if (node.fact !== undefined)
    return node.result === undefined ? { result: undefined } : { result: node.result, seen: node.factResult };
  const members = node.all ?? node.any ?? (node.not === undefined ? [] : [node.not]);
  return { result: node.result, members: members.map(told) };
}

/** Our verdicts of the same tree, from those written down by pointer. */
function ours(verdict: SubjectVerdict, raw: Json, pointer: string, named: Readonly<Record<string, Json>>): unknown {
  const condition = raw as { all?: Json[]; any?: Json[]; not?: Json; condition?: string };
  const found = verdict.conditions[pointer];
  if (condition.condition !== undefined) {
    const at = `${pointer} /conditions/${condition.condition}`;
    return ours(verdict, named[condition.condition], at, named);
  }
  const kind = (['all', 'any', 'not'] as const).find((one) => condition[one] !== undefined);
  if (kind === undefined)
    return found?.result === undefined ? { result: undefined } : { result: found.result, seen: found.seen };
  const list = kind === 'not' ? [condition.not] : (condition[kind] as Json[]);
  const step = (index: number) => (kind === 'not' ? `${pointer}/not` : `${pointer}/${kind}/${index}`);
  return { result: found?.result, members: list.map((member, index) => ours(verdict, member, step(index), named)) };
}

describe('verdicts', () => {
  it.each(names)('of %s are those of json-rules-engine, condition by condition', async (name) => {
    const { texts, examples } = open(name);
    const rules = JSON.parse(texts.rules) as RuleDefinition[];
    const manifest = JSON.parse(texts.manifest) as {
      scope?: '/lines';
      facts?: string[];
      conditions?: Record<string, Json>;
    };
    const named = manifest.conditions ?? {};
    const engine = new Engine([], { allowUndefinedFacts: true });
    registerOperators(engine);
    for (const [key, condition] of Object.entries(named)) engine.setCondition(key, condition as never);
    for (const rule of rules) engine.addRule(rule as never);
    const factNames = new Set([...factsNamed(rules, named), ...(manifest.facts ?? [])]);
    const { judge } = openJudge(texts);
    let judged = 0;
    let unjudged = 0;
    const start = fc.tuple(fc.nat(examples.length - 1), fc.array(mutation, { maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(start, async ([pick, changes]) => {
        const example = mutated(examples[pick]?.value, changes);
        const verdict = judge(example);
        if (verdict.fault === undefined) judged += 1;
        else {
          unjudged += 1;
          return;
        }
        const subjects = subjectsOf(manifest, example);
        expect(verdict.subjects).toHaveLength(subjects.length);
        for (const [index, subject] of subjects.entries()) {
          const own = verdict.subjects[index] as SubjectVerdict;
          const { results, failureResults } = await engine.run(factsFor(subject, factNames) as Record<string, unknown>);
          for (const result of [...results, ...failureResults]) {
            const at = rules.findIndex((rule) => rule.name === result.name);
            expect(own.rules.find((rule) => rule.index === at)?.fired).toBe(result.result);
            const conditions = rules[at]?.conditions;
            expect(ours(own, conditions, `/${at}/conditions`, named)).toEqual(
              told({ ...(result.conditions as unknown as ReferenceNode), result: result.result as boolean }),
            );
          }
        }
      }),
      { numRuns: Math.ceil(DOCUMENTS / names.length) },
    );
    // A document without a member that it must have is never shown to rules.
    expect(unjudged).toBeLessThan(judged / 5);
  });

  it.each(names)(
    'of %s name the condition that stopped each rule that did not fire, one that does not hold',
    (name) => {
      const { texts, examples } = open(name);
      const { judge } = openJudge(texts);
      for (const { value } of examples)
        for (const { rules, conditions } of judge(value).subjects)
          for (const rule of rules) {
            if (rule.fired) expect(rule.stoppedBy).toBeUndefined();
            else expect(conditions[rule.stoppedBy ?? '']?.result).not.toBe(true);
          }
    },
  );

  it.each(names)('of %s fit what its examples expect', (name) => {
    const { texts, examples } = open(name);
    const { judge } = openJudge(texts);
    for (const { file, value, expected } of examples)
      expect(decisionDifferences(judge(value), expected), file).toEqual([]);
  });

  it('count rules that no example fires, and conditions that no example makes true or false', () => {
    const { texts, examples } = open('order-release');
    const { judge } = openJudge(texts);
    const coverage = coverageOf(examples.slice(0, 3).map(({ value }) => judge(value)));
    expect(coverage.examples).toBe(3);
    const all = coverageOf(examples.map(({ value }) => judge(value)));
    const rules = JSON.parse(texts.rules) as unknown[];
    expect(Object.keys(all.fired)).toHaveLength(rules.length);
    expect(Object.keys(coverage.fired).length).toBeLessThan(rules.length);
  });

  it('say why nothing can be judged', () => {
    expect(openJudge({ rules: '[', manifest: '{}' }).fault).toContain('JSON');
    expect(openJudge({ rules: '[]', manifest: '{"document":"order"}' }).judge({}).fault).toContain('document');
  });
});
