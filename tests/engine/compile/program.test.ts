import { describe, expect, it } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../../runtime/engine/compile/expression.ts';
import { type CompileOptions, compileProgram, type Divergence } from '../../../runtime/engine/compile/program.ts';

const compile = (program: string, options: Partial<CompileOptions> = {}, limits = {}) =>
  compileProgram(program, { file: 'mapping.jsonata', limits: { ...DEFAULT_EVALUATION_LIMITS, ...limits }, ...options });

const failure = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (thrown) {
    return (thrown as { toJSON(): unknown }).toJSON();
  }
  throw new Error('expected an error');
};

/** An input whose member can be read from the second time on: compiled code fails where the reference does not. */
const failsOnce = (): unknown => {
  let reads = 0;
  return {
    get a() {
      reads += 1;
      if (reads === 1) throw new Error('read once');
      return 7;
    },
  };
};

describe('a compiled program', () => {
  it('answers at once', () => {
    const program = compile('$sum(lines.(price * quantity))');
    expect(program.tier).toBe('native');
    expect(
      program.evaluate(
        {
          lines: [
            { price: 2, quantity: 3 },
            { price: 1, quantity: 1 },
          ],
        },
        {},
      ),
    ).toBe(7);
    expect(program.counts).toMatchObject({ native: 1, reference: 0, failed: 0 });
  });

  it('gives the error of the reference, with code, place and token', async () => {
    const program = compile('{\n  "total": price * quantity\n}');
    const input = { price: 'Ada', quantity: 2 };
    const found = await failure(() => program.evaluate(input, {}));
    expect(found).toEqual(await failure(() => program.evaluateReference(input, {})));
    expect(found).toMatchObject({ code: 'mapping.failed', at: { line: 2 }, message: expect.stringContaining('T2001') });
    expect(program.counts).toMatchObject({ native: 0, failed: 1, diverged: 0 });
  });

  it('uses the value of the reference and tells when only compiled code fails', async () => {
    const told: Divergence[] = [];
    const program = compile('a + 1', { onDivergence: (divergence) => told.push(divergence) });
    await expect(program.evaluate(failsOnce(), {})).resolves.toBe(8);
    expect(told).toEqual([{ file: 'mapping.jsonata', native: 'Error' }]);
    expect(program.counts.diverged).toBe(1);
  });

  it('stays on the reference when told to', async () => {
    const program = compile('1 + 1', { tier: 'reference' });
    expect(program.tier).toBe('reference');
    await expect(program.evaluate(null, {})).resolves.toBe(2);
    expect(program.counts).toMatchObject({ native: 0, reference: 1 });
  });

  it('says why a program is left to the reference, and where', async () => {
    const program = compile('{"a": 1,\n "b": [$x := 1, $x]}');
    expect(program.tier).toBe('reference');
    expect(program.fallbackReasons.map((reason) => reason.code)).toContain('bind-in-constructor');
    await expect(program.evaluate(null, {})).resolves.toEqual({ a: 1, b: [1] });
  });

  it('leaves an evaluation to the reference when a binding takes the place of a function', async () => {
    const program = compile('$sum([1, 2])');
    expect(program.evaluate(null, {})).toBe(3);
    await expect(program.evaluate(null, { sum: 5 })).rejects.toMatchObject({ code: 'mapping.failed' });
    expect(program.counts.handedOver).toBe(1);
  });

  it('hands recursion that is deeper than the stack over to the reference', async () => {
    const program = compile(
      '($down := function($n) { $n = 0 ? 0 : 1 + $down($n - 1) }; $down(n))',
      {},
      { timeMs: 60_000 },
    );
    await expect(Promise.resolve(program.evaluate({ n: 12_000 }, {}))).resolves.toBe(12_000);
  });

  it('takes $now and the time limit from the clock it is given', async () => {
    let now = Date.UTC(2026, 4, 1);
    const program = compile('$now()', { clock: () => now });
    expect(program.evaluate(null, {})).toBe('2026-05-01T00:00:00.000Z');
    const endless = compile(
      '($f := function($n) { $f($n + 1) }; $f(0))',
      {
        clock: () => {
          now += 10;
          return now;
        },
      },
      { timeMs: 100 },
    );
    expect(await failure(() => endless.evaluate(null, {}))).toMatchObject({ code: 'mapping.timeout' });
  });

  it('ends a program at its steps, the same number every time', async () => {
    const program = compile('($f := function($n) { $f($n + 1) }; $f(0))', {}, { steps: 10_000 });
    expect(await failure(() => program.evaluate(null, {}))).toMatchObject({ code: 'mapping.too-many-steps' });
    const bounded = compile('$sum($map([1..n], function($x) { $x * 2 }))');
    bounded.evaluate({ n: 500 }, {});
    const { steps } = bounded;
    bounded.evaluate({ n: 500 }, {});
    expect(bounded.steps).toBe(steps);
    expect(steps).toBeGreaterThan(500);
  });

  it.each([
    ['depth', '($f := function($n) { 1 + $f($n + 1) }; $f(0))', { depth: 200 }, 'mapping.too-deep'],
    ['sequences', '$count([1..2000].[1, 2])', { sequence: 1_000 }, 'mapping.output-too-large'],
    ['texts', '$length($pad("x", 5000))', { text: 1_000 }, 'mapping.output-too-large'],
    [
      'joined texts',
      '$reduce([1..20], function($s, $i) { $s & $s }, "abc")',
      { text: 1_000 },
      'mapping.output-too-large',
    ],
  ])('limits %s', async (_what, text, limits, code) => {
    expect(await failure(() => compile(text, {}, limits).evaluate(null, {}))).toMatchObject({ code });
  });

  it.each([
    ['in the program', '$contains(a, /(a+)+$/)'],
    ['in a text that it evaluates', '$eval("$contains(a, /(a+)+$/)")'],
  ])('refuses a regular expression that can run for ever, %s', async (_where, text) => {
    const input = { a: 'a'.repeat(40) };
    expect(await failure(() => compile(text).evaluate(input, {}))).toMatchObject({ code: 'mapping.syntax' });
  });

  it('runs the functions of the library, and tables', () => {
    const tables = { words: { a: { to: 'b' } } };
    expect(compile('$translate($tables, "words", code).to').evaluate({ code: 'a' }, { tables })).toBe('b');
    expect(compile('$decimalAdd("0.1", "0.2")').evaluate(null, {})).toBe('0.3');
    expect(compile('$join($map(["1.0", "2"], $decimal), " ")').evaluate(null, {})).toBe('1 2');
  });
});
