// Rules as boxes and lines, as a decision table, and what is marked in them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memberAt, membersBelow } from '../../../../designer/model/rules/catalog.ts';
import { decisionTable, readValue, setCell, valueWords } from '../../../../designer/model/rules/decision-table.ts';
import { drawRules } from '../../../../designer/model/rules/drawing.ts';
import {
  boxBeside,
  boxOfChoice,
  choiceOf,
  type FlowKey,
  isChoosable,
} from '../../../../designer/model/rules/flow-steps.ts';
import { marksOf } from '../../../../designer/model/rules/marks.ts';
import { partsOf, readRuleFile } from '../../../../designer/model/rules/rule-file.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import { ROOT } from '../../../support/sidecar.ts';

const ruleset = (name: string, file = 'rules.json') => readFileSync(join(ROOT, 'rulesets', name, file), 'utf8');
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
const release = readRuleFile(ruleset('order-release'));
const SCOPE = { document: 'order' } as const;

describe('the drawing', () => {
  it('has a box for every fact, condition, group and outcome, a line into each, and no two boxes that overlap', () => {
    const { boxes, lines } = drawRules(release.rules);
    const parts = release.rules.flatMap(({ condition }) => (condition === undefined ? [] : [...partsOf(condition)]));
    expect(boxes.filter(({ part }) => part !== undefined)).toHaveLength(parts.length);
    expect(boxes.filter(({ kind }) => kind === 'outcome')).toHaveLength(release.rules.length);
    const ids = new Set(boxes.map(({ id }) => id));
    expect(ids.size).toBe(boxes.length);
    expect(lines.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
    for (const a of boxes)
      for (const b of boxes) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        if (a !== b) expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }
  });

  it('keeps the lanes of rules apart, whatever their shape', () => {
    for (const name of ['six-deep', 'empty-all', 'reference-as-root', 'rule-that-is-no-object', 'many-rules']) {
      const { lanes } = drawRules(readRuleFile(fixture(name)).rules);
      for (const [index, lane] of lanes.entries()) {
        const next = lanes[index + 1];
        if (next !== undefined) expect(lane.y + lane.height).toBeLessThan(next.y);
      }
    }
  });
});

describe('arrow keys in the drawing', () => {
  const drawing = drawRules(release.rules);
  const boxes = drawing.boxes.filter(isChoosable);
  const KEYS: readonly FlowKey[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

  it('reach every box from the first, and lead back the way they came', () => {
    const reached = new Set([boxes[0]]);
    for (const box of reached)
      for (const key of KEYS) {
        const next = box === undefined ? undefined : boxBeside(drawing, box, key);
        if (next !== undefined) reached.add(next);
      }
    expect(reached.size).toBe(boxes.length);
    for (const box of boxes) {
      const below = boxBeside(drawing, box, 'ArrowDown');
      if (below !== undefined) expect(boxBeside(drawing, below, 'ArrowUp')).toBe(box);
    }
    expect(boxBeside(drawing, boxes[3] as (typeof boxes)[number], 'Home')).toBe(boxes[0]);
    expect(boxBeside(drawing, boxes[3] as (typeof boxes)[number], 'End')).toBe(boxes.at(-1));
  });

  it('go sideways along lines, and never to a fact', () => {
    const outcome = boxOfChoice(drawing, release.rules[0]?.id);
    expect(outcome?.kind).toBe('outcome');
    for (const box of boxes) {
      const right = boxBeside(drawing, box, 'ArrowRight');
      const left = boxBeside(drawing, box, 'ArrowLeft');
      expect([right, left].filter((one) => one?.kind === 'fact')).toEqual([]);
      if (right !== undefined)
        expect(drawing.lines).toContainEqual(expect.objectContaining({ from: box.id, to: right.id }));
      expect(boxOfChoice(drawing, choiceOf(box))).toBe(box);
    }
  });
});

describe('the decision table', () => {
  it('has every rule once, as a row or among those that have no such shape', () => {
    const { rows, others, columns } = decisionTable(release);
    expect(rows.length + others.length).toBe(release.rules.length);
    expect(others.map(({ why }) => why)).toContain('its conditions stand under any');
    expect(columns.find(({ fact }) => fact === 'still-to-release')?.kind).toBe('condition');
    expect(columns.reduce((sum, { uses }) => sum + uses, 0)).toBeGreaterThan(rows.length);
  });

  it('sets, adds and empties a cell, and touches that rule alone', () => {
    const { text } = release;
    const { rows, columns } = decisionTable(release);
    const row = rows.find(({ rule }) => rule.name === 'payment-lost');
    const status = columns.find(({ path, fact }) => fact === 'settlement' && path === '$.status');
    const terms = columns.find(({ path }) => path === '$.orderType');
    if (row === undefined || status === undefined || terms === undefined) throw new Error('no such row');
    const set = applySplices(text, setCell(text, row, status, { operator: 'in', value: ['failed'] }).splices);
    expect(set).toBe(text.replace(/\["failed", "expired"[^\]]*\]/, '["failed"]'));
    const added = applySplices(text, setCell(text, row, terms, { operator: 'equal', value: 'b2b' }).splices);
    const after = decisionTable(readRuleFile(added)).rows.find(({ rule }) => rule.name === 'payment-lost');
    expect(after?.cells.get(terms.key)).toMatchObject([{ operator: 'equal', value: { value: 'b2b' } }]);
    const emptied = applySplices(text, setCell(text, row, status, undefined).splices);
    expect(
      decisionTable(readRuleFile(emptied))
        .rows.find(({ rule }) => rule.name === 'payment-lost')
        ?.cells.has(status.key),
    ).toBe(false);
  });

  it('reads a typed cell as the value that is shown', () => {
    for (const value of ['paid', 'in 3 days', 7, true, null, '7', 'true', '', 'a,b'])
      expect(readValue(valueWords(value), false)).toEqual(value);
    for (const value of [['paid', 'voided'], [1, 2], ['1', 'x'], []])
      expect(readValue(valueWords(value), true)).toEqual(value);
  });
});

describe('marks', () => {
  it('finds nothing in the rulesets of the workspace', () => {
    for (const name of ['order-release', 'order-intake', 'inventory-publish']) {
      const manifest = ruleset(name, 'ruleset.json');
      const { document: type, scope } = JSON.parse(manifest);
      expect(marksOf(readRuleFile(ruleset(name)), manifest, { document: type, scope }), name).toEqual([]);
    }
  });

  it.each([
    ['unknown-fact', 'rule.unknown-fact'],
    ['unknown-operator', 'rule.unknown-operator'],
    ['unknown-decorator', 'rule.unknown-operator'],
    ['unknown-path', 'rule.unknown-path'],
    ['unknown-word', 'rule.unknown-word'],
    ['reference-that-nobody-names', 'rule.unknown-condition'],
    ['path-with-filter', 'rule.path-script'],
    ['all-and-any-at-once', 'rule.opaque'],
  ])('marks %s at its condition as %s', (name, code) => {
    const marks = marksOf(readRuleFile(fixture(name)), ruleset('order-release', 'ruleset.json'), SCOPE);
    expect(marks.filter((mark) => mark.code === code)).toMatchObject([{ id: '/0/conditions/all/0' }]);
  });

  it('knows the members of documents, lines and derived facts, with their types and words', () => {
    expect(memberAt('order', '$.status', SCOPE)).toMatchObject({
      type: 'text',
      words: expect.arrayContaining(['draft']),
    });
    expect(memberAt('order', '$.lines[*].sku', SCOPE)).toMatchObject({ type: 'list' });
    expect(memberAt('order', '$.lines[0].skuu', SCOPE)).toBe('unknown');
    expect(memberAt('settlement', '$.sufficient', SCOPE)).toMatchObject({ type: 'true or false' });
    expect(memberAt('settlement', '$.sufficent', SCOPE)).toBe('unknown');
    expect(memberAt('order', '$.extensions.shop.anything', SCOPE)).not.toBe('unknown');
    expect(membersBelow('line', '$', { document: 'order', scope: '/lines' }).map(({ name }) => name)).toContain('sku');
  });
});
