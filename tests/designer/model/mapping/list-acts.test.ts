// Lists put in order, narrowed and grouped: the text that comes of it, the forms that are read back, and what the program gives then.
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { listAt } from '../../../../designer/model/mapping/act-place.ts';
import {
  addToList,
  changeStep,
  fieldOfMember,
  type ListForm,
  listOf,
  listSteps,
  mayBeMany,
  removeListStep,
  shownValue,
  typedValue,
} from '../../../../designer/model/mapping/list-acts.ts';
import { isRefused, type Outcome } from '../../../../designer/model/mapping/node-edits.ts';
import { readProgram } from '../../../../runtime/engine/outline/program.ts';

const told = (outcome: Outcome): string => (isRefused(outcome) ? `refused: ${outcome.refused}` : outcome.text);
const added = (text: string, form: ListForm, path = '/a'): string => told(addToList(readProgram(text), path, form));

const DOWN: ListForm = { kind: 'sort', field: 'q', isDown: true };
const MANY: ListForm = { kind: 'where', field: 'q', comparison: '>', value: '1' };
const BY_KEY: ListForm = { kind: 'group', field: 'k', each: 'sum', of: 'q' };

const LINES = {
  l: [
    { k: 'x', q: 2 },
    { k: 'y', q: 5 },
    { k: 'x', q: 1 },
  ],
};

describe('a list', () => {
  it('is put in order, narrowed and grouped as an expert writes it', () => {
    expect(added('{ "a": [l.{ "k": k }] }', DOWN)).toBe('{ "a": [l^(>q).{ "k": k }] }');
    expect(added('{ "a": [l.{ "k": k }] }', MANY)).toBe('{ "a": [l[q > 1].{ "k": k }] }');
    expect(added('{ "a": o.l }', MANY)).toBe('{ "a": o.l[q > 1] }');
    expect(added('{ "a": l }', BY_KEY)).toBe('{ "a": l{ k: $sum(q) } }');
    expect(added('{ "a": [$map(l, function($l) { { "k": $l.k } })] }', MANY)).toBe(
      '{ "a": [$map(l[q > 1], function($l) { { "k": $l.k } })] }',
    );
  });

  it('is narrowed before it is put in order, and takes a second key behind the first', () => {
    expect(added('{ "a": l^(>q) }', MANY)).toBe('{ "a": l[q > 1]^(>q) }');
    expect(added('{ "a": l^(>q) }', { kind: 'sort', field: 'k', isDown: false })).toBe('{ "a": l^(>q, k) }');
  });

  it('that a loop goes over makes one row of each value when it is grouped', async () => {
    const text = added('{ "a": [l.{ "k": k, "n": $sum(q) }] }', { kind: 'group', field: 'k', each: 'list' });
    expect(text).toBe('{ "a": [(l{ k: { "k": k, "n": $sum(q) } }).*] }');
    expect(readProgram(text).targets.map((one) => [one.path, one.kind, one.sources.join()])).toEqual([
      ['/a', 'loop', '/l'],
      ['/a/k', 'path', '/l/k'],
      ['/a/n', 'call', '/l/q'],
    ]);
    expect(JSON.stringify(await jsonata(text).evaluate(LINES))).toBe('{"a":[{"k":["x","x"],"n":3},{"k":"y","n":5}]}');
    const [step] = listSteps(readProgram(text), '/a');
    if (step === undefined) expect.fail('the grouping is read back');
    expect(told(removeListStep(readProgram(text), '/a', step))).toBe('{ "a": [l.{ "k": k, "n": $sum(q) }] }');
    expect(told(changeStep(readProgram(text), '/a', step, { kind: 'group', field: '$string(q)', each: 'list' }))).toBe(
      '{ "a": [(l{ $string(q): { "k": k, "n": $sum(q) } }).*] }',
    );
  });

  it('gives what the form says', async () => {
    const values = async (text: string) => JSON.stringify(await jsonata(text).evaluate(LINES));
    expect(await values(added('{ "a": [l.q] }'.replace('[l.q]', 'l'), DOWN))).toBe(
      '{"a":[{"k":"y","q":5},{"k":"x","q":2},{"k":"x","q":1}]}',
    );
    expect(await values(added('{ "a": l }', MANY))).toBe('{"a":[{"k":"x","q":2},{"k":"y","q":5}]}');
    expect(await values(added('{ "a": l }', BY_KEY))).toBe('{"a":{"x":3,"y":5}}');
    expect(await values(added('{ "a": l }', { kind: 'where', field: 'z', comparison: 'is missing', value: '' }))).toBe(
      `{"a":${JSON.stringify(LINES.l)}}`,
    );
  });

  it('inside of an expression is what an input takes, and a list in a list what its rows have', () => {
    const program = readProgram('{ "a": $count(o.l), "b": [l.{ "n": $sum(m.q) }] }');
    const list = listAt(program, { kind: 'one', id: '/a', input: 0 });
    expect(list).toMatchObject({ target: '/a', text: 'o.l', members: '/o/l' });
    expect(told(addToList(program, '/a', MANY, list))).toBe('{ "a": $count(o.l[q > 1]), "b": [l.{ "n": $sum(m.q) }] }');
    expect(listAt(program, { kind: 'one', id: '/b' })).toMatchObject({ text: 'l', isLoop: true });
    const narrowed = readProgram('{ "a": l[q > 1], "b": $count(l[q > 1]) }');
    expect(listAt(narrowed, { kind: 'one', id: '/a' })).toMatchObject({ text: 'l[q > 1]' });
    expect(listAt(narrowed, { kind: 'one', id: '/b#0' })).toMatchObject({ text: 'l[q > 1]', target: '/b' });
  });

  it('is no list where the message says that it is one value', () => {
    const program = readProgram('{ "a": number, "b": l.q, "c": l.{ "q": q }, "d": unknown }');
    const isList = (path: string) => ({ '/number': false, '/l': true, '/l/q': false })[path];
    const many = ['/a', '/b', '/c', '/c/q', '/d'].filter((path) => {
      const list = listOf(program, path);
      return list !== undefined && mayBeMany(list, isList);
    });
    expect(many).toEqual(['/b', '/c', '/d']);
  });

  it('is refused where there is none, and a form that is not whole', () => {
    expect(added('{ "a": 1 }', DOWN)).toContain('refused: That is no list');
    expect(added('{ "a": l }', { kind: 'where', field: '', comparison: '=', value: '1' })).toContain('field first');
    expect(added('{ "a": l }', { kind: 'where', field: 'k', comparison: '=', value: '"x' })).toContain('whole');
    expect(added('{ "a": l }', { kind: 'group', field: 'k', each: 'sum' })).toContain('summed');
    expect(listOf(readProgram('{ "a": [o.l.{ "k": k }] }'), '/a')).toMatchObject({ text: 'o.l', members: '/o/l' });
  });
});

describe('a step of a list', () => {
  const FORMS: readonly ListForm[] = [
    DOWN,
    MANY,
    BY_KEY,
    { kind: 'sort', field: '$trim(k)', isDown: false },
    { kind: 'where', field: 'k', comparison: '=', value: '"x"' },
    { kind: 'where', field: 'k', comparison: 'in', value: '["x", "y"]' },
    { kind: 'where', field: 'k', comparison: 'is there', value: '' },
    { kind: 'where', field: 'k', comparison: 'is missing', value: '' },
    { kind: 'group', field: 'k', each: 'list' },
    { kind: 'group', field: 'k', each: 'count' },
    { kind: 'group', field: 'k', each: 'first' },
  ];

  it.each(FORMS)('is read back into the form that it came of: %o', (form) => {
    const text = added('{ "a": l, "b": n }', form);
    const steps = listSteps(readProgram(text), '/a');
    expect(steps.map((step) => step.form)).toEqual([form]);
  });

  it.each(FORMS)('is taken away again, and the bytes are those before: %o', (form) => {
    const before = '{ "a": l, /* b */ "b": n }';
    const program = readProgram(added(before, form));
    const [step] = listSteps(program, '/a');
    expect(step === undefined ? '' : told(removeListStep(program, '/a', step))).toBe(before);
  });

  it('is changed in its place', () => {
    const program = readProgram('{ "a": [l[q > 1]^(<k, >q).{ "k": k }] }');
    const steps = listSteps(program, '/a');
    expect(steps.map((step) => step.form?.kind)).toEqual(['sort', 'sort', 'where']);
    const [first, , where] = steps;
    if (first === undefined || where === undefined) expect.fail('there are three steps');
    expect(told(changeStep(program, '/a', first, { kind: 'sort', field: 'z', isDown: true }))).toBe(
      '{ "a": [l[q > 1]^(>z, >q).{ "k": k }] }',
    );
    expect(
      told(changeStep(program, '/a', where, { ...MANY, kind: 'where', comparison: '<=', value: '3' } as ListForm)),
    ).toBe('{ "a": [l[q <= 3]^(<k, >q).{ "k": k }] }');
    expect(told(removeListStep(program, '/a', first))).toBe('{ "a": [l[q > 1]^(>q).{ "k": k }] }');
  });

  it('that says more than a form is shown as text', () => {
    const [step] = listSteps(readProgram('{ "a": l[q > 1 and k = "x"] }'), '/a');
    expect(step).toMatchObject({ form: undefined, text: 'q > 1 and k = "x"' });
  });
});

describe('a value', () => {
  it('is text in quotes when it is no number, list or expression', () => {
    expect(['12', 'true', 'DE', '"DE"', '["a", "b"]', '$now()', 'it "is"'].map(typedValue)).toEqual([
      '12',
      'true',
      '"DE"',
      '"DE"',
      '["a", "b"]',
      '$now()',
      '"it \\"is\\""',
    ]);
    expect([shownValue('"DE"'), shownValue('12')]).toEqual(['DE', '12']);
    expect(fieldOfMember('/l/ship to/k', '/l')).toBe('`ship to`.k');
  });
});
