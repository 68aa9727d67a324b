// The traps of jsonata's semantics that a second engine falls into, each by its name: compiled code, the reference and the expected
// result agree. `deliberate` marks the one case in which they do not, on purpose.
import { describe, expect, it } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../../runtime/engine/compile/expression.ts';
import { compileProgram } from '../../../runtime/engine/compile/program.ts';

interface Trap {
  readonly name: string;
  readonly program: string;
  readonly input?: unknown;
  /** The plain result; absent means nothing. */
  readonly result?: unknown;
  /** jsonata's code, or `raw` for a fault of the reference itself. */
  readonly error?: string;
}

const items = [
  { n: 1, s: 'b' },
  { n: 2, s: 'a' },
  { n: 3, s: 'c' },
];

const TRAPS: readonly Trap[] = [
  { name: '1: a sequence of one unwraps', program: 'a.b', input: { a: [{ b: 1 }, {}] }, result: 1 },
  { name: '1: an empty sequence is nothing', program: 'a.b', input: { a: [{}] } },
  {
    name: '1: a single array of the message on the last step is given as it is',
    program: 'a.b',
    input: { a: [{ b: [] }, {}] },
    result: [],
  },
  { name: '1: two arrays are flattened', program: 'a.b', input: { a: [{ b: [1] }, { b: [2] }] }, result: [1, 2] },
  {
    name: '1: each expression unwraps once',
    program: '$map([1], function($v) { ($y := $map([1], function($w) { $w }); $y) })',
    result: 1,
  },
  {
    name: '2: x[0] is taken for each parent',
    program: 'a.b[0]',
    input: { a: [{ b: [1, 2] }, { b: [3] }] },
    result: [1, 3],
  },
  { name: '2: (x)[0] is taken from all', program: '(a.b)[0]', input: { a: [{ b: [1, 2] }, { b: [3] }] }, result: 1 },
  {
    name: '2: a predicate that gives a number is a position, rounded down and counted from the end',
    program: '[a[1.7], a[-1], a[[0, 2]]]',
    input: { a: [1, 2, 3] },
    result: [2, 3, 1, 3],
  },
  { name: '3: [] keeps an array of one', program: 'a.b[]', input: { a: [{ b: 1 }] }, result: [1] },
  {
    name: '3: a constructor at the end of a path is not flattened',
    program: 'a.[b, c]',
    input: {
      a: [
        { b: 1, c: 2 },
        { b: 3, c: 4 },
      ],
    },
    result: [
      [1, 2],
      [3, 4],
    ],
  },
  {
    name: '4: an array as input is one value, and $$ is not wrapped',
    program: '[$count($), $count($$), $string($)]',
    input: [1, 2],
    result: [2, 2, '[1,2]'],
  },
  {
    name: '5: only own members are found',
    program: '[$exists(toString), $exists($lookup($, "constructor"))]',
    input: {},
    result: [false, false],
  },
  { name: '5: functions have no members', program: '($f := function($x) { $x }; $exists($f.input))', result: false },
  {
    name: '6: a missing argument is the context',
    program: 'a.$uppercase()',
    input: { a: ['x', 'y'] },
    result: ['X', 'Y'],
  },
  {
    name: '6: the signature shifts arguments to make room for the context',
    program: 'a.$substringBefore("-")',
    input: { a: '1-2' },
    result: '1',
  },
  {
    name: '6: in tail position the context is the one of the caller',
    program: '($f := function($x) { $length() }; a.$f(1))',
    input: { a: 'four' },
    result: 4,
  },
  {
    name: '6: a function that is handed on has no context',
    program: '$map(["a"], function($x) { $length() })',
    input: 'four',
    error: 'T0411',
  },
  {
    name: '7: a tail call of a built-in is not unwrapped',
    program: '$map([1], function($v) { $filter([1], function($w) { true }) })',
    result: [1],
  },
  {
    name: '7: a tail call passes the blocks around it by',
    program: '$map([1], function($v) { ($filter([1], function($w) { false })) })',
    result: [],
  },
  {
    name: '7: a comparator handed on in tail position is none',
    program: '$filter([1], function($v) { $sort([2, 1], function($a, $b) { $a > $b }) })',
    error: 'raw',
  },
  { name: '8: a binding in a constructor does not reach its neighbour', program: '[$x := 1, $x]', result: [1] },
  {
    name: '10: ?? and ?: evaluate their left side as it stands',
    program: '[a ?? 1, b ?: 2, c ?? 3]',
    input: { b: 0, c: null },
    result: [1, 2, null],
  },
  {
    name: '10: a signature left of ?: is lost',
    program: '(($f := function($x)<n:n> { $x }; $f(1)) ?: 2)',
    error: 'raw',
  },
  { name: '11: nothing is neither equal nor unequal', program: '[x = 1, x != 1]', input: {}, result: [false, false] },
  { name: '11: nothing compares and adds to nothing', program: '[x < 1, x + 1]', input: {}, result: [] },
  { name: '11: nothing is an empty text', program: '"a" & x', input: {}, result: 'a' },
  {
    name: '12: arrays of nothing true, empty objects and functions are false',
    program: '[$boolean([0]), $boolean([[]]), $boolean({}), $boolean($sum)]',
    result: [false, false, false, false],
  },
  { name: '13: numbers are written with 15 digits', program: '$string(0.1 + 0.2) & "|" & 1e21', result: '0.3|1e+21' },
  { name: '13: an infinite number is an error once it is used', program: '(1 / 0) + 1', error: 'D1001' },
  { name: '13: and none before', program: '$type(a) = "number" ? 1 / 0', input: { a: 1 }, result: null },
  {
    name: '14: rounding goes half to even, on the decimal text',
    program: '[$round(2.5), $round(3.5), $round(1.005, 2), $round(2.675, 2), $round(-0.5)]',
    result: [2, 4, 1, 2.68, 0],
  },
  {
    name: '15: texts count characters',
    program: '[$length("😀b"), $substring("😀b", 1), $pad("😀", 3, "x")]',
    result: [2, 'b', '😀xx'],
  },
  {
    name: '16: `in` compares by identity, `=` deeply',
    program: '[[1] in [[1]], [1] = [1], {"a": 1} in [{"a": 1}]]',
    result: [false, true, false],
  },
  { name: '17: nothing is looked for as the word', program: '$substringAfter("a", x)', input: {}, result: 'a' },
  {
    name: '17: which is a fault of the reference where it stands',
    program: '$substringAfter("undefined", x)',
    input: {},
    error: 'raw',
  },
  {
    name: '18: nothing sorts last, in both directions',
    program: '[a^(n).s, a^(>n).s]',
    input: { a: [{ s: 'x' }, ...items] },
    result: ['b', 'a', 'c', 'x', 'c', 'a', 'b', 'x'],
  },
  {
    name: '18: keys of one item are never evaluated',
    program: 'a^($error("never")).s',
    input: { a: [{ s: 'x' }] },
    result: 'x',
  },
  {
    name: '18: keys of two kinds are an error',
    program: 'a^(n)',
    input: { a: [{ n: 1 }, { n: 'x' }] },
    error: 'T2007',
  },
  {
    name: '18: a comparator that contradicts itself gives the order of a merge sort from the top',
    program: '$sort([1, 2, 3, 4, 5], function($a, $b) { true })',
    result: [5, 4, 3, 2, 1],
  },
  {
    name: '19: __proto__ is a key like others',
    program: '($o := {"__proto__": 1, "b": 2}; [$keys($o), $lookup($o, "__proto__")])',
    result: ['__proto__', 'b', 1],
  },
  { name: '19: the same key twice is an error', program: '{"a": 1, $lowercase("A"): 2}', error: 'D1009' },
  {
    name: '19: whole numbers come first among keys',
    program: '$keys({"b": 1, "2": 1, "a": 1, "1": 1})',
    result: ['1', '2', 'b', 'a'],
  },
  {
    name: '20: the time stands still during an evaluation',
    program: '($m := $millis(); $sum([1..1000]); $m = $millis() and $toMillis($now()) = $m)',
    result: true,
  },
  {
    name: '21: tail calls need no stack',
    program: '($f := function($n) { $n = 0 ? "end" : $f($n - 1) }; $f(12000))',
    result: 'end',
  },
  {
    name: '22: a name means what it means further out until it is bound',
    program: '($x := 1; ($y := $x; $x := 2; [$x, $y]))',
    result: [2, 1],
  },
  {
    name: '22: a function sees what is bound after it',
    program: '($f := function() { $later }; $later := 3; $f())',
    result: 3,
  },
  {
    name: '22: each round of a block binds anew',
    program: '$map([1, 2], function($v) { ($seen ? "old" : ($seen := $v; "new")) })',
    result: ['new', 'new'],
  },
  {
    name: '22: variables of a path follow its items',
    program: 'a#$i@$x.{"i": $i, "s": $x.s}',
    input: { a: items },
    result: [0, 1, 2].map((i) => ({ i, s: items[i]?.s })),
  },
  { name: '22: $eval sees the variables around it', program: '($x := 5; $eval("$x + 1"))', result: 6 },
  {
    name: '22: $eval does not see a variable before it is bound',
    program: '($y := [$count(($x := $eval("$x")))]; $append($y, ($z := 5; $count(($z := $eval("$z + 1"); $z)))))',
    result: [0, 1],
  },
  { name: '23: an error names its code', program: '"a" + 1', error: 'T2001' },
  {
    name: '24: a partial application reads the names of parameters',
    program: '($f := $substring(?, 1); $f("abc"))',
    result: 'bc',
  },
  { name: 'an array constructor with a predicate begins a path', program: '[[1, 2], [3]][0].($ + 1)', result: [2, 3] },
  {
    name: 'an order-by after an order-by sees no variables',
    program: 'a#$i^(n)^(>n).s',
    input: { a: items },
    result: ['b', 'a', 'c'],
  },
  {
    name: '% is the parent',
    program: 'a.b.{"b": $, "n": %.n}',
    input: { a: [{ n: 1, b: [5, 6] }] },
    result: [
      { b: 5, n: 1 },
      { b: 6, n: 1 },
    ],
  },
];

/** No case is about time, and the reference is slow on a busy machine. */
const PATIENT = { ...DEFAULT_EVALUATION_LIMITS, timeMs: 100_000 };

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** jsonata's code of what a program threw; `raw` for what jsonata has no code for. */
function codeOf(thrown: unknown): string {
  const { cause } = thrown as { cause?: { code?: string } };
  return cause?.code ?? 'raw';
}

describe('a trap of jsonata', () => {
  it.each(TRAPS)('$name', async ({ program, input, result, error }) => {
    const compiled = compileProgram(program, { file: 'trap.jsonata', limits: PATIENT });
    const attempt = async (way: () => unknown): Promise<unknown> => {
      try {
        return { result: plain(await way()) };
      } catch (thrown) {
        return { error: codeOf(thrown) };
      }
    };
    const expected = error === undefined ? { result } : { error };
    expect(await attempt(() => compiled.evaluateReference(input, {}))).toEqual(expected);
    expect(await attempt(() => compiled.evaluate(input, {}))).toEqual(expected);
    expect(compiled.counts.diverged).toBe(0);
    // One is left to the reference as a whole; every other is compiled code's own answer.
    const native = compiled.evaluateNative(input, {});
    if (program !== '[$x := 1, $x]') expect(native.kind).toBe(error === undefined ? 'value' : 'thrown');
  });

  it('9: a grouping over an empty array gives an object, and never touches the array', async () => {
    const compiled = compileProgram('(items{"k": 1}; $count(items))', { file: 'trap.jsonata' });
    const input = { items: [] };
    const outcome = compiled.evaluateNative(input, {});
    expect(outcome).toMatchObject({ kind: 'value', value: 0, emptyGrouping: true });
    expect(input).toEqual({ items: [] });
    // The reference puts a member that is nothing into the message: the difference is deliberate.
    expect(await compiled.evaluateReference({ items: [] }, {})).toBe(1);
  });

  it.each([
    '$append(a, items)[$exists(x)]{ x: [$] }',
    '$append(a, items)[x = 1][y = 2]{ "k": $ }',
    '(a; items)[x = 1]{ "k": 1 }',
    'items[x = 1]{ "k": 1 }',
    'items.x{ "k": 1 }',
    'items[0].x{ "k": 1 }',
  ])('9: a grouping over an empty list that was made by the program is compiled code: %s', async (source) => {
    const compiled = compileProgram(source, { file: 'trap.jsonata' });
    const message = '{"a": [{}], "items": [{"y": 2}]}';
    const input = JSON.parse(message);
    const theirs = JSON.parse(message);
    const outcome = compiled.evaluateNative(input, {});
    const value = await compiled.evaluateReference(theirs, {});
    expect(outcome).toMatchObject({ kind: 'value', emptyGrouping: false });
    expect(JSON.stringify(outcome)).toContain(JSON.stringify(value));
    expect([input, theirs]).toEqual([JSON.parse(message), JSON.parse(message)]);
  });

  it.each([
    'items{ "k": 1 }',
    '(items){ "k": 1 }',
    '(lists)[0]{ "k": 1 }',
    'lists[0]{ "k": 1 }',
    '$append(a, items){ "k": 1 }',
  ])('9: a grouping over an empty list of the message is counted: %s', (source) => {
    const compiled = compileProgram(source, { file: 'trap.jsonata' });
    const input = { items: [], lists: [[], []] };
    expect(compiled.evaluateNative(input, {})).toMatchObject({ kind: 'value', emptyGrouping: true });
  });

  it.each([
    '[{"a": 1}, {"b": 1}] ~> $substring(?, 1)',
    '($spread({"a": 1, "b": 1}) ~> $substring(?, 1))',
    '($f := $join(?, ","); $f([{"a": 1}, {"b": 1}]))',
    '($f := $substring("abcdef", ?); $f({"a": 1}))',
    '($f := $sum(?); $f([{"a": 1}]))',
    '($f := $max(?); $f([{"a": 1}]))',
    '($f := $round(?, 1); $f({"a": 1}))',
  ])(
    '24: a built-in that checks nothing is not handed objects by compiled code, since they have no text: %s',
    async (program) => {
      const compiled = compileProgram(program, { file: 'trap.jsonata', limits: PATIENT });
      expect(compiled.evaluateNative({}, {})).toMatchObject({ kind: 'left' });
      const thrown = await compiled.evaluateReference({}, {}).catch((error: unknown) => error);
      expect(codeOf(thrown)).toBe('raw');
      await expect(compiled.evaluate({}, {})).rejects.toMatchObject({ message: (thrown as Error).message });
    },
  );

  it.each([
    ['($f := $count(?); $f([{"a": 1}]))', 1],
    ['($f := $lookup(?, "a"); $f({"a": 1}))', 1],
    ['($f := $merge(?); $f([{"a": 1}, {"b": 2}]))', { a: 1, b: 2 }],
  ])('24: a built-in that is for objects takes them through a partial application: %s', (program, value) => {
    const compiled = compileProgram(program, { file: 'trap.jsonata', limits: PATIENT });
    expect(compiled.evaluateNative({}, {})).toMatchObject({ kind: 'value', value });
  });

  it.each(['[s][0].q[]', '[s, 1][-2].a[]', '[s][0].q'])(
    '3: an array constructor whose predicate gives an empty text is left to the reference: %s',
    async (program) => {
      const compiled = compileProgram(program, { file: 'trap.jsonata', limits: PATIENT });
      const input = { s: '' };
      expect(compiled.evaluateNative(input, {})).toMatchObject({ kind: 'left' });
      const word = (way: () => unknown) =>
        Promise.resolve()
          .then(way)
          .catch((error: Error) => error.message);
      expect(await word(() => compiled.evaluate(input, {}))).toEqual(
        await word(() => compiled.evaluateReference(input, {})),
      );
    },
  );

  it('10: a regular expression left of ?: is refused before it can run for ever', () => {
    expect(() => compileProgram('$match("abc", /[a-z]/) ?: 0', { file: 'trap.jsonata' })).toThrow(/regular expression/);
  });

  it('21: recursion deeper than the stack goes on in the reference', async () => {
    const compiled = compileProgram('($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(9000))', {
      file: 'trap.jsonata',
      limits: PATIENT,
    });
    expect(await compiled.evaluate(null, {})).toBe(9000);
  });
});
