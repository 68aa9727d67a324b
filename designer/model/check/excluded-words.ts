// Which words cannot reach a lookup, because a condition that surely holds there excludes them: the mapping's `when`, a branch of a
// condition, an operand of `and` or `or`, the filter of the rows around it. What cannot be told is not excluded.
// Pure; imports the engine's syntax only.
import { type Bindings, bindingsOf, isName } from '../../../runtime/engine/syntax/bindings.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import { type Place, placesOf } from '../../../runtime/engine/syntax/places.ts';
import type { Node, Span } from '../../../runtime/engine/syntax/tree.ts';

/** Whether a field cannot hold a word; fields by the context that they are read in, and their path in it. */
type Exclusions = ReadonlyMap<string, (word: string) => boolean>;

const NOTHING: Exclusions = new Map();

/** Both hold. */
function both(one: Exclusions, other: Exclusions): Exclusions {
  const all = new Map(one);
  for (const [field, excludes] of other) {
    const known = all.get(field);
    all.set(field, known === undefined ? excludes : (word) => known(word) || excludes(word));
  }
  return all;
}

/** At least one holds: excluded is what both exclude. */
function either(one: Exclusions, other: Exclusions): Exclusions {
  const common = new Map<string, (word: string) => boolean>();
  for (const [field, excludes] of one) {
    const also = other.get(field);
    if (also !== undefined) common.set(field, (word) => excludes(word) && also(word));
  }
  return common;
}

interface Read {
  readonly places: ReadonlyMap<Node, Place>;
  readonly bindings: Bindings;
}

function read(text: string): (Read & { readonly root: Node }) | undefined {
  const { root, faults } = parse(text);
  if (faults.length > 0) return undefined;
  return { root, places: new Map(placesOf(root).map((place) => [place.node, place])), bindings: bindingsOf(root) };
}

/** The steps of a path of names from the context or from the whole message; undefined of anything else. */
function stepsOf(node: Node): readonly string[] | undefined {
  if (node.kind === 'name') return [node.value];
  if (node.kind === 'variable' && (node.name === '' || node.name === '$')) return [];
  if (node.kind !== 'map' || node.right.kind !== 'name') return undefined;
  const before = stepsOf(node.left);
  return before === undefined ? undefined : [...before, node.right.value];
}

const headOf = (node: Node): Node => (node.kind === 'map' ? headOf(node.left) : node);

/** A field as the condition and the lookup both write it: by its context and its steps. */
function fieldOf(node: Node, { places }: Read): string | undefined {
  const steps = stepsOf(node);
  const head = headOf(node);
  const place = places.get(node.kind === 'map' ? head : node);
  if (steps === undefined || steps.length === 0 || place === undefined) return undefined;
  const isRoot = head.kind === 'variable' && head.name === '$';
  return [isRoot ? 0 : place.context, ...steps].join('\n');
}

const wordsOf = (node: Node): readonly string[] | undefined => {
  if (node.kind === 'literal') return typeof node.value === 'string' ? [node.value] : undefined;
  if (node.kind !== 'array') return undefined;
  const words = node.items.map((item) =>
    item.kind === 'literal' && typeof item.value === 'string' ? item.value : undefined,
  );
  return words.includes(undefined) ? undefined : (words as string[]);
};

/** What is excluded where a condition came out as told. */
function exclusionsOf(test: Node, isTrue: boolean, all: Read): Exclusions {
  switch (test.kind) {
    case 'block':
      return test.expressions.length === 1 ? exclusionsOf(test.expressions[0] as Node, isTrue, all) : NOTHING;
    case 'call': {
      const [argument] = test.arguments;
      if (!isName(test.callee) || test.arguments.length !== 1 || argument === undefined) return NOTHING;
      const { name } = test.callee;
      const isOwn = all.bindings.slots.some((slot) => slot.name === name);
      if (isOwn || (name !== 'not' && name !== 'boolean')) return NOTHING;
      return exclusionsOf(argument, name === 'not' ? !isTrue : isTrue, all);
    }
    case 'binary':
      return exclusionsOfBinary(test, isTrue, all);
    default:
      return NOTHING;
  }
}

function exclusionsOfBinary(test: Node & { kind: 'binary' }, isTrue: boolean, all: Read): Exclusions {
  const { operator, left, right } = test;
  if (operator === 'and' || operator === 'or') {
    const [one, other] = [exclusionsOf(left, isTrue, all), exclusionsOf(right, isTrue, all)];
    return (operator === 'and') === isTrue ? both(one, other) : either(one, other);
  }
  if (operator === 'in') return only(fieldOf(left, all), wordsOf(right), isTrue);
  if (operator !== '=' && operator !== '!=') return NOTHING;
  const isEqual = (operator === '=') === isTrue;
  const [field, value] = wordsOf(left) === undefined ? [left, right] : [right, left];
  return value.kind === 'array' ? NOTHING : only(fieldOf(field, all), wordsOf(value), isEqual);
}

/** A field that holds one of these words, or none of them. */
function only(field: string | undefined, words: readonly string[] | undefined, isOne: boolean): Exclusions {
  if (field === undefined || words === undefined) return NOTHING;
  const known = new Set(words);
  return new Map([[field, (word: string) => known.has(word) !== isOne]]);
}

/** What surely holds wherever a place is evaluated. */
function exclusionsAt(place: Place, all: Read): Exclusions {
  let found = NOTHING;
  for (let one: Place | undefined = place; one?.parent !== undefined; one = one.parent) {
    const { node } = one;
    const parent: Node = one.parent.node;
    if (parent.kind === 'condition' && parent.test !== node)
      found = both(found, exclusionsOf(parent.test, parent.then === node, all));
    if (parent.kind === 'binary' && parent.right === node && (parent.operator === 'and' || parent.operator === 'or'))
      found = both(found, exclusionsOf(parent.left, parent.operator === 'and', all));
    if (parent.kind === 'map' && parent.right === node) found = both(found, exclusionsOfRows(parent.left, one, all));
  }
  return found;
}

/** What the filters of rows say of each row, as it is seen from what is made of the row. */
function exclusionsOfRows(rows: Node, inside: Place, all: Read): Exclusions {
  const last = rows.kind === 'map' ? rows.right : rows;
  if (last.kind === 'sort' || last.kind === 'keep-array') return exclusionsOfRows(last.base, inside, all);
  if (last.kind !== 'filter') return NOTHING;
  const within = all.places.get(last.predicate)?.context;
  const own = [...exclusionsOf(last.predicate, true, all)]
    .filter(([field]) => field.startsWith(`${within}\n`))
    .map(([field, excludes]) => [`${inside.context}${field.slice(field.indexOf('\n'))}`, excludes] as const);
  return both(new Map(own), exclusionsOfRows(last.base, inside, all));
}

/** Where a key comes from: fields and words; undefined where it may be something else. */
function waysOf(node: Node, all: Read, depth = 0): readonly ({ field: string } | { word: string })[] | undefined {
  if (depth > 8) return undefined;
  const each = (nodes: readonly Node[]) => {
    const ways = nodes.map((one) => waysOf(one, all, depth + 1));
    return ways.includes(undefined) ? undefined : ways.flatMap((way) => way ?? []);
  };
  const field = fieldOf(node, all);
  if (field !== undefined) return [{ field }];
  switch (node.kind) {
    case 'literal':
      return typeof node.value === 'string' ? [{ word: node.value }] : undefined;
    case 'block':
      return node.expressions.length === 1 ? each(node.expressions) : undefined;
    case 'condition':
      return each([node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])]);
    case 'default':
      return each([node.left, node.right]);
    case 'variable': {
      const use = all.bindings.uses.find((one) => one.at.start === node.start);
      const [slot] = use?.slots ?? [];
      const [site] = slot?.sites ?? [];
      const isOne = use?.isFree === false && use.slots.length === 1 && slot?.sites.length === 1;
      return isOne && site?.value !== undefined ? each([site.value]) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Tells which words cannot reach the key of a lookup.
 *
 * @param text  the program
 * @param when  the condition that messages have to meet before the program runs on them
 * @returns a function of the key's place in the text and a word
 */
export function excludedWords(text: string, when: string | undefined): (key: Span, word: string) => boolean {
  const program = read(text);
  if (program === undefined) return () => false;
  const condition = when === undefined ? undefined : read(when);
  const always = condition === undefined ? NOTHING : exclusionsOf(condition.root, true, condition);
  return (key, word) => {
    const place = [...program.places.values()].find(({ node }) => node.start === key.start && node.end === key.end);
    const ways = place === undefined ? undefined : waysOf(place.node, program);
    if (place === undefined || ways === undefined) return false;
    const here = both(always, exclusionsAt(place, program));
    return ways.every((way) => ('word' in way ? way.word !== word : here.get(way.field)?.(word) === true));
  };
}
