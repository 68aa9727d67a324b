// What a rule may name: facts with their members and types, operators with what they take. Read from the specs in code.
// May import the engine's specs and the model's schemas.

import { DECORATOR_NAMES } from '../../../runtime/engine/compile/rules/operators.ts';
import { FACTS, factNames } from '../../../runtime/engine/facts/index.ts';
import { OPERATORS } from '../../../runtime/engine/operators/index.ts';
import { fieldsBelow, schemaAt } from '../../../runtime/model/fields.ts';
import type { FieldSchema } from '../../../runtime/model/schemas.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';

/** Of which ruleset: what facts there are depends on it. */
export interface RulesetScope {
  readonly document: DocumentType;
  readonly scope?: '/lines';
}

/** What stands at a path of a fact, as far as the specs say. */
export interface MemberSpec {
  readonly name: string;
  /** `text`, `number`, `true or false`, `list`, `object`, `any`. */
  readonly type: string;
  readonly summary: string;
  /** The words it may have. */
  readonly words?: readonly string[];
}

export interface FactEntry {
  readonly name: string;
  readonly summary: string;
  readonly kind: 'document' | 'line' | 'reference' | 'derived';
}

export interface OperatorEntry {
  readonly name: string;
  readonly summary: string;
  /** What the rule's value is expected to be. */
  readonly value: string;
}

/** json-rules-engine 7.3.1, docs/rules.md, "Operators". */
const BUILT_IN: readonly OperatorEntry[] = [
  {
    name: 'equal',
    summary: 'Whether the fact is the very same plain value: text and number differ.',
    value: 'any plain value',
  },
  { name: 'notEqual', summary: 'Whether the fact is not the very same plain value.', value: 'any plain value' },
  { name: 'in', summary: 'Whether the fact is one of the values.', value: 'list' },
  { name: 'notIn', summary: 'Whether the fact is none of the values.', value: 'list' },
  { name: 'contains', summary: 'Whether the list that the fact is has the value.', value: 'any plain value' },
  { name: 'doesNotContain', summary: 'Whether the list that the fact is lacks the value.', value: 'any plain value' },
  { name: 'lessThan', summary: 'Whether the number is less.', value: 'number' },
  { name: 'lessThanInclusive', summary: 'Whether the number is less or equal.', value: 'number' },
  { name: 'greaterThan', summary: 'Whether the number is greater.', value: 'number' },
  { name: 'greaterThanInclusive', summary: 'Whether the number is greater or equal.', value: 'number' },
];

/** Every operator: those of json-rules-engine, then ours. */
export const OPERATOR_ENTRIES: readonly OperatorEntry[] = [
  ...BUILT_IN,
  ...OPERATORS.map(({ name, summary, value }) => ({ name, summary, value })),
];

const DECORATOR_WORDS: Readonly<Record<string, string>> = {
  someFact: 'for some member of the fact',
  someValue: 'for some member of the value',
  everyFact: 'for every member of the fact',
  everyValue: 'for every member of the value',
  swap: 'with fact and value swapped',
  not: 'turned round',
};

export const DECORATOR_ENTRIES = DECORATOR_NAMES.map((name) => ({ name, summary: DECORATOR_WORDS[name] ?? '' }));

export const operatorEntry = (name: string): OperatorEntry | undefined =>
  OPERATOR_ENTRIES.find((entry) => entry.name === name);

const REFERENCE_WORDS: Readonly<Record<string, string>> = {
  line: 'The line at hand: the rules run once per line.',
  item: 'The item that the line names.',
  customer: 'The buyer’s account.',
  inventory: 'The stock of the item, at the line’s location when one is named.',
  previous: 'The stored state of the same document.',
  order: 'The order that the document belongs to, with its line buckets.',
  duplicate: 'Another order with the same content under another id.',
  now: 'The present, RFC 3339.',
  sourceClass: 'The class of the system that sent the message.',
};

const specOf = (name: string, scope: RulesetScope) =>
  FACTS.find((fact) => fact.name === name && fact.documents.includes(scope.document));

/** Every fact that rules of this ruleset may name. */
export function factEntries(scope: RulesetScope): readonly FactEntry[] {
  return factNames(scope.document, scope.scope).map((name): FactEntry => {
    const spec = name === scope.document ? undefined : specOf(name, scope);
    if (spec !== undefined) return { name, summary: spec.summary, kind: 'derived' };
    const kind = name === scope.document ? 'document' : name === 'line' ? 'line' : 'reference';
    return { name, summary: kind === 'document' ? `The ${name} itself.` : (REFERENCE_WORDS[name] ?? ''), kind };
  });
}

/** Where a fact's schema is, for those that are documents or parts of one. */
function schemaPlace(fact: string, scope: RulesetScope): { type: DocumentType; pointer: string } | undefined {
  if (fact === scope.document || fact === 'previous') return { type: scope.document, pointer: '' };
  if (fact === 'line') return { type: scope.document, pointer: '/lines/0' };
  const types: readonly DocumentType[] = ['item', 'customer', 'inventory', 'order'];
  const type = types.find((one) => one === fact);
  return type === undefined ? undefined : { type, pointer: '' };
}

function typeWords(schema: FieldSchema): string {
  const types = [schema.type ?? (schema.enum === undefined ? 'any' : 'string')].flat();
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'number',
    boolean: 'true or false',
    array: 'list',
  };
  return [...new Set(types.map((type) => words[type] ?? type))].join(' or ');
}

const memberOf = (name: string, schema: FieldSchema): MemberSpec => ({
  name,
  type: typeWords(schema),
  summary: schema.description ?? '',
  ...(schema.enum === undefined ? {} : { words: schema.enum }),
});

function typeOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'any';
  if (Array.isArray(value)) return 'list';
  return { string: 'text', number: 'number', boolean: 'true or false' }[typeof value as string] ?? 'object';
}

/** Members of a derived fact: their names and meanings from its spec, their types from its examples. */
function derivedMembers(fact: string, scope: RulesetScope): readonly MemberSpec[] {
  const spec = specOf(fact, scope);
  const results = (spec?.examples ?? []).map(({ result }) => result as Readonly<Record<string, unknown>> | null);
  return Object.entries(spec?.shape ?? {}).map(([name, summary]) => {
    const types = new Set(results.map((result) => typeOfValue(result?.[name])));
    types.delete('any');
    const [type = 'any', ...others] = types;
    return { name, summary, type: others.length === 0 ? type : 'any' };
  });
}

/** The steps of a plain path: names, and `*` or a number for an element. Undefined for a path that is more than that. */
export function pathSteps(path: string): readonly string[] | undefined {
  if (!/^\$(?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*|'[^']*'|"[^"]*")\])*$/.test(path)) return undefined;
  return [...path.matchAll(/\.([A-Za-z_][\w-]*)|\[(\d+|\*)\]|\['([^']*)'\]|\["([^"]*)"\]/g)].map(
    ([, name, index, single, double]) => name ?? index ?? single ?? double ?? '',
  );
}

/** Members that may follow a path of a fact: for completion. */
export function membersBelow(fact: string, path: string, scope: RulesetScope): readonly MemberSpec[] {
  const steps = pathSteps(path) ?? [];
  const place = schemaPlace(fact, scope);
  if (place !== undefined) {
    const pointer = `${place.pointer}${steps.map((step) => `/${step === '*' ? '0' : step}`).join('')}`;
    return Object.entries(fieldsBelow(place.type, pointer)).map(([name, schema]) => memberOf(name, schema));
  }
  return steps.length === 0 ? derivedMembers(fact, scope) : [];
}

/**
 * What a path of a fact leads to.
 *
 * @returns `unknown` when the specs say that there is no such member; undefined when they say nothing, as of a path with
 *   filters, or of what lies below a member of a derived fact
 */
export function memberAt(
  fact: string,
  path: string | undefined,
  scope: RulesetScope,
): MemberSpec | 'unknown' | undefined {
  const steps = pathSteps(path ?? '$');
  if (steps === undefined) return undefined;
  const place = schemaPlace(fact, scope);
  if (place !== undefined) {
    if (steps.at(-1) === 'length') return { name: 'length', type: 'number', summary: 'How many there are.' };
    const pointer = `${place.pointer}${steps.map((step) => `/${step === '*' ? '0' : step}`).join('')}`;
    const schema = schemaAt(place.type, pointer);
    if (schema === undefined) return 'unknown';
    const found = memberOf(steps.at(-1) ?? fact, schema);
    return steps.includes('*') ? { ...found, type: 'list' } : found;
  }
  const [first, ...deeper] = steps;
  if (first === undefined || specOf(fact, scope) === undefined) return undefined;
  const member = derivedMembers(fact, scope).find(({ name }) => name === first);
  if (member === undefined) return 'unknown';
  return deeper.length === 0 ? member : undefined;
}
