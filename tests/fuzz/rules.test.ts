// A short run of the rules fuzzer; `npm run fuzz -- --target rules --minutes N` is the long one.
import { describe, expect, it } from 'vitest';
import { compileNativeRules } from '../../runtime/engine/compile/rules/compile.ts';
import { registerOperators } from '../../runtime/engine/operators/index.ts';

const LOOP = './loop.mjs';
const TARGET = './rules.mjs';

describe('compiled rules against the reference', () => {
  it('fire the same rules, see the same values and fail in the same cases, whatever the rules and the facts', async () => {
    const { fuzz } = await import(LOOP);
    const { rulesTarget } = await import(TARGET);
    const target = rulesTarget({ compileNativeRules, registerOperators });
    const result = await fuzz(target, { seed: 20_260_501, until: Date.now() + 60_000, most: 6_000 });
    expect(result.differences).toEqual([]);
    expect(result.runs).toBeGreaterThan(2_000);
    // Most runs compare decisions: rules that give nothing but errors would prove little.
    expect(result.counts.same / result.runs).toBeGreaterThan(0.6);
  });
});
