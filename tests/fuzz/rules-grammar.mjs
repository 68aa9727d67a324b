// Random rules and facts: every kind of condition, operator, decorator and path, over plain data with odd members.

const KEYS = ['a', 'b', 'c', 'length', 'x-1', 'toString', '*', '..', '0', 'é'];
const NAMES = ['f', 'g', 'h', 'missing', 'toString'];
const CONDITIONS = ['shared', 'other', 'third'];

const COMPARISONS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const LISTS = ['in', 'notIn', 'contains', 'doesNotContain'];
const DECORATORS = ['someFact', 'everyFact', 'someValue', 'everyValue', 'swap', 'not'];
/** Operators of the library, and two of nobody: one that gives no boolean, one that throws. */
const LIBRARY = ['isBlank', 'startsWith', 'lengthGreaterThan', 'decimalGreaterThan', 'containsAny', 'echo', 'throwing'];

export const FOREIGN = {
  echo: (fact) => fact ?? 0,
  throwing: (fact) => {
    if (fact === 'é😀') throw new Error('thrown by an operator');
    return true;
  },
};

/** Plain data: small texts and numbers, lists, objects with inherited names as members. */
export function value(random, depth = 3) {
  const { chance, pick, below } = random;
  if (depth === 0 || chance(0.45)) {
    return pick([null, true, false, 0, 1, 2, -1, 1.5, '', 'a', 'b', 'ab', '1', '12abc', '2', 'é😀']);
  }
  if (chance(0.5)) return Array.from({ length: below(4) }, () => value(random, depth - 1));
  return Object.fromEntries(Array.from({ length: below(4) }, () => [pick(KEYS), value(random, depth - 1)]));
}

function bracket(random) {
  const { pick, below, chance } = random;
  const bound = () => (chance(0.4) ? '' : String(below(5) - 2));
  return pick([
    () => `[${below(3)}]`,
    () => '[*]',
    () => `['${pick(['a', 'b', 'x-1', 'length', 'toString', '0', 'é'])}']`,
    () => `["${pick(['a', 'c'])}"]`,
    () => `[${bound()}:${bound()}]`,
    () => `[${bound()}:${bound()}:${below(3)}]`,
    () => '[a,b]',
    () => '[0,1,0]',
  ])();
}

export function path(random) {
  const { pick, weighted, below } = random;
  let text = '$';
  for (let steps = below(4); steps > 0; steps -= 1) {
    text += weighted([
      [6, () => `.${pick(['a', 'b', 'c', 'length', 'x-1', 'toString', '0', 'é'])}`],
      [1, () => '.*'],
      [1, () => `..${pick(['a', 'b', '*', 'length'])}`],
      [1, () => `..${bracket(random)}`],
      [5, () => bracket(random)],
    ])();
  }
  return text;
}

function operator(random) {
  const { weighted, pick, chance } = random;
  const base = weighted([
    [4, () => pick(['equal', 'notEqual'])],
    [3, () => pick(COMPARISONS)],
    [3, () => pick(LISTS)],
    [2, () => pick(LIBRARY)],
    [0.02, () => 'unheardOf'],
  ])();
  const before = [];
  while (chance(0.3) && before.length < 3) before.push(pick(DECORATORS));
  return [...before, base].join(':');
}

function operand(random) {
  const { chance, pick } = random;
  return {
    fact: pick(NAMES),
    ...(chance(0.5) ? { path: path(random) } : chance(0.1) ? { path: '' } : {}),
    ...(chance(0.1) ? { params: value(random, 0) === null ? { n: 1, m: 2 } : { n: pick([1, 2]) } } : {}),
  };
}

const plainList = (random) => Array.from({ length: random.below(12) }, () => value(random, 0));

function compared(random) {
  const { weighted } = random;
  return weighted([
    [4, () => value(random, 0)],
    [2, () => value(random, 2)],
    [1, () => operand(random)],
    [2, () => plainList(random)],
  ])();
}

const priority = ({ chance, pick }) => (chance(0.15) ? { priority: pick([1, 2, 5, 10, -1, 0, '3']) } : {});

export function condition(random, depth) {
  const { weighted, below, pick } = random;
  const kind = weighted([
    [5, 'compare'],
    [depth > 0 ? 3 : 0, 'group'],
    [depth > 0 ? 1 : 0, 'not'],
    [0.7, 'reference'],
  ]);
  if (kind === 'compare') {
    const asked = operator(random);
    // Most rules are written to make sense: those operators want a list.
    const listed = /someValue|everyValue|\b(?:in|notIn)$/.test(asked) && random.chance(0.9);
    const value = listed ? plainList(random) : compared(random);
    return { ...operand(random), operator: asked, value, ...priority(random) };
  }
  if (kind === 'reference') return { condition: pick(CONDITIONS), ...priority(random) };
  if (kind === 'not') return { not: condition(random, depth - 1), ...priority(random) };
  const members = Array.from({ length: below(4) }, () => condition(random, depth - 1));
  return { [pick(['all', 'any'])]: members, ...priority(random) };
}

/** The root of a rule or of a named condition is a group. */
function root(random, depth) {
  const { chance, pick, below } = random;
  if (chance(0.15)) return { not: condition(random, depth) };
  return { [pick(['all', 'any'])]: Array.from({ length: below(4) }, () => condition(random, depth)) };
}

/** Conditions that refer only to later ones, so that there is no circle. */
function namedConditions(random) {
  const found = { third: root(random, 0), other: root(random, 1), shared: root(random, 1) };
  const cut = (node, allowed) => {
    if (Array.isArray(node)) return node.map((member) => cut(member, allowed));
    if (typeof node !== 'object' || node === null) return node;
    if (typeof node.condition === 'string' && !allowed.includes(node.condition)) return { all: [] };
    return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, cut(member, allowed)]));
  };
  return {
    third: cut(found.third, []),
    other: cut(found.other, ['third']),
    shared: cut(found.shared, ['other', 'third']),
  };
}

/** `{ rules, conditions, strict }`: `strict` makes an unknown fact an error. */
export function ruleset(random) {
  const { below, chance, pick } = random;
  // A reference to nothing throws at once, and leaves the promises of its neighbours to nobody: it stands alone.
  if (chance(0.01)) {
    const conditions = { [pick(['all', 'any'])]: [{ not: { condition: 'nobody' } }] };
    return { rules: [{ name: 'rule-0', conditions, event: { type: 'rule-0' } }], conditions: {}, strict: false };
  }
  const rules = Array.from({ length: 1 + below(4) }, (_unused, index) => ({
    name: `rule-${index}`,
    conditions: chance(0.05) ? { condition: pick(CONDITIONS) } : root(random, 2),
    event: { type: `rule-${index}` },
    ...(chance(0.4) ? { priority: pick([1, 2, 5, 10]) } : {}),
  }));
  return { rules, conditions: namedConditions(random), strict: chance(0.15) };
}

/** Facts by name; `missing` is never there. */
export function facts(random) {
  const { chance } = random;
  const found = {};
  for (const name of ['f', 'g', 'h']) if (chance(0.9)) found[name] = value(random);
  if (chance(0.1)) found.toString = value(random, 1);
  return found;
}
