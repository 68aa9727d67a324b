// Runs every documented example of every mapping function through unmodified jsonata.
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { CrossdockError, ERROR_CODES } from '../../../runtime/engine/errors.ts';
import { FUNCTIONS, registerFunctions } from '../../../runtime/engine/functions/index.ts';
import { functionReference } from '../../../runtime/engine/functions/reference.ts';

function evaluate(expression: string, input: unknown = null, bindings?: Readonly<Record<string, unknown>>) {
  const program = jsonata(expression);
  registerFunctions(program);
  return program.evaluate(input, bindings as Record<string, unknown> | undefined);
}

/** jsonata marks sequences with members of their own; JSON is what counts. */
const asJson = (value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

async function thrownBy(expression: string, input?: unknown, bindings?: Readonly<Record<string, unknown>>) {
  try {
    await evaluate(expression, input, bindings);
  } catch (thrown) {
    return thrown;
  }
  throw new Error(`${expression} gave a result`);
}

describe.each(FUNCTIONS.map((spec) => [spec.name, spec] as const))('$%s', (name, spec) => {
  it.each(spec.examples.map((example) => [example.expression, example] as const))('%s', async (expression, example) => {
    if (example.error === undefined) {
      expect(asJson(await evaluate(expression, example.input, example.bindings))).toEqual(example.result);
      return;
    }
    const thrown = await thrownBy(expression, example.input, example.bindings);
    expect(thrown).toBeInstanceOf(CrossdockError);
    expect((thrown as CrossdockError).code).toBe(example.error);
  });

  it('has at least three examples that call it, one of them an error or an absent value', () => {
    expect(spec.examples.length).toBeGreaterThanOrEqual(3);
    expect(spec.examples.every(({ expression }) => expression.includes(`$${name}`))).toBe(true);
    expect(
      spec.examples.some(({ error, result }) => error !== undefined || result === undefined || result === false),
    ).toBe(true);
    for (const { error } of spec.examples) if (error !== undefined) expect(ERROR_CODES).toHaveProperty([error]);
  });

  it('gives nothing for nothing: undefined and null in the place of its value', () => {
    const table = { tables: { t: {} } };
    const isLookup = name === 'translate' || name === 'knows';
    for (const nothing of [undefined, null]) {
      const args = isLookup ? [table.tables, 't', nothing] : spec.parameters.map(() => nothing);
      const call = spec.implementation as (...args: unknown[]) => unknown;
      expect(call(...args)).toBeUndefined();
    }
  });

  it('declares its parameters plainly enough for partial application', async () => {
    const holes = spec.parameters.map((_, index) => (index === spec.parameters.length - 1 ? '?' : 'null')).join(', ');
    const partial = jsonata(`$exists($${name}(${holes}))`);
    registerFunctions(partial);
    expect(await partial.evaluate(null)).toBe(true);
  });
});

describe('the function library', () => {
  it('names every function once, and none that jsonata has already', async () => {
    const names = FUNCTIONS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(await jsonata(`$exists($${name})`).evaluate(null)).toBe(false);
  });

  it('has every function that mappings may rely on', () => {
    expect(FUNCTIONS.map(({ name }) => name).sort()).toEqual(
      [
        ...[
          'decimal',
          'decimalAdd',
          'decimalSubtract',
          'decimalMultiply',
          'decimalDivide',
          'decimalRound',
          'decimalSum',
        ],
        ...['decimalCompare', 'decimalNegate', 'decimalAbs', 'decimalShift', 'money', 'quantity'],
        ...['dateTime', 'date', 'x12DateTime', 'edifactDateTime', 'utc'],
        ...['isGtin', 'isGln', 'isSscc', 'gtin14', 'checkDigit'],
        ...['translate', 'knows', 'convertQuantity', 'tidy', 'address', 'compact', 'without'],
      ].sort(),
    );
  });

  it('lets code, message and detail of an error through every way jsonata calls a function', async () => {
    for (const expression of [
      '$decimal("n/a")',
      'lines.{"price": $decimal(price)}',
      '$map(lines.price, $decimal)',
      '"n/a" ~> $decimal',
      '$reduce(lines.price, $decimalAdd, "0")',
      '($f := function($x) { $decimal($x) }; $f("n/a"))',
      '($f := $decimalAdd("1", ?); $f("n/a"))',
    ]) {
      const thrown = await thrownBy(expression, { lines: [{ price: '1' }, { price: 'n/a' }] });
      expect(thrown, expression).toBeInstanceOf(CrossdockError);
      const error = thrown as CrossdockError;
      expect(error.code, expression).toBe('function.argument');
      expect(error.message, expression).toMatch(
        /^\$decimal(Add)?: expected a decimal number .*, found a string of 3 characters$/,
      );
      expect(error.detail.actual, expression).toBe('a string of 3 characters');
    }
  });

  it('never quotes the value it refuses, except codes of tables', async () => {
    const secret = 'jane.doe@example.com';
    const skipped = ['translate', 'knows', 'compact', 'without', 'isGtin', 'isGln', 'isSscc', 'gtin14', 'tidy'];
    for (const { name, parameters } of FUNCTIONS.filter((spec) => !skipped.includes(spec.name))) {
      const required = parameters.filter(({ optional }) => optional !== true);
      const call = `$${name}(${required.map(() => 'email').join(', ')})`;
      const error = (await thrownBy(call, { email: secret })) as CrossdockError;
      expect(error.code, call).toMatch(/^function\.argument$/);
      expect(JSON.stringify(error.toJSON()), call).not.toContain('jane');
    }
  });

  it('names table and code when a code has no row', async () => {
    const error = (await thrownBy('$translate($tables, "carrier", "UPSX")', null, {
      tables: { carrier: {} },
    })) as CrossdockError;
    expect(error.message).toBe('the table "carrier" has no row for the code "UPSX"');
    expect(error.detail.subject).toBe('carrier');
  });

  it('passes one argument of $map to functions with one required parameter', async () => {
    const input = { days: ['2026-05-01T10:00', '2026-05-02T10:00'], gtins: ['96385074', 'x'] };
    expect(asJson(await evaluate('$map(days, $dateTime)', input))).toEqual([
      '2026-05-01T10:00:00Z',
      '2026-05-02T10:00:00Z',
    ]);
    expect(asJson(await evaluate('$filter(gtins, $isGtin)', input))).toEqual('96385074');
  });

  it('reads tables and objects without a prototype', async () => {
    const row = Object.assign(Object.create(null), { status: 'accepted' });
    const rows = Object.assign(Object.create(null), { open: row });
    const tables = Object.assign(Object.create(null), { words: rows });
    expect(await evaluate('$translate($tables, "words", "open").status', null, { tables })).toBe('accepted');
    expect(
      asJson(await evaluate('$address($without($translate($tables, "words", "open"), "x"))', null, { tables })),
    ).toEqual({
      status: 'accepted',
    });
  });

  it('keeps a key called __proto__ as data', async () => {
    const input = JSON.parse('{"o": {"__proto__": {"admin": true}, "a": ""}}');
    const result = (await evaluate('$compact($.o)', input)) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual(['__proto__']);
    expect(result['admin']).toBeUndefined();
  });
});

describe('the reference page of functions', () => {
  const page = functionReference();

  it('has a section and every example of every function', () => {
    for (const { name, examples } of FUNCTIONS) {
      expect(page).toContain(`\n## \`$${name}(`);
      for (const { expression } of examples) expect(page).toContain(expression.replaceAll('|', '\\|'));
    }
  });

  it('has tables whose rows have as many cells as their header', () => {
    for (const line of page.split('\n').filter((text) => text.startsWith('|'))) {
      expect(line.replaceAll('\\|', '').split('|')).toHaveLength(5);
    }
  });

  it('is the same page each time', () => {
    expect(functionReference()).toBe(page);
  });
});
