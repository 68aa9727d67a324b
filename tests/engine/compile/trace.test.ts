// What each part of a program gave, found by its place in the text.
import { describe, expect, it } from 'vitest';
import { traceProgram } from '../../../runtime/engine/compile/trace.ts';

const INPUT = { id: 7, lines: [{ sku: 'A', qty: 2 }, { sku: 'B', qty: 3 }, { qty: 4 }] };

/** Traces a program in which «…» marks the part that is asked for. */
async function traced(marked: string, input: unknown = INPUT) {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const trace = await traceProgram(marked.replace(/[«»]/g, ''), { file: 'x', input, bindings: {} });
  return trace.at(start, end);
}

describe('traces', () => {
  it.each<[string, unknown, number]>([
    ['{ "a": «id» }', 7, 1],
    ['{ "a": «$string(id)» & "x" }', '7', 1],
    ['{ "a": $string(«id») & "x" }', 7, 1],
    ['{ "a": «$string(id) & "x"» }', '7x', 1],
    ['«{ "a": id }»', { a: 7 }, 1],
    ['{ "n": «$sum(lines.qty)» }', 9, 1],
    ['{ "l": lines.{ "s": «sku» } }', 'A', 3],
    ['{ "l": «lines.{ "s": sku }» }', [{ s: 'A' }, { s: 'B' }, {}], 1],
    ['{ "l": lines[«qty > 2»].sku }', false, 3],
    ['($x := «id + 1»; { "a": $x })', 8, 1],
    ['($x := id + 1; { "a": «$x» })', 8, 1],
    ['{ "a": id = 7 ? «"yes"» : "no" }', 'yes', 1],
  ])('know what %s gave', async (marked, first, evaluations) => {
    expect(await traced(marked)).toMatchObject({ first, evaluations });
  });

  it('know nothing of a branch that was not taken', async () => {
    expect(await traced('{ "a": id = 7 ? "yes" : «"no"» }')).toBeUndefined();
  });

  it('tell in how many of the evaluations something was given', async () => {
    expect(await traced('lines.{ "s": «sku» }')).toEqual({ first: 'A', evaluations: 3, given: 2 });
  });

  it('keep what was reached before an error', async () => {
    const trace = await traceProgram('{ "a": id, "b": $sum("x") }', { file: 'x', input: INPUT, bindings: {} });
    expect(trace.error).toMatchObject({ code: 'mapping.failed' });
    expect(trace.at(7, 9)).toMatchObject({ first: 7 });
  });
});
