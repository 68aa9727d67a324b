// Rulesets as they run: which tier, whose errors, what a divergence does, and how rules are explained.
import { describe, expect, it } from 'vitest';
import type { Divergence } from '../../../runtime/engine/compile/program.ts';
import type { ExplainedCondition } from '../../../runtime/engine/compile/rules/explanation.ts';
import { compileRules } from '../../../runtime/engine/compile/rules-program.ts';
import type { RuleDefinition } from '../../../runtime/engine/workspace/definitions.ts';

const params = { severity: 'block', owner: 'nobody', message: '', path: '' } as const;

const rule = (name: string, conditions: unknown, priority?: number): RuleDefinition => ({
  name,
  conditions,
  event: { type: name, params },
  ...(priority === undefined ? {} : { priority }),
});

const FILE = 'rulesets/order-intake/rules.json';
const facts = ['order', 'item'];

const reader = (known: Record<string, unknown>) => (name: string) => known[name];

const BIG = { fact: 'order', path: '$.total', operator: 'greaterThan', value: 100 };
const LISTED = { fact: 'order', path: '$.status', operator: 'in', value: { fact: 'item' } };

describe('a ruleset', () => {
  it('runs compiled and answers at once', () => {
    const rules = [rule('late', { all: [BIG] }), rule('early', { any: [BIG] }, 5)];
    const compiled = compileRules(rules, { file: FILE, facts });
    expect(compiled.tier).toBe('native');
    expect(compiled.fire(reader({ order: { total: 101 } }))).toEqual([rules[1], rules[0]]);
    expect(compiled.counts).toMatchObject({ native: 1, reference: 0, failed: 0, diverged: 0 });
  });

  it('gives the same through the reference when it is kept off compiled code', async () => {
    const rules = [rule('late', { all: [BIG] }), rule('early', { any: [BIG] }, 5)];
    const compiled = compileRules(rules, { file: FILE, facts, tier: 'reference' });
    expect(compiled.tier).toBe('reference');
    expect(compiled.fallbackReasons).toEqual([]);
    expect(await compiled.fire(reader({ order: { total: 101 } }))).toEqual([rules[1], rules[0]]);
    expect(compiled.counts).toMatchObject({ native: 0, reference: 1 });
  });

  it('is left to the reference, with reason and place, where the compiler does not know a path', async () => {
    const rules = [rule('parent', { all: [{ ...BIG, path: '$.total^' }] })];
    const compiled = compileRules(rules, { file: FILE, facts });
    expect(compiled.tier).toBe('reference');
    expect(compiled.fallbackReasons).toEqual([
      { code: 'path', file: 'rules.json', pointer: '/0/conditions/all/0/path' },
    ]);
    expect(await compiled.fire(reader({ order: { total: 1 } }))).toEqual([]);
  });

  it('fails with the words of the reference', async () => {
    const compiled = compileRules([rule('listed', { all: [LISTED] })], { file: FILE, facts });
    await expect(compiled.fire(reader({ order: { status: 'open' }, item: 5 }))).rejects.toThrow('indexOf');
    expect(compiled.counts).toMatchObject({ native: 0, failed: 1, diverged: 0 });
  });

  it('answers with the reference and tells of it when only compiled code fails', async () => {
    const divergences: Divergence[] = [];
    const rules = [rule('big', { all: [BIG] })];
    const compiled = compileRules(rules, { file: FILE, facts, onDivergence: (one) => divergences.push(one) });
    let asked = 0;
    const failingOnce = () => {
      asked += 1;
      if (asked === 1) throw new TypeError('once');
      return { total: 101 };
    };
    expect(await compiled.fire(failingOnce)).toEqual(rules);
    expect(divergences).toEqual([{ file: FILE, native: 'TypeError' }]);
    expect(compiled.counts).toMatchObject({ native: 0, failed: 0, diverged: 1 });
  });

  it('throws what json-rules-engine throws on rules that it does not take', () => {
    expect(() => compileRules([rule('bare', BIG)], { file: FILE, facts })).toThrow('"conditions" root must contain');
    expect(() => compileRules([rule('none', { all: [{ fact: 'order' }] })], { file: FILE, facts })).toThrow(
      '"operator"',
    );
  });

  it.each(['reference', 'native'] as const)('refuses a path that runs code, with its place, on the %s', (tier) => {
    const rules = [rule('script', { all: [{ ...BIG, path: '$[?(@.total)]' }] })];
    expect(() => compileRules(rules, { file: FILE, facts, tier })).toThrow(`refused (${FILE}/0/conditions/all/0/path)`);
    const list = [rule('list', { all: [{ ...BIG, value: { fact: 'order', path: ['$', '(1)'] } }] })];
    expect(() => compileRules(list, { file: FILE, facts, tier })).toThrow('/0/conditions/all/0/value/path');
  });
});

/** `all:false(compare:true seen=1 value=2)` */
function brief(condition: ExplainedCondition): string {
  const head = `${condition.kind}:${condition.result}`;
  if (condition.kind === 'compare') return `${head} ${JSON.stringify(condition.seen)} ${condition.operator}`;
  if (condition.kind === 'reference')
    return `${head} ${condition.name}(${condition.member === undefined ? '' : brief(condition.member)})`;
  return `${head}(${condition.members.map(brief).join(', ')})`;
}

describe('an explanation', () => {
  const conditions = { isBig: { any: [BIG, { ...BIG, path: '$.weight' }] } };
  const OPEN = { fact: 'order', path: '$.status', operator: 'equal', value: 'open' };
  const rules = [
    rule('plain', { all: [OPEN, BIG] }),
    rule('named', { all: [{ condition: 'isBig' }] }),
    rule('denied', { not: OPEN }),
    rule('sets', { all: [OPEN, { ...BIG, priority: 9 }] }),
  ];
  const compiled = compileRules(rules, { file: FILE, facts, conditions });

  it('tells of every condition whether it held and what it saw', async () => {
    const { rules: told, error } = await compiled.explain(reader({ order: { status: 'open', total: 7 } }));
    expect(error).toBeUndefined();
    expect(told.map((one) => `${one.rule.name} ${one.fired}: ${brief(one.conditions)}`)).toEqual([
      'plain false: all:false(compare:true "open" equal, compare:false 7 greaterThan)',
      'named false: all:false(reference:false isBig(any:false(compare:false 7 greaterThan, compare:false undefined greaterThan)))',
      'denied false: not:false(compare:true "open" equal)',
      'sets false: all:false(compare:undefined undefined equal, compare:false 7 greaterThan)',
    ]);
  });

  it('names the first condition that stopped each rule, with its place', async () => {
    const { rules: told } = await compiled.explain(reader({ order: { status: 'open', total: 7 } }));
    expect(told.map(({ stoppedBy }) => stoppedBy?.at)).toEqual([
      { file: 'rules.json', pointer: '/0/conditions/all/1' },
      { file: 'ruleset.json', pointer: '/conditions/isBig' },
      { file: 'rules.json', pointer: '/2/conditions' },
      { file: 'rules.json', pointer: '/3/conditions/all/1' },
    ]);
  });

  it('has nothing that stopped a rule that fired', async () => {
    const { rules: told } = await compiled.explain(reader({ order: { status: 'open', total: 700 } }));
    expect(told.map(({ fired, stoppedBy }) => [fired, stoppedBy === undefined])).toEqual([
      [true, true],
      [true, true],
      [false, false],
      [true, true],
    ]);
  });

  it('says of a failure where it stands instead of throwing', async () => {
    const failing = compileRules([rule('listed', { all: [LISTED] })], { file: FILE, facts });
    const { rules: told, error } = await failing.explain(reader({ order: { status: 'open' } }));
    expect(error).toContain('indexOf');
    expect(told[0]).toMatchObject({ fired: false, stoppedBy: { kind: 'compare', error } });
  });

  it('is the same from the reference, but for the names that the reference puts groups in the place of', async () => {
    const slow = compileRules(rules, { file: FILE, facts, conditions, tier: 'reference' });
    for (const total of [7, 700]) {
      const read = reader({ order: { status: 'open', total } });
      const [ours, theirs] = [await compiled.explain(read), await slow.explain(read)];
      expect(theirs.rules.map(({ fired }) => fired)).toEqual(ours.rules.map(({ fired }) => fired));
      expect(theirs.rules[0]).toEqual(ours.rules[0]);
      expect(theirs.rules[2]).toEqual(ours.rules[2]);
    }
  });
});
