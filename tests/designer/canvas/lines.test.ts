// Which lines are drawn of all that are meant: those that the sample draws, bundled where a row is closed; and which places are kept.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawLines, type Line } from '../../../designer/canvas/line-geometry.ts';
import { keptAfterMove } from '../../../designer/canvas/map-nodes.ts';
import { bundlesOf, countElsewhere } from '../../../designer/canvas/node-bundles.ts';
import { linesOfNodes } from '../../../designer/canvas/node-lines.ts';
import { presenceIn } from '../../../designer/canvas/presence.ts';
import { layOutRows } from '../../../designer/canvas/rows.ts';
import { nodesOf } from '../../../designer/model/mapping/graph.ts';
import { fieldsOfSamples } from '../../../designer/schema/from-sample.ts';
import { valuesByPath } from '../../../designer/schema/values.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';

const ORDERS = { orders: [{ id: 1, mail: 'a', closed: 'x' }] };
const DRAFTS = { drafts: [{ id: 2, mail: 'b' }] };
const fields = fieldsOfSamples([ORDERS, DRAFTS]);
const presenceOf = presenceIn(valuesByPath(DRAFTS));
const OPEN = layOutRows(fields, { closed: new Set() });
const CLOSED = layOutRows(fields, { closed: new Set(['/orders', '/drafts']) });
const never = () => false;

describe('a field in a sample', () => {
  it('is here, or empty where its group is here, or belongs to another message', () => {
    expect(['/drafts', '/drafts/id', '/drafts/closed', '/orders', '/orders/id'].map(presenceOf)).toEqual([
      'here',
      'here',
      'empty',
      'empty',
      'elsewhere',
    ]);
  });

  it('is here whatever it is when there is no sample', () => {
    expect(presenceIn(new Map())('/anything')).toBe('here');
  });

  it('is here exactly when a value is at it or below it', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .map((steps) => `/${steps.join('/')}`);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 6 }), path, (paths, asked) => {
        const isHere = paths.some((one) => one === asked || one.startsWith(`${asked}/`));
        expect(presenceIn(new Map(paths.map((one) => [one, 1])))(asked) === 'here').toBe(isHere);
      }),
    );
  });
});

describe('lines of fields', () => {
  const lines: readonly Line[] = ['/orders/id', '/drafts/id', '/drafts/closed'].map((from, index) => ({
    id: `${from}\n/t${index}`,
    from,
    to: `/t${index}`,
    kind: 'value',
  }));
  const target = layOutRows(fieldsOfSamples([{ t0: 1, t1: 1, t2: 1 }]), { closed: new Set() });
  const sides = (source: typeof OPEN) => ({
    source: { rows: source, scrollTop: 0, top: 0, bottom: 500, x: 0 },
    target: { rows: target, scrollTop: 0, top: 0, bottom: 500, x: 300 },
  });
  const drawn = (options: { isLit?: (line: Line) => boolean; showsAll?: boolean }) =>
    drawLines(lines, sides(OPEN), { isLit: never, showsAll: false, presenceOf, ...options }).lines;

  it('are those that the sample draws, faint where it has no value', () => {
    expect(drawn({}).map(({ ids, presence }) => [ids[0]?.split('\n')[0], presence])).toEqual([
      ['/drafts/id', 'here'],
      ['/drafts/closed', 'empty'],
    ]);
  });

  it('are all when that is asked for, and the one that is lit always', () => {
    expect(drawn({ showsAll: true })).toHaveLength(3);
    expect(drawn({ isLit: (line) => line.from === '/orders/id' })).toHaveLength(3);
  });
});

describe('lines of nodes', () => {
  const nodes = nodesOf(readProgram('{ "a": $string(orders.id & drafts.id & drafts.mail), "b": $trim(drafts.mail) }'));
  const lines = linesOfNodes(nodes);
  const bundles = (source: typeof OPEN, showsAll = false) =>
    bundlesOf(lines, { source, isLit: never, presenceOf, showsAll });

  it('are each its own where its row is shown, without those of other messages', () => {
    const found = bundles(OPEN).filter(({ line }) => 'source' in line.from);
    expect(found.map(({ line }) => line.id.split('\n')[0])).toEqual(['/drafts/id', '/drafts/mail', '/drafts/mail']);
    expect(countElsewhere([], lines, presenceOf)).toBe(1);
    expect(bundles(OPEN, true)).toHaveLength(lines.length);
  });

  it('are one from a closed row to a node, with the ids of all', () => {
    const found = bundles(CLOSED).filter(({ isMerged }) => isMerged);
    expect(found.map(({ ids }) => ids.length)).toEqual([2, 1]);
    expect(found[0]?.ids).toHaveLength(2);
  });
});

describe('places that are kept after a move', () => {
  it('are those of what was moved itself, and of what is inside of it and had one', () => {
    const kept = { '/a': { x: 0, y: 0 }, '/a#0': { x: 5, y: 5 }, '/b': { x: 9, y: 9 } };
    const moved = { '/a': { x: 10, y: 0 }, '/a#0': { x: 15, y: 5 }, '/a#0.1': { x: 20, y: 5 } };
    expect(keptAfterMove(kept, moved)).toEqual({
      '/a': { x: 10, y: 0 },
      '/a#0': { x: 15, y: 5 },
      '/b': { x: 9, y: 9 },
    });
  });

  it('are those of an inner node that was moved alone', () => {
    expect(keptAfterMove({}, { '/a#0': { x: 1, y: 2 } })).toEqual({ '/a#0': { x: 1, y: 2 } });
  });
});
