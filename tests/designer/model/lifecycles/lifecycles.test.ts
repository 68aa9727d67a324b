// Lifecycles as a graph, tried out by the engine, and edited by splices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addState, moveState, removeState, setStateMember } from '../../../../designer/model/lifecycles/commands.ts';
import { axisGraph } from '../../../../designer/model/lifecycles/graph.ts';
import { addStep, removeStep, setStep, stepEntry } from '../../../../designer/model/lifecycles/steps.ts';
import { axesToTry, tryStatements } from '../../../../designer/model/lifecycles/try-out.ts';
import { type Axis, type Lifecycle, transition } from '../../../../runtime/engine/state/lifecycle.ts';
import { type Ownership, ruleFor } from '../../../../runtime/engine/state/ownership.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import { ROOT } from '../../../support/sidecar.ts';

const read = (path: string) => readFileSync(join(ROOT, 'rulesets', path), 'utf8');
const text = read('lifecycles/order.json');
const lifecycle = JSON.parse(text) as Lifecycle;
const ownership = JSON.parse(read('ownership.json')) as Ownership;
const status = lifecycle.axes['status'] as Axis;
const graph = axisGraph(status, ruleFor(ownership, 'order', '/status'));

describe('the graph of an axis', () => {
  it('draws what the engine allows, step for step', () => {
    for (const { from, to, kind } of graph.lines) {
      const found = transition(status, from, to).kind;
      expect(found, `${from} to ${to}`).toBe(kind === 'never' ? 'refused' : found === 'forward' ? 'forward' : 'step');
      if (kind !== 'never') expect(['forward', 'step']).toContain(found);
    }
    expect(graph.lines.filter(({ kind }) => kind === 'step').map(({ from, to }) => `${from} ${to}`)).toContain(
      'cancelled received',
    );
  });

  it('says who may make each: those of the step, else of the state, else the owners of the field', () => {
    const by = (from: string, to: string) => graph.lines.find((line) => line.from === from && line.to === to)?.by;
    expect(by('shipped', 'delivered')).toEqual(['oms', 'carrier']);
    expect(by('cancelled', 'received')).toEqual(['oms', 'erp']);
    const bare: Axis = { path: '/status', states: [{ name: 'a' }, { name: 'b' }] };
    expect(axisGraph(bare, { path: '/status', owners: ['wms'] }).lines).toEqual([
      { from: 'a', to: 'b', kind: 'forward', by: ['wms'] },
    ]);
  });

  it('marks dead ends and states that nothing leads to', () => {
    const axis: Axis = {
      path: '/status',
      states: [{ name: 'a' }, { name: 'b' }, { name: 'lost', aside: true }, { name: 'alone', aside: true }],
      steps: [
        { from: ['a'], to: ['lost'] },
        { from: ['alone'], to: ['b'] },
      ],
    };
    const { states } = axisGraph(axis, { path: '', owners: [] });
    expect(states.filter(({ isDeadEnd }) => isDeadEnd).map(({ name }) => name)).toEqual(['lost']);
    expect(states.filter(({ isUnreachable }) => isUnreachable).map(({ name }) => name)).toEqual(['alone']);
    expect(graph.states.filter(({ isDeadEnd, isUnreachable }) => isDeadEnd || isUnreachable)).toEqual([]);
  });
});

describe('trying statements', () => {
  const run = (...words: [string, string, number?][]) =>
    tryStatements(
      { lifecycle, ownership },
      'status',
      words.map(([sourceClass, word, minute]) => ({ sourceClass, word, ...(minute === undefined ? {} : { minute }) })),
    );

  it('follows the way forward and names what was passed over', () => {
    const outcomes = run(['storefront', 'received'], ['oms', 'released'], ['wms', 'shipped']);
    expect(outcomes.map(({ kind, status: now }) => [kind, now])).toEqual([
      ['stands', 'received'],
      ['stands', 'released'],
      ['stands', 'shipped'],
    ]);
    expect(outcomes[1]?.skipped).toEqual(['accepted']);
  });

  it('is stopped where the engine stops, with its reason', () => {
    const outcomes = run(['oms', 'accepted'], ['oms', 'cancelled'], ['wms', 'shipped']);
    expect(outcomes.at(-1)).toMatchObject({ status: 'cancelled', kind: 'held' });
    expect(outcomes.at(-1)?.why).toContain('from cancelled to shipped');
    expect(run(['oms', 'released'], ['storefront', 'received']).at(-1)?.kind).not.toBe('stands');
  });

  it('keeps a late statement without turning the status back', () => {
    expect(run(['oms', 'received', 0], ['wms', 'shipped', 30], ['oms', 'accepted', 10]).at(-1)).toMatchObject({
      kind: 'late',
      status: 'shipped',
    });
  });

  it('can try every axis of the workspace that messages set', () => {
    for (const name of ['order', 'shipment', 'return', 'invoice']) {
      const one = JSON.parse(read(`lifecycles/${name}.json`)) as Lifecycle;
      for (const axis of axesToTry(one)) {
        const word = one.axes[axis]?.states[0]?.name ?? '';
        const [outcome] = tryStatements({ lifecycle: one, ownership }, axis, [{ sourceClass: 'oms', word }]);
        expect(outcome, `${name} ${axis}`).toMatchObject({ kind: 'stands', status: word });
      }
    }
  });
});

describe('edits of a lifecycle', () => {
  const edited = (splices: Parameters<typeof applySplices>[1]) => JSON.parse(applySplices(text, splices)) as Lifecycle;

  it('add, change and remove states where they stand, and leave all else as it is', () => {
    const added = applySplices(text, addState(text, 'status', { name: 'on_ice', aside: true }).splices);
    expect(added.replace(/,\n\s*\{ "name": "on_ice"[^\n]*\}/, '')).toBe(text);
    expect(JSON.parse(applySplices(added, removeState(added, 'status', 'on_ice').splices))).toEqual(lifecycle);
    const changed = edited(setStateMember(text, { axis: 'status', state: 'shipped' }, 'by', ['wms']).splices);
    expect(changed.axes['status']?.states.find(({ name }) => name === 'shipped')?.by).toEqual(['wms']);
    expect(() => removeState(text, 'status', 'cancelled')).toThrow('steps name cancelled');
  });

  it('move a state past the next of its kind, and not beyond the end of the way', () => {
    const order = (edit: { splices: Parameters<typeof applySplices>[1] }) =>
      edited(edit.splices).axes['status']?.states.map(({ name }) => name) ?? [];
    expect(order(moveState(text, 'status', 'released', -1)).slice(1, 4)).toEqual(['received', 'released', 'accepted']);
    expect(moveState(text, 'status', 'closed', 1).splices).toEqual([]);
    expect(order(moveState(text, 'status', 'rejected', -1)).slice(-2)).toEqual(['rejected', 'cancelled']);
  });

  it('change what must never be, for all transitions of an entry or for one set apart', () => {
    const pair = { from: 'cancelled', to: 'shipped' };
    const says = { code: 'zombie', otherwise: undefined };
    const all = edited(setStep(text, 'status', 'never', { pair, says }).splices).axes['status'] as Axis;
    expect(transition(all, 'rejected', 'delivered')).toMatchObject({ cause: 'zombie' });
    const after = applySplices(text, setStep(text, 'status', 'never', { pair, says, isApart: true }).splices);
    const apart = (JSON.parse(after) as Lifecycle).axes['status'] as Axis;
    expect(transition(apart, 'cancelled', 'shipped')).toEqual({
      kind: 'refused',
      cause: 'zombie',
      why: 'the order was cancelled; stop the parcel or reinstate the order',
    });
    expect(transition(apart, 'cancelled', 'delivered')).toMatchObject({ cause: 'shipped_after_cancel' });
    expect(stepEntry(after, 'status', 'never', pair)?.pairs).toEqual([pair]);
    expect(() => setStep(text, 'status', 'never', { pair, says: { code: '' } })).toThrow('snake_case');
    expect(() => addStep(text, 'status', 'never', { from: 'draft', to: 'closed' })).toThrow('needs the code');
  });

  it('allow and forbid single transitions, whatever the shape of the step', () => {
    const allowed = edited(addStep(text, 'status', 'steps', { from: 'delivered', to: 'shipped', by: ['oms'] }).splices);
    expect(transition(allowed.axes['status'] as Axis, 'delivered', 'shipped').kind).toBe('step');
    for (const { from, to, kind } of graph.lines) {
      if (kind !== 'step') continue;
      const forbidden = edited(removeStep(text, 'status', 'steps', { from, to }).splices);
      for (const other of graph.lines)
        if (other.kind === 'step') {
          const found = transition(forbidden.axes['status'] as Axis, other.from, other.to).kind;
          expect(found === 'step', `${from} ${to}: ${other.from} ${other.to}`).toBe(
            other.from !== from || other.to !== to,
          );
        }
    }
  });
});
