// Edits of several nodes at once, as laws: each of what is selected is changed, nothing else is, and it is one act.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRefused, type Outcome } from '../../../../designer/model/mapping/node-edits.ts';
import {
  copyAll,
  disconnectAll,
  duplicateAll,
  pasteAt,
  removeNodes,
  wrapAll,
} from '../../../../designer/model/mapping/selection-edits.ts';
import { type Program, readProgram } from '../../../../runtime/engine/outline/program.ts';
import { ROOT } from '../../../support/sidecar.ts';

const folder = join(ROOT, 'mappings');
const WORKSPACE = readdirSync(folder)
  .filter((name) => name !== 'tables')
  .map((name) => [name, readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8')] as const);

const THREE = readProgram('{\n  "a": $uppercase(x),\n  /* kept */\n  "b": $sum(lines.price),\n  "c": $trim(y)\n}');

function text(outcome: Outcome): string {
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome.text;
}

/** Texts of targets by path. */
const texts = (program: Program): ReadonlyMap<string, string> =>
  new Map([...program.byPath].map(([path, target]) => [path, target.text]));

describe('edits of several nodes', () => {
  it('remove each: its main input takes its place', () => {
    const outcome = removeNodes(THREE, ['/a', '/c']);
    expect(text(outcome)).toBe('{\n  "a": x,\n  /* kept */\n  "b": $sum(lines.price),\n  "c": y\n}');
    expect(outcome).toMatchObject({ name: 'Remove 2 nodes' });
  });

  it('put a function around each, whatever the order in which they were chosen', () => {
    const one = wrapAll(THREE, ['/a', '/b', '/c'], 'string');
    expect(text(one)).toBe(text(wrapAll(THREE, ['/c', '/a', '/b'], 'string')));
    expect(text(one)).toContain('"b": $string($sum(lines.price))');
    expect(text(one)).toContain('/* kept */');
  });

  it('go for an inner node and the one around it, the inner one first', () => {
    const nested = readProgram('{ "a": $round($sum(lines.price), 2) }');
    expect(text(removeNodes(nested, ['/a', '/a#0']))).toBe('{ "a": lines.price }');
  });

  it('are one act, named for what it is alone when it is only one', () => {
    expect(removeNodes(THREE, ['/a'])).not.toMatchObject({ name: 'Remove 1 nodes' });
    expect(duplicateAll(THREE, ['/a', '/c'])).toMatchObject({ name: 'Duplicate 2 nodes' });
  });

  it('are refused with the reason when nothing is selected, or nothing of it is there', () => {
    expect(removeNodes(THREE, [])).toEqual({ refused: 'Nothing is selected' });
    expect(wrapAll(THREE, ['/gone', '/a#9'], 'string')).toEqual({ refused: 'Nothing is selected' });
  });

  it('cut the line to a target, and leave an input of a node empty', () => {
    expect(readProgram(text(disconnectAll(THREE, ['/a', '/c']))).byPath.has('/a')).toBe(false);
    const nested = readProgram('{ "a": $join(names.first, $uppercase(s)) }');
    const cut = disconnectAll(nested, ['/a#1']);
    expect(text(cut)).not.toContain('$uppercase');
    expect(readProgram(text(cut)).fault).toBeUndefined();
  });

  it('copy targets as members and one inner node as its expression, which can be pasted in the place of another', () => {
    const nested = readProgram('{ "a": $round($sum(lines.price), 2), "b": x }');
    expect(copyAll(nested, ['/a#0'])).toBe('$sum(lines.price)');
    expect(readProgram(`{ ${copyAll(THREE, ['/a', '/c'])} }`).targets.map(({ path }) => path)).toEqual(['/a', '/c']);
    expect(text(pasteAt(THREE, '/a', { text: ' $lowercase(z) ' }))).toContain('"a": $lowercase(z)');
    expect(pasteAt(THREE, '/a', { text: '] no' })).toMatchObject({ refused: expect.any(String) });
  });

  it.each(WORKSPACE)('in %s touch only the targets that they are for', (_name, source) => {
    const program = readProgram(source);
    const before = texts(program);
    const chosen = program.targets.filter(({ kind }) => kind === 'call').slice(0, 3);
    if (chosen.length === 0) return;
    const paths = new Set(chosen.map(({ path }) => path));
    const outcome = wrapAll(program, paths, 'string');
    const after = texts(readProgram(text(outcome)));
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [path, was] of before) {
      const isAround = [...paths].some((one) => one !== path && one.startsWith(`${path}/`));
      if (paths.has(path)) expect(after.get(path)).toBe(`$string(${was})`);
      else if (!isAround) expect(after.get(path)).toBe(was);
    }
  });
});
