// Runs every documented example of every operator through an unmodified json-rules-engine Engine.
import fc from 'fast-check';
import { Engine } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import { OPERATORS, registerOperators } from '../../../runtime/engine/operators/index.ts';
import { operatorReference } from '../../../runtime/engine/operators/reference.ts';

async function holds(operator: string, fact: unknown, value: unknown): Promise<boolean> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  registerOperators(engine);
  engine.addRule({ conditions: { all: [{ fact: 'subject', operator, value }] }, event: { type: 'held' } });
  const { events } = await engine.run({ subject: fact });
  return events.length === 1;
}

describe.each(OPERATORS.map((spec) => [spec.name, spec] as const))('%s', (name, spec) => {
  it.each(
    spec.examples.map((example) => [JSON.stringify(example.fact), JSON.stringify(example.value), example] as const),
  )('%s with %s', async (_fact, _value, { fact, value, result }) => {
    expect(await holds(name, fact, value)).toBe(result);
  });

  it('has at least three examples, some that hold and some that do not', () => {
    expect(spec.examples.length).toBeGreaterThanOrEqual(3);
    expect(new Set(spec.examples.map(({ result }) => result)).size).toBe(2);
  });

  it('takes a value from another fact', async () => {
    const example = spec.examples.find(({ result, value }) => result && typeof value !== 'object');
    const { fact, value } = example ?? spec.examples[0] ?? { fact: null, value: null };
    const engine = new Engine([], { allowUndefinedFacts: true });
    registerOperators(engine);
    engine.addRule({
      conditions: { all: [{ fact: 'subject', operator: name, value: { fact: 'other' } }] },
      event: { type: 'held' },
    });
    const { events } = await engine.run({ subject: fact, other: value });
    expect(events.length).toBe(1);
  });

  it('answers true or false to anything, and throws on nothing', () => {
    const value = fc.oneof(...spec.examples.map((example) => fc.constant(example.value)), fc.anything());
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true }),
        value,
        (fact, other) => {
          expect(typeof spec.implementation(fact, other)).toBe('boolean');
          expect(typeof spec.implementation(other, fact)).toBe('boolean');
        },
      ),
    );
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    for (const odd of [loop, [loop, loop], Symbol('s'), () => 1, 10n]) {
      for (const { value: known } of spec.examples) expect(typeof spec.implementation(odd, known)).toBe('boolean');
    }
  });
});

describe('the operator library', () => {
  it('names every operator once, and none that json-rules-engine has already', () => {
    const names = OPERATORS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const engine = new Engine();
    for (const name of names) expect(engine.removeOperator(name), name).toBe(false);
  });

  it('has every operator that rules may rely on', () => {
    expect(OPERATORS.map(({ name }) => name).sort()).toEqual(
      [
        ...['isBlank', 'isPresent', 'decimalEqual', 'decimalNotEqual', 'decimalLessThan', 'decimalLessThanInclusive'],
        ...[
          'decimalGreaterThan',
          'decimalGreaterThanInclusive',
          'startsWith',
          'endsWith',
          'matches',
          'oneOfIgnoringCase',
        ],
        ...['longerThan', 'before', 'after', 'sameInstant', 'validGtin', 'validGln', 'validSscc', 'hasDuplicates'],
        ...[
          'lengthEqual',
          'lengthGreaterThan',
          'containsAny',
          'containsAll',
          'everyIn',
          'validCountry',
          'validCurrency',
        ],
      ].sort(),
    );
  });
});

describe('the reference page of operators', () => {
  const page = operatorReference();

  it('has a section and every example of every operator', () => {
    for (const { name, examples } of OPERATORS) {
      const section = page.split(`\n## \`${name}\`\n`)[1]?.split('\n## ')[0] ?? '';
      expect(section.split('\n').filter((line) => /\| (yes|no) \|$/.test(line))).toHaveLength(examples.length);
    }
  });

  it('has tables whose rows have as many cells as their header', () => {
    for (const line of page.split('\n').filter((text) => text.startsWith('|'))) {
      expect(line.replaceAll('\\|', '').split('|')).toHaveLength(5);
    }
  });
});
