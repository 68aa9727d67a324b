// Named conditions of a ruleset: who refers to them, and their edits as named commands over both files: the conditions stand in
// ruleset.json, what refers to them in rules.json and in other named conditions. May import the engine's splices and its neighbours.
import {
  inTurn,
  removeValue,
  renameKey,
  type Splice,
  setText,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
import { childOf, type JsonNode, type JsonPath, nodeAt, readJson } from '../../../runtime/engine/syntax/json-tree.ts';
import { likeness } from '../check/nearest.ts';
import { newComparison } from './commands.ts';
import type { ConditionPart } from './rule-file.ts';
import type { RulesetTexts } from './verdict.ts';

/** What a command does to the two files of a ruleset. */
export interface RulesetEdit {
  readonly name: string;
  readonly rules?: readonly Splice[];
  readonly manifest?: readonly Splice[];
}

/** Where a named condition is referred to. */
export interface ReferencePlace {
  readonly file: 'rules' | 'manifest';
  /** Leads to the condition that refers. */
  readonly path: JsonPath;
  /** Pointer of that condition: those of named conditions begin with `/conditions/`. */
  readonly id: string;
  /** The name that it refers to, and the text of that name. */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

const pointerOf = (path: JsonPath): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** References of a condition, also of one that cannot be drawn. */
function referencesBelow(node: JsonNode, path: JsonPath, file: ReferencePlace['file']): ReferencePlace[] {
  if (node.type !== 'object') return [];
  const name = childOf(node, 'condition');
  const own: ReferencePlace[] =
    name?.type === 'string'
      ? [{ file, path, id: pointerOf(path), name: String(name.value), offset: name.offset, length: name.length }]
      : [];
  const groups = ['all', 'any'].flatMap((key) =>
    (childOf(node, key)?.children ?? []).flatMap((member, index) =>
      childOf(node, key)?.type === 'array' ? referencesBelow(member, [...path, key, index], file) : [],
    ),
  );
  const negated = childOf(node, 'not');
  return [...own, ...groups, ...(negated === undefined ? [] : referencesBelow(negated, [...path, 'not'], file))];
}

/** Every reference of a ruleset, those of the rules first. A text that is no JSON has none. */
export function referencesOf({ rules, manifest }: RulesetTexts): readonly ReferencePlace[] {
  const read = readJson(rules);
  const list = 'fault' in read || read.root.type !== 'array' ? [] : (read.root.children ?? []);
  const inRules = list.flatMap((rule, index) => {
    const condition = rule.type === 'object' ? childOf(rule, 'conditions') : undefined;
    return condition === undefined ? [] : referencesBelow(condition, [index, 'conditions'], 'rules');
  });
  return [
    ...inRules,
    ...namedNodes(manifest).flatMap(({ name, node }) => referencesBelow(node, ['conditions', name], 'manifest')),
  ];
}

function namedNodes(manifest: string): { name: string; node: JsonNode }[] {
  const read = readJson(manifest);
  const named = 'fault' in read || read.root.type !== 'object' ? undefined : childOf(read.root, 'conditions');
  if (named?.type !== 'object') return [];
  return (named.children ?? []).flatMap(({ children: [key, node] = [] }) =>
    node === undefined ? [] : [{ name: String(key?.value), node }],
  );
}

const namesOf = (manifest: string): readonly string[] => namedNodes(manifest).map(({ name }) => name);

/** Of `still-to-release`, and so on, the first name that is free. */
export function freeConditionName(manifest: string, wish: string): string {
  const taken = new Set(namesOf(manifest));
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wish : `${wish}-${count}`;
    if (!taken.has(name)) return name;
  }
}

function added(manifest: string, name: string, condition: unknown): Splice[] {
  const read = readJson(manifest);
  const home = 'fault' in read ? undefined : nodeAt(read.root, ['conditions']);
  return home === undefined
    ? setValue(manifest, ['conditions'], { [name]: condition })
    : setValue(manifest, ['conditions', name], condition);
}

/** Adds a named condition. @throws Error when the name is taken */
export function addNamed({ manifest }: RulesetTexts, name: string, fact: string): RulesetEdit {
  if (namesOf(manifest).includes(name)) throw new Error(`there is a condition named ${name} already`);
  const condition = { all: [newComparison(fact)] };
  return { name: `Add the condition ${name}`, manifest: added(manifest, name, condition) };
}

/** Renames a condition and every reference to it. @throws Error when there is none, or the new name is taken */
export function renameNamed(texts: RulesetTexts, from: string, to: string): RulesetEdit {
  const names = namesOf(texts.manifest);
  if (!names.includes(from)) throw new Error(`there is no condition named ${from}`);
  if (names.includes(to)) throw new Error(`there is a condition named ${to} already`);
  if (to.trim() === '') throw new Error('a condition needs a name');
  const places = referencesOf(texts).filter(({ name }) => name === from);
  const rewritten = (file: ReferencePlace['file']): Splice[] =>
    places
      .filter((place) => place.file === file)
      .map(({ offset, length }) => ({ offset, length, text: JSON.stringify(to) }));
  return {
    name: `Rename the condition ${from}`,
    rules: rewritten('rules'),
    manifest: [...rewritten('manifest'), ...renameKey(texts.manifest, ['conditions', from], to)],
  };
}

/** Takes a named condition away, the last one with the member that held it. @throws Error while something refers to it */
export function deleteNamed(texts: RulesetTexts, name: string): RulesetEdit {
  const uses = referencesOf(texts).filter((place) => place.name === name).length;
  if (uses > 0)
    throw new Error(`${name} is used in ${uses === 1 ? 'one place' : `${uses} places`}: take it out there first`);
  const isLast = namesOf(texts.manifest).length === 1;
  return {
    name: `Delete the condition ${name}`,
    manifest: removeValue(texts.manifest, isLast ? ['conditions'] : ['conditions', name]),
  };
}

/** Makes a named condition of a group and refers to it there. @throws Error when the name is taken */
export function nameGroup(texts: RulesetTexts, part: ConditionPart, name: string): RulesetEdit {
  if (namesOf(texts.manifest).includes(name)) throw new Error(`there is a condition named ${name} already`);
  const source = part.path[0] === 'conditions' ? texts.manifest : texts.rules;
  const text = source.slice(part.offset, part.offset + part.length);
  const reference: Splice = {
    offset: part.offset,
    length: part.length,
    text: `{ "condition": ${JSON.stringify(name)} }`,
  };
  const put = (now: string): Splice[] => added(now, name, JSON.parse(text));
  const edit = `Name a group ${name}`;
  if (part.path[0] !== 'conditions') return { name: edit, rules: [reference], manifest: put(texts.manifest) };
  return { name: edit, manifest: inTurn(texts.manifest, [() => [reference], put]) };
}

/** Makes a reference name another condition. */
export const pointReference = (texts: RulesetTexts, place: ReferencePlace, name: string): RulesetEdit => ({
  name: `Refer to ${name}`,
  [place.file]: setText(texts[place.file], [...place.path, 'condition'], JSON.stringify(name)),
});

/** How alike a name has to be to be meant. */
const MEANT = 0.6;

/** What would mend a reference to a name that is not there: another name, and a new condition of that name. */
export function fixesOf(
  texts: RulesetTexts,
  place: ReferencePlace,
  fact: string,
): readonly { readonly title: string; readonly edit: RulesetEdit }[] {
  const names = namesOf(texts.manifest);
  if (names.includes(place.name)) return [];
  const [nearest] = names
    .map((name) => ({ name, alike: likeness(place.name, name) }))
    .filter(({ alike }) => alike >= MEANT)
    .sort((a, b) => b.alike - a.alike);
  return [
    ...(nearest === undefined
      ? []
      : [{ title: `Use ${nearest.name}`, edit: pointReference(texts, place, nearest.name) }]),
    ...(place.name.trim() === ''
      ? []
      : [{ title: `Make a condition named ${place.name}`, edit: addNamed(texts, place.name, fact) }]),
  ];
}
