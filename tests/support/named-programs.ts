// Programs that name values everywhere, often twice and in the way of each other, and what they give for generated messages:
// for the laws of acts on names.
import fc from 'fast-check';
import jsonata from 'jsonata';

const NAMES = ['x', 'y', 'z'] as const;

/** Expressions over few fields and fewer names: blocks, functions, marks of paths, conditions, loops, filters, sorts, groupings. */
export const fcNamedProgram: fc.Arbitrary<string> = fc.letrec<{ one: string }>((tie) => {
  const one = tie('one');
  const name = fc.constantFrom(...NAMES);
  const leaf = fc.oneof(
    { weight: 4, arbitrary: name.map((known) => `$${known}`) },
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'l.k', 'l.q', '$', '$$.a', '1', '"t"', 'k', 'q', '$f') },
  );
  const bind = fc.tuple(fc.constantFrom(...NAMES, 'f'), one).map(([known, value]) => `$${known} := ${value}`);
  const block = fc
    .tuple(fc.array(fc.oneof({ weight: 3, arbitrary: bind }, { weight: 1, arbitrary: one }), { maxLength: 3 }), one)
    .map(([items, last]) => `( ${[...items, last].join('; ')} )`);
  return {
    one: fc.oneof(
      { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
      leaf,
      { weight: 3, arbitrary: block },
      fc.tuple(name, one).map(([known, body]) => `$map(l, function($${known}) { ${body} })`),
      fc.tuple(name, one, one).map(([known, body, given]) => `function($${known}) { ${body} }(${given})`),
      fc.tuple(name, one).map(([known, body]) => `( $f := function($${known}) { ${body} }; $f(a) )`),
      one.map((body) => `l.( ${body} )`),
      one.map((body) => `l[q > (${body})].k`),
      fc.tuple(fc.constantFrom('@', '#'), name, one).map(([mark, known, body]) => `l${mark}$${known}.( ${body} )`),
      one.map((body) => `l^(>q, (${body})).k`),
      one.map((body) => `l{ k: ${body} }`),
      fc.tuple(one, one, one).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
      fc.tuple(one, one).map(([left, right]) => `(${left} & ${right})`),
      fc.tuple(one, one).map(([left, right]) => `{ "p": ${left}, "q": ${right} }`),
      fc.tuple(one, one).map(([left, right]) => `[${left}, ${right}]`),
      fc.tuple(one, bind).map(([left, right]) => `[${left}, ${right}]`),
      one.map((given) => `$sum((${given}).q)`),
      one.map((given) => `$exists(${given})`),
    ),
  };
}).one;

/** Messages for them. No empty lists: jsonata adds a member to one that it groups, and whoever reads it next sees that. */
export const fcNamedInput: fc.Arbitrary<unknown> = fc.record(
  {
    a: fc.constantFrom('t', 1, true),
    b: fc.nat(3),
    l: fc.array(
      fc.record({ k: fc.constantFrom('one', 'two', 'six'), q: fc.nat(4), a: fc.nat(2) }, { requiredKeys: ['k'] }),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

/**
 * What a program gives, as JSON. The message is a copy: jsonata adds a member to an empty list that it groups.
 *
 * @returns `error` for one that fails, and undefined for one that does not end in time
 */
export async function outcomeOf(text: string, input: unknown): Promise<string | undefined> {
  try {
    const value = await jsonata(text, { timeout: 2_000, stack: 60, sequence: 20_000 }).evaluate(structuredClone(input));
    return JSON.stringify(value, (_key, one) => (typeof one === 'function' ? 'function' : one)) ?? 'nothing';
  } catch (thrown) {
    return LIMITS.has(String((thrown as { code?: string }).code)) ? undefined : 'error';
  }
}

/** jsonata's codes for a program that takes too long, goes too deep or makes too much. */
const LIMITS: ReadonlySet<string> = new Set(['D1011', 'D1012', 'U1001', 'U1002', 'D2014', 'D2015']);

/** How often a law is tried, and with which numbers: `npm run laws` tries more, `LAW_SEED=8` others. */
export const lawRuns = (usual: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns: Number(process.env['LAW_RUNS'] ?? usual),
  seed: Number(process.env['LAW_SEED'] ?? 7),
});
