// Named conditions: who refers to them, and edits over both files of a ruleset that touch nothing but what they name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawRules, isRule } from '../../../../designer/model/rules/drawing.ts';
import { marksOf } from '../../../../designer/model/rules/marks.ts';
import {
  addNamed,
  deleteNamed,
  fixesOf,
  nameGroup,
  type RulesetEdit,
  referencesOf,
  renameNamed,
} from '../../../../designer/model/rules/named.ts';
import { partAt, readNamedConditions, readRuleFile } from '../../../../designer/model/rules/rule-file.ts';
import {
  coverageOf,
  openJudge,
  type RulesetTexts,
  withNamedVerdicts,
} from '../../../../designer/model/rules/verdict.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import { ROOT } from '../../../support/sidecar.ts';

const read = (file: string): string => readFileSync(join(ROOT, 'rulesets/order-release', file), 'utf8');
const RELEASE: RulesetTexts = { rules: read('rules.json'), manifest: read('ruleset.json') };
const SCOPE = { document: 'order' } as const;

const edited = (texts: RulesetTexts, { rules = [], manifest = [] }: RulesetEdit): RulesetTexts => ({
  rules: applySplices(texts.rules, rules),
  manifest: applySplices(texts.manifest, manifest),
});
const namesOf = (texts: RulesetTexts) => [...readNamedConditions(texts.manifest).keys()];

const small = (named: object, conditions: object): RulesetTexts => ({
  rules: JSON.stringify([{ name: 'one', conditions, event: { type: 'one', params: {} } }], null, 2),
  manifest: JSON.stringify({ gate: 'intake', document: 'order', conditions: named }, null, 2),
});
const paid = { fact: 'order', path: '$.paymentStatus', operator: 'equal', value: 'paid' };

describe('a named condition', () => {
  it('is renamed with every reference to it, and nothing else in either file changes', () => {
    const next = edited(RELEASE, renameNamed(RELEASE, 'still-to-release', 'not yet "out"'));
    const quoted = JSON.stringify('still-to-release');
    const fresh = JSON.stringify('not yet "out"');
    expect(RELEASE.rules.split(quoted).length).toBeGreaterThan(10);
    expect(next.rules).toBe(RELEASE.rules.replaceAll(`"condition": ${quoted}`, `"condition": ${fresh}`));
    expect(next.manifest).toBe(RELEASE.manifest.replace(`${quoted}: {`, `${fresh}: {`));
    expect(edited(next, renameNamed(next, 'not yet "out"', 'still-to-release'))).toEqual(RELEASE);
  });

  it('is renamed inside other named conditions and in parts that cannot be drawn', () => {
    const texts = small(
      { a: { all: [paid] }, b: { any: [{ condition: 'a' }, { not: { condition: 'a' } }] } },
      { all: [{ all: [{ condition: 'a' }], any: [{ condition: 'b' }] }] },
    );
    expect(referencesOf(texts).map(({ id, name }) => [id, name])).toEqual([
      ['/0/conditions/all/0/all/0', 'a'],
      ['/0/conditions/all/0/any/0', 'b'],
      ['/conditions/b/any/0', 'a'],
      ['/conditions/b/any/1/not', 'a'],
    ]);
    const next = edited(texts, renameNamed(texts, 'a', 'is-paid'));
    expect(referencesOf(next).map(({ name }) => name)).toEqual(['is-paid', 'b', 'is-paid', 'is-paid']);
    expect(() => renameNamed(texts, 'a', 'b')).toThrow('there is a condition named b already');
  });

  it('is not deleted while something refers to it; the last one goes with its member', () => {
    expect(() => deleteNamed(RELEASE, 'still-to-release')).toThrow(/is used in \d+ places: take it out there first/);
    const texts = small({ a: { all: [paid] }, b: { all: [paid] } }, { all: [paid] });
    const one = edited(texts, deleteNamed(texts, 'a'));
    expect(namesOf(one)).toEqual(['b']);
    expect(JSON.parse(edited(one, deleteNamed(one, 'b')).manifest)).toEqual({ gate: 'intake', document: 'order' });
  });

  it('is added where there were none, and made of a group with its exact text', () => {
    const bare: RulesetTexts = { ...RELEASE, manifest: '{\n  "gate": "intake",\n  "document": "order"\n}\n' };
    expect(JSON.parse(edited(bare, addNamed(bare, 'fresh', 'order')).manifest)).toMatchObject({
      conditions: { fresh: { all: [{ fact: 'order' }] } },
    });
    const texts = small({}, { all: [paid, { any: [paid, { ...paid, value: 'pending' }] }] });
    const part = partAt(readRuleFile(texts.rules), '/0/conditions/all/1');
    if (part === undefined) throw new Error('no group');
    const next = edited(texts, nameGroup(texts, part, 'settled'));
    expect(JSON.parse(next.rules)[0].conditions).toEqual({ all: [paid, { condition: 'settled' }] });
    expect(JSON.parse(next.manifest).conditions).toEqual({
      settled: { any: [paid, { ...paid, value: 'pending' }] },
    });
  });

  it('is marked where a reference names none, and mended by the name that was meant or a new condition', () => {
    const texts = small({ 'is-paid': { all: [paid] } }, { all: [{ condition: 'is-payd' }] });
    const marks = marksOf(readRuleFile(texts.rules), texts.manifest, SCOPE);
    expect(marks).toMatchObject([{ id: '/0/conditions/all/0', code: 'rule.unknown-condition' }]);
    const [place] = referencesOf(texts);
    if (place === undefined) throw new Error('no reference');
    const fixes = fixesOf(texts, place, 'order');
    expect(fixes.map(({ title }) => title)).toEqual(['Use is-paid', 'Make a condition named is-payd']);
    for (const { edit } of fixes) {
      const mended = edited(texts, edit);
      const left = marksOf(readRuleFile(mended.rules), mended.manifest, SCOPE);
      expect(left.filter(({ code }) => code === 'rule.unknown-condition')).toEqual([]);
    }
  });

  it('has its own faults marked inside it, under its own pointers', () => {
    const texts = small(
      {
        a: {
          all: [
            { ...paid, path: '$.noSuch' },
            { ...paid, fact: 'nobody' },
          ],
        },
      },
      { all: [{ condition: 'a' }] },
    );
    const marks = marksOf(readRuleFile(texts.rules), texts.manifest, SCOPE);
    expect(marks.map(({ id, code }) => [id, code])).toEqual(
      expect.arrayContaining([
        ['/conditions/a/all/0', 'rule.unknown-path'],
        ['/conditions/a/all/1', 'rule.unknown-fact'],
      ]),
    );
  });

  it('is drawn like a rule, ends in its name, and shows what it was on the example', () => {
    const named = [...readNamedConditions(RELEASE.manifest)].map(([name, condition]) => ({
      id: condition.id,
      name,
      condition,
    }));
    const { boxes, lanes } = drawRules(readRuleFile(RELEASE.rules).rules, named);
    expect(boxes.filter(({ kind }) => kind === 'name').map(({ owner }) => owner.name)).toEqual(['still-to-release']);
    expect(lanes.filter(({ owner }) => !isRule(owner))).toHaveLength(1);
    const example = JSON.parse(read('examples/payment-awaited.json'));
    const verdict = openJudge(RELEASE).judge(example);
    const conditions = withNamedVerdicts(verdict.subjects[0]?.conditions ?? {});
    expect(conditions['/conditions/still-to-release']?.result).toBe(true);
    expect(conditions['/conditions/still-to-release/any/0']).toMatchObject({
      result: true,
      seen: example.document.status,
    });
    expect(coverageOf([verdict]).conditions['/conditions/still-to-release']?.true).toBeGreaterThan(0);
  });
});
