// A ruleset as a decision table: a row is a rule whose conditions all have to hold, a column is what they compare.
// May import ./rule-file.ts and ./commands.ts.
import type { Splice } from '../../../runtime/engine/syntax/json-splice.ts';
import { addCondition, type Edit, removeCondition, setComparison } from './commands.ts';
import type { ComparisonPart, DrawnRule, ReferencePart, RuleFile } from './rule-file.ts';

/** What a column compares: a fact with its path and parameters, or a named condition. */
export interface TableColumn {
  readonly key: string;
  readonly kind: 'fact' | 'condition';
  readonly fact: string;
  readonly path?: string;
  readonly params?: unknown;
  /** How many rows have a cell here. */
  readonly uses: number;
}

export interface TableRow {
  readonly rule: DrawnRule;
  /** By column key: the conditions that stand there, mostly one. */
  readonly cells: ReadonlyMap<string, readonly (ComparisonPart | ReferencePart)[]>;
}

export interface DecisionTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** Rules that have no shape of a row, and why. */
  readonly others: readonly { readonly rule: DrawnRule; readonly why: string }[];
}

type Cell = ComparisonPart | ReferencePart;

const columnKey = (cell: Cell): string =>
  cell.kind === 'reference'
    ? `condition ${cell.name}`
    : JSON.stringify([cell.of.fact, cell.of.path ?? '', cell.of.params ?? null]);

const columnOf = (cell: Cell): Omit<TableColumn, 'uses'> =>
  cell.kind === 'reference'
    ? { key: columnKey(cell), kind: 'condition', fact: cell.name }
    : {
        key: columnKey(cell),
        kind: 'fact',
        fact: cell.of.fact,
        ...(cell.of.path === undefined ? {} : { path: cell.of.path }),
        ...(cell.of.params === undefined ? {} : { params: cell.of.params }),
      };

/** The cells of a rule, or why it is no row. */
function cellsOf({ condition }: DrawnRule): readonly Cell[] | string {
  if (condition === undefined) return 'it has no conditions';
  if (condition.kind !== 'all') return `its conditions stand under ${condition.kind}`;
  const odd = condition.members.find(({ kind }) => kind !== 'comparison' && kind !== 'reference');
  if (odd !== undefined) return odd.kind === 'opaque' ? odd.why : `it has a group under ${odd.kind}`;
  return condition.members as readonly Cell[];
}

/** Columns in the order in which the rules first name them; rows in the order of the file. */
export function decisionTable(file: RuleFile): DecisionTable {
  const columns = new Map<string, { column: Omit<TableColumn, 'uses'>; uses: number }>();
  const rows: TableRow[] = [];
  const others: { rule: DrawnRule; why: string }[] = [];
  for (const rule of file.rules) {
    const found = cellsOf(rule);
    if (typeof found === 'string') {
      others.push({ rule, why: found });
      continue;
    }
    const cells = new Map<string, Cell[]>();
    for (const cell of found) cells.set(columnKey(cell), [...(cells.get(columnKey(cell)) ?? []), cell]);
    for (const [key, [first]] of cells) {
      const known = columns.get(key);
      columns.set(key, { column: columnOf(first as Cell), uses: (known?.uses ?? 0) + 1 });
    }
    rows.push({ rule, cells });
  }
  return { columns: [...columns.values()].map(({ column, uses }) => ({ ...column, uses })), rows, others };
}

/** What a cell holds besides its column: operator and value; undefined empties it. */
export interface CellContent {
  readonly operator: string;
  readonly value: unknown;
}

/** Sets, adds or empties the cell of a rule: only that rule is touched. A cell of several conditions changes its first. */
export function setCell(text: string, row: TableRow, column: TableColumn, content: CellContent | undefined): Edit {
  const [cell] = row.cells.get(column.key) ?? [];
  const name = `Set a cell of ${row.rule.name}`;
  if (content === undefined) {
    if (cell === undefined) return { name, splices: [] };
    return { name: `Empty a cell of ${row.rule.name}`, splices: removeCondition(text, cell.path).splices };
  }
  if (cell?.kind === 'comparison') return { name, splices: changed(text, cell, content) };
  if (cell !== undefined || row.rule.condition === undefined) return { name, splices: [] };
  const condition =
    column.kind === 'condition'
      ? { condition: column.fact }
      : {
          fact: column.fact,
          ...(column.params === undefined ? {} : { params: column.params }),
          ...(column.path === undefined ? {} : { path: column.path }),
          operator: content.operator,
          value: content.value,
        };
  const members = row.rule.condition.kind === 'all' ? row.rule.condition.members.length : 0;
  return { name, splices: addCondition(text, row.rule.condition, members, condition).splices };
}

function changed(text: string, cell: ComparisonPart, content: CellContent): readonly Splice[] {
  const operator = [...cell.decorators, cell.operator].join(':');
  const before = cell.value.kind === 'literal' ? cell.value.value : undefined;
  const change = {
    ...(operator === content.operator ? {} : { operator: content.operator }),
    ...(JSON.stringify(before) === JSON.stringify(content.value) ? {} : { value: content.value }),
  };
  return Object.keys(change).length === 0 ? [] : setComparison(text, cell.path, change).splices;
}

/** Short words for operators, as people write tables. */
const SIGNS: Readonly<Record<string, string>> = {
  equal: '=',
  notEqual: '≠',
  lessThan: '<',
  lessThanInclusive: '≤',
  greaterThan: '>',
  greaterThanInclusive: '≥',
};

/** An operator with its decorators as people read it: `=`, `not in`, `some: contains`. */
export function operatorWords(decorators: readonly string[], operator: string): string {
  const words = decorators.map((decorator) => (decorator === 'not' ? 'not' : `${decorator}:`));
  return [...words, SIGNS[operator] ?? operator].join(' ');
}

/** A value as people read it: texts bare where that is clear, lists with commas. */
export function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if (
    typeof value === 'string' &&
    /^[\p{L}_][\p{L}\p{N}_ .-]*$/u.test(value) &&
    !['true', 'false', 'null'].includes(value)
  )
    return value;
  return JSON.stringify(value) ?? 'nothing';
}

/** A value as it was typed into a cell: JSON where it is JSON, else text; with commas a list where the operator takes one. */
export function readValue(typed: string, takesList: boolean): unknown {
  const text = typed.trim();
  const plain = (part: string): unknown => {
    try {
      return JSON.parse(part);
    } catch {
      return part;
    }
  };
  if (!takesList || text.startsWith('[')) return plain(text);
  return text === '' ? [] : text.split(',').map((part) => plain(part.trim()));
}
