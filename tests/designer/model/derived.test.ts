// Fields and lines that are made anew only where a program has changed are those that making all of them gives, and what an edit
// leaves alone stays the same object: nothing of it is drawn again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTargetFields, linesOf } from '../../../designer/canvas/derived.ts';
import { fieldsOfTargets } from '../../../designer/canvas/manifest.ts';
import { setTarget } from '../../../designer/model/mapping/edits.ts';
import { fieldAt } from '../../../designer/schema/field.ts';
import { type Program, readProgram } from '../../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../../runtime/engine/outline/reread.ts';
import { editedText, fcEdit, fcProgram } from '../../support/program-edits.ts';

const plainLines = ({ targets }: Program) =>
  targets.flatMap(({ path, kind, sources: [from] }) =>
    kind === 'path' && from !== undefined ? [{ id: `${from}\n${path}`, from, to: path, kind: 'value' }] : [],
  );

describe('what the canvas shows of a program', () => {
  it('is the same as if it were made of the whole text, over random edits', () => {
    fc.assert(
      fc.property(fcProgram, fc.array(fcEdit, { minLength: 1, maxLength: 12 }), (start, edits) => {
        const fieldsOf = createTargetFields();
        let program = readProgram(start);
        fieldsOf(program);
        for (const edit of edits) {
          const next = rereadProgram(program, editedText(program, edit));
          const whole = readProgram(next.text);
          expect(fieldsOf(next)).toEqual(fieldsOfTargets(whole.targets));
          expect(linesOf(next)).toEqual(plainLines(whole));
          program = next.fault === undefined ? next : program;
        }
      }),
      { numRuns: Number(process.env['REREAD_RUNS'] ?? 60) },
    );
  });

  it('stays the same where nothing has changed', () => {
    const fieldsOf = createTargetFields();
    const before = readProgram('{ "a": s, "b": { "c": n, "d": s }, "e": { "f": n } }');
    const fields = fieldsOf(before);
    const drawn = rereadProgram(before, setTarget(before, '/b/c', 's')?.text ?? '');
    expect(fieldsOf(drawn)).toBe(fields);
    expect(linesOf(drawn).filter((line) => linesOf(before).includes(line))).toHaveLength(3);
    const added = rereadProgram(drawn, setTarget(drawn, '/b/g', 's')?.text ?? '');
    const more = fieldsOf(added);
    expect(more).not.toBe(fields);
    for (const path of ['/a', '/b/c', '/e']) expect(fieldAt(more, path)).toBe(fieldAt(fields, path));
  });
});
