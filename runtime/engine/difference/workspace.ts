// What changed in meaning between two workspaces: target fields, rules, table rows, settings; never layout.
import { type MeaningNode, programMeaning } from '../compile/jsonata-reference.ts';
import type { MappingDefinition, RulesetDefinition, Table, Workspace } from '../workspace/definitions.ts';

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `mapping shopify-order`, `ruleset order-intake`, `table units`. */
  readonly subject: string;
  /** What in it: `field /totals/total`, `rule missing-lines`, `row EA`; absent when the whole subject is new or gone. */
  readonly what?: string;
}

/** Members of a target, each with its meaning, by path. Arrays are `*`. */
type Fields = Map<string, string>;

const nodes = (value: unknown): MeaningNode[] => (Array.isArray(value) ? (value as MeaningNode[]) : []);

/** Functions that only tidy what they are given. */
const TRANSPARENT = new Set(['compact', 'address', 'sort', 'distinct', 'append']);

/** Remembers a meaning; two of one name (a variable bound in two blocks) count together, so that no change hides behind the other. */
function put(fields: Fields, name: string, meaning: unknown): void {
  fields.set(name, (fields.get(name) ?? '') + JSON.stringify(meaning));
}

function collectObject(node: MeaningNode, at: string, fields: Fields): void {
  for (const [key, value] of node['lhs'] as [MeaningNode, MeaningNode][]) {
    const name = typeof key.value === 'string' ? key.value : JSON.stringify(key);
    collect(value, `${at}/${name}`, fields);
  }
}

/** Variables and other statements by themselves, then what the last expression gives. */
function collectBlock(node: MeaningNode, at: string, fields: Fields): void {
  const expressions = nodes(node['expressions']);
  for (const bound of expressions.slice(0, -1)) {
    const name = (bound['lhs'] as MeaningNode | undefined)?.value;
    put(fields, typeof name === 'string' ? `$${name}` : `${at}/(statement)`, bound);
  }
  const result = expressions.at(-1);
  if (result !== undefined) collect(result, at, fields);
}

/** A condition, and what each side gives: the other side of an optional value gives nothing. */
function collectCondition(node: MeaningNode, at: string, fields: Fields): void {
  put(fields, `${at}/(when)`, node['condition']);
  collect(node['then'] as MeaningNode, at, fields);
  const other = node['else'] as MeaningNode | undefined;
  if (other !== undefined) collect(other, `${at}/(otherwise)`, fields);
}

const holdsFields = (node: MeaningNode | undefined): boolean =>
  node?.type === 'block' || (node?.type === 'unary' && node.value === '{');

function collect(node: MeaningNode, at: string, fields: Fields): void {
  const procedure = (node['procedure'] as MeaningNode | undefined)?.value;
  const last = nodes(node['steps']).at(-1);
  const expressions = nodes(node['expressions']);
  const [argument] = nodes(node['arguments']);
  if (node.type === 'block') collectBlock(node, at, fields);
  else if (node.type === 'unary' && node.value === '{') collectObject(node, at, fields);
  else if (node.type === 'unary' && node.value === '[' && expressions.length === 1)
    collect(expressions[0] as MeaningNode, at, fields);
  else if (node.type === 'function' && TRANSPARENT.has(String(procedure)) && argument !== undefined)
    collect(argument, at, fields);
  else if (node.type === 'condition' && holdsFields(unwrapped(node['then'] as MeaningNode)))
    collectCondition(node, at, fields);
  else if (node.type === 'path' && last !== undefined && holdsFields(last)) {
    // What a field is made for each of: `lines.{…}` is `/lines/*`; at the top that is each document.
    const each = at === '' ? '' : `${at}/*`;
    put(fields, `${each}/(each)`, nodes(node['steps']).slice(0, -1));
    collect(last, each, fields);
  } else put(fields, at === '' ? '/' : at, node);
}

/** What a tidying function is given. */
function unwrapped(node: MeaningNode): MeaningNode {
  const procedure = String((node['procedure'] as MeaningNode | undefined)?.value);
  const [argument] = nodes(node['arguments']);
  return node.type === 'function' && TRANSPARENT.has(procedure) && argument !== undefined ? unwrapped(argument) : node;
}

/** The target fields and variables of a program with their meaning. */
export function fieldsOf(program: string): Fields {
  const fields: Fields = new Map();
  collect(programMeaning(program), '', fields);
  return fields;
}

function compareMaps(
  base: ReadonlyMap<string, string>,
  head: ReadonlyMap<string, string>,
  subject: string,
  what: string,
): Change[] {
  const label = (key: string) => (key.startsWith('$') && what === 'field' ? `variable ${key}` : `${what} ${key}`);
  const names = [...new Set([...base.keys(), ...head.keys()])];
  return names.flatMap((name): Change[] => {
    const [before, after] = [base.get(name), head.get(name)];
    if (before === after) return [];
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return [{ kind, subject, what: label(name) }];
  });
}

const members = (value: object, skip: readonly string[] = []): Map<string, string> =>
  new Map(
    Object.entries(value)
      .filter(([key]) => !skip.includes(key))
      .map(([key, member]) => [key, JSON.stringify(member)]),
  );

function compareMapping(base: MappingDefinition, head: MappingDefinition): Change[] {
  const subject = `mapping ${head.name}`;
  const schema = (mapping: MappingDefinition) =>
    JSON.stringify(mapping.direction === 'inbound' ? (mapping.schema ?? null) : null);
  return [
    ...compareMaps(fieldsOf(base.program), fieldsOf(head.program), subject, 'field'),
    ...compareMaps(members(base.manifest), members(head.manifest), subject, 'setting'),
    ...(schema(base) === schema(head) ? [] : [{ kind: 'changed', subject, what: 'source schema' } as const]),
  ];
}

function compareRuleset(base: RulesetDefinition, head: RulesetDefinition): Change[] {
  const subject = `ruleset ${head.name}`;
  const rules = (ruleset: RulesetDefinition) => new Map(ruleset.rules.map((rule) => [rule.name, JSON.stringify(rule)]));
  const order = (ruleset: RulesetDefinition, other: RulesetDefinition) =>
    ruleset.rules
      .map((rule) => rule.name)
      .filter((name) => other.rules.some((rule) => rule.name === name))
      .join(' ');
  return [
    ...compareMaps(rules(base), rules(head), subject, 'rule'),
    ...compareMaps(members(base.manifest), members(head.manifest), subject, 'setting'),
    ...(order(base, head) === order(head, base) ? [] : [{ kind: 'changed', subject, what: 'order of rules' } as const]),
  ];
}

function compareTable(base: Table, head: Table): Change[] {
  const rows = (table: Table) => new Map(Object.entries(table.rows).map(([key, row]) => [key, JSON.stringify(row)]));
  return compareMaps(rows(base), rows(head), `table ${head.name}`, 'row');
}

function compareAll<Kind extends { readonly name: string }>(
  base: ReadonlyMap<string, Kind>,
  head: ReadonlyMap<string, Kind>,
  options: { word: string; compare: (base: Kind, head: Kind) => Change[] },
): Change[] {
  const names = [...new Set([...base.keys(), ...head.keys()])].sort();
  return names.flatMap((name): Change[] => {
    const [before, after] = [base.get(name), head.get(name)];
    if (before === undefined) return [{ kind: 'added', subject: `${options.word} ${name}` }];
    if (after === undefined) return [{ kind: 'removed', subject: `${options.word} ${name}` }];
    return options.compare(before, after);
  });
}

/** All changes in meaning, in the order mappings, rulesets, tables, lifecycles, ownership. */
export function compareWorkspaces(base: Workspace, head: Workspace): Change[] {
  const files = (workspace: Workspace) =>
    new Map([
      ...[...workspace.lifecycles].map(([name, file]) => [`lifecycle ${name}`, JSON.stringify(file.value)] as const),
      ...(workspace.ownership === undefined ? [] : [['ownership', JSON.stringify(workspace.ownership.value)] as const]),
    ]);
  const [before, after] = [files(base), files(head)];
  const others = [...new Set([...before.keys(), ...after.keys()])].flatMap((subject): Change[] => {
    if (before.get(subject) === after.get(subject)) return [];
    return [{ kind: !before.has(subject) ? 'added' : !after.has(subject) ? 'removed' : 'changed', subject }];
  });
  return [
    ...compareAll(base.mappings, head.mappings, { word: 'mapping', compare: compareMapping }),
    ...compareAll(base.rulesets, head.rulesets, { word: 'ruleset', compare: compareRuleset }),
    ...compareAll(base.tables, head.tables, { word: 'table', compare: compareTable }),
    ...others,
  ];
}
