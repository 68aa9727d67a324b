// Paths of rules: the meaning of jsonpath-plus, and no code.
import { JSONPath } from 'jsonpath-plus';
import { describe, expect, it } from 'vitest';
import { compilePath } from '../../../runtime/engine/compile/rules/path.ts';
import { readPath } from '../../../runtime/engine/compile/rules/path-syntax.ts';

const RANDOM = '../../fuzz/random.mjs';
const GRAMMAR = '../../fuzz/rules-grammar.mjs';

function ours(path: string, json: object): unknown {
  const read = readPath(path);
  if (read.kind !== 'steps') throw new Error(`${path}: ${read.kind} at ${read.offset}`);
  return compilePath(read.steps).resolve(json);
}

const theirs = (path: string, json: object): unknown => JSONPath({ path, json, wrap: false });

const ORDER = {
  id: 'A1',
  lines: [
    { sku: 'a', qty: 1 },
    { sku: 'b', qty: 2, tags: ['x'] },
    { qty: 3, tags: [] },
  ],
  one: [{ sku: 'only' }],
  none: [],
  text: 'abc',
  '*': 'a member of that name',
  deep: { '*': 'another', '0:2': 'a third', lines: { sku: 'c' } },
};

describe('a path', () => {
  it.each([
    ['$', ORDER],
    ['$.id', 'A1'],
    ['$.lines[1].sku', 'b'],
    ["$['deep']['lines'].sku", 'c'],
    ['$["text"]', 'abc'],
    ['$.text.length', 3],
    ['$.text[1]', 'b'],
    ['$.lines.length', 3],
    ['$.lines[*].sku', ['a', 'b']],
    ['$.one[*].sku', ['only']],
    ['$.none[*].sku', undefined],
    ['$.lines[7].sku', undefined],
    ['$.lines[-1]', undefined],
    ['$.lines[-1:].qty', [3]],
    ['$.lines[0:2].sku', ['a', 'b']],
    ['$.lines[0:0].qty', [1, 2, 3]],
    ['$.lines[::2].qty', [1, 3]],
    ['$.lines[0,2].qty', [1, 3]],
    ['$..sku', ['a', 'b', 'only', 'c']],
    ['$.toString', undefined],
    ['$.text.constructor', undefined],
    // Behind a name that was found, a member whose name is the step itself comes first.
    ['$.deep.*', 'another'],
    ['$.deep[0:2]', 'a third'],
  ])('%s gives what jsonpath-plus gives', (path, expected) => {
    expect(ours(path, ORDER)).toEqual(expected);
    expect(theirs(path, ORDER)).toEqual(expected);
  });

  it('gives what jsonpath-plus gives for 20,000 random paths over random data', async () => {
    const { seeded } = await import(RANDOM);
    const { path: randomPath, value: randomValue } = await import(GRAMMAR);
    for (let seed = 1; seed <= 20_000; seed += 1) {
      const random = seeded(seed);
      const path = randomPath(random);
      const json = [randomValue(random), randomValue(random)];
      expect(ours(path, json), `${path} over ${JSON.stringify(json)}`).toEqual(theirs(path, json));
    }
  });

  it.each([
    ['$.lines[?(@.qty>1)]', 9],
    ['$.lines[(@.length-1)]', 8],
    ["$['(console)']", 3],
    ['$..lines[?(this.constructor)]', 10],
    ['$.a@string()', 10],
  ])('%s is refused as code, with the place', (path, offset) => {
    expect(readPath(path)).toEqual({ kind: 'script', offset });
  });

  it.each(['$.a^', '$.a~', '$.`a', 'a.b', '$.a b', '$.', '$[', "$['a,b']", '$.a[*', '$..', '$.a..', ''])(
    '%s is left to the reference',
    (path) => {
      expect(readPath(path).kind).toBe('other');
    },
  );
});
