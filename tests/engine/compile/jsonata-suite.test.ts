// jsonata's own conformance cases, through the product: compiled code first, the reference where it is asked.
// The folder is CROSSDOCK_JSONATA_SUITE, else ../shared/jsonata-suite beside the project; without it the run is skipped and says so.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../../runtime/engine/compile/expression.ts';
import { type CompiledProgram, compileProgram } from '../../../runtime/engine/compile/program.ts';

const suite = resolve(
  process.env['CROSSDOCK_JSONATA_SUITE'] ?? join(import.meta.dirname, '../../../../shared/jsonata-suite'),
);

interface SuiteCase {
  readonly expr?: string;
  readonly 'expr-file'?: string;
  readonly dataset?: string | null;
  readonly data?: unknown;
  readonly bindings?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly code?: string;
  readonly error?: { readonly code: string };
  readonly unordered?: boolean;
  readonly timelimit?: number;
  readonly depth?: number;
}

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(suite, ...path), 'utf8'));

function casesOf(group: string): { name: string; one: SuiteCase }[] {
  const files = readdirSync(join(suite, 'groups', group)).filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => {
    const content = readJson('groups', group, file) as SuiteCase | SuiteCase[];
    return [content].flat().map((one, index) => ({ name: `${group}/${file}#${index}`, one }));
  });
}

function inputOf(one: SuiteCase): unknown {
  if ('data' in one) return one.data;
  return one.dataset ? readJson('datasets', `${one.dataset}.json`) : undefined;
}

/** The plain JSON of a result: marks, prototypes and functions do not count. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? 'null');
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;

/** A program cut off by the suite's own limits has no code of jsonata. */
const LIMIT_CODES: Readonly<Record<string, string>> = {
  'mapping.timeout': 'U1001',
  'mapping.too-deep': 'U1001',
  'mapping.too-many-steps': 'U1001',
  'mapping.output-too-large': 'D2014',
};

function codeOf(thrown: unknown): string | undefined {
  const error = thrown as { code: string; cause?: { code?: string } };
  return error.cause?.code ?? LIMIT_CODES[error.code];
}

async function runCase(name: string, one: SuiteCase): Promise<{ fault?: string; native: boolean }> {
  const [group = ''] = name.split('/');
  const text = one.expr ?? readFileSync(join(suite, 'groups', group, one['expr-file'] as string), 'utf8');
  const limits = {
    ...DEFAULT_EVALUATION_LIMITS,
    sequence: 10_000_000,
    ...(one.timelimit === undefined ? {} : { timeMs: one.timelimit }),
    ...(one.depth === undefined ? {} : { depth: one.depth }),
  };
  const wanted = one.code ?? one.error?.code;
  let program: CompiledProgram | undefined;
  try {
    program = compileProgram(text, { file: name, limits });
    const value = await program.evaluate(inputOf(one), one.bindings ?? {});
    const native = program.counts.native === 1;
    if (wanted !== undefined) return { fault: `${name}: expected ${wanted}, found a value`, native };
    const order = one.unordered ? sorted : (same: unknown) => same;
    try {
      expect(order(plain(value))).toEqual(order(one.result));
      return { native };
    } catch {
      return { fault: `${name}: ${text}`, native };
    }
  } catch (thrown) {
    // A syntax error is the parser's, which both ways share; an error that compiled code saw first counts as native.
    const native = program === undefined || program.counts.failed + program.counts.native === 1;
    const code = codeOf(thrown);
    return code === wanted ? { native } : { fault: `${name}: expected ${wanted ?? 'a value'}, found ${code}`, native };
  }
}

const there = existsSync(suite);
if (!there) console.warn(`jsonata's conformance cases are not run: there is no folder ${suite}`);

describe.skipIf(!there)("jsonata's own cases", () => {
  it('are all right through the product, and at least 99.3 of 100 without the reference', async () => {
    const cases = readdirSync(join(suite, 'groups')).flatMap(casesOf);
    const faults: string[] = [];
    const left: string[] = [];
    for (const { name, one } of cases) {
      const { fault, native } = await runCase(name, one);
      if (fault !== undefined) faults.push(fault);
      if (!native) left.push(name);
    }
    console.info(
      `${cases.length} cases, ${cases.length - left.length} without the reference; left to it: ${left.join(', ') || 'none'}`,
    );
    expect(faults).toEqual([]);
    expect(cases.length).toBeGreaterThan(1_600);
    expect((cases.length - left.length) / cases.length).toBeGreaterThanOrEqual(0.993);
  });
});
