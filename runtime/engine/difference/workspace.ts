// What changed in meaning between two workspaces: target fields, rules, table rows, transitions, settings; never layout.
// May import its neighbours.
import type { MappingDefinition, RulesetDefinition, Table, Workspace } from '../workspace/definitions.ts';
import { type Change, compareMaps } from './change.ts';
import { compareLifecycles, compareOwnership } from './lifecycle.ts';
import { programChanges } from './mapping.ts';
import { compareRules } from './rules.ts';
import { canonical, compareValues, membersOf } from './values.ts';

/** What a manifest says. */
const settings = (before: unknown, after: unknown, subject: string): Change[] =>
  compareMaps(membersOf(before), membersOf(after)).map(({ name, ...sides }) => ({
    ...sides,
    subject,
    what: `setting ${name}`,
  }));

function compareMapping(base: MappingDefinition, head: MappingDefinition): Change[] {
  const subject = `mapping ${head.name}`;
  const schema = (mapping: MappingDefinition) => (mapping.direction === 'inbound' ? mapping.schema : undefined);
  const inSchema = compareValues(schema(base), schema(head));
  const details = inSchema.map(({ name, ...sides }) => ({ ...sides, what: name === '' ? '/' : name }));
  return [
    ...programChanges(base.program, head.program, subject),
    ...settings(base.manifest, head.manifest, subject),
    ...(details.length === 0 ? [] : [{ kind: 'changed', subject, what: 'source schema', details } as const]),
  ];
}

function compareRuleset(base: RulesetDefinition, head: RulesetDefinition): Change[] {
  const subject = `ruleset ${head.name}`;
  return [...compareRules(base.rules, head.rules, subject), ...settings(base.manifest, head.manifest, subject)];
}

/** Compares two versions of a table, row by row. */
export function compareTables(
  base: Pick<Table, 'columns' | 'rows'>,
  head: Pick<Table, 'columns' | 'rows'>,
  subject: string,
): Change[] {
  const rows = ({ rows: all }: Pick<Table, 'rows'>) =>
    new Map(Object.entries(all).map(([key, row]) => [key, canonical(row)]));
  const [was, is] = [base.columns, head.columns].map((columns) => columns.join(', '));
  return [
    ...compareMaps(rows(base), rows(head)).map(({ name, kind }): Change => {
      const cells = compareMaps(membersOf(base.rows[name]), membersOf(head.rows[name]));
      const details = cells.map(({ name: column, ...sides }) => ({ ...sides, what: `column ${column}` }));
      return { kind, subject, what: `row ${name}`, details };
    }),
    ...(was === is || was === undefined || is === undefined
      ? []
      : [{ kind: 'changed', subject, what: 'columns', before: was, after: is } as const]),
  ];
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
  const named = (files: Workspace['lifecycles']) =>
    new Map([...files].map(([name, { value }]) => [name, { name, value }]));
  const owners = (workspace: Workspace): Change['kind'] | undefined =>
    workspace.ownership === undefined ? undefined : 'added';
  const ownership =
    base.ownership !== undefined && head.ownership !== undefined
      ? compareOwnership(base.ownership.value, head.ownership.value, 'ownership')
      : owners(base) === owners(head)
        ? []
        : [{ kind: head.ownership === undefined ? 'removed' : 'added', subject: 'ownership' } as const];
  return [
    ...compareAll(base.mappings, head.mappings, { word: 'mapping', compare: compareMapping }),
    ...compareAll(base.rulesets, head.rulesets, { word: 'ruleset', compare: compareRuleset }),
    ...compareAll(base.tables, head.tables, {
      word: 'table',
      compare: (before, after) => compareTables(before, after, `table ${after.name}`),
    }),
    ...compareAll(named(base.lifecycles), named(head.lifecycles), {
      word: 'lifecycle',
      compare: (before, after) => compareLifecycles(before.value, after.value, `lifecycle ${after.name}`),
    }),
    ...ownership,
  ];
}
