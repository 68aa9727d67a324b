// Random JSONata programs over the whole language, as trees that can be printed and shrunk.
// A tree is `{ text: [...], parts: [...] }`: the texts around and between its parts.

/** A tree from a template: what is not a string in it is a part. */
export function tree(strings, ...parts) {
  return { text: [...strings], parts };
}

const word = (text) => ({ text: [text], parts: [] });

export function print({ text, parts }) {
  return text.map((piece, index) => piece + (index < parts.length ? print(parts[index]) : '')).join('');
}

const FIELDS = ['a', 'b', 'c', 'n', 's', 'l', 'o', 'm', 'e', 'q'];
const NUMBERS = ['0', '1', '2', '3', '5', '10', '-1', '0.5', '2.5', '1e3', '-2.25'];
const STRINGS = [
  '""',
  '"a"',
  '"b"',
  '"x y"',
  '" pad  ded "',
  '"10"',
  '"-2.5"',
  '"ünïcödé"',
  '"😀b"',
  '"A,b,,C"',
  "'n'",
  '"2026-05-01T10:00:00Z"',
];
const REGEXES = ['/a/', '/[a-c]+/i', '/(\\w)(\\d*)/', '/\\s+/', '/^x|y$/m', '/,/', '/(?:b|c)(d)?/'];
const PICTURES = [
  '"[Y0001]-[M01]-[D01]"',
  '"[H01]:[m01]:[s01]"',
  '"[D1o] [MNn] [Y]"',
  '"[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]Z"',
];

const list = (items, between = ', ') => ({
  text: ['', ...Array.from({ length: Math.max(0, items.length - 1) }, () => between), ''].slice(0, items.length + 1),
  parts: items,
});

/** Generates one program. */
export function program(random) {
  const { pick, chance, below, weighted } = random;
  const some = (most, make) => Array.from({ length: below(most + 1) }, make);

  /** What is in scope: names of plain variables, and of functions with their arity. */
  const scope = (outer, more) => ({ ...outer, ...more });
  const leaf = (at) =>
    weighted([
      [6, () => word(pick(FIELDS))],
      [2, () => word('$')],
      [2, () => word(pick(NUMBERS))],
      [2, () => word(pick(STRINGS))],
      [1, () => word(pick(['true', 'false', 'null', '[]', '{}', '$$', '$$.a', 'nothing', '$none']))],
      [at.values.length > 0 ? 4 : 0, () => word(pick(at.values))],
    ])();

  const any = (depth, at) => {
    if (depth <= 0) return leaf(at);
    const d = depth - 1;
    return weighted([
      [4, () => leaf(at)],
      [14, () => path(d, at)],
      [5, () => number(d, at)],
      [4, () => string(d, at)],
      [4, () => boolean(d, at)],
      [5, () => array(d, at)],
      [5, () => object(d, at)],
      [3, () => condition(d, at)],
      [5, () => block(d, at)],
      [6, () => call(d, at)],
      [5, () => higher(d, at)],
      [2, () => applied(d, at)],
      [1, () => transform(d, at)],
      [2, () => tree`(${any(d, at)})[${predicate(d, at)}]`],
      [1, () => tree`${variableOrField(at)}[]`],
      [1, () => tree`(${any(d, at)}){${pairs(d, at)}}`],
      [1, () => tree`(${any(d, at)})[]`],
    ])();
  };

  const variableOrField = (at) => word(at.values.length > 0 && chance(0.4) ? pick(at.values) : pick(FIELDS));

  const predicate = (d, at) =>
    weighted([
      [4, () => word(pick(['0', '1', '-1', '2', '1.5', '-2']))],
      [4, () => boolean(d, at)],
      [1, () => any(d, at)],
      [1, () => tree`[${word(pick(['0..1', '0, 1', '1..3', '-1']))}]`],
      [1, () => word(pick(['$', 'n', 's', 'a = 1', 'n > 1', '$ > 1', 's = "a"', 'true', 'false']))],
    ])();

  const step = (d, at) =>
    weighted([
      [12, () => word(pick(FIELDS))],
      [1, () => word('*')],
      [0.5, () => word('**')],
      [1, () => word('$')],
      [0.4, () => word('%')],
      [2, () => tree`(${any(d, at)})`],
      [2, () => object(d, at)],
      [1, () => array(d, at)],
      [1, () => call(d, at)],
      [0.5, () => word(pick(['"a"', '`b`', '"l"']))],
      [at.values.length > 0 ? 0.5 : 0, () => word(pick(at.values))],
    ])();

  const decorated = (one, d, at) => {
    let result = one;
    const times = below(3);
    for (let index = 0; index < times; index += 1) {
      const before = result;
      result = weighted([
        [6, () => before],
        [4, () => tree`${before}[${predicate(d, at)}]`],
        [0.6, () => tree`${before}[]`],
      ])();
    }
    return result;
  };

  const path = (d, at) => {
    const named = weighted([
      [8, () => plainPath],
      [1, () => tuplePath],
    ])();
    const result = named(d, at);
    return weighted([
      [20, () => result],
      [1.5, () => tree`${result}^(${word(pick(['', '<', '>']))}${any(Math.min(d, 1), at)})`],
      [0.5, () => tree`${result}^(${word(pick(FIELDS))}, ${word(pick(['<', '>']))}${word(pick(FIELDS))})`],
      [1.5, () => tree`${result}{${pairs(d, at)}}`],
      [0.5, () => tree`${result}^(${word(pick(['n', 's', '$', '>n']))}).${step(d, at)}`],
    ])();
  };

  const plainPath = (d, at) => {
    const first = weighted([
      [8, () => word(pick(FIELDS))],
      [2, () => word('$')],
      [1, () => word('$$')],
      [2, () => tree`(${any(d, at)})`],
      [1, () => array(d, at)],
      [0.6, () => object(d, at)],
      [1, () => call(d, at)],
      [0.5, () => word(pick(['*', '**']))],
      [at.values.length > 0 ? 3 : 0, () => word(pick(at.values))],
    ])();
    const steps = [decorated(first, d, at)];
    while (chance(0.5) && steps.length < 4) steps.push(decorated(step(d, at), d, at));
    return list(steps, '.');
  };

  const tuplePath = (d, at) => {
    const name = `$${pick(['i', 'j', 'v', 'w'])}`;
    const mark = pick(['#', '@']);
    const inner = scope(at, { values: [...at.values, name] });
    const head = decorated(word(pick(['l', 'a', 'm', 'b', '$'])), mark === '@' ? -1 : Math.min(d, 1), at);
    const bare = mark === '@' ? word(pick(['l', 'a', 'm', 'b'])) : head;
    const rest = weighted([
      [3, () => tree`.${object(d, inner)}`],
      [2, () => tree`.(${any(d, inner)})`],
      [2, () => tree`[${predicate(d, inner)}]`],
      [2, () => tree`[${predicate(d, inner)}].${step(d, inner)}`],
      [
        1,
        () =>
          tree`.${word(pick(FIELDS))}${word(pick(['#', '@']))}$k.${object(d, scope(inner, { values: [...inner.values, '$k'] }))}`,
      ],
      [1, () => tree`^(${word(pick([name, 'n', `>${name}`]))}).${step(d, inner)}`],
      [1, () => tree`{${pairs(d, inner)}}`],
      [1, () => tree`.${word(pick(FIELDS))}.%.${word(pick(FIELDS))}`],
      [1, () => word('')],
    ])();
    return tree`${bare}${word(mark)}${word(name)}${rest}`;
  };

  const pairs = (d, at) =>
    list(
      [0, ...some(2, () => 0)].map((_unused, index) =>
        weighted([
          [6, () => tree`${word(`"k${index}"`)}: ${any(d, at)}`],
          [1, () => tree`s: ${any(d, at)}`],
          [1, () => tree`$string(${any(0, at)}): ${any(d, at)}`],
          [0.3, () => tree`"k0": ${any(d, at)}`],
          [0.3, () => tree`${word(`"${index}"`)}: ${any(d, at)}`],
          [0.2, () => tree`${string(d, at)}: ${any(d, at)}`],
        ])(),
      ),
    );

  const number = (d, at) =>
    weighted([
      [3, () => word(pick(NUMBERS))],
      [2, () => word('n')],
      [6, () => tree`(${num(d, at)} ${word(pick(['+', '-', '*', '/', '%']))} ${num(d, at)})`],
      [1, () => tree`-${num(d, at)}`],
      [2, () => tree`$sum(${any(d, at)})`],
      [2, () => tree`$count(${any(d, at)})`],
      [1, () => tree`$length(${string(d, at)})`],
      [1, () => tree`$number(${string(d, at)})`],
      [
        1,
        () =>
          tree`${word(pick(['$floor', '$ceil', '$round', '$abs', '$sqrt', '$max', '$min', '$average']))}(${num(d, at)})`,
      ],
      [0.5, () => tree`$round(${num(d, at)}, ${word(pick(['0', '1', '2', '-1']))})`],
      [0.5, () => tree`$power(${num(d, at)}, ${word(pick(['2', '0.5', '-1']))})`],
    ])();
  const num = (d, at) =>
    d <= 0 ? word(chance(0.4) ? 'n' : pick(NUMBERS)) : chance(0.85) ? number(d - 1, at) : any(d - 1, at);

  const string = (d, at) =>
    weighted([
      [3, () => word(pick(STRINGS))],
      [2, () => word('s')],
      [5, () => tree`(${str(d, at)} & ${any(d - 1, at)})`],
      [2, () => tree`${word(pick(['$uppercase', '$lowercase', '$trim', '$string']))}(${str(d, at)})`],
      [1, () => tree`$substring(${str(d, at)}, ${word(pick(['0', '1', '-2', '3']))})`],
      [
        0.5,
        () => tree`$substring(${str(d, at)}, ${word(pick(['0', '1', '-2']))}, ${word(pick(['0', '1', '2', '-1']))})`,
      ],
      [1, () => tree`${word(pick(['$substringBefore', '$substringAfter']))}(${str(d, at)}, ${str(0, at)})`],
      [1, () => tree`$join(${any(d - 1, at)}, ${str(0, at)})`],
      [
        1,
        () =>
          tree`$replace(${str(d, at)}, ${word(pick([...REGEXES, '"a"', '"b"']))}, ${word(pick(['"x"', '"$1"', '"$0$0"', '"$$"', '"$2-$1"', '""']))})`,
      ],
      [
        0.5,
        () => tree`$pad(${str(d, at)}, ${word(pick(['5', '-5', '0', '12']))}${word(pick(['', ', "#"', ', "xy"']))})`,
      ],
      [0.5, () => tree`$string(${any(d - 1, at)})`],
      [0.4, () => tree`$type(${any(d - 1, at)})`],
      [0.3, () => tree`$formatNumber(${num(d, at)}, ${word(pick(['"#,##0.00"', '"0"', '"00.0#"']))})`],
      [0.2, () => tree`$fromMillis(${num(d, at)}${word(pick(['', ...PICTURES.map((picture) => `, ${picture}`)]))})`],
      [0.2, () => tree`$fromMillis($toMillis(${word('"2026-05-01T10:00:00Z"')}), ${word(pick(PICTURES))})`],
      [0.3, () => tree`$formatBase(${num(d, at)}, ${word(pick(['2', '16', '36']))})`],
    ])();
  const str = (d, at) =>
    d <= 0 ? word(chance(0.4) ? 's' : pick(STRINGS)) : chance(0.85) ? string(d - 1, at) : any(d - 1, at);

  const boolean = (d, at) =>
    d <= 0
      ? word(pick(['true', 'false', 'n > 1', 's = "a"', '$ = 1', 'b', 'n', 'a != 1']))
      : weighted([
          [3, () => tree`${num(d - 1, at)} ${word(pick(['<', '>', '<=', '>=']))} ${num(d - 1, at)}`],
          [1, () => tree`${str(d - 1, at)} ${word(pick(['<', '>', '<=', '>=']))} ${str(d - 1, at)}`],
          [4, () => tree`${any(d - 1, at)} ${word(pick(['=', '!=']))} ${any(d - 1, at)}`],
          [2, () => tree`(${boolean(d - 1, at)} ${word(pick(['and', 'or']))} ${boolean(d - 1, at)})`],
          [1, () => tree`(${any(d - 1, at)} ${word(pick(['and', 'or']))} ${any(d - 1, at)})`],
          [1, () => tree`${any(d - 1, at)} in ${any(d - 1, at)}`],
          [1, () => tree`$exists(${any(d - 1, at)})`],
          [1, () => tree`$not(${any(d - 1, at)})`],
          [1, () => tree`$boolean(${any(d - 1, at)})`],
          [1, () => tree`$contains(${str(d - 1, at)}, ${word(pick([...REGEXES, '"a"', '""']))})`],
        ])();

  const array = (d, at) =>
    weighted([
      [6, () => tree`[${list(some(3, () => any(d, at)))}]`],
      [2, () => tree`[${word(pick(['1..3', '0..2', '3..1', '1..n', '1..$count(l)']))}]`],
      [1, () => tree`[${any(d, at)}, ${word(pick(['1..2', '[1, 2]', '[]', '[[1]]']))}]`],
    ])();

  const object = (d, at) => tree`{${pairs(d, at)}}`;

  const condition = (d, at) =>
    weighted([
      [4, () => tree`(${boolean(d, at)} ? ${any(d, at)} : ${any(d, at)})`],
      [2, () => tree`(${any(d, at)} ? ${any(d, at)})`],
      [1, () => tree`(${any(d, at)} ?: ${any(d, at)})`],
      [1, () => tree`(${any(d, at)} ?? ${any(d, at)})`],
    ])();

  const block = (d, at) => {
    let inner = at;
    const statements = [];
    const count = 1 + below(2);
    for (let index = 0; index < count; index += 1) {
      if (chance(0.35)) {
        const name = `$${pick(['f', 'g'])}`;
        const arity = 1 + below(2);
        statements.push(tree`${word(name)} := ${lambda(d, inner, arity)}`);
        inner = scope(inner, { functions: [...inner.functions, [name, arity]] });
      } else {
        const name = `$${pick(['x', 'y', 'z'])}`;
        statements.push(tree`${word(name)} := ${any(d, inner)}`);
        inner = scope(inner, { values: [...inner.values, name] });
      }
    }
    return tree`(${list([...statements, any(d, inner)], '; ')})`;
  };

  const lambda = (d, at, arity) => {
    const names = ['$p', '$q', '$r'].slice(0, arity);
    const inner = scope(at, { values: [...at.values, ...names] });
    const signature = chance(0.08)
      ? `<${pick(['x-', 'n', 's-', 'a', 'j', '(sn)', 'a<n>'])}${'x?'.repeat(arity - 1)}:x>`
      : '';
    const body = weighted([
      [5, () => any(d, inner)],
      [1, () => tree`${any(d, inner)} ? ${call(d, inner)} : ${any(d, inner)}`],
      [1, () => block(d, inner)],
      [2, () => call(d, inner)],
      [1, () => higher(d, inner)],
    ])();
    return tree`${word(`function(${names.join(', ')})${signature}`)} {${body}}`;
  };

  const functionOf = (d, at, arity) =>
    weighted([
      [5, () => lambda(d, at, arity)],
      [
        2,
        () =>
          word(
            pick([
              '$string',
              '$uppercase',
              '$number',
              '$sum',
              '$count',
              '$exists',
              '$boolean',
              '$not',
              '$type',
              '$keys',
              '$append',
              '$length',
            ]),
          ),
      ],
      [at.functions.length > 0 ? 3 : 0, () => word(pick(at.functions)[0])],
      [0.5, () => word(pick(['$append(?, 1)', '$substring(?, 1)', '$contains(?, "a")', '$lookup(?, "a")']))],
    ])();

  const higher = (d, at) =>
    weighted([
      [4, () => tree`$map(${any(d, at)}, ${functionOf(d, at, 1 + below(3))})`],
      [3, () => tree`$filter(${any(d, at)}, ${functionOf(d, at, 1 + below(3))})`],
      [
        2,
        () =>
          tree`$reduce(${any(d, at)}, ${functionOf(d, at, 2 + below(2))}${chance(0.5) ? tree`, ${any(d, at)}` : word('')})`,
      ],
      [1, () => tree`$each(${any(d, at)}, ${functionOf(d, at, 1 + below(2))})`],
      [1, () => tree`$sift(${any(d, at)}, ${functionOf(d, at, 1 + below(2))})`],
      [1, () => tree`$single(${any(d, at)}, ${functionOf(d, at, 1)})`],
      [1, () => tree`$sort(${any(d, at)}${chance(0.5) ? tree`, ${functionOf(d, at, 2)}` : word('')})`],
      [0.7, () => tree`$match(${str(d, at)}, ${word(pick(REGEXES))}${word(pick(['', ', 1', ', 0']))})`],
      [
        0.7,
        () => tree`$split(${str(d, at)}, ${word(pick([...REGEXES, '","', '""', '" "']))}${word(pick(['', ', 2']))})`,
      ],
      [0.5, () => tree`$replace(${str(d, at)}, ${word(pick(REGEXES))}, ${functionOf(d, at, 1)})`],
    ])();

  const call = (d, at) =>
    weighted([
      [
        at.functions.length > 0 ? 5 : 0,
        () => {
          const [name, arity] = pick(at.functions);
          return tree`${word(name)}(${list(Array.from({ length: chance(0.9) ? arity : below(3) }, () => any(d, at)))})`;
        },
      ],
      [1, () => tree`(${lambda(d, at, 1)})(${any(d, at)})`],
      [1, () => tree`$append(${any(d, at)}, ${any(d, at)})`],
      [1, () => tree`$keys(${any(d, at)})`],
      [1, () => tree`$lookup(${any(d, at)}, ${word(pick(['"a"', '"l"', '"n"', 's', '"toString"', '"__proto__"']))})`],
      [1, () => tree`$merge(${any(d, at)})`],
      [1, () => tree`$spread(${any(d, at)})`],
      [1, () => tree`$reverse(${any(d, at)})`],
      [1, () => tree`$distinct(${any(d, at)})`],
      [0.7, () => tree`$zip(${any(d, at)}, ${any(d, at)})`],
      [
        0.5,
        () =>
          tree`${word(pick(['$uppercase', '$string', '$number', '$length', '$sum', '$count', '$boolean', '$keys', '$round', '$trim', '$exists', '$type']))}()`,
      ],
      [0.5, () => tree`$substringBefore(${str(0, at)})`],
      [
        0.4,
        () =>
          tree`$eval(${word(pick(['"a"', '"1 + n"', '"$x"', '"$"', '"l.a"', '"$sum([1,2])"', '"$map([1,2], function($v){$v})"']))}${chance(0.3) ? tree`, ${any(d, at)}` : word('')})`,
      ],
      [0.3, () => tree`$clone(${any(d, at)})`],
      [0.2, () => tree`$assert(${boolean(d, at)})`],
      [0.2, () => tree`$error(${str(0, at)})`],
      [
        0.3,
        () => tree`${word(pick(['$encodeUrlComponent', '$decodeUrl', '$base64encode', '$encodeUrl']))}(${str(d, at)})`,
      ],
      [0.3, () => tree`$compact(${any(d, at)})`],
      [0.3, () => tree`$decimalAdd(${num(d, at)}, ${num(d, at)})`],
    ])();

  const applied = (d, at) =>
    weighted([
      [3, () => tree`(${any(d, at)} ~> ${functionOf(d, at, 1)})`],
      [
        2,
        () =>
          tree`(${any(d, at)} ~> ${word(pick(['$append(1)', '$lookup("a")', '$sum()', '$string()', '$substring(1)', '$join("-")', '$map($string)']))})`,
      ],
      [1, () => tree`(${any(d, at)} ~> ${functionOf(d, at, 1)} ~> ${functionOf(d, at, 1)})`],
      [1, () => tree`((${functionOf(d, at, 1)} ~> ${functionOf(d, at, 1)})(${any(d, at)}))`],
    ])();

  const transform = (d, at) =>
    tree`(${any(d, at)} ~> |${word(pick(['$', 'a', 'l', '**[n]', 'l[n > 1]', 'o']))}|${weighted([
      [4, () => object(d, at)],
      [1, () => any(d, at)],
    ])()}${chance(0.4) ? tree`, ${word(pick(['"a"', '["a", "n"]', 's']))}` : word('')}|)`;

  return any(1 + below(4), { values: [], functions: [] });
}

/** A random value of a message. Names tell what often stands under them: `n` numbers, `s` texts, `l` lists of objects. */
export function input(random, depth = 3) {
  const { pick, chance, below, weighted } = random;
  const scalar = () =>
    pick([
      0,
      1,
      2,
      3,
      -1,
      2.5,
      1e3,
      0.1,
      'a',
      'b',
      '',
      '10',
      'x y',
      'ünï',
      '😀',
      true,
      false,
      null,
      'A,b',
      '2026-05-01T10:00:00Z',
    ]);
  const value = (name, d) => {
    if (name === 'n' && chance(0.85)) return pick([0, 1, 2, 3, 5, -1, 2.5]);
    if (name === 's' && chance(0.85)) return pick(['a', 'b', '', 'x y', '10', 'A,b', '😀']);
    if (name === 'l' && d > 0 && chance(0.85)) return Array.from({ length: below(4) }, () => object(d - 1));
    if (name === 'o' && d > 0 && chance(0.85)) return object(d - 1);
    if (name === 'e') return pick([[], {}, null, '']);
    if (d <= 0) return scalar();
    return weighted([
      [4, scalar],
      [2, () => object(d - 1)],
      [2, () => Array.from({ length: below(4) }, () => scalar())],
      [1.5, () => Array.from({ length: below(4) }, () => object(d - 1))],
      [1, () => Array.from({ length: below(3) }, () => value('', d - 1))],
      [0.4, () => [[], [1], [[1, 2]], [{ a: [] }, {}]][below(4)]],
    ])();
  };
  const object = (d) => {
    const made = {};
    for (const name of FIELDS) if (chance(0.55)) made[name] = value(name, d);
    if (chance(0.03)) made['__proto__x'] = 1;
    return made;
  };
  return weighted([
    [8, () => object(depth)],
    [1, () => Array.from({ length: below(4) }, () => object(depth - 1))],
    [0.5, scalar],
    [0.3, () => value('', depth)],
    [0.1, () => undefined],
  ])();
}
