// The ownership matrix: every field of the model with the rule that decides, edited by splices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type OwnershipRow,
  ownershipRows,
  partOf,
  removeRule,
  setPart,
  setRule,
} from '../../../../designer/model/ownership/matrix.ts';
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
});
