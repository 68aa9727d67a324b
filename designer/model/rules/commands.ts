// Every edit of a ruleset as a named command: a pure function from a text to the splices that change it.
// May import the engine's splices and ./rule-file.ts.
import {
  insertElement,
  inTurn,
  moveElement,
  removeValue,
  type Splice,
  setText,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
import { type JsonPath, nodeAt, plainValue, readJson } from '../../../runtime/engine/syntax/json-tree.ts';
import { type ConditionPart, readRuleFile } from './rule-file.ts';

/** What a command does: its name as people read it in the history, and the change. */
export interface Edit {
  readonly name: string;
  readonly splices: readonly Splice[];
}

type Members = Readonly<Record<string, unknown>>;

function plainAt(text: string, path: JsonPath): unknown {
  const read = readJson(text);
  const node = 'fault' in read ? undefined : nodeAt(read.root, path);
  return node === undefined ? undefined : plainValue(node);
}

const nameOf = (text: string, index: number): string => readRuleFile(text).rules[index]?.name ?? `rule ${index + 1}`;

/** Of `hold-fraud`, and so on, the first name that no rule has. */
function freeName(text: string, wish: string): string {
  const taken = new Set(readRuleFile(text).rules.map((rule) => rule.name));
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wish : `${wish}-${count}`;
    if (!taken.has(name)) return name;
  }
}

/** A condition as it begins its life. */
export const newComparison = (fact: string, path?: string): Members => ({
  fact,
  ...(path === undefined ? {} : { path }),
  operator: 'equal',
  value: '',
});

export interface NewRule {
  /** The rule stands behind the one of this index; at the beginning with -1. */
  readonly after: number;
  /** Its name, when no rule has it. */
  readonly wish: string;
  /** What the edit is called. */
  readonly title: string;
  readonly conditions: unknown;
  readonly params: Members;
}

/** Adds a rule with what it asks and says. */
export function addRuleOf(text: string, { after, wish, title, conditions, params }: NewRule): Edit {
  const name = freeName(text, wish);
  return {
    name: title,
    splices: insertElement(text, [], after + 1, { name, conditions, event: { type: name, params } }),
  };
}

/** Adds a rule behind another; at the beginning with -1. */
export const addRule = (text: string, after: number, fact: string): Edit =>
  addRuleOf(text, {
    after,
    wish: 'new-rule',
    title: 'Add a rule',
    conditions: { all: [newComparison(fact)] },
    params: { severity: 'warn', owner: 'integration', path: '', message: 'New rule' },
  });

export function duplicateRule(text: string, index: number): Edit {
  const rule = plainAt(text, [index]) as Members;
  const name = freeName(text, `${nameOf(text, index)}-copy`);
  const event = rule['event'] as Members | undefined;
  const copy = { ...rule, name, ...(event === undefined ? {} : { event: { ...event, type: name } }) };
  return { name: `Duplicate the rule ${nameOf(text, index)}`, splices: insertElement(text, [], index + 1, copy) };
}

export const deleteRule = (text: string, index: number): Edit => ({
  name: `Delete the rule ${nameOf(text, index)}`,
  splices: removeValue(text, [index]),
});

export const moveRule = (text: string, from: number, to: number): Edit => ({
  name: `Move the rule ${nameOf(text, from)}`,
  splices: moveElement(text, [], from, to),
});

/** The name of a rule is the type of its event too. */
export function renameRule(text: string, index: number, name: string): Edit {
  const same = plainAt(text, [index, 'event', 'type']) === plainAt(text, [index, 'name']);
  return {
    name: `Rename the rule ${nameOf(text, index)}`,
    splices: inTurn(text, [
      (now) => setValue(now, [index, 'name'], name),
      (now) => (same ? setValue(now, [index, 'event', 'type'], name) : []),
    ]),
  };
}

/** Sets a number; undefined takes the priority away, which is that of 1. */
export const setPriority = (text: string, index: number, priority: number | undefined): Edit => ({
  name: `Set the priority of ${nameOf(text, index)}`,
  splices: setOrRemove(text, [index, 'priority'], priority),
});

function setOrRemove(text: string, path: JsonPath, value: unknown): Splice[] {
  if (value !== undefined) return setValue(text, path, value);
  return plainAt(text, path) === undefined ? [] : removeValue(text, path);
}

export type OutcomeKey = 'severity' | 'owner' | 'message' | 'path' | 'help' | 'waits';

/** Sets a member of what the rule says; undefined takes it away. */
export const setOutcome = (
  text: string,
  index: number,
  key: OutcomeKey,
  value: string | boolean | undefined,
): Edit => ({
  name: `Set ${key} of ${nameOf(text, index)}`,
  splices: setOrRemove(text, [index, 'event', 'params', key], value),
});

/** What of a comparison changes. `undefined` takes a member away; what is not named stays. */
export interface ComparisonChange {
  readonly fact?: string;
  readonly path?: string | undefined;
  readonly params?: unknown;
  readonly operator?: string;
  readonly value?: unknown;
}

const MEMBERS = ['fact', 'params', 'path', 'operator', 'value'] as const;

/** Changes one comparison: one member is one splice; more at a time replace the comparison alone. */
export function setComparison(text: string, path: JsonPath, change: ComparisonChange): Edit {
  const keys = MEMBERS.filter((key) => Object.hasOwn(change, key));
  const [key] = keys;
  const name = keys.length === 1 ? `Set the ${key} of a condition` : 'Change a condition';
  if (keys.length === 1 && key !== undefined) {
    return { name, splices: setOrRemove(text, [...path, key], change[key]) };
  }
  const before = plainAt(text, path) as Members;
  const all = { ...before, ...change } as Record<string, unknown>;
  const next = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { name, splices: setValue(text, path, next) };
}

/** Sets one parameter of a fact; undefined takes it away, the last one with the list of them. `path` leads to what names the fact. */
export function setParam(text: string, path: JsonPath, key: string, value: unknown): Edit {
  const home = [...path, 'params'];
  const params = plainAt(text, home) as Members | undefined;
  const name = value === undefined ? `Take the parameter ${key} out` : `Set the parameter ${key}`;
  if (params === undefined) return { name, splices: value === undefined ? [] : setValue(text, home, { [key]: value }) };
  if (value !== undefined) return { name, splices: setValue(text, [...home, key], value) };
  const isLast = Object.keys(params).every((one) => one === key);
  return { name, splices: isLast ? removeValue(text, home) : removeValue(text, [...home, key]) };
}

/** Replaces the parameters of a fact by JSON as it was typed. @throws Error when it is none */
export const setParamsText = (text: string, path: JsonPath, json: string): Edit => ({
  name: 'Edit the parameters of a fact',
  splices: setText(text, [...path, 'params'], json),
});

/** What a comparison compares with: another fact, member by member, so that its parameters stay. */
export function setOperand(text: string, path: JsonPath, to: { readonly fact: string; readonly path?: string }): Edit {
  const value = [...path, 'value'];
  const before = plainAt(text, value);
  const name = 'Set the value of a condition';
  const isFact = typeof before === 'object' && before !== null && Object.hasOwn(before, 'fact');
  if (!isFact) return { name, splices: setValue(text, value, to) };
  return {
    name,
    splices: inTurn(text, [
      (now) => setValue(now, [...value, 'fact'], to.fact),
      (now) => setOrRemove(now, [...value, 'path'], to.path),
    ]),
  };
}

/** Adds a condition to a group, before the member at `index`. */
export const addCondition = (text: string, group: ConditionPart, index: number, condition: unknown): Edit => ({
  name: 'Add a condition',
  splices: insertElement(text, [...group.path, group.kind], index, condition),
});

/** Whether a condition may go: one that a `not` holds, and the root of a rule, may not. */
export const isRemovable = (path: JsonPath): boolean => typeof path.at(-1) === 'number' && path.length > 1;

export const removeCondition = (text: string, path: JsonPath): Edit => ({
  name: 'Remove a condition',
  splices: removeValue(text, path),
});

/** Puts a group, or a not, around a condition. */
export function wrapCondition(text: string, path: JsonPath, kind: 'all' | 'any' | 'not'): Edit {
  const inner = plainAt(text, path);
  return {
    name: kind === 'not' ? 'Negate a condition' : `Group under ${kind}`,
    splices: setValue(text, path, kind === 'not' ? { not: inner } : { [kind]: [inner] }),
  };
}

/** Whether a group or a not can give way to its only member: the root of a rule stays a group. */
export function isUnwrappable(part: ConditionPart): boolean {
  if (part.kind !== 'all' && part.kind !== 'any' && part.kind !== 'not') return false;
  const [member, ...others] = part.members;
  const isRoot = part.path.at(-1) === 'conditions' || part.path.length === 2;
  return (
    member !== undefined &&
    others.length === 0 &&
    !(isRoot && (member.kind === 'comparison' || member.kind === 'opaque'))
  );
}

/** Puts the only member in the place of its group. */
export function unwrapCondition(text: string, part: ConditionPart): Edit {
  const [member] = part.kind === 'all' || part.kind === 'any' || part.kind === 'not' ? part.members : [];
  if (member === undefined) throw new Error('a group with one member can be taken away, found another');
  return {
    name: 'Take a group away',
    splices: [
      { offset: part.offset, length: part.length, text: text.slice(member.offset, member.offset + member.length) },
    ],
  };
}

/** Makes an `all` an `any`, or the other way round: only the word is touched. */
export function switchGroup(text: string, part: ConditionPart): Edit {
  const [from, to] = part.kind === 'all' ? ['all', 'any'] : ['any', 'all'];
  const read = readJson(text);
  const node = 'fault' in read ? undefined : nodeAt(read.root, part.path);
  const key = node?.children?.find((property) => property.children?.[0]?.value === from)?.children?.[0];
  if (key === undefined) throw new Error(`expected a group, found ${part.kind}`);
  return {
    name: `Make ${from} ${to}`,
    splices: [{ offset: key.offset, length: key.length, text: JSON.stringify(to) }],
  };
}

/** Moves a condition within its group. */
export function moveCondition(text: string, path: JsonPath, by: -1 | 1): Edit {
  const list = path.slice(0, -1);
  const index = path.at(-1) as number;
  const read = readJson(text);
  const length = 'fault' in read ? 0 : (nodeAt(read.root, list)?.children?.length ?? 0);
  const to = Math.min(length - 1, Math.max(0, index + by));
  return { name: 'Move a condition', splices: moveElement(text, list, index, to) };
}

/** Moves a condition to the end of another group, which must not stand inside it. @throws Error when it does */
export function moveConditionInto(text: string, path: JsonPath, group: ConditionPart): Edit {
  const value = plainAt(text, path);
  const isInside = path.every((key, index) => group.path[index] === key);
  if (isInside) throw new Error('a condition cannot go into itself');
  const list = [...group.path, group.kind];
  const count = (plainAt(text, list) as readonly unknown[]).length;
  const put = (now: string): Splice[] => insertElement(now, list, count, value);
  const take = (now: string): Splice[] => removeValue(now, path);
  // What stands earlier in the text is done later, so that no place moves before it is used.
  const isBefore = (partOffset(text, path) ?? 0) < group.offset;
  return { name: 'Move a condition', splices: inTurn(text, isBefore ? [put, take] : [take, put]) };
}

function partOffset(text: string, path: JsonPath): number | undefined {
  const read = readJson(text);
  return 'fault' in read ? undefined : nodeAt(read.root, path)?.offset;
}

/** Replaces a condition by JSON as it was typed. @throws Error when it is none */
export const setConditionText = (text: string, path: JsonPath, json: string): Edit => ({
  name: 'Edit the text of a condition',
  splices: setText(text, path, json),
});
