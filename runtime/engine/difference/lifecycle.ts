// What changed in meaning between two versions of a lifecycle or of the ownership: states, transitions, who owns which field.
// May import its neighbours.
import { type Change, compareMaps, type Detail, type Sides } from './change.ts';
import { canonical, compareValues, membersOf } from './values.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** By name: the members that say something of it. */
type Said = ReadonlyMap<string, Json>;

/** Named things that came, went or say something else. */
function compareSaid(before: Said, after: Said, subject: string, words: (name: string) => string): Change[] {
  const printed = (said: Said) => new Map([...said].map(([name, value]) => [name, canonical(value)]));
  return compareMaps(printed(before), printed(after)).map(({ name, kind, ...sides }): Change => {
    if (kind !== 'changed') return { kind, subject, what: words(name), ...sides };
    const details = compareMaps(membersOf(before.get(name)), membersOf(after.get(name)));
    return { kind, subject, what: words(name), details: details.map(detailOf) };
  });
}

const detailOf = ({ name, ...sides }: Sides): Detail => ({ ...sides, what: name });

function statesOf(axis: Json): Said {
  return new Map(objects(axis['states']).map(({ name, ...said }) => [String(name), said]));
}

/** Each transition by itself: a step from several states to several is as many as it allows. */
function transitionsOf(steps: unknown): Said {
  const found = new Map<string, Json>();
  for (const { from, to, ...said } of objects(steps))
    for (const one of texts(from))
      for (const other of texts(to)) {
        const name = `${one} → ${other}`;
        const known = found.get(name);
        found.set(name, known === undefined ? said : { ...known, and: [known['and'] ?? [], said].flat() });
      }
  return found;
}

function compareAxis(name: string, before: Json, after: Json, subject: string): Change[] {
  const of = (word: string) => (what: string) => `${word} ${what} of ${name}`;
  const order = (axis: Json, other: Said) => [...statesOf(axis).keys()].filter((state) => other.has(state)).join(', ');
  const [was, is] = [order(before, statesOf(after)), order(after, statesOf(before))];
  const settings = compareMaps(
    membersOf(before, ['states', 'steps', 'never']),
    membersOf(after, ['states', 'steps', 'never']),
  );
  return [
    ...compareSaid(statesOf(before), statesOf(after), subject, of('state')),
    ...(was === is
      ? []
      : [{ kind: 'changed', subject, what: `order of the states of ${name}`, before: was, after: is } as const]),
    ...compareSaid(transitionsOf(before['steps']), transitionsOf(after['steps']), subject, of('transition')),
    ...compareSaid(transitionsOf(before['never']), transitionsOf(after['never']), subject, of('forbidden transition')),
    ...settings.map(({ name: setting, ...sides }): Change => ({ ...sides, subject, what: `${setting} of ${name}` })),
  ];
}

const axesOf = (value: unknown): ReadonlyMap<string, Json> =>
  new Map(
    Object.entries(isObject(value) && isObject(value['axes']) ? value['axes'] : {}).filter(
      (entry): entry is [string, Json] => isObject(entry[1]),
    ),
  );

/** Compares two versions of a lifecycle file, axis by axis. */
export function compareLifecycles(before: unknown, after: unknown, subject: string): Change[] {
  const [was, is] = [axesOf(before), axesOf(after)];
  const axes = [...new Set([...is.keys(), ...was.keys()])];
  const settings = compareMaps(membersOf(before, ['axes']), membersOf(after, ['axes']));
  return [
    ...axes.flatMap((name): Change[] => {
      const [old, now] = [was.get(name), is.get(name)];
      if (old === undefined) return [{ kind: 'added', subject, what: `axis ${name}` }];
      if (now === undefined) return [{ kind: 'removed', subject, what: `axis ${name}` }];
      return compareAxis(name, old, now, subject);
    }),
    ...settings.map(({ name, ...sides }): Change => ({ ...sides, subject, what: name })),
  ];
}

/** Every rule of the ownership by document and field. */
function ownersOf(value: unknown): Said {
  const documents = isObject(value) && isObject(value['documents']) ? value['documents'] : {};
  return new Map(
    Object.entries(documents).flatMap(([document, said]): [string, Json][] => {
      if (!isObject(said)) return [];
      const { fields, ...rest } = said;
      return [
        ...Object.entries(rest).map(([name, rule]): [string, Json] => [
          name === 'default' ? `other fields of ${document}` : `${name} of ${document}`,
          isObject(rule) ? rule : { value: rule },
        ]),
        ...objects(fields).map(({ path, ...rule }): [string, Json] => [`field ${String(path)} of ${document}`, rule]),
      ];
    }),
  );
}

/** Compares two versions of `ownership.json`. */
export function compareOwnership(before: unknown, after: unknown, subject: string): Change[] {
  const rest = (value: unknown) => (isObject(value) ? { ...value, documents: undefined } : value);
  return [
    ...compareSaid(ownersOf(before), ownersOf(after), subject, (name) => name),
    ...compareValues(rest(before), rest(after))
      .filter(({ name }) => name !== '/documents')
      .map(({ name, ...sides }): Change => ({ ...sides, subject, what: name })),
  ];
}
