// Where keys lead in a grid, what of it is in sight, and which cell lies under a point: arithmetic that nothing has to be measured for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf } from '../../../designer/pages/tables/grid-store.ts';
import {
  columnsInSight,
  edgesOf,
  GUTTER_WIDTH,
  HEAD_HEIGHT,
  placeAtPoint,
  ROW_HEIGHT,
  rowsInSight,
  scrollFor,
} from '../../../designer/pages/tables/grid-view.ts';
import { inside, placeAfter } from '../../../designer/parts/grid-keys.ts';

const SIZE = { rows: 100, columns: 5, page: 10, mod: false };

describe('a grid', () => {
  it.each([
    ['ArrowDown', false, { row: 21, column: 2 }],
    ['ArrowDown', true, { row: 99, column: 2 }],
    ['ArrowLeft', false, { row: 20, column: 1 }],
    ['ArrowRight', true, { row: 20, column: 4 }],
    ['PageUp', false, { row: 10, column: 2 }],
    ['PageDown', false, { row: 30, column: 2 }],
    ['Home', false, { row: 20, column: 0 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 99, column: 4 }],
    ['x', false, undefined],
  ] as const)('goes by %s (with Ctrl: %s) to %o', (key, mod, expected) => {
    expect(placeAfter(key, { row: 20, column: 2 }, { ...SIZE, mod })).toEqual(expected);
  });

  it('stays inside its cells, and selects the rectangle between two corners', () => {
    expect(inside({ row: 130, column: -1 }, SIZE)).toEqual({ row: 99, column: 0 });
    const area = areaOf({ active: { row: 2, column: 3 }, anchor: { row: 7, column: 1 } });
    expect(area).toEqual({ top: 2, bottom: 7, left: 1, right: 3 });
  });

  it('finds every cell in sight at the point where it is drawn', () => {
    const widths = fc.array(fc.integer({ min: 40, max: 300 }), { minLength: 1, maxLength: 12 });
    const view = fc.record({ top: fc.nat(3000), left: fc.nat(800), width: fc.constant(700), height: fc.constant(400) });
    fc.assert(
      fc.property(widths, view, fc.nat(99), fc.nat(11), (all, seen, row, index) => {
        const edges = edgesOf(all);
        const column = index % all.length;
        const x = GUTTER_WIDTH + (edges[column] ?? 0) + 1 - seen.left;
        const y = HEAD_HEIGHT + row * ROW_HEIGHT + 1 - seen.top;
        const isInSight =
          x >= GUTTER_WIDTH && x < GUTTER_WIDTH + seen.width && y >= HEAD_HEIGHT && y < HEAD_HEIGHT + seen.height;
        fc.pre(isInSight);
        expect(placeAtPoint({ x, y }, seen, { edges, rows: 100 })).toEqual({ row, column });
        const rows = rowsInSight(seen, 100);
        expect(row >= rows.from && row < rows.to).toBe(true);
        const columns = columnsInSight(seen, edges);
        expect(column >= columns.from && column < columns.to).toBe(true);
      }),
    );
  });

  it('draws no row and no column that is out of sight', () => {
    const edges = edgesOf([100, 100, 100, 100, 100]);
    const view = { top: 2 * ROW_HEIGHT, left: 100, width: 200, height: 3 * ROW_HEIGHT };
    expect(rowsInSight(view, 100)).toEqual({ from: 2, to: 5 });
    expect(columnsInSight(view, edges)).toEqual({ from: 1, to: 3 });
    expect(rowsInSight({ ...view, top: view.top + 1 }, 100)).toEqual({ from: 2, to: 6 });
    expect(columnsInSight({ ...view, left: 101 }, edges)).toEqual({ from: 1, to: 4 });
    expect(rowsInSight(view, 1)).toEqual({ from: 1, to: 1 });
  });

  it('scrolls only as far as a cell needs, and not at all for one in sight', () => {
    expect(scrollFor(100, 28, { start: 50, length: 200 })).toBe(50);
    expect(scrollFor(20, 28, { start: 50, length: 200 })).toBe(20);
    expect(scrollFor(300, 28, { start: 50, length: 200 })).toBe(128);
  });
});
