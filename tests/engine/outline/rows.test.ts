// Which members of a program are targets: in loops, in functions that make a row of each member, in groups, in lists written out.
import { describe, expect, it } from 'vitest';
import { connect, setTarget } from '../../../designer/model/mapping/edits.ts';
import { fieldPath, readProgram } from '../../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../../runtime/engine/outline/reread.ts';

const told = (text: string): string[] =>
  readProgram(text).targets.map(
    ({ path, kind, sources }) => `${path} ${kind}${sources.map((one) => ` <${one}`).join('')}`,
  );

const NO_LISTS = { isSourceList: () => false, isTargetList: () => false, isTargetGroup: () => false };

describe('rows of the target tree', () => {
  it('are the members of objects that a function makes', () => {
    expect(told('{ "a": [$map(l, function($x, $i) { { "k": $x.k, "n": $i, "s": s } })] }')).toEqual([
      '/a loop </l',
      '/a/k path </l/k',
      '/a/n expression',
      '/a/s path </s',
    ]);
    expect(told('{ "a": $each(o, function($v, $k) {( $z := $v; $compact({ "k": $k, "v": $z.q }) )}) }')).toEqual([
      '/a loop </o',
      '/a/k expression',
      '/a/v expression',
    ]);
  });

  it('are the members of a loop behind names, and of a grouped one', () => {
    expect(told('{ "a": ( $r := l[q > 1]; [$r.{ "k": k }] ) }')).toEqual(['/a loop </l', '/a/k path </l/k']);
    expect(told('{ "a": [(l{ k: { "k": k[0], "n": $sum(q) } }).*] }')).toEqual([
      '/a loop </l',
      '/a/k expression </l/k',
      '/a/n call </l/q',
    ]);
  });

  it('are the members of every object of a list that is written out', () => {
    expect(told('{ "a": [{ "t": "x", "v": s }, { "t": "y", "in": { "v": n } }, { "t": "z" }], "b": s }')).toEqual([
      '/a group',
      '/a/t constant',
      '/a/v path </s',
      '/a[2]/t constant',
      '/a[2]/in group',
      '/a[2]/in/v path </n',
      '/a[3]/t constant',
      '/b path </s',
    ]);
    expect(fieldPath('/a[2]/in/v[12]')).toBe('/a/in/v');
  });
});

describe('an edit of such a row', () => {
  it.each([
    [
      '{ "a": [$map(l, function($x) { { "k": $x.k } })] }',
      '/l/q',
      '/a/n',
      '{ "a": [$map(l, function($x) { { "k": $x.k, "n": $x.q } })] }',
    ],
    [
      '{ "a": [$map(l, function($x) { { "k": $x.k } })] }',
      '/s',
      '/a/k',
      '{ "a": [$map(l, function($x) { { "k": s } })] }',
    ],
    ['{ "a": [{ "t": "x" }, { "t": "y" }] }', '/s', '/a[2]/t', '{ "a": [{ "t": "x" }, { "t": s }] }'],
    ['{ "a": [{ "t": "x" }, { "t": "y" }] }', '/s', '/a[2]/v', '{ "a": [{ "t": "x" }, { "t": "y", "v": s }] }'],
    ['{ "a": [(l{ k: { "k": k } }).*] }', '/l/q', '/a/n', '{ "a": [(l{ k: { "k": k, "n": q } }).*] }'],
  ])('changes its own characters: %s', (text, from, to, after) => {
    const edit = connect(readProgram(text), { from, to }, NO_LISTS);
    expect(edit?.text).toBe(after);
    const targets = (one: ReturnType<typeof readProgram>) =>
      one.targets.map(({ path, text: own, value }) => [path, own, value]);
    expect(targets(rereadProgram(readProgram(text), after))).toEqual(targets(readProgram(after)));
  });

  it('is not made for an object of a list that is not there', () => {
    expect(setTarget(readProgram('{ "a": [{ "t": "x" }] }'), '/a[2]/t', 's')).toBeUndefined();
  });
});
