// Axes of a lifecycle: what an axis needs, what it breaks to rename or remove one, and that the engine agrees.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addAxis,
  breaksWithout,
  fieldsWithoutAxis,
  removeAxis,
  renameAxis,
} from '../../../../designer/model/lifecycles/axes.ts';
import { applyDocument } from '../../../../runtime/engine/state/apply.ts';
import { lifecycleFindings } from '../../../../runtime/engine/state/check.ts';
import type { Axis, Lifecycle } from '../../../../runtime/engine/state/lifecycle.ts';
import type { StoredState } from '../../../../runtime/engine/state/stored.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import type { CanonicalDocument } from '../../../../runtime/model/types.ts';
import { ROOT } from '../../../support/sidecar.ts';

const textOf = (name: string) => readFileSync(join(ROOT, `rulesets/lifecycles/${name}.json`), 'utf8');
const order = textOf('order');
const parsed = (text: string) => JSON.parse(text) as Lifecycle;

describe('adding an axis', () => {
  it('offers the fields with a list of words that have no axis, and makes one that has no fault, for each document', () => {
    for (const name of ['order', 'shipment', 'return', 'invoice']) {
      const text = textOf(name);
      const lifecycle = parsed(text);
      const fields = fieldsWithoutAxis(lifecycle);
      const taken = Object.values(lifecycle.axes).map(({ path }) => path);
      expect(fields.filter(({ path }) => taken.includes(path))).toEqual([]);
      for (const field of fields) {
        const after = applySplices(text, addAxis(text, { name: 'fresh', field }).splices);
        expect(lifecycleFindings(parsed(after)), `${name} ${field.path}`).toEqual([]);
        expect(parsed(after).axes['fresh']?.derived ?? false).toBe(field.path.includes('*'));
        expect(applySplices(after, removeAxis(after, 'fresh').splices)).toBe(text);
      }
    }
  });

  it('offers a field again whose axis is gone', () => {
    const without = applySplices(order, removeAxis(order, 'paymentStatus').splices);
    expect(fieldsWithoutAxis(parsed(without)).map(({ path }) => path)).toContain('/paymentStatus');
  });

  it('refuses a name that is taken, none at all, and a field that has an axis', () => {
    const field = { path: '/status', words: ['received'], isOfList: false };
    expect(() => addAxis(order, { name: 'status', field })).toThrow('there is an axis "status" already');
    expect(() => addAxis(order, { name: '', field })).toThrow('an axis needs a name');
    expect(() => addAxis(order, { name: 'other', field })).toThrow('/status has the axis "status" already');
  });
});

describe('renaming and removing an axis', () => {
  it('renames it in its place, byte for byte, and back', () => {
    const after = applySplices(order, renameAxis(order, 'status', 'progress').splices);
    expect(after).toBe(order.replace('"status": {', '"progress": {'));
    expect(applySplices(after, renameAxis(after, 'progress', 'status').splices)).toBe(order);
    expect(() => renameAxis(order, 'status', 'paymentStatus')).toThrow('already');
    expect(() => renameAxis(order, 'none', 'other')).toThrow('there is no axis "none"');
  });

  it('takes the text of that axis away and nothing else, and keeps the last one', () => {
    const after = applySplices(order, removeAxis(order, 'paymentStatus').splices);
    const { paymentStatus, ...others } = parsed(order).axes;
    expect(paymentStatus).toBeDefined();
    expect(parsed(after)).toEqual({ ...parsed(order), axes: others });
    expect(order.startsWith(after.slice(0, after.indexOf('"acknowledgement"')).trimEnd())).toBe(true);
    const single = textOf('return');
    expect(() => removeAxis(single, 'status')).toThrow('a lifecycle has one axis at least');
  });
});

describe('what it would break', () => {
  /** What an order shows of its status after each statement, with the lifecycle as it is then. */
  function said(...statements: readonly (readonly [lifecycle: Lifecycle, status: string | undefined])[]) {
    let previous: StoredState | null = null;
    return statements.map(([lifecycle, status], index) => {
      const at = new Date(Date.UTC(2026, 0, 1, 8, index)).toISOString();
      const applied = applyDocument({
        previous,
        incoming: {
          type: 'order',
          orderId: 'A-1',
          notes: `told ${index}`,
          ...(status === undefined ? {} : { status }),
          source: { system: 'oms' },
          occurredAt: at,
        } as unknown as CanonicalDocument,
        workspace: {
          lifecycles: new Map([['order', { file: '', text: '', value: lifecycle, place: () => ({ file: '' }) }]]),
        },
        system: 'oms',
        sourceClass: 'oms',
        receivedAt: at,
      });
      previous = applied.next;
      return (applied.next.document as { status?: string }).status;
    });
  }
  const was = parsed(order);
  const renamed = parsed(applySplices(order, renameAxis(order, 'status', 'progress').splices));
  const removed = parsed(applySplices(order, removeAxis(order, 'status').splices));

  it('is as the engine has it: nothing is shown until it is said again, and then a step back stands', () => {
    expect(said([was, 'shipped'], [was, undefined], [was, 'accepted'])).toEqual(['shipped', 'shipped', 'shipped']);
    expect(said([was, 'shipped'], [renamed, undefined], [renamed, 'accepted'])).toEqual([
      'shipped',
      undefined,
      'accepted',
    ]);
    const [rule] = breaksWithout(was.axes['status'] as Axis, 'rename').slice(1);
    expect(rule).toContain('shows no /status until a message says it again');
    expect(rule).toContain('any state may follow');
  });

  it('is as the engine has it: without its axis the field takes any word after any other', () => {
    expect(said([was, 'shipped'], [removed, 'accepted'])[1]).toBe('accepted');
    expect(breaksWithout(was.axes['status'] as Axis, 'remove')[1]).toContain('any word after any other');
  });

  it('is nothing for an axis that is worked out from other fields', () => {
    expect(breaksWithout(was.axes['lineStatus'] as Axis, 'remove')).toEqual([]);
  });
});
