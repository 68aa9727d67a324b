// Parameters of facts and the facts that conditions compare with: edited member by member, so that what is not named keeps its bytes.
import { describe, expect, it } from 'vitest';
import { type Edit, setOperand, setParam, setParamsText } from '../../../../designer/model/rules/commands.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';

const PATH = [0, 'conditions', 'all', 0] as const;
const text = (condition: string) => `[\n{ "conditions": { "all": [\n${condition}\n] } }\n]\n`;
const WITH = '{ "fact": "order", "params": { "unit": "kg", "deep":  {"a":1.50} }, "operator": "equal", "value": 1 }';
const done = (before: string, make: (now: string) => Edit) => applySplices(before, make(before).splices);

describe('parameters of a fact', () => {
  it('are set, added and taken out one by one, and the others keep their bytes', () => {
    const set = done(text(WITH), (now) => setParam(now, PATH, 'unit', 'g'));
    expect(set).toBe(text(WITH.replace('"kg"', '"g"')));
    const added = done(text(WITH), (now) => setParam(now, PATH, 'exact', true));
    expect(JSON.parse(added)[0].conditions.all[0].params).toEqual({ unit: 'kg', deep: { a: 1.5 }, exact: true });
    expect(added).toContain('{"a":1.50}');
    const gone = done(text(WITH), (now) => setParam(now, PATH, 'unit', undefined));
    expect(gone).toBe(text(WITH.replace('"unit": "kg", ', '')));
  });

  it('come with the first one and go with the last one', () => {
    const bare = text('{ "fact": "order", "operator": "equal", "value": 1 }');
    const added = done(bare, (now) => setParam(now, PATH, 'unit', 'kg'));
    expect(JSON.parse(added)[0].conditions.all[0].params).toEqual({ unit: 'kg' });
    expect(JSON.parse(done(added, (now) => setParam(now, PATH, 'unit', undefined)))).toEqual(JSON.parse(bare));
    expect(done(bare, (now) => setParam(now, PATH, 'unit', undefined))).toBe(bare);
  });

  it('that are no object are edited as their exact JSON', () => {
    const listed = text('{ "fact": "order", "params": [1.0, 2], "operator": "equal", "value": 1 }');
    expect(done(listed, (now) => setParamsText(now, PATH, '[1.0, 3]'))).toBe(listed.replace('[1.0, 2]', '[1.0, 3]'));
    expect(() => setParamsText(listed, PATH, '[1,')).toThrow();
  });
});

describe('the fact that a condition compares with', () => {
  it('keeps its parameters when its name or path changes', () => {
    const before = text(
      '{ "fact": "order", "operator": "equal", "value": { "fact": "item", "params": { "n":  1 }, "path": "$.a" } }',
    );
    const after = done(before, (now) => setOperand(now, PATH, { fact: 'customer', path: '$.b' }));
    expect(after).toBe(before.replace('"item"', '"customer"').replace('"$.a"', '"$.b"'));
    const bare = done(before, (now) => setOperand(now, PATH, { fact: 'item' }));
    expect(JSON.parse(bare)[0].conditions.all[0].value).toEqual({ fact: 'item', params: { n: 1 } });
  });

  it('takes the place of a value', () => {
    const after = done(text(WITH), (now) => setOperand(now, PATH, { fact: 'customer', path: '$.b' }));
    expect(JSON.parse(after)[0].conditions.all[0].value).toEqual({ fact: 'customer', path: '$.b' });
  });
});
