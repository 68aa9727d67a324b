// An expression gets a name, and a name's expression is put back where it is read: the value of the program stays what it is.
// What would be evaluated in another context, at another moment or not at all is refused. Pure; may import its neighbours.
import type { Program } from '../../../runtime/engine/outline/program.ts';
import {
  type Bindings,
  bindingsOf,
  type Meaning,
  type Slot,
  type Use,
} from '../../../runtime/engine/syntax/bindings.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import {
  canFail,
  isSureWithin,
  type Place,
  type PlaceRole,
  placesOf,
  readsContext,
} from '../../../runtime/engine/syntax/places.ts';
import type { Node, Span, Token } from '../../../runtime/engine/syntax/tree.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import type { Outcome, Refusal } from './node-edits.ts';
import { isHandedOnRaw } from './raw-lists.ts';
import { evalRefusal, isGiven, isVariableName } from './rename.ts';
import { putPart, splice } from './splice.ts';

interface Read {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly places: readonly Place[];
  readonly bindings: Bindings;
}

const UNREADABLE: Refusal = { refused: 'The text cannot be read: mend it first' };

function read(text: string): Read | undefined {
  const { root, faults, tokens } = parse(text);
  return faults.length > 0 ? undefined : { text, tokens, places: placesOf(root), bindings: bindingsOf(root) };
}

const FACTS = {
  argumentsOf: (name: string): number | undefined => {
    const parameters = KNOWN_FUNCTIONS.get(name)?.signature.parameters;
    return parameters?.some((one) => one.fromContext) === true
      ? parameters.filter((one) => !one.optional).length
      : undefined;
  },
};

/** Names whose calls give another value each time. */
const BY_CHANCE: ReadonlySet<string> = new Set(['random', 'shuffle']);

/** What no act on values can look through. */
function opaque({ bindings, places }: Read): Refusal | undefined {
  const byChance = bindings.uses.find((use) => BY_CHANCE.has(use.name));
  if (byChance !== undefined)
    return { refused: `This mapping uses $${byChance.name}, which gives another value each time` };
  const odd = bindings.slots.find((slot) => slot.sites.some((site) => site.kind === 'bind' && !site.isPart));
  if (odd !== undefined)
    return {
      refused: `$${odd.name} is bound in the middle of an expression: what is evaluated first counts. Change it in the text`,
    };
  if (places.some(({ node }) => node.kind === 'parent'))
    return { refused: 'This mapping reads what stands around its fields with %, and that depends on the place' };
  if (places.some(({ node }) => node.kind === 'lambda' && node.signature?.includes('-') === true))
    return { refused: 'A function of this mapping takes what it is not given from the place where it is called' };
  return evalRefusal(bindings);
}

const RAW: Refusal = {
  refused:
    'It may be a list of one list, and such a list is taken apart each time it is handed on. Change it in the text',
};

const isSame = (one: Span, other: Span): boolean => one.start === other.start && one.end === other.end;
const isIn = (inner: Span, outer: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;

/** The innermost node of just these characters, and the place that says what it is to others. */
const placeAt = ({ places }: Read, span: Span): Place | undefined => places.find((place) => isSame(place.node, span));

/** Paths of fields: what may stand at the head of another path as well as its name may. */
function isPlainPath(node: Node): boolean {
  switch (node.kind) {
    case 'name':
      return true;
    case 'variable':
      return true;
    case 'map':
      return (
        isPlainPath(node.left) &&
        (node.right.kind === 'name' || (node.right.kind === 'filter' && isPlainPath(node.right)))
      );
    case 'filter':
      return isPlainPath(node.base);
    default:
      return false;
  }
}

const NO_VALUES: ReadonlySet<Node['kind']> = new Set(['bind', 'range', 'placeholder', 'missing', 'broken', 'variable']);

/** Steps that mark what they go on from, or keep it as a list: a name there would not be the same. */
const MARKING: ReadonlySet<Node['kind'] | undefined> = new Set(['keep-array', 'focus', 'index']);

/** Why an expression cannot be given a name where it stands. */
function unnamable({ node, role, parent }: Place): string | undefined {
  if (node.kind === 'variable') return 'It has a name already';
  if (NO_VALUES.has(node.kind)) return 'That is no value by itself';
  switch (role) {
    case 'key':
    case 'callee':
    case 'applied':
    case 'term':
    case 'transform':
    case 'step':
      return 'That is no value by itself, but a part of what stands around it';
    case 'head':
      return isPlainPath(node) && !MARKING.has(parent?.node.kind)
        ? undefined
        : 'Only a path of fields can have a name where steps go on from it';
    case 'member':
      return node.kind === 'array' ? 'A list in a list would be put into it member by member' : undefined;
    case 'predicate':
      return node.kind === 'literal' || node.kind === 'negate' ? 'A place in a list has no name' : undefined;
    case 'item':
      return parent?.node.kind === 'block' && parent.node.expressions.at(-1) !== node
        ? 'Nothing reads that value'
        : undefined;
    default:
      return undefined;
  }
}

/** Whether an expression binds names that are known around it. */
const bindsOutside = ({ places }: Read, own: Place): boolean =>
  places.some((place) => {
    if (place.node.kind !== 'bind' || place.node === own.node || !isIn(place.node, own.node)) return false;
    const inner = chainOf(place).slice(chainOf(own).length - 1);
    return !inner.some(hasFrame);
  });

/** The variables that an expression reads from around it. */
const readFrom = ({ bindings }: Read, span: Span): readonly Use[] =>
  bindings.uses.filter(
    (use) => isIn(use.at, span) && !use.slots.some((slot) => slot.sites.some((site) => isIn(site.at, span))),
  );

/** Whether a variable has one value wherever it is known. */
const isFixed = (use: Use): boolean =>
  use.slots.length === 0 || (!use.isFree && use.slots.length === 1 && use.slots[0]?.sites.length === 1);

const isSameMeaning = (one: Meaning, other: Meaning): boolean =>
  one.isFree === other.isFree &&
  one.slots.length === other.slots.length &&
  one.slots.every((slot, index) => slot === other.slots[index]);

/** Index of the first token that begins at an offset or behind it. */
function tokenAt({ tokens }: Read, offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as Token).start >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An expression's words, without blanks and comments. */
const wordsOf = (all: Read, { start, end }: Span): string =>
  all.tokens
    .slice(tokenAt(all, start), tokenAt(all, end))
    .filter(({ kind }) => kind !== 'blank' && kind !== 'comment')
    .map((token) => token.text)
    .join(' ');

/** Expressions that are the same and mean the same as one, itself among them, in the order of the text. */
function equals(all: Read, own: Place): readonly Place[] {
  const words = wordsOf(all, own.node);
  const reads = readsContext(own.node, FACTS);
  const mine = readFrom(all, own.node);
  return all.places.filter((place) => {
    if (place === own) return true;
    const { node } = place;
    if (node.kind !== own.node.kind || (reads && place.context !== own.context)) return false;
    if (unnamable(place) !== undefined || wordsOf(all, node) !== words) return false;
    const others = readFrom(all, node);
    return others.length === mine.length && others.every((use, index) => use.slots[0] === mine[index]?.slots[0]);
  });
}

const HOLDS: ReadonlySet<PlaceRole> = new Set(['root', 'item', 'value', 'body', 'branch', 'group']);

/** Whether a binding can be put right before an expression: as an expression of its block, or in parentheses with it. */
const canHold = ({ node, role }: Place): boolean =>
  HOLDS.has(role) || (role === 'step' && (node.kind === 'object' || node.kind === 'call'));

function chainOf(place: Place): readonly Place[] {
  const chain: Place[] = [];
  for (let one: Place | undefined = place; one !== undefined; one = one.parent) chain.unshift(one);
  return chain;
}

/** The innermost place around all of some, one of themselves when it is the only one. */
function around(places: readonly Place[]): Place {
  const chains = places.map(chainOf);
  const [first = []] = chains;
  let depth = 0;
  while (chains.every((chain) => chain[depth] !== undefined && chain[depth] === first[depth])) depth += 1;
  const common = first[depth - 1] as Place;
  // Of a block the first of its expressions that holds one: the binding goes before it.
  return common.node.kind === 'block' && chains.length > 1 ? (first[depth] as Place) : common;
}

interface Hold {
  readonly place: Place;
  readonly refused?: undefined;
}

/** Where a binding for some equal expressions means what they mean. */
function holdFor(own: Place, places: readonly Place[], isRisky: boolean): Hold | Refusal {
  const reads = readsContext(own.node, FACTS);
  for (let one: Place | undefined = around(places); one !== undefined; one = one.parent) {
    if (reads && places.some((place) => place.context !== (one as Place).context))
      return {
        refused:
          'It reads fields of the rows around it, and there is no place for a name before those rows are gone over',
      };
    if (!canHold(one)) continue;
    const scope = one.role === 'item' ? (one.parent as Place) : one;
    if (isRisky && !places.some((place) => isSureWithin(place, scope)))
      return { refused: 'It may fail, and is not always evaluated: with a name it would always be' };
    return { place: one };
  }
  return { refused: 'There is no place for a name here' };
}

function indentOf(text: string, at: number): { readonly blank: string; readonly isFirst: boolean } {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const blank = /^[ \t]*/.exec(line)?.[0] ?? '';
  return { blank, isFirst: blank.length === line.length };
}

/** A free name out of a word: `total`, `total2`. */
export function freeName(text: string, word: string): string {
  const letters = word.replace(/[^A-Za-z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase());
  const plain = isVariableName(letters) ? letters : 'value';
  const used = new Set(read(text)?.tokens.map((token) => token.text));
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? plain : `${plain}${count}`;
    if (!used.has(`$${name}`) && !isGiven(name)) return name;
  }
}

export interface Nameable {
  /** How many expressions are the same and mean the same, this one included. */
  readonly equal: number;
}

/** Whether an expression can have a name, and how many others are the same. */
export function nameableAt({ text }: Pick<Program, 'text'>, part: Span): Nameable | Refusal {
  const all = read(text);
  if (all === undefined) return UNREADABLE;
  const own = placeAt(all, part);
  if (own === undefined) return { refused: 'That is no expression by itself' };
  const reason = unnamable(own);
  if (reason !== undefined) return { refused: reason };
  return { equal: equals(all, own).length };
}

/**
 * Gives an expression a name: `$name := …` before what it stands in, and the name in its place.
 *
 * @param options.all  also in the place of every other expression that is the same and means the same
 */
export function nameValue(
  { text }: Pick<Program, 'text'>,
  part: Span,
  options: { readonly name: string; readonly all?: boolean },
): Outcome {
  const name = options.name.trim().replace(/^\$/, '');
  const all = read(text);
  if (all === undefined) return UNREADABLE;
  const own = placeAt(all, part);
  if (own === undefined) return { refused: 'That is no expression by itself' };
  const reason = unnamable(own);
  if (reason !== undefined) return { refused: reason };
  if (!isVariableName(name)) return { refused: 'A name is letters, digits and _, and begins with no digit' };
  if (isGiven(name) || all.tokens.some((token) => token.text === `$${name}`))
    return { refused: `$${name} is a name of this mapping or of a function already` };
  if (bindsOutside(all, own)) return { refused: 'It binds another name, which is read outside of it' };
  const hidden = opaque(all);
  if (hidden !== undefined) return hidden;
  const outer = readFrom(all, own.node);
  const unsure = outer.find((use) => !isFixed(use));
  if (unsure !== undefined)
    return { refused: `$${unsure.name} has more than one value in this mapping: what it is depends on the place` };
  const places = options.all === true ? equals(all, own) : [own];
  const hold = holdFor(own, places, isRisky(all, own.node));
  if (hold.refused !== undefined) return hold;
  const isWrapped = hold.place.role !== 'item';
  if (isHandedOnRaw(all, [own.node, ...(isWrapped ? [hold.place.node] : [])])) return RAW;
  const after = withBinding(all, { own, places, hold: hold.place, name });
  if (outer.some((use) => use.slots.some((slot) => slot.sites.some((site) => site.at.start >= hold.place.node.start))))
    return { refused: 'It reads a name that is bound inside of what the new name would stand before' };
  return read(after) === undefined
    ? { refused: 'There is no place for a name here' }
    : { name: `Name ${places.length === 1 ? 'a value' : `${places.length} values`} $${name}`, text: after };
}

/** A name that hides a function that takes everything may stand for one that does not. */
const isRisky = ({ bindings }: Read, node: Node): boolean =>
  canFail(node) || bindings.slots.some((slot) => isGiven(slot.name));

/** The text with a binding before a place, and the name in the place of some expressions. */
function withBinding(
  { text }: Read,
  { own, places, hold, name }: { own: Place; places: readonly Place[]; hold: Place; name: string },
): string {
  const { start, end } = hold.node;
  const written = text.slice(own.node.start, own.node.end);
  const inside = places
    .toReversed()
    .reduce(
      (now, { node }) => splice(now, { start: node.start - start, end: node.end - start }, `$${name}`),
      text.slice(start, endOf(places, end)),
    );
  const rest = text.slice(endOf(places, end));
  const { blank, isFirst } = indentOf(text, start);
  const binding = `$${name} := ${written};`;
  if (hold.role === 'item') return `${text.slice(0, start)}${binding}${isFirst ? `\n${blank}` : ' '}${inside}${rest}`;
  const put = inside.includes('\n')
    ? `(\n${blank}  ${binding}\n${blank}  ${inside}\n${blank})`
    : `( ${binding} ${inside} )`;
  return `${text.slice(0, start)}${put}${rest}`;
}

/** A binding before one expression of a block may be read in those behind it. */
const endOf = (places: readonly Place[], end: number): number => Math.max(end, ...places.map(({ node }) => node.end));

/**
 * Puts the expression that a name was given back where the name is read, and takes the name away.
 *
 * @param at  offset of the name, where it is bound or read
 */
export function putInPlace({ text }: Pick<Program, 'text'>, at: number): Outcome {
  const all = read(text);
  if (all === undefined) return UNREADABLE;
  const slot = all.bindings.at(at);
  const [site] = slot?.sites ?? [];
  if (slot === undefined || site === undefined) return { refused: 'There is no name of this mapping here' };
  const own = all.places.find((place) => place.node.kind === 'bind' && isSame(place.node.variable, site.at));
  const block = own?.parent;
  if (site.value === undefined || own === undefined || block === undefined || own.role !== 'item')
    return { refused: `$${slot.name} is bound each time anew: there is no one expression for it` };
  const bound = placeAt(all, site.value);
  if (bound !== undefined && (bound.node.kind === 'bind' || bindsOutside(all, bound)))
    return { refused: `$${slot.name} binds another name, which is read outside of it` };
  if (isHandedOnRaw(all, [site.value])) return RAW;
  const refusal = opaque(all) ?? keptRefusal(all, { slot, own, block, value: site.value });
  if (refusal !== undefined) return refusal;
  const uses = all.bindings.uses.filter((use) => use.slots.includes(slot)).toReversed();
  let after = text;
  for (const use of uses) {
    const place = placeAt(all, use.at) as Place;
    const put = text.slice(site.value.start, site.value.end);
    const next = putAt(after, place, { put, value: site.value });
    if (next === undefined)
      return { refused: 'It does not fit in one of the places where it is read. Change it in the text' };
    after = next;
  }
  const grown = after.length - text.length;
  const isFrame = bindsIn(all, block, own) || isHandedOnRaw(all, [block.node]);
  const cut = withoutItem({ before: text, after, grown }, { block, own, isFrame });
  if (read(cut) === undefined) return { refused: 'The text could not be read without the name' };
  return { name: `Put $${slot.name} in its place again`, text: cut };
}

interface Kept {
  readonly slot: Slot;
  readonly own: Place;
  readonly block: Place;
  readonly value: Node;
}

/** Why an expression would not mean the same in the places of its name. */
function keptRefusal(all: Read, { slot, own, block, value }: Kept): Refusal | undefined {
  if (slot.sites.length > 1) return { refused: `$${slot.name} is given more than one value` };
  if (block.node.kind !== 'block' || block.node.expressions.at(-1) === own.node)
    return { refused: `$${slot.name} is the result of its block` };
  const uses = all.bindings.uses.filter((use) => use.slots.includes(slot));
  if (uses.some((use) => isIn(use.at, value))) return { refused: `$${slot.name} calls itself by its name` };
  if (uses.some((use) => use.isFree || use.slots.length > 1))
    return { refused: `One place may read $${slot.name} before it has its value` };
  const outer = readFrom(all, value);
  const unsure = outer.find((use) => !isFixed(use));
  if (unsure !== undefined)
    return { refused: `$${unsure.name} has more than one value in this mapping: what it is depends on the place` };
  const reads = readsContext(value, FACTS);
  const places = uses.map((use) => placeAt(all, use.at));
  for (const place of places) {
    if (place === undefined) return { refused: 'It is read in a place that cannot be told' };
    if (reads && place.context !== own.context)
      return { refused: `$${slot.name} is read inside of rows, where its fields would be those of each row` };
    const here = uses.find((use) => isSame(use.at, place.node)) as Use;
    const clash = outer.find((use) => !isSameMeaning(use, here.meaningOf(use.name)));
    if (clash !== undefined) return { refused: `$${clash.name} means something else where $${slot.name} is read` };
    const reason = unfitting(place, value);
    if (reason !== undefined) return { refused: reason };
  }
  if (isRisky(all, value) && !places.some((place) => place !== undefined && isSureWithin(place, block)))
    return { refused: `$${slot.name} may fail, and would not be evaluated every time in the places where it is read` };
  return undefined;
}

/** Why an expression of this kind cannot stand where its name does. */
function unfitting({ role, node, parent }: Place, value: Node): string | undefined {
  if (parent?.node.kind === 'bind' && parent.node.variable === node) return 'It is given another value there';
  const isFunction = value.kind === 'lambda' || value.kind === 'variable';
  if ((role === 'callee' || role === 'applied') && !isFunction)
    return 'It is called where it is read: only a function that is written out can stand there';
  if (role === 'head' && !isPlainPath(value)) return 'Steps go on from it, and only a path of fields can stand there';
  if (role === 'head' && MARKING.has(parent?.node.kind))
    return 'Its members are marked, or kept as a list, where it is read';
  return undefined;
}

/** Puts an expression in the place of a name; in parentheses where its kind would count there. */
function putAt(text: string, { node, role }: Place, { put, value }: { put: string; value: Node }): string | undefined {
  const counts =
    (role === 'member' && value.kind === 'array') ||
    (role === 'predicate' && (value.kind === 'literal' || value.kind === 'negate')) ||
    (role === 'step' && value.kind !== 'variable');
  if (counts) return splice(text, node, `(${put})`);
  return putPart(text, node, put);
}

/** Whether something else is bound in a block, which its parentheses keep to themselves. */
const bindsIn = ({ places }: Read, block: Place, own: Place): boolean =>
  places.some(
    (place) => place.node.kind === 'bind' && place !== own && chainOf(place).findLast(hasFrame)?.node === block.node,
  );

const hasFrame = ({ node }: Place): boolean => node.kind === 'block' || node.kind === 'lambda';

interface Cut {
  readonly before: string;
  readonly after: string;
  /** How much longer the text is now; all of it behind the binding. */
  readonly grown: number;
}

/** The text without one expression of a block; without the block's parentheses too, when they hold one expression only. */
function withoutItem(
  { before, after, grown }: Cut,
  { block, own, isFrame }: { block: Place; own: Place; isFrame: boolean },
): string {
  const { expressions } = block.node as Node & { kind: 'block' };
  const next = expressions[expressions.indexOf(own.node) + 1] as Node;
  const gap = before.slice(own.node.end, next.start);
  const kept = gap.replace(';', '');
  const cut = splice(after, { start: own.node.start, end: next.start }, kept.trim() === '' ? '' : kept.trimStart());
  if (isFrame || expressions.length > 2 || kept.trim() !== '' || !CAN_STAND_FREE.has(block.role)) return cut;
  if ((block.role === 'step' && next.kind !== 'object') || (block.role === 'branch' && next.kind === 'condition'))
    return cut;
  const head = before.slice(block.node.start + 1, own.node.start);
  const tail = before.slice(next.end, block.node.end - 1);
  if (head.trim() !== '' || tail.trim() !== '') return cut;
  const from = own.node.start;
  const length = next.end - next.start + grown;
  const bare = cut.slice(from, from + length);
  const end = block.node.end + grown - (next.start - own.node.start);
  return `${before.slice(0, block.node.start)}${bare}${cut.slice(end)}`;
}

const CAN_STAND_FREE: ReadonlySet<PlaceRole> = new Set(['root', 'value', 'body', 'branch', 'step', 'group', 'item']);
