// A program that is read anew after an edit is the one that reading all of its text gives: over random edits of every kind,
// on the sample workspace, on odd hand-written programs, and with characters put in and taken out anywhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setTarget } from '../../../designer/model/mapping/edits.ts';
import { type Program, readProgram } from '../../../runtime/engine/outline/program.ts';
import { changeBetween, rereadProgram } from '../../../runtime/engine/outline/reread.ts';
import { editedText, fcEdit, fcProgram, ODD_PROGRAMS } from '../../support/program-edits.ts';

/** All that a program says, without how it was come by. */
const told = ({ text, targets, byPath, objects, fault }: Program) => ({
  text,
  fault,
  targets: targets.map(
    ({ path, kind, text: own, key, value, sources, note, owner, isRepeated, expression, scope }) => ({
      path,
      kind,
      own,
      key,
      value,
      sources,
      note,
      owner,
      isRepeated,
      expression,
      context: scope.context,
    }),
  ),
  byPath: [...byPath].map(([path, target]) => [path, targets.indexOf(target)]),
  objects: [...objects.values()]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, span, entries, scope, facts }) => ({
      path,
      span: { ...span },
      entries: entries.map(({ start, end, key, value }) => ({ start, end, key, value })),
      context: scope.context,
      members: facts.members.map((one) => one.path),
      isDirect: facts.isDirect,
    })),
});

describe('a program that is read anew', () => {
  it('is the same as one that is read from the beginning, over random edits', () => {
    let shared = 0;
    fc.assert(
      fc.property(fcProgram, fc.array(fcEdit, { minLength: 1, maxLength: 12 }), (start, edits) => {
        let program = readProgram(start);
        for (const edit of edits) {
          const text = editedText(program, edit);
          const next = rereadProgram(program, text);
          expect(told(next)).toEqual(told(readProgram(text)));
          const kept = new Set(program.targets.map(({ facts }) => facts));
          if (text !== program.text) shared += next.targets.filter(({ facts }) => kept.has(facts)).length;
          // A text that cannot be read is edited no further: the canvas is shut then.
          program = next.fault === undefined ? next : program;
        }
      }),
      { numRuns: Number(process.env['REREAD_RUNS'] ?? 80) },
    );
    expect(shared).toBeGreaterThan(300);
  });

  it('is the same when one character is put in or taken out anywhere', () => {
    for (const start of ODD_PROGRAMS) {
      const program = readProgram(start);
      for (let at = 0; at <= start.length; at += 1) {
        for (const text of [
          start.slice(0, at) + start.slice(at + 1),
          ...[',', '"', '/', '}'].map((put) => start.slice(0, at) + put + start.slice(at)),
        ])
          expect(told(rereadProgram(program, text)), JSON.stringify([start, text])).toEqual(told(readProgram(text)));
      }
    }
  });

  it('keeps what is known of targets that an edit leaves alone', () => {
    const text = '{\n  "a": s,\n  "b": { "c": n, "d": s },\n  "e": l.{ "k": k }\n}\n';
    const before = readProgram(text);
    const after = rereadProgram(before, setTarget(before, '/b/c', 'l.k')?.text ?? '');
    const facts = (program: Program, path: string) => program.byPath.get(path)?.facts;
    for (const path of ['/a', '/b/d', '/e', '/e/k']) expect(facts(after, path)).toBe(facts(before, path));
    for (const path of ['/b', '/b/c']) expect(facts(after, path)).not.toBe(facts(before, path));
    expect(after.objects.get('/e')?.facts).toBe(before.objects.get('/e')?.facts);
    expect(after.objects.get('/b')?.facts).not.toBe(before.objects.get('/b')?.facts);
  });
});

describe('the change between two texts', () => {
  it('is the smallest one, also of long texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.nat(9000), (head, old, put, length) => {
        const pad = 'ab'.repeat(length);
        const [before, after] = [head + pad + old + pad, head + pad + put + pad];
        const { from, to, by } = changeBetween(before, after);
        expect(before.slice(0, from) + after.slice(from, to + by) + before.slice(to)).toBe(after);
        expect(by).toBe(after.length - before.length);
        if (from < to) expect(before[from]).not.toBe(after[from]);
      }),
      { numRuns: 200 },
    );
  });
});
