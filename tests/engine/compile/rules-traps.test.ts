// Where json-rules-engine surprises: each trap once through unmodified json-rules-engine, once through compiled rules.
import { Engine } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import { compileNativeRules } from '../../../runtime/engine/compile/rules/compile.ts';
import { compileReferenceRules } from '../../../runtime/engine/compile/rules-reference.ts';

type Facts = Record<string, unknown>;

interface Options {
  readonly conditions?: Record<string, unknown>;
  readonly strict?: boolean;
  readonly operators?: Record<string, (fact: unknown, value: unknown) => unknown>;
}

const rule = (name: string, conditions: unknown, priority?: number) => ({
  name,
  conditions,
  event: { type: name },
  ...(priority === undefined ? {} : { priority }),
});

/** One rule without a name of its own. */
const asks = (conditions: unknown) => [rule('asked', conditions)];

const compare = (operator: string, value: unknown, more: object = {}) => ({ fact: 'f', operator, value, ...more });

function reference(
  rules: readonly object[],
  { conditions = {}, strict = false, operators = {} }: Options = {},
): Engine {
  const engine = new Engine([], { allowUndefinedFacts: !strict });
  for (const [name, test] of Object.entries(operators)) engine.addOperator(name, test as never);
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, condition as never);
  for (const one of structuredClone(rules)) engine.addRule(one as never);
  return engine;
}

/** What fires: `throws`, or names in the order of the reference, and in ours. */
async function fired(rules: ReturnType<typeof asks>, facts: Facts, options: Options = {}) {
  const { conditions = {}, strict = false, operators = {} } = options;
  const native = compileNativeRules(rules, { conditions, unknownIsError: strict, operators });
  if ('reasons' in native) throw new Error(`left to the reference: ${JSON.stringify(native.reasons)}`);
  let ours: string[] | 'throws';
  try {
    const read = (name: string, params: Record<string, unknown> | undefined) => {
      const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      return typeof fact === 'function' ? fact(params ?? {}) : fact;
    };
    ours = native.fire(read).map(({ name }) => name);
  } catch {
    ours = 'throws';
  }
  const theirs = await reference(rules, options)
    .run(facts)
    .then(
      ({ results }) => results.map(({ name }) => name as string),
      () => 'throws' as const,
    );
  return { ours, theirs };
}

/** Both give this. */
async function bothFire(conditions: unknown, facts: Facts, options: Options = {}): Promise<boolean | 'throws'> {
  const { ours, theirs } = await fired(asks(conditions), facts, options);
  expect(ours).toEqual(theirs);
  return ours === 'throws' ? ours : ours.length > 0;
}

describe('traps of json-rules-engine', () => {
  it('R1: within one priority the order is that of the file, where the reference lets a deeper rule land later', async () => {
    const deep = rule('deep', { all: [{ any: [{ all: [compare('equal', 1), compare('equal', 1)] }] }] });
    const flat = rule('flat', { any: [compare('equal', 1)] });
    const first = rule('first', { any: [compare('equal', 1)] }, 10);
    const { ours, theirs } = await fired([deep, flat, first], { f: 1 });
    expect(theirs).toEqual(['first', 'flat', 'deep']);
    expect(ours).toEqual(['first', 'deep', 'flat']);
  });

  it('R2: all conditions of one priority are evaluated, so that an error behind one that decides still counts', async () => {
    const decided = [compare('equal', 1), { fact: 'unknown', operator: 'equal', value: 1 }];
    expect(await bothFire({ any: decided }, { f: 1 }, { strict: true })).toBe('throws');
    expect(await bothFire({ any: decided }, { f: 1 })).toBe(true);
    expect(await bothFire({ any: [compare('equal', 1), compare('in', 5)] }, { f: 1 })).toBe('throws');
  });

  it('R2: conditions of a lower priority are not evaluated once it is decided', async () => {
    const [first, second] = [{ ...compare('equal', 1), priority: 5 }, compare('in', 5)];
    expect(await bothFire({ any: [second, first] }, { f: 1 })).toBe(true);
    expect(await bothFire({ all: [second, first] }, { f: 2 })).toBe(false);
    expect(await bothFire({ all: [second, first] }, { f: 1 })).toBe('throws');
  });

  it('R3: an empty all holds, and an empty any holds as well', async () => {
    expect(await bothFire({ all: [] }, {})).toBe(true);
    expect(await bothFire({ any: [] }, {})).toBe(true);
    expect(await bothFire({ not: { any: [] } }, {})).toBe(false);
  });

  it('R4: equal is identity', async () => {
    expect(await bothFire({ all: [compare('equal', '1')] }, { f: 1 })).toBe(false);
    expect(await bothFire({ all: [compare('equal', [1])] }, { f: [1] })).toBe(false);
    expect(await bothFire({ all: [compare('equal', null)] }, {})).toBe(false);
  });

  it('R4: in looks for a part of a text, and fails on a number', async () => {
    expect(await bothFire({ all: [compare('in', 'abc')] }, { f: 'b' })).toBe(true);
    expect(await bothFire({ all: [compare('in', 'is undefined')] }, {})).toBe(true);
    expect(await bothFire({ all: [compare('in', 5)] }, { f: 5 })).toBe('throws');
    expect(await bothFire({ all: [compare('in', { fact: 'g' })] }, { f: 5 })).toBe('throws');
  });

  it('R4: contains asks lists only', async () => {
    expect(await bothFire({ all: [compare('contains', 'b')] }, { f: 'abc' })).toBe(false);
    expect(await bothFire({ all: [compare('doesNotContain', 'x')] }, { f: 'abc' })).toBe(false);
    expect(await bothFire({ all: [compare('contains', 'b')] }, { f: ['b'] })).toBe(true);
  });

  it('R5: what begins like a number is compared, null is not, and two texts are compared as texts', async () => {
    expect(await bothFire({ all: [compare('greaterThan', 5)] }, { f: '12' })).toBe(true);
    expect(await bothFire({ all: [compare('greaterThan', '100')] }, { f: '12abc' })).toBe(true);
    expect(await bothFire({ all: [compare('lessThan', '9')] }, { f: '10' })).toBe(true);
    expect(await bothFire({ all: [compare('lessThan', 1)] }, { f: null })).toBe(false);
    expect(await bothFire({ all: [compare('lessThan', 9)] }, { f: [5] })).toBe(true);
  });

  it('R5: a fact that cannot become a number at all is an error', async () => {
    expect(await bothFire({ all: [compare('lessThan', 1)] }, { f: { toString: 1 } })).toBe('throws');
  });

  it('R6: a path into something that has no members gives the thing itself; texts have a length', async () => {
    expect(await bothFire({ all: [compare('equal', 5, { path: '$.a.b' })] }, { f: 5 })).toBe(true);
    expect(await bothFire({ all: [compare('equal', 3, { path: '$.s.length' })] }, { f: { s: 'abc' } })).toBe(true);
  });

  it('R6: [*] over nothing is undefined, and one match stays in a list', async () => {
    const all = compare('everyFact:greaterThan', 0, { path: '$[*].n' });
    expect(await bothFire({ all: [all] }, { f: [] })).toBe(false);
    expect(await bothFire({ all: [all] }, { f: [{ n: 1 }] })).toBe(true);
    expect(await bothFire({ all: [{ ...all, operator: 'not:everyFact:greaterThan' }] }, { f: [] })).toBe(true);
    expect(await bothFire({ all: [compare('contains', 1, { path: '$[*].n' })] }, { f: [{ n: 1 }] })).toBe(true);
  });

  it.each([
    ['$[*]', [false]],
    ['$[0].*', [[2]]],
    ['$.*', { a: [] }],
    ['$[0,1]', [1, 2]],
    ['$[0:1]', [[1]]],
    ['$..a', { a: 1, b: { a: 2 } }],
  ])('R6: what %s meets is a new list every time, so that a fact is not equal to itself by it', async (path, f) => {
    const itself = { fact: 'f', path };
    for (const operator of ['equal', 'notEqual']) {
      const all = [{ ...itself, operator, value: itself }];
      expect(await bothFire({ all }, { f })).toBe(operator === 'notEqual');
    }
  });

  it('R6: one member at the end of a path is equal to itself', async () => {
    const itself = { fact: 'f', path: '$.a[0]' };
    const all = [{ ...itself, operator: 'equal', value: itself }];
    expect(await bothFire({ all }, { f: { a: [{ b: 1 }] } })).toBe(true);
  });

  it('R7: an operator that gives something true-like holds by itself, and not beside another', async () => {
    const operators = { echo: (fact: unknown) => fact };
    expect(await bothFire({ all: [compare('echo', 1)] }, { f: 'yes' }, { operators })).toBe(true);
    expect(await bothFire({ all: [compare('echo', 1), compare('equal', 'yes')] }, { f: 'yes' }, { operators })).toBe(
      false,
    );
    expect(await bothFire({ all: [{ all: [compare('echo', 1)] }] }, { f: 'yes' }, { operators })).toBe(false);
    expect(await bothFire({ not: compare('echo', 1) }, { f: 'yes' }, { operators })).toBe(false);
  });

  it('R8: stop() would let the rules of one priority go on; compiled rules always run to the end', async () => {
    const rules = [rule('a', { all: [] }, 2), rule('b', { all: [] }, 2), rule('c', { all: [] })];
    const engine = reference(rules);
    engine.on('success', () => void engine.stop());
    expect((await engine.run({})).events.map(({ type }) => type)).toEqual(['a', 'b']);
    expect((await fired(rules, {})).ours).toEqual(['a', 'b', 'c']);
  });

  it('R9: a reference means what it names at the time, and a missing one is an error', async () => {
    const conditions = { isBig: { any: [compare('greaterThan', 10)] }, isSmall: { not: { condition: 'isBig' } } };
    expect(await bothFire({ condition: 'isBig' }, { f: 11 }, { conditions })).toBe(true);
    expect(
      await bothFire({ all: [{ condition: 'isSmall' }, { condition: 'isSmall' }] }, { f: 1 }, { conditions }),
    ).toBe(true);
    expect(await bothFire({ any: [{ condition: 'nobody' }] }, { f: 1 }, { conditions })).toBe('throws');
  });

  it('R9: conditions that refer to each other in a circle are refused, for the reference would never end', () => {
    const conditions = { a: { all: [{ condition: 'b' }] }, b: { any: [{ condition: 'a' }] } };
    expect(() => compileNativeRules(asks({ condition: 'a' }), { conditions })).toThrow('refers to itself');
  });

  it('R10: a fact is worked out once in a run for the same parameters, whatever their order', async () => {
    for (const side of ['ours', 'theirs'] as const) {
      const asked: unknown[] = [];
      const f = (params: Record<string, unknown>) => {
        asked.push(params);
        return Number(params['n'] ?? 0);
      };
      const rules = [
        rule('a', { all: [compare('equal', 1, { params: { n: 1, m: 2 } }), compare('equal', 0)] }),
        rule('b', {
          all: [compare('lessThan', 2, { params: { m: 2, n: 1 } }), compare('equal', 2, { params: { n: 2 } })],
        }),
      ];
      if (side === 'theirs') {
        expect((await reference(rules).run({ f })).events.map(({ type }) => type).sort()).toEqual(['a', 'b']);
      } else {
        const native = compileNativeRules(rules);
        if ('reasons' in native) throw new Error('left to the reference');
        expect(native.fire((_name, params) => f(params ?? {})).map(({ name }) => name)).toEqual(['a', 'b']);
      }
      expect(asked).toHaveLength(3);
    }
  });

  it('R10: compiled rules ask for no fact that nothing depends on', () => {
    const native = compileNativeRules(asks({ all: [compare('equal', 1), { fact: 'g', operator: 'equal', value: 1 }] }));
    if ('reasons' in native) throw new Error('left to the reference');
    const asked: string[] = [];
    native.fire((name) => void asked.push(name));
    expect(asked).toEqual(['f']);
  });

  it('a member that every object inherits is lost when the reference copies a rule, so such rules are left to it', () => {
    const native = compileNativeRules(asks({ all: [compare('isBlank', { toString: 'a' })] }));
    expect(native).toMatchObject({ reasons: [{ code: 'value', pointer: '/0/conditions/all/0/value' }] });
  });

  it('one engine ends the runs beside it and behind a failure early, so every run of the reference has its own', async () => {
    const broken = { name: 'broken', conditions: { all: [compare('in', { fact: 'list' })] }, priority: 2 };
    const plain = { name: 'plain', conditions: { all: [compare('equal', 1)] } };
    const rules = [broken, plain].map((one) => ({ ...one, event: { type: one.name, params: {} } }));
    const shared = reference(rules);
    await expect(shared.run({ f: 1 })).rejects.toThrow();
    expect((await shared.run({ f: 1, list: [1] })).events.map(({ type }) => type)).toEqual(['broken']);
    const apart = compileReferenceRules(rules as never);
    const runs = [apart.fire({ f: 1 }), apart.fire({ f: 1, list: [1] }), apart.fire({ f: 1, list: [] })];
    const [failed, both, one] = await Promise.allSettled(runs);
    expect(failed?.status).toBe('rejected');
    expect(both).toMatchObject({ value: [{ name: 'broken' }, { name: 'plain' }] });
    expect(one).toMatchObject({ value: [{ name: 'plain' }] });
    expect(await apart.fire({ f: 1, list: [1] })).toHaveLength(2);
  });
});
