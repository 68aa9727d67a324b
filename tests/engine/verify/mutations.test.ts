// The cases of a proof: every kind of change at every place, enough of them, the same every time, and no input written to.
import { describe, expect, it } from 'vitest';
import { casesOver } from '../../../runtime/engine/verify/cases.ts';
import { hugeVariations, variations } from '../../../runtime/engine/verify/mutations.ts';

const ORDER = { id: 7, name: 'A', paid: true, note: null, lines: [{ sku: 'x', qty: '2' }, { sku: 'y' }], tags: [] };

const named = (input: unknown): Map<string, unknown> =>
  new Map([...variations(input)].map(({ name, value }) => [name, value]));

describe('variations', () => {
  it.each([
    ['dropped at /id', { ...ORDER, id: undefined }],
    ['null at /lines', { ...ORDER, lines: null }],
    ['in a list at /name', { ...ORDER, name: ['A'] }],
    ['empty list at /lines', { ...ORDER, lines: [] }],
    ['list of one at /lines', { ...ORDER, lines: [ORDER.lines[0]] }],
    ['first of the list at /lines', { ...ORDER, lines: ORDER.lines[0] }],
    ['text of a number at /id', { ...ORDER, id: '7' }],
    ['number of a text at /lines/0/qty', { ...ORDER, lines: [{ sku: 'x', qty: 2 }, { sku: 'y' }] }],
    ['dropped at /lines/1', { ...ORDER, lines: [ORDER.lines[0]] }],
  ])('%s', (name, expected) => {
    const found = named(ORDER);
    expect(found.has(name)).toBe(true);
    expect(JSON.parse(JSON.stringify(found.get(name)))).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('change the text at every place to one beyond the basic plane', () => {
    const found = [...named(ORDER)].filter(([name]) => name.startsWith('another text'));
    expect(found.map(([name]) => name)).toEqual([
      'another text at /name',
      'another text at /lines/0/sku',
      'another text at /lines/0/qty',
      'another text at /lines/1/sku',
    ]);
    expect(found[0]?.[1]).toMatchObject({ name: expect.stringContaining('😀') as unknown });
  });

  it('make lists and texts huge', () => {
    const [lines, name] = hugeVariations(ORDER, 2).map(({ value }) => value as typeof ORDER);
    expect([lines, name].flatMap((one) => [one?.lines.length, one?.name.length])).toContain(500);
    expect(Math.max(...[lines, name].map((one) => one?.name.length ?? 0))).toBeGreaterThanOrEqual(100_000);
  });

  it('leave the input as it is', () => {
    const before = JSON.stringify(ORDER);
    for (const _one of casesOver([{ name: 'order', value: ORDER }], 2_000)) void _one;
    expect(JSON.stringify(ORDER)).toBe(before);
  });
});

describe('cases', () => {
  it('are as many as are wanted, the inputs first, and the same every time', () => {
    const inputs = [
      { name: 'one', value: ORDER },
      { name: 'two', value: { a: 1 } },
    ];
    const first = [...casesOver(inputs, 2_000)];
    expect(first).toHaveLength(2_000);
    expect(first.slice(0, 2)).toEqual(inputs);
    expect([...casesOver(inputs, 2_000)]).toEqual(first);
    expect(new Set(first.map(({ name }) => name.split(': ')[1]?.split(' at ')[0])).size).toBeGreaterThan(15);
  });

  it('are all inputs when there are more than that', () => {
    const inputs = Array.from({ length: 30 }, (_unused, index) => ({ name: String(index), value: { index } }));
    expect([...casesOver(inputs, 10)].length).toBeGreaterThanOrEqual(30);
  });
});
