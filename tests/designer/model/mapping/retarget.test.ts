// Giving the value of one target to another, as laws: the text moves as it is, nothing else changes, and back again is where it was.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRefused, type Outcome } from '../../../../designer/model/mapping/node-edits.ts';
import { refusesRetarget, retarget } from '../../../../designer/model/mapping/retarget.ts';
import { type Program, readProgram } from '../../../../runtime/engine/outline/program.ts';
import { ROOT } from '../../../support/sidecar.ts';

const folder = join(ROOT, 'mappings');
const WORKSPACE = readdirSync(folder)
  .filter((name) => name !== 'tables')
  .map((name) => [name, readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8')] as const);

const PROGRAM = readProgram(
  '{\n  "a": $uppercase(x),\n  /* why */\n  "b": $sum(lines.price),\n  "g": { "c": y },\n  "lines": [lines.{ "sku": code }]\n}',
);

function text(outcome: Outcome): string {
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome.text;
}

/** Texts of targets that hold no others. */
const texts = (program: Program): Map<string, string> =>
  new Map(
    [...program.byPath]
      .filter(([, one]) => one.kind !== 'group' && one.kind !== 'loop')
      .map(([path, target]) => [path, target.text]),
  );

describe('giving the value of a target to another', () => {
  it('moves its text with its note, and is one act', () => {
    const moved = retarget(PROGRAM, { from: '/b', to: '/total' });
    expect(moved).toMatchObject({ name: 'Move the value of b to total' });
    const now = readProgram(text(moved));
    expect(now.byPath.get('/total')).toMatchObject({ text: '$sum(lines.price)', note: 'why' });
    expect(now.byPath.has('/b')).toBe(false);
  });

  it('takes the place of what the other had', () => {
    const now = readProgram(text(retarget(PROGRAM, { from: '/a', to: '/g/c' })));
    expect(now.byPath.get('/g/c')?.text).toBe('$uppercase(x)');
    expect(now.byPath.has('/a')).toBe(false);
  });

  it.each([
    ['/a', '/a', 'a has this value already'],
    ['/g', '/g/c', 'c and g are one in the other'],
    ['/a', '/g', 'g is a group: choose one of its fields'],
    ['/a', '/lines/sku', 'a is made once for the message, sku for each of lines'],
    ['/lines/sku', '/a', 'sku is made for each of lines, a once for the message'],
  ])('is refused from %s to %s with the reason', (from, to, words) => {
    expect(refusesRetarget(PROGRAM, from, to)).toBe(words);
    expect(retarget(PROGRAM, { from, to })).toEqual({ refused: words });
  });

  it('leaves every other target of the workspace as it was, and leads back', () => {
    let moves = 0;
    for (const [, source] of WORKSPACE) {
      const program = readProgram(source);
      for (const target of program.targets.filter((one) => one.kind !== 'group').slice(0, 12)) {
        const to = `${target.path}Moved`;
        const outcome = retarget(program, { from: target.path, to });
        if (isRefused(outcome)) continue;
        moves += 1;
        const now = readProgram(outcome.text);
        const expected = texts(program);
        for (const path of [...expected.keys()].filter(
          (one) => one === target.path || one.startsWith(`${target.path}/`),
        ))
          expected.delete(path);
        const found = texts(now);
        for (const path of [...found.keys()].filter((one) => one === to || one.startsWith(`${to}/`)))
          found.delete(path);
        expect(found).toEqual(expected);
        expect(now.byPath.get(to)?.text.replace(/\s+/g, ' ')).toBe(target.text.replace(/\s+/g, ' '));
        const back = readProgram(text(retarget(now, { from: to, to: target.path })));
        expect(new Set(back.byPath.keys())).toEqual(new Set(program.byPath.keys()));
      }
    }
    expect(moves).toBeGreaterThan(100);
  });
});
