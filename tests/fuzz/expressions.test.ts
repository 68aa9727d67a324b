// A short run of the expressions fuzzer; `npm run fuzz -- --minutes N` is the long one.
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../runtime/engine/compile/program.ts';
import { registerFunctions } from '../../runtime/engine/functions/index.ts';

const LOOP = './loop.mjs';
const TARGET = './expressions.mjs';

describe('compiled programs against the reference', () => {
  it('give the same values and fail in the same cases, whatever the program and the message', async () => {
    const { fuzz } = await import(LOOP);
    const { expressionTarget } = await import(TARGET);
    const target = expressionTarget({ compileProgram, registerFunctions });
    const result = await fuzz(target, { seed: 20_260_501, until: Date.now() + 60_000, most: 3_000 });
    expect(result.differences).toEqual([]);
    expect(result.runs).toBeGreaterThan(1_000);
    // Most runs compare values: a grammar that gives nothing but errors would prove little.
    expect(result.counts.same / result.runs).toBeGreaterThan(0.6);
  });
});
