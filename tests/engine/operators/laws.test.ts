// Laws of the operators: comparisons as BigInt compares, moments as the clock orders them, lists as sets do.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATORS } from '../../../runtime/engine/operators/index.ts';

const holds = (name: string, fact: unknown, value: unknown): boolean => {
  const spec = OPERATORS.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`no operator ${name}`);
  return spec.implementation(fact, value);
};

describe('decimal comparisons', () => {
  it('agree with integers of the same scale, and exactly one of less, equal and greater holds', () => {
    const near = fc.tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.bigInt({ min: -2n, max: 2n }));
    fc.assert(
      fc.property(near, fc.nat(20), ([one, difference], places) => {
        const other = one + difference;
        const [a, b] = [`${one}e-${places}`, `${other}e-${places}`];
        expect(holds('decimalLessThan', a, b)).toBe(one < other);
        expect(holds('decimalEqual', a, b)).toBe(one === other);
        expect(holds('decimalGreaterThan', a, b)).toBe(one > other);
        expect(holds('decimalNotEqual', a, b)).toBe(one !== other);
        expect(holds('decimalLessThanInclusive', a, b)).toBe(one <= other);
        expect(holds('decimalGreaterThanInclusive', a, b)).toBe(one >= other);
      }),
    );
  });
});

describe('moments and days', () => {
  const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });

  it('are ordered as the clock orders them, whatever the offset they are written in', () => {
    const written = fc.tuple(instants, fc.integer({ min: -12, max: 14 })).map(([instant, hours]) => {
      const local = new Date(instant.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
      const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
      return { text: `${local}${offset}`, time: instant.getTime() };
    });
    fc.assert(
      fc.property(written, written, (a, b) => {
        expect(holds('before', a.text, b.text)).toBe(a.time < b.time);
        expect(holds('after', a.text, b.text)).toBe(a.time > b.time);
        expect(holds('sameInstant', a.text, b.text)).toBe(a.time === b.time);
      }),
    );
  });

  it('never have a moment of a day before or after that day at UTC', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const moment = instant.toISOString();
        const day = moment.slice(0, 10);
        for (const name of ['before', 'after']) {
          expect(holds(name, moment, day)).toBe(false);
          expect(holds(name, day, moment)).toBe(false);
        }
      }),
    );
  });

  it('are not made up from texts that name neither', () => {
    for (const text of [
      '2026-02-30',
      '2026-05-01T10:00',
      '2026-05-01 10:00:00Z',
      '20260501',
      '2026-05-01T25:00:00Z',
      '',
      5,
      null,
    ]) {
      for (const name of ['before', 'after', 'sameInstant']) {
        expect(holds(name, text, '2030-01-01')).toBe(false);
        expect(holds(name, '2030-01-01', text)).toBe(false);
      }
    }
  });
});

describe('lists', () => {
  const words = fc.array(fc.constantFrom('A', 'B', 'C', 'D', 1, true));

  it('contain and repeat what sets say', () => {
    fc.assert(
      fc.property(words, words, (fact, value) => {
        expect(holds('containsAny', fact, value)).toBe(value.some((member) => fact.includes(member)));
        expect(holds('containsAll', fact, value)).toBe(value.every((member) => fact.includes(member)));
        expect(holds('everyIn', fact, value)).toBe(fact.every((member) => value.includes(member)));
        expect(holds('hasDuplicates', fact, true)).toBe(new Set(fact).size < fact.length);
        expect(holds('hasDuplicates', fact, false)).toBe(new Set(fact).size === fact.length);
      }),
    );
  });
});

describe('blank and present', () => {
  it('are opposites for anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.boolean(), (fact, value) => {
        expect(holds('isBlank', fact, value)).toBe(holds('isPresent', fact, !value));
      }),
    );
  });
});

describe('code lists', () => {
  it('have the codes of the standards and their number', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const pairs = letters.flatMap((a) => letters.map((b) => a + b));
    expect(pairs.filter((code) => holds('validCountry', code, true))).toHaveLength(249);
    const currencies = pairs
      .flatMap((pair) => letters.map((c) => pair + c))
      .filter((code) => holds('validCurrency', code, true));
    for (const code of ['USD', 'EUR', 'GBP', 'JPY', 'CHF', 'CNY', 'KWD', 'XAF', 'XCG', 'ZWG', 'SLE'])
      expect(currencies).toContain(code);
    // The platform's own list is the independent witness; it has funds and metals fewer and old money more.
    const known = new Set(Intl.supportedValuesOf('currency'));
    const funds = ['BOV', 'CHE', 'CHW', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'CLF', 'VED', 'XCG', 'ZWG'];
    expect(currencies.filter((code) => !known.has(code) && !funds.includes(code))).toEqual([]);
  });
});
