// Gaps of a decision table: combinations of what its columns tell apart on which no row fires, each confirmed by the engine.
// May import the engine's rules, ../decision-table.ts and its neighbours.
import { compileNativeRules } from '../../../../runtime/engine/compile/rules/compile.ts';
import { readConditions } from '../../../../runtime/engine/compile/rules/conditions.ts';
import type { RuleDefinition } from '../../../../runtime/engine/workspace/definitions.ts';
import type { RulesetScope } from '../catalog.ts';
import { pathSteps } from '../catalog.ts';
import type { DecisionTable, TableColumn } from '../decision-table.ts';
import type { RulesetTexts } from '../verdict.ts';
import { operandKey, type Variable, variablesOf } from './variables.ts';

export interface Gap {
  /** One value for each column, in their order. */
  readonly values: readonly unknown[];
  /** The facts on which the engine fires none of the rows. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Gaps {
  readonly columns: readonly TableColumn[];
  /** Names of the rows that were looked at: those that use these columns and no others. */
  readonly rows: readonly string[];
  readonly gaps: readonly Gap[];
  /** How many combinations there are. */
  readonly combinations: number;
}

const MOST_COMBINATIONS = 5_000;
const MOST_GAPS = 40;

/** The largest set of columns that at least two rows share and no other column of theirs: a table within the table. */
export function sharedColumns(table: DecisionTable): readonly TableColumn[] {
  const groups = new Map<string, number>();
  for (const { cells } of table.rows) {
    const keys = [...cells.keys()].filter((key) =>
      table.columns.some((column) => column.key === key && column.kind === 'fact'),
    );
    if (keys.length !== cells.size) continue;
    const name = JSON.stringify(keys.sort());
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  const [best] = [...groups].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
  const keys = best === undefined ? [] : (JSON.parse(best[0]) as string[]);
  return table.columns.filter(({ key }) => keys.includes(key));
}

/** Sets a value at a plain path of a fact; a list for `*`. */
function put(facts: Record<string, unknown>, variable: Variable, value: unknown): void {
  const steps = pathSteps(variable.path ?? '$') ?? [];
  if (steps.length === 0) {
    facts[variable.fact] = value;
    return;
  }
  let home = inside(facts, variable.fact);
  for (const step of steps.slice(0, -1)) home = inside(home, step);
  home[steps.at(-1) as string] = value;
}

/** The object under a key, made when it is not there. */
function inside(home: Record<string, unknown>, key: string): Record<string, unknown> {
  const known = home[key];
  if (typeof known === 'object' && known !== null) return known as Record<string, unknown>;
  const made: Record<string, unknown> = {};
  home[key] = made;
  return made;
}

/** Looks for gaps among rows that use the columns and no others. A path with `*` makes a column that cannot be looked at. */
export function tableGaps(
  texts: RulesetTexts,
  table: DecisionTable,
  options: { readonly columns: readonly TableColumn[]; readonly scope: RulesetScope },
): Gaps {
  const { columns, scope } = options;
  const keys = new Set(columns.map(({ key }) => key));
  const rows = table.rows.filter(({ cells }) => cells.size > 0 && [...cells.keys()].every((key) => keys.has(key)));
  const all = JSON.parse(texts.rules.replace(/^\uFEFF/, '')) as readonly RuleDefinition[];
  const rules = rows.flatMap(({ rule }) => all[rule.index] ?? []);
  const none: Gaps = { columns, rows: rows.map(({ rule }) => rule.name), gaps: [], combinations: 0 };
  const read = readConditions(rules, {});
  const native = compileNativeRules(rules, {});
  if ('reasons' in read || 'reasons' in native) return none;
  const variables = variablesOf(read.trees, scope);
  const chosen = columns.map((column) =>
    variables.get(operandKey({ fact: column.fact, path: column.path, params: column.params as never, steps: [] })),
  );
  if (chosen.some((variable) => variable === undefined || (pathSteps(variable.path ?? '$') ?? ['*']).includes('*')))
    return none;
  const axes = chosen as readonly Variable[];
  const combinations = axes.reduce((product, { values }) => product * values.length, 1);
  const gaps: Gap[] = [];
  for (let number = 0; number < Math.min(combinations, MOST_COMBINATIONS) && gaps.length < MOST_GAPS; number += 1) {
    let rest = number;
    const facts: Record<string, unknown> = {};
    const values = axes.map((variable) => {
      const value = variable.values[rest % variable.values.length];
      rest = Math.floor(rest / variable.values.length);
      put(facts, variable, value);
      return value;
    });
    if (native.fire((fact) => facts[fact]).length === 0) gaps.push({ values, facts });
  }
  return { ...none, gaps, combinations };
}
