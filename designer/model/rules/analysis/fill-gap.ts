// A row for a gap of a decision table: one rule that fires on it, in the words that the table has already, confirmed by the engine before
// it is offered. May import the engine's rules, ../commands.ts and its neighbours.
import { compileNativeRules } from '../../../../runtime/engine/compile/rules/compile.ts';
import type { RuleDefinition } from '../../../../runtime/engine/workspace/definitions.ts';
import { addRuleOf, type Edit } from '../commands.ts';
import { type DecisionTable, decisionTable, type TableColumn, valueWords } from '../decision-table.ts';
import { readRuleFile } from '../rule-file.ts';
import type { Gap, Gaps } from './gaps.ts';

interface Comparison {
  readonly operator: string;
  readonly value: unknown;
}

/** What the rows compare a column with. */
function usesOf(table: DecisionTable, column: TableColumn, rows: readonly string[]): readonly Comparison[] {
  return table.rows
    .filter(({ rule }) => rows.includes(rule.name))
    .flatMap(({ cells }) => cells.get(column.key) ?? [])
    .flatMap((cell) =>
      cell.kind === 'comparison' && cell.value.kind === 'literal'
        ? [{ operator: cell.operator, value: cell.value.value }]
        : [],
    );
}

/** A number among thresholds: the very one, or the span between those beside it. */
function spanOf(value: number, thresholds: readonly number[], decimal: boolean): readonly Comparison[] {
  const [equal, greater, less] = decimal
    ? ['decimalEqual', 'decimalGreaterThan', 'decimalLessThan']
    : ['equal', 'greaterThan', 'lessThan'];
  const written = (number: number) => (decimal ? String(number) : number);
  if (thresholds.includes(value)) return [{ operator: equal, value: written(value) }];
  const below = Math.max(...thresholds.filter((one) => one < value));
  const above = Math.min(...thresholds.filter((one) => one > value));
  return [
    ...(Number.isFinite(below) ? [{ operator: greater, value: written(below) }] : []),
    ...(Number.isFinite(above) ? [{ operator: less, value: written(above) }] : []),
  ];
}

/** Ways to say that a column has a value, the widest that stays inside the gap first. */
function waysOf(value: unknown, uses: readonly Comparison[]): readonly (readonly Comparison[])[] {
  const plain: readonly Comparison[] = [{ operator: 'equal', value }];
  if (value === undefined || value === null || value === '')
    return [[{ operator: 'isBlank', value: true }], ...(value === undefined ? [] : [plain])];
  if (Array.isArray(value))
    return [
      [
        { operator: 'containsAll', value },
        { operator: 'lengthEqual', value: value.length },
      ],
      [{ operator: 'lengthEqual', value: value.length }],
    ];
  const decimal = uses.some(({ operator }) => operator.startsWith('decimal'));
  const numbers = uses.flatMap((use) => {
    const number = typeof use.value === 'string' && decimal ? Number(use.value) : use.value;
    return typeof number === 'number' && Number.isFinite(number) ? [number] : [];
  });
  const number = decimal ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && numbers.length > 0)
    return [spanOf(number, numbers, decimal), plain];
  const words = [...new Set(uses.flatMap((use) => [use.value].flat()).filter((one) => typeof one === 'string'))];
  if (typeof value === 'string' && !words.includes(value) && words.length > 0)
    return [
      // A word that no row names stands for all of those.
      [
        { operator: 'isPresent', value: true },
        { operator: 'notIn', value: words },
      ],
      plain,
    ];
  return [plain];
}

/** Every choice of one way for each column, the widest ones first. */
function* choices(
  ways: readonly (readonly (readonly Comparison[])[])[],
): Generator<readonly (readonly Comparison[])[]> {
  const [first, ...rest] = ways;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const way of first) for (const others of choices(rest)) yield [way, ...others];
}

const saidOf = (values: readonly unknown[]): string =>
  values.map((value) => (value === undefined ? 'nothing' : valueWords(value))).join(', ');

/**
 * Adds a row that fires on a gap, behind the last row of its table: a warning for the owner of that row, on the same field.
 *
 * @returns undefined when no row in the table's own columns fires on it
 */
export function fillGap(rules: string, gaps: Gaps, gap: Gap): Edit | undefined {
  const file = readRuleFile(rules);
  const table = decisionTable(file);
  const last = table.rows.filter(({ rule }) => gaps.rows.includes(rule.name)).at(-1)?.rule;
  const ways = gaps.columns.map((column, index) => waysOf(gap.values[index], usesOf(table, column, gaps.rows)));
  for (const chosen of choices(ways)) {
    const all = gaps.columns.flatMap(({ fact, path, params }, index) =>
      (chosen[index] ?? []).map(({ operator, value }) => ({
        fact,
        ...(params === undefined ? {} : { params }),
        ...(path === undefined ? {} : { path }),
        operator,
        value,
      })),
    );
    const rule = { name: 'gap', conditions: { all }, event: { type: 'gap' } } as unknown as RuleDefinition;
    const native = compileNativeRules([rule], {});
    if ('reasons' in native || native.fire((fact) => gap.facts[fact]).length === 0) continue;
    return addRuleOf(rules, {
      after: last?.index ?? file.rules.length - 1,
      wish: `${last?.name ?? 'gap'}-else`,
      title: 'Add a row for a gap',
      conditions: { all },
      params: {
        severity: 'warn',
        owner: last?.outcome.owner ?? 'integration',
        path: last?.outcome.path ?? '',
        message: `No other row covers ${saidOf(gap.values)}`,
      },
    });
  }
  return undefined;
}
