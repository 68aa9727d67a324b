import { describe, expect, it } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../../runtime/engine/compile/expression.ts';
import { compileReference } from '../../../runtime/engine/compile/jsonata-reference.ts';

const compile = (program: string, limits = {}) =>
  compileReference(program, { file: 'mapping.jsonata', limits: { ...DEFAULT_EVALUATION_LIMITS, ...limits } });

const failure = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (thrown) {
    return (thrown as { toJSON(): unknown }).toJSON();
  }
  throw new Error('expected an error');
};

describe('the reference interpreter', () => {
  it('says where a program is no JSONata', async () => {
    expect(await failure(() => compile('{\n  "a": (1 +\n}'))).toMatchObject({
      code: 'mapping.syntax',
      at: { file: 'mapping.jsonata', line: 3 },
    });
  });

  it('refuses a regular expression left of a default, which the reference would match for ever', async () => {
    for (const program of ['$match(a, /x/) ?: 0', '(\n  $replace(a, /x/, "") ?? "none"\n)']) {
      expect(await failure(() => compile(program))).toMatchObject({
        code: 'mapping.syntax',
        message: expect.stringContaining('regular expression'),
      });
    }
    await expect(compile('($r := /x/; $count($match(a, $r)) ?: 0)').evaluate({ a: 'axa' }, {})).resolves.toBe(1);
  });

  it('ends a program at its step limit, and counts anew for the next message', async () => {
    const expression = compile('$sum([1..n].($ + 1))', { steps: 1_000 });
    await expect(expression.evaluate({ n: 100 }, {})).resolves.toBe(5_150);
    expect(await failure(() => expression.evaluate({ n: 10_000 }, {}))).toMatchObject({
      code: 'mapping.too-many-steps',
    });
    await expect(expression.evaluate({ n: 100 }, {})).resolves.toBe(5_150);
  });

  it('never shows a value of the message in an error', async () => {
    const text = JSON.stringify(await failure(() => compile('name + 1').evaluate({ name: 'Ada Lovelace' }, {})));
    expect(text).toContain('mapping.failed');
    expect(text).not.toContain('Lovelace');
  });

  it('names the place of the call when a library function refuses a value', async () => {
    const tables = { words: { a: { to: 'b' } } };
    const program = '{\n  "x": $translate($tables, "words", code)\n}';
    expect(await failure(() => compile(program).evaluate({ code: 'zz' }, { tables }))).toMatchObject({
      code: 'mapping.unmapped',
      subject: 'words',
      at: { line: 2 },
    });
  });

  it('does not change its input', async () => {
    const input = { lines: [{ a: 1 }, { a: 2 }] };
    const before = JSON.stringify(input);
    await compile('lines ~> |$|{"b": a}|').evaluate(input, {});
    expect(JSON.stringify(input)).toBe(before);
  });
});
