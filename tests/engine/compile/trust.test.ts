// Who evaluates a mapping or ruleset: by its proof, watched by comparisons, and never compiled again after a difference.
import { describe, expect, it } from 'vitest';
import { type CompiledProgram, compileProgram, type Divergence } from '../../../runtime/engine/compile/program.ts';
import { compileRules } from '../../../runtime/engine/compile/rules-program.ts';
import { Trust, watchedProgram, watchedRules } from '../../../runtime/engine/compile/trust.ts';
import { createEngine } from '../../../runtime/engine/message.ts';
import { openWorkspace } from '../../../runtime/engine/workspace/open.ts';
import { CURRENT_VERSIONS, provenHash } from '../../../runtime/engine/workspace/proof.ts';
import { STARTER_FILES } from '../../../runtime/workspace/starter.ts';

const FILE = 'mappings/x/mapping.jsonata';

/** A program whose compiled code always gives 0, and whose reference gives what is right. */
function wrong(): CompiledProgram & { natives: number } {
  const program = {
    ...compileProgram('right', { file: FILE }),
    natives: 0,
    evaluateNative() {
      program.natives += 1;
      return { kind: 'value', value: 0, steps: 1, emptyGrouping: false } as const;
    },
    evaluate() {
      program.natives += 1;
      return 0;
    },
  };
  return program;
}

function watched(shadowEvery: number | undefined) {
  const told: Divergence[] = [];
  const trust = new Trust({
    ...(shadowEvery === undefined ? {} : { shadowEvery }),
    onDivergence: (divergence) => told.push(divergence),
  });
  const program = wrong();
  return { told, trust, program, evaluate: watchedProgram(program, { file: FILE, trust }) };
}

describe('a watched program', () => {
  it('is compared at the first evaluation and at every so many behind it, and gives the reference’s value when they differ', async () => {
    const { told, evaluate, trust } = watched(3);
    expect(await evaluate({ right: 0 }, {})).toBe(0);
    expect(evaluate({ right: 1 }, {})).toBe(0);
    expect(evaluate({ right: 1 }, {})).toBe(0);
    expect(await evaluate({ right: 1 }, {})).toBe(1);
    expect(told).toEqual([{ file: FILE, native: 'another value' }]);
    expect(trust.isQuarantined(FILE)).toBe(true);
  });

  it('runs on the reference from a difference on, which is told of once', async () => {
    const { told, evaluate, program } = watched(1);
    await evaluate({ right: 1 }, {});
    const before = program.natives;
    expect(await evaluate({ right: 1 }, {})).toBe(1);
    expect(await evaluate({ right: 1 }, {})).toBe(1);
    expect(program.natives).toBe(before);
    expect(told).toHaveLength(1);
  });

  it('is not compared when nobody asked for it', () => {
    const { told, evaluate } = watched(undefined);
    for (let count = 0; count < 10; count += 1) expect(evaluate({ right: 1 }, {})).toBe(0);
    expect(told).toEqual([]);
  });

  it('stays on the reference where another thread saw it differ', async () => {
    const { evaluate, trust } = watched(undefined);
    trust.quarantine(FILE);
    expect(await evaluate({ right: 1 }, {})).toBe(1);
  });
});

describe('a grouping over an empty list', () => {
  it('is answered by the reference, which writes into the list that it groups', async () => {
    const program = compileProgram('( $groups := items{sku: $sum(qty)}; $count(items) )', { file: FILE });
    expect(program.evaluate({ items: [{ sku: 'a', qty: 1 }] }, {})).toBe(1);
    expect(await program.evaluate({ items: [] }, {})).toBe(1);
    expect(program.counts).toMatchObject({ native: 1, handedOver: 1, diverged: 0 });
  });
});

describe('watched rules', () => {
  it('give the reference’s decisions when compiled code decides otherwise, and run on it from then on', async () => {
    const params = { severity: 'block', owner: 'nobody', message: '', path: '' } as const;
    const rule = {
      name: 'big',
      conditions: { all: [{ fact: 'n', operator: 'greaterThan', value: 1 }] },
      event: { type: 'big', params },
    };
    const told: Divergence[] = [];
    const trust = new Trust({ shadowEvery: 1, onDivergence: (divergence) => told.push(divergence) });
    const rules = compileRules([rule], { file: 'rulesets/x/rules.json', facts: ['n'] });
    const fire = watchedRules(rules, { file: 'rulesets/x/rules.json', trust });
    // A fact that changes between the two stands in for compiled code that is wrong.
    let asked = 0;
    expect(await fire(() => (asked++ === 0 ? 0 : 2))).toEqual([rule]);
    expect(told).toEqual([{ file: 'rulesets/x/rules.json', native: 'other decisions' }]);
    expect(await fire(() => 2)).toEqual([rule]);
    expect(rules.counts.native).toBe(1);
  });
});

describe('an engine', () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const files = new Map(Object.entries(STARTER_FILES).map(([path, text]) => [path, encode(text)]));
  const { workspace } = openWorkspace(files);
  const ruleset = workspace.rulesets.get('order-intake');
  const proof = {
    hash: ruleset === undefined ? '' : provenHash(ruleset),
    versions: CURRENT_VERSIONS,
    tier: 'native',
    fallbackReasons: [],
    cases: 2_000,
    differences: 0,
    errors: 0,
    mostSteps: 0,
  };

  const tierWith = (given: object | undefined, trusting?: 'native' | 'reference'): string => {
    const all =
      given === undefined
        ? files
        : new Map([...files, ['rulesets/order-intake/proof.json', encode(JSON.stringify(given))]]);
    const execution = trusting === undefined ? {} : { trusting };
    return createEngine(openWorkspace(all).workspace, { execution }).ruleset('order-intake').program.tier;
  };

  it.each([
    ['a proof that applies', proof, 'native'],
    ['no proof', undefined, 'reference'],
    ['a proof of another file', { ...proof, hash: 'a'.repeat(64) }, 'reference'],
    ['a proof of another compiler', { ...proof, versions: { ...CURRENT_VERSIONS, compiler: '0' } }, 'reference'],
    [
      'a proof of another library',
      { ...proof, versions: { ...CURRENT_VERSIONS, 'json-rules-engine': '7.3.0' } },
      'reference',
    ],
    ['a proof that found differences', { ...proof, differences: 1 }, 'reference'],
    ['a proof that leaves it to the reference', { ...proof, tier: 'reference' }, 'reference'],
  ])('with %s runs a ruleset on the tier that it allows', (_name, given, tier) => {
    expect(tierWith(given)).toBe(tier);
  });

  it('runs compiled code without a proof only when it is told to', () => {
    expect(tierWith(undefined, 'native')).toBe('native');
    expect(tierWith(proof, 'reference')).toBe('reference');
  });
});
