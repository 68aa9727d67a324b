// The whole language of rules opens without loss, and a drawn change touches its own rule alone.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCondition,
  addRule,
  deleteRule,
  duplicateRule,
  type Edit,
  isRemovable,
  isUnwrappable,
  moveCondition,
  moveConditionInto,
  moveRule,
  removeCondition,
  renameRule,
  setComparison,
  setOutcome,
  setPriority,
  switchGroup,
  unwrapCondition,
  wrapCondition,
} from '../../../../designer/model/rules/commands.ts';
import {
  type ConditionPart,
  partsOf,
  type RuleFile,
  readRuleFile,
} from '../../../../designer/model/rules/rule-file.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import { ROOT } from '../../../support/sidecar.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const fixtures = readdirSync(FIXTURES).map((name) => ({ name, text: readFileSync(join(FIXTURES, name), 'utf8') }));
const workspace = readdirSync(join(ROOT, 'rulesets'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('rules.json'))
  .map((path) => ({ name: path, text: readFileSync(join(ROOT, 'rulesets', path), 'utf8') }));
const files = [...fixtures, ...workspace];

const plain = (text: string): unknown[] => JSON.parse(text.replace(/^\uFEFF/, '')) as unknown[];

/** What a file means, put together again from its drawing alone. */
function meaning(part: ConditionPart): unknown {
  switch (part.kind) {
    case 'all':
    case 'any':
      return { [part.kind]: part.members.map(meaning), ...part.extra };
    case 'not':
      return { not: meaning(part.members[0]), ...part.extra };
    case 'reference':
      return { condition: part.name, ...part.extra };
    case 'opaque':
      return JSON.parse(part.json);
    case 'comparison': {
      const { kind, ...value } = part.value;
      const operator = [...part.decorators, part.operator].join(':');
      return {
        ...part.of,
        operator,
        value: kind === 'literal' && 'value' in value ? value.value : value,
        ...part.extra,
      };
    }
  }
}

const parts = (file: RuleFile): ConditionPart[] =>
  file.rules.flatMap(({ condition }) => (condition === undefined ? [] : [...partsOf(condition)]));

/** Every edit that can be made of a file, with the rule that it may touch; undefined where the list itself changes. */
function edits(text: string): { rule: number | undefined; edit: Edit }[] {
  const file = readRuleFile(text);
  const found: { rule: number | undefined; edit: Edit }[] = [];
  // Every edit reads the whole text: of a long file some rules stand for all.
  const every = Math.ceil(file.rules.length / 6);
  for (const rule of file.rules) {
    if (text[rule.offset] !== '{' || rule.index % every !== 0) continue;
    const { index } = rule;
    const own = (edit: Edit) => found.push({ rule: index, edit });
    own(renameRule(text, index, `${rule.name}-x`));
    own(setPriority(text, index, (rule.priority ?? 0) + 7));
    own(setPriority(text, index, undefined));
    if (Object.keys(rule.outcome).some((key) => ['severity', 'owner', 'message'].includes(key))) {
      own(
        setOutcome(
          text,
          index,
          'message',
          'Another message that is long enough to be laid out over several lines, maybe, or not',
        ),
      );
      own(setOutcome(text, index, 'help', 'What to do'));
      own(setOutcome(text, index, 'waits', rule.outcome.waits ? undefined : true));
    }
    for (const part of rule.condition === undefined ? [] : partsOf(rule.condition)) {
      own(wrapCondition(text, part.path, 'any'));
      own(wrapCondition(text, part.path, 'not'));
      if (isRemovable(part.path) && part.id !== rule.condition?.id) own(removeCondition(text, part.path));
      if (isUnwrappable(part)) own(unwrapCondition(text, part));
      if (part.kind === 'all' || part.kind === 'any') {
        own(switchGroup(text, part));
        own(addCondition(text, part, 0, { fact: 'order', operator: 'equal', value: [1, { a: 'b' }] }));
        own(addCondition(text, part, part.members.length, { condition: 'settled' }));
        if (part.members.length > 1) own(moveCondition(text, [...part.path, part.kind, 0], 1));
        for (const member of part.members)
          if (
            rule.condition !== undefined &&
            'members' in rule.condition &&
            rule.condition.kind !== 'not' &&
            member.id !== rule.condition.id
          )
            own(moveConditionInto(text, member.path, rule.condition));
      }
      if (part.kind === 'comparison') {
        own(setComparison(text, part.path, { value: ['x', 'y'] }));
        own(setComparison(text, part.path, { path: undefined }));
        own(setComparison(text, part.path, { path: '$.a', operator: 'isBlank', value: true }));
      }
    }
  }
  if (file.rules.length > 1) found.push({ rule: undefined, edit: moveRule(text, 0, file.rules.length - 1) });
  return found;
}

describe('rule files', () => {
  it('are sixty of our own and all of the workspace', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(60);
    expect(workspace.length).toBeGreaterThan(10);
  });

  it.each(files)('$name opens without loss: its drawing means what it says, its text is untouched', ({ text }) => {
    const file = readRuleFile(text);
    expect(file.text).toBe(text);
    expect(applySplices(text, [])).toBe(text);
    const rules = plain(text) as ({ conditions?: unknown } | null)[];
    expect(file.rules).toHaveLength(rules.length);
    for (const rule of file.rules) {
      expect(JSON.parse(text.slice(rule.offset, rule.offset + rule.length))).toEqual(rules[rule.index]);
      if (rule.condition !== undefined) expect(meaning(rule.condition)).toEqual(rules[rule.index]?.conditions);
    }
  });

  it.each(files)('$name keeps every byte outside the rule that is changed', ({ text }) => {
    for (const { rule, edit } of edits(text)) {
      const after = applySplices(text, edit.splices);
      expect(() => plain(after), edit.name).not.toThrow();
      if (rule === undefined) continue;
      const span = readRuleFile(text).rules[rule];
      if (span === undefined) continue;
      expect(after.startsWith(text.slice(0, span.offset)), edit.name).toBe(true);
      expect(after.endsWith(text.slice(span.offset + span.length)), edit.name).toBe(true);
    }
  });

  it('changes what a command says and nothing else of what the file means', () => {
    for (const { text } of fixtures) {
      for (const rule of readRuleFile(text).rules) {
        if (text[rule.offset] !== '{') continue;
        const before = plain(text);
        const set = plain(applySplices(text, setPriority(text, rule.index, 99).splices));
        expect(set).toEqual(
          before.map((one, index) => (index === rule.index ? { ...(one as object), priority: 99 } : one)),
        );
        const gone = plain(applySplices(text, deleteRule(text, rule.index).splices));
        expect(gone).toEqual(before.filter((_one, index) => index !== rule.index));
        const twice = plain(applySplices(text, duplicateRule(text, rule.index).splices));
        expect(twice).toHaveLength(before.length + 1);
        expect(twice.filter((_one, index) => index !== rule.index + 1)).toEqual(before);
        for (const part of rule.condition === undefined ? [] : partsOf(rule.condition)) {
          if (part.kind !== 'comparison') continue;
          const changed = applySplices(
            text,
            setComparison(text, part.path, { operator: 'isPresent', value: true }).splices,
          );
          const found = parts(readRuleFile(changed)).find(({ id }) => id === part.id);
          expect(found).toMatchObject({ kind: 'comparison', of: part.of, operator: 'isPresent', extra: part.extra });
        }
      }
    }
  });

  it('adds a rule to an empty list and to one without a line end', () => {
    expect(plain(applySplices('[]\n', addRule('[]\n', -1, 'order').splices))).toMatchObject([{ name: 'new-rule' }]);
    const text = '[\n  { "name": "a" }\n]';
    const after = applySplices(text, addRule(text, 0, 'order').splices);
    expect(after.startsWith('[\n  { "name": "a" },\n  {\n    "name": "new-rule",')).toBe(true);
    expect(after.endsWith('\n  }\n]')).toBe(true);
  });

  it('stays JSON and keeps the other rules through any walk of edits', () => {
    const large = fixtures.filter(({ text }) => readRuleFile(text).rules.length > 0);
    const walk = fc.tuple(fc.nat(large.length - 1), fc.array(fc.nat(10_000), { minLength: 1, maxLength: 12 }));
    fc.assert(
      fc.property(walk, ([start, picks]) => {
        let text = large[start]?.text ?? '';
        for (const pick of picks) {
          const possible = edits(text).filter(({ rule }) => rule !== undefined);
          const chosen = possible[pick % Math.max(1, possible.length)];
          if (chosen === undefined) return;
          const others = (now: string) => plain(now).filter((_one, index) => index !== chosen.rule);
          const after = applySplices(text, chosen.edit.splices);
          expect(others(after)).toEqual(others(text));
          text = after;
        }
      }),
      { numRuns: 15 },
    );
  });
});
