// Systematic variations of one input: every place in it dropped, emptied, retyped, multiplied. Pure and repeatable. Imports nothing.

type Key = string | number;

/** What is put in a value's place; undefined when it does not apply to that value. */
type Change = (value: unknown) => unknown;

const DROP = Symbol('drop');

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Members of a list that was made huge, and characters of a text that was. */
const HUGE_LIST = 500;
const HUGE_TEXT = 100_000;

/** Each once for every place of the input, in this order, so that the first rounds already are of every kind. */
const CHANGES: readonly { readonly name: string; readonly change: Change }[] = [
  { name: 'dropped', change: () => DROP },
  { name: 'null', change: (value) => (value === null ? undefined : null) },
  { name: 'in a list', change: (value) => (isList(value) ? undefined : [value]) },
  { name: 'empty list', change: (value) => (isList(value) && value.length === 0 ? undefined : []) },
  { name: 'list of one', change: (value) => (isList(value) && value.length > 1 ? [value[0]] : undefined) },
  { name: 'list twice', change: (value) => (isList(value) && value.length > 0 ? [...value, ...value] : undefined) },
  { name: 'first of the list', change: (value) => (isList(value) && value.length > 0 ? value[0] : undefined) },
  { name: 'text of a number', change: (value) => (typeof value === 'number' ? String(value) : undefined) },
  {
    name: 'number of a text',
    change: (value) =>
      typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : undefined,
  },
  { name: 'another text', change: (value) => (typeof value === 'string' ? 'Zürich – Ω 東京 😀\u0000' : undefined) },
  { name: 'empty text', change: (value) => (typeof value === 'string' && value !== '' ? '' : undefined) },
  { name: 'zero', change: (value) => (isScalar(value) && value !== 0 ? 0 : undefined) },
  { name: 'minus', change: (value) => (typeof value === 'number' && value !== 0 ? -value : undefined) },
  { name: 'large number', change: (value) => (typeof value === 'number' ? Number.MAX_SAFE_INTEGER : undefined) },
  {
    name: 'true or false',
    change: (value) => (typeof value === 'boolean' ? !value : isScalar(value) ? true : undefined),
  },
  { name: 'empty object', change: (value) => (isScalar(value) || isList(value) ? {} : undefined) },
  { name: 'list in a list', change: (value) => [[value]] },
  { name: 'list with nothing', change: (value) => (isList(value) ? [null, ...value, null] : undefined) },
];

/** Few of these: each takes as long as hundreds of the others. */
const HUGE: Change = (value) => {
  if (typeof value === 'string' && value !== '') return value.repeat(Math.ceil(HUGE_TEXT / value.length));
  if (!isList(value) || value.length === 0) return undefined;
  return Array.from({ length: HUGE_LIST }, (_unused, index) => value[index % value.length]);
};

/** Every place in a value, the whole first. Of long lists only the first members, which their others are like. */
function placesOf(value: unknown, way: readonly Key[] = [], found: (readonly Key[])[] = []): (readonly Key[])[] {
  found.push(way);
  if (isList(value)) {
    for (const [index, member] of value.slice(0, 3).entries()) placesOf(member, [...way, index], found);
  } else if (!isScalar(value)) {
    for (const [key, member] of Object.entries(value as object)) placesOf(member, [...way, key], found);
  }
  return found;
}

/** The input with one place changed, nothing shared being written to; undefined when the change does not apply. */
function changed(value: unknown, way: readonly Key[], change: Change): { readonly value: unknown } | undefined {
  const [key, ...rest] = way;
  if (key === undefined) {
    const next = change(value);
    return next === undefined || next === DROP ? undefined : { value: next };
  }
  // A place that an earlier change took away.
  if (isScalar(value) || !Object.hasOwn(value as object, key)) return undefined;
  const member = (value as Record<Key, unknown>)[key];
  const dropped = rest.length === 0 && change(member) === DROP;
  const next = dropped ? undefined : changed(member, rest, change);
  if (!dropped && next === undefined) return undefined;
  if (isList(value)) {
    return { value: dropped ? value.filter((_one, index) => index !== key) : value.with(key as number, next?.value) };
  }
  if (!dropped) return { value: { ...(value as object), [key]: next?.value } };
  const { [key]: _left, ...others } = value as Record<Key, unknown>;
  return { value: others };
}

export interface Variation {
  /** What was changed, for a report: `null at /customer/email`. */
  readonly name: string;
  readonly value: unknown;
}

const pointer = (way: readonly Key[]): string => way.map((key) => `/${key}`).join('') || '/';

/** Huge values of one input: lists before texts, at most so many. */
export function hugeVariations(input: unknown, most: number): Variation[] {
  const found: Variation[] = [];
  const depth = (way: readonly Key[]) => way.length;
  for (const way of placesOf(input).sort((a, b) => depth(a) - depth(b))) {
    const next = changed(input, way, HUGE);
    if (next !== undefined) found.push({ name: `huge at ${pointer(way)}`, value: next.value });
    if (found.length >= most) break;
  }
  return found;
}

/** The variations of one input with one place changed, kind by kind. */
export function* variations(input: unknown): Generator<Variation> {
  const places = placesOf(input);
  for (const { name, change } of CHANGES) {
    for (const way of places) {
      const next = changed(input, way, change);
      if (next !== undefined) yield { name: `${name} at ${pointer(way)}`, value: next.value };
    }
  }
}

/** Variations with two places changed, so far apart in their lists that most pairs are of different kinds and places. */
export function* pairs(input: unknown): Generator<Variation> {
  const places = placesOf(input);
  const count = places.length * CHANGES.length;
  for (let stride = 1; stride < count; stride += 1) {
    for (let index = 0; index < count; index += 1) {
      const other = (index * 7 + stride * 13) % count;
      const first = applied(input, places, index);
      const second = first === undefined ? undefined : applied(first.value, places, other);
      if (first === undefined || second === undefined) continue;
      yield { name: `${first.name}, ${second.name}`, value: second.value };
    }
  }
}

function applied(input: unknown, places: readonly (readonly Key[])[], index: number): Variation | undefined {
  const { name, change } = CHANGES[index % CHANGES.length] as (typeof CHANGES)[number];
  const way = places[Math.floor(index / CHANGES.length)] as readonly Key[];
  const next = changed(input, way, change);
  return next === undefined ? undefined : { name: `${name} at ${pointer(way)}`, value: next.value };
}
