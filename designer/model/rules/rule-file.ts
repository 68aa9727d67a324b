// A text of rules as what can be drawn: rules, groups, comparisons, references, and opaque parts with their exact text.
// May import the engine's JSON tree. Nothing here changes the text.
import {
  childOf,
  type JsonFault,
  type JsonNode,
  type JsonPath,
  plainValue,
  readJson,
  textOf,
} from '../../../runtime/engine/syntax/json-tree.ts';

/** Where something stands: `path` leads to it from the root of its file, the span is that of its text. */
export interface Place {
  /** The path as a JSON Pointer: unique in the file. */
  readonly id: string;
  readonly path: JsonPath;
  readonly offset: number;
  readonly length: number;
}

export interface GroupPart extends Place {
  readonly kind: 'all' | 'any';
  readonly members: readonly ConditionPart[];
  /** Properties that the drawing has no place for: kept, shown, never touched. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface NotPart extends Place {
  readonly kind: 'not';
  readonly members: readonly [ConditionPart];
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A condition that the manifest names. */
export interface ReferencePart extends Place {
  readonly kind: 'reference';
  readonly name: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A fact as a condition names it. */
export interface FactUse {
  readonly fact: string;
  readonly path?: string;
  readonly params?: unknown;
}

export interface ComparisonPart extends Place {
  readonly kind: 'comparison';
  readonly of: FactUse;
  /** From the outside in: `not:someFact:equal` has `not` and `someFact`. */
  readonly decorators: readonly string[];
  readonly operator: string;
  readonly value: { readonly kind: 'literal'; readonly value: unknown } | ({ readonly kind: 'fact' } & FactUse);
  readonly extra: Readonly<Record<string, unknown>>;
}

/** What cannot be drawn: its exact text, and why. */
export interface OpaquePart extends Place {
  readonly kind: 'opaque';
  readonly json: string;
  readonly why: string;
}

export type ConditionPart = GroupPart | NotPart | ReferencePart | ComparisonPart | OpaquePart;

/** What a rule that fires says. A member is undefined when it is not there or is no text. */
export interface Outcome {
  readonly type?: string;
  readonly severity?: string;
  readonly owner?: string;
  readonly message?: string;
  readonly path?: string;
  readonly help?: string;
  readonly waits: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface DrawnRule extends Place {
  readonly index: number;
  readonly name: string;
  readonly priority?: number;
  readonly condition?: ConditionPart;
  readonly outcome: Outcome;
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface RuleFile {
  readonly text: string;
  /** A text that is no list of rules has no rules, and says why. */
  readonly fault?: JsonFault;
  readonly rules: readonly DrawnRule[];
}

const step = (key: string | number): string => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const placeOf = (node: JsonNode, path: JsonPath): Place => ({
  id: path.map(step).join(''),
  path,
  offset: node.offset,
  length: node.length,
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object but these. */
function without(value: Readonly<Record<string, unknown>>, known: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !known.includes(key)));
}

const hasTwice = (node: JsonNode): boolean => {
  const keys = (node.children ?? []).map((property) => property.children?.[0]?.value);
  return new Set(keys).size < keys.length;
};

/** A key that the engine would not see, or see otherwise, makes the whole condition opaque: no drawing is better than a wrong one. */
function whyOpaque(node: JsonNode, value: unknown): string | undefined {
  if (!isObject(value)) return 'it is no object';
  if (hasTwice(node)) return 'a key is there twice';
  const kinds = ['all', 'any', 'not', 'condition'].filter((key) => Object.hasOwn(value, key));
  if (kinds.length > 1) return `it is ${kinds.join(' and ')} at once`;
  const [kind] = kinds;
  if (kind === 'all' || kind === 'any') return Array.isArray(value[kind]) ? undefined : `${kind} is no list`;
  if (kind === 'not') return isObject(value['not']) ? undefined : 'not is no condition';
  if (kind === 'condition') return typeof value['condition'] === 'string' ? undefined : 'condition is no name';
  if (typeof value['fact'] !== 'string') return 'it names no fact';
  if (typeof value['operator'] !== 'string') return 'it has no operator';
  if (!Object.hasOwn(value, 'value')) return 'it has no value';
  if (Object.hasOwn(value, 'path') && typeof value['path'] !== 'string') return 'its path is no text';
  return undefined;
}

const factUse = (value: Readonly<Record<string, unknown>>): FactUse => ({
  fact: String(value['fact']),
  ...(typeof value['path'] === 'string' ? { path: value['path'] } : {}),
  ...(value['params'] === undefined ? {} : { params: value['params'] }),
});

function comparisonOf(place: Place, value: Readonly<Record<string, unknown>>): ComparisonPart {
  const names = String(value['operator']).split(':');
  const operand = value['value'];
  const isFact = isObject(operand) && typeof operand['fact'] === 'string';
  return {
    ...place,
    kind: 'comparison',
    of: factUse(value),
    decorators: names.slice(0, -1),
    operator: names.at(-1) ?? '',
    value: isFact ? { kind: 'fact', ...factUse(operand) } : { kind: 'literal', value: operand },
    extra: without(value, ['fact', 'params', 'path', 'operator', 'value']),
  };
}

/** A condition of a file: `node` is its value, `path` leads to it. */
export function readCondition(text: string, node: JsonNode, path: JsonPath): ConditionPart {
  const place = placeOf(node, path);
  const value = plainValue(node);
  const why = whyOpaque(node, value);
  if (why !== undefined || !isObject(value))
    return { ...place, kind: 'opaque', json: textOf(text, node), why: why ?? '' };
  for (const kind of ['all', 'any'] as const) {
    const list = childOf(node, kind);
    if (list === undefined) continue;
    const members = (list.children ?? []).map((member, index) => readCondition(text, member, [...path, kind, index]));
    return { ...place, kind, members, extra: without(value, [kind]) };
  }
  const negated = childOf(node, 'not');
  if (negated !== undefined) {
    return {
      ...place,
      kind: 'not',
      members: [readCondition(text, negated, [...path, 'not'])],
      extra: without(value, ['not']),
    };
  }
  if (typeof value['condition'] === 'string')
    return { ...place, kind: 'reference', name: value['condition'], extra: without(value, ['condition']) };
  return comparisonOf(place, value);
}

const textIn = (value: Readonly<Record<string, unknown>>, key: string): Record<string, string> =>
  typeof value[key] === 'string' ? { [key]: value[key] } : {};

function outcomeOf(event: unknown): Outcome {
  const whole = isObject(event) ? event : {};
  const params = isObject(whole['params']) ? whole['params'] : {};
  const texts = ['severity', 'owner', 'message', 'path', 'help'];
  return {
    ...textIn(whole, 'type'),
    ...Object.assign({}, ...texts.map((key) => textIn(params, key))),
    waits: params['waits'] === true,
    extra: without(params, [...texts, 'waits']),
  };
}

function readRule(text: string, node: JsonNode, index: number): DrawnRule {
  const value = plainValue(node);
  const whole = isObject(value) ? value : {};
  const condition = childOf(node, 'conditions');
  return {
    ...placeOf(node, [index]),
    index,
    name: typeof whole['name'] === 'string' ? whole['name'] : `rule ${index + 1}`,
    ...(typeof whole['priority'] === 'number' ? { priority: whole['priority'] } : {}),
    ...(condition === undefined ? {} : { condition: readCondition(text, condition, [index, 'conditions']) }),
    outcome: outcomeOf(whole['event']),
    extra: without(whole, ['name', 'priority', 'conditions', 'event']),
  };
}

/** Reads `rules.json`. Never throws: a text that is no list of rules is one fault and no rules. */
export function readRuleFile(text: string): RuleFile {
  const read = readJson(text);
  if ('fault' in read) return { text, fault: read.fault, rules: [] };
  if (read.root.type !== 'array') {
    const message = `expected a list of rules, found ${read.root.type}`;
    return { text, fault: { offset: read.root.offset, message }, rules: [] };
  }
  return { text, rules: (read.root.children ?? []).map((node, index) => readRule(text, node, index)) };
}

/** The conditions that a manifest names, by name. A manifest that is no JSON names none. */
export function readNamedConditions(manifest: string): ReadonlyMap<string, ConditionPart> {
  const read = readJson(manifest);
  if ('fault' in read) return new Map();
  const named = childOf(read.root, 'conditions');
  return new Map(
    (named?.type === 'object' ? (named.children ?? []) : []).flatMap(({ children = [] }) => {
      const [key, node] = children;
      const name = String(key?.value);
      return node === undefined ? [] : [[name, readCondition(manifest, node, ['conditions', name])] as const];
    }),
  );
}

/** A condition and all that it is made of, from the outside in. */
export function* partsOf(part: ConditionPart): Generator<ConditionPart> {
  yield part;
  if (part.kind === 'all' || part.kind === 'any' || part.kind === 'not') {
    for (const member of part.members) yield* partsOf(member);
  }
}

/** The part at a pointer, of a rule or of a named condition; undefined when there is none. */
export function partAt(
  file: RuleFile,
  id: string,
  named: ReadonlyMap<string, ConditionPart> = new Map(),
): ConditionPart | undefined {
  for (const condition of [...file.rules.map((rule) => rule.condition), ...named.values()]) {
    if (condition === undefined || !(id === condition.id || id.startsWith(`${condition.id}/`))) continue;
    for (const part of partsOf(condition)) if (part.id === id) return part;
  }
  return undefined;
}
