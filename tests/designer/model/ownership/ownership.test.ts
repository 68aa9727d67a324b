// The ownership matrix: every field of the model with the rule that decides, edited by splices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRule,
  bucketsOf,
  describe as describeIt,
  moveRule,
  removeRule,
  setNegative,
  setPart,
  setRule,
} from '../../../../designer/model/ownership/commands.ts';
import { type OwnershipRow, ownershipRows, partOf } from '../../../../designer/model/ownership/matrix.ts';
import { type Ownership, ruleFor } from '../../../../runtime/engine/state/ownership.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import type { DocumentType } from '../../../../runtime/model/types.ts';
import { ROOT } from '../../../support/sidecar.ts';

const text = readFileSync(join(ROOT, 'rulesets/ownership.json'), 'utf8');
const ownership = JSON.parse(text) as Ownership;
const types = Object.keys(ownership.documents) as DocumentType[];
const target = (type: DocumentType) => ({ ownership, text, type });
const rowOf = (type: DocumentType, path: string) =>
  ownershipRows(ownership, type).find((row) => row.path === path) as OwnershipRow;

describe('the ownership matrix', () => {
  it.each(types)('shows of every field of %s what the engine goes by, and leaves no rule out', (type) => {
    const rows = ownershipRows(ownership, type);
    for (const row of rows.slice(1)) expect(row.owners).toBe(ruleFor(ownership, type, row.path).owners);
    const paths = rows.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(ownership.documents[type]?.fields.map(({ path }) => path) ?? []));
  });

  it('makes a class an owner, a reporter or neither, and touches that rule alone', () => {
    const row = rowOf('order', '/paymentStatus');
    expect(partOf(row, 'wms')).toBe('none');
    const after = applySplices(text, setPart(target('order'), row, { systemClass: 'wms', part: 'reporter' }).splices);
    expect(after).toBe(
      text.replace('"reporters": ["oms", "edi-partner"]', '"reporters": ["oms", "edi-partner", "wms"]'),
    );
    const moved = JSON.parse(
      applySplices(text, setPart(target('order'), row, { systemClass: 'oms', part: 'owner' }).splices),
    ) as Ownership;
    expect(ruleFor(moved, 'order', '/paymentStatus')).toMatchObject({
      owners: [...row.owners, 'oms'],
      reporters: ['edi-partner'],
    });
  });

  it('gives a field that only inherits a rule of its own, and takes it away again', () => {
    const row = rowOf('order', '/orderType');
    expect(row.ruledBy).toBeUndefined();
    const edit = setPart(target('order'), row, { systemClass: 'wms', part: 'owner' });
    const after = applySplices(text, edit.splices);
    const next = JSON.parse(after) as Ownership;
    expect(ruleFor(next, 'order', '/orderType').owners).toEqual([...row.owners, 'wms']);
    expect(ruleFor(next, 'order', '/placedAt')).toEqual(ruleFor(ownership, 'order', '/placedAt'));
    const back = applySplices(after, removeRule({ ownership: next, text: after, type: 'order' }, '/orderType').splices);
    expect(back).toBe(text);
  });

  it('changes the default and what happens otherwise', () => {
    const after = JSON.parse(
      applySplices(text, setRule(target('order'), rowOf('order', ''), { otherwise: 'hold', why: '' }).splices),
    ) as Ownership;
    const { why: _why, ...rest } = ownership.documents['order']?.default ?? { owners: [] };
    expect(after.documents['order']?.default).toEqual({ ...rest, otherwise: 'hold' });
  });

  it('lets a rule speak of another field, in its place, and refuses what is no path or has a rule', () => {
    const after = applySplices(text, moveRule(target('order'), '/currency', '/lines/*/currency').splices);
    expect(after).toBe(text.replace('"path": "/currency"', '"path": "/lines/*/currency"'));
    expect(() => moveRule(target('order'), '/currency', '/status')).toThrow('a rule for /status already');
    for (const wrong of ['', 'currency', '/a b', '/a/'])
      expect(() => moveRule(target('order'), '/currency', wrong)).toThrow('needs a path');
    expect(() => addRule(target('order'), '/status', [])).toThrow('already');
    const added = applySplices(text, addRule(target('order'), '/holds/fraud_check', ['oms']).splices);
    const next = JSON.parse(added) as Ownership;
    expect(ruleFor(next, 'order', '/holds/fraud_check').owners).toEqual(['oms']);
    const back = removeRule({ ownership: next, text: added, type: 'order' }, '/holds/fraud_check');
    expect(applySplices(added, back.splices)).toBe(text);
  });

  it('lets buckets go below zero and keeps them from it, for every set of them', () => {
    const buckets = bucketsOf('inventory');
    expect(bucketsOf('order')).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...buckets), fc.boolean()), { maxLength: 12 }), (changes) => {
        let now = text;
        const allowed = new Set(ownership.documents['inventory']?.negative);
        for (const [bucket, isAllowed] of changes) {
          const edit = setNegative({ ownership: JSON.parse(now), text: now, type: 'inventory' }, bucket, isAllowed);
          now = applySplices(now, edit.splices);
          if (isAllowed) allowed.add(bucket);
          else allowed.delete(bucket);
        }
        const { negative, ...inventory } = (JSON.parse(now) as Ownership).documents['inventory'] ?? {
          default: { owners: [] },
          fields: [],
        };
        expect(new Set(negative)).toEqual(allowed);
        expect(negative).not.toEqual([]);
        const { negative: _before, ...rest } = ownership.documents['inventory'] ?? {};
        expect(inventory).toEqual(rest);
        const outside = (all: string) => all.slice(0, all.indexOf('"inventory"'));
        expect(outside(now)).toBe(outside(text));
      }),
      { numRuns: 50 },
    );
  });

  it('describes the file, and takes that away', () => {
    const after = applySplices(text, describeIt(target('order'), 'Who owns what.').splices);
    expect(after).toBe(text.replace(JSON.stringify(ownership.description), '"Who owns what."'));
    const without = applySplices(text, describeIt(target('order'), '').splices);
    const { description: _description, ...rest } = ownership;
    expect(JSON.parse(without)).toEqual(rest);
  });
});
