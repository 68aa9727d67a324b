// The ruleset as a decision table: rules down, what they compare across; each cell edits its rule alone. One of its buttons is a stop of
// Tab, arrows lead from it to the others; the first column are the rules themselves.
// May import its neighbours, parts/ and the rules' model.
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { OPERATOR_ENTRIES } from '../../model/rules/catalog.ts';
import type { Edit } from '../../model/rules/commands.ts';
import {
  decisionTable,
  readValue,
  setCell,
  type TableColumn,
  type TableRow,
  valueWords,
} from '../../model/rules/decision-table.ts';
import type { DrawnRule, RuleFile } from '../../model/rules/rule-file.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { type CellPlace, inside, placeAfter } from '../../parts/grid-keys.ts';
import { Modal } from '../../parts/Modal.tsx';
import { useEvent } from '../../parts/use-event.ts';
import { ruleVerdict, useScene } from './scene.ts';
import { comparisonWords, factWords, signOf } from './words.ts';
import './DecisionTableView.css';

export interface DecisionTableViewProps {
  readonly file: RuleFile;
  readonly chosen: number | undefined;
  readonly onChoose: (rule: DrawnRule) => void;
  readonly run: (make: (text: string) => Edit) => void;
}

/** Rows that PageUp and PageDown pass. */
const PAGE = 12;
const LISTS = ['in', 'notIn', 'containsAny', 'containsAll', 'everyIn', 'oneOfIgnoringCase'];

const titleOf = (column: TableColumn): string =>
  column.kind === 'condition'
    ? column.fact
    : factWords({ fact: column.fact, ...(column.path === undefined ? {} : { path: column.path }) });

interface RowProps {
  readonly row: TableRow;
  readonly at: number;
  readonly columns: readonly TableColumn[];
  /** The column that Tab stops at, if it is in this row; 0 is the name of the rule. */
  readonly stop: number | undefined;
  readonly isChosen: boolean;
  readonly onOpen: (at: number, column: number) => void;
  readonly onStop: (place: CellPlace) => void;
  readonly onChoose: (rule: DrawnRule) => void;
}

const Row = memo(function Row({ row, at, columns, stop, isChosen, onOpen, onStop, onChoose }: RowProps) {
  const scene = useScene();
  const { rule } = row;
  const fired = ruleVerdict(scene, rule.index)?.fired;
  return (
    <tr data-chosen={isChosen || undefined} data-fired={fired || undefined}>
      <th scope="row" title={rule.outcome.message}>
        <button
          type="button"
          className="link-button clip"
          data-place={`${at} 0`}
          tabIndex={stop === 0 ? 0 : -1}
          onFocus={() => onStop({ row: at, column: 0 })}
          onClick={() => onChoose(rule)}
        >
          {rule.name}
        </button>
      </th>
      {columns.map((column, index) => {
        const cells = row.cells.get(column.key) ?? [];
        const words = cells.map((cell) => (cell.kind === 'reference' ? 'holds' : comparisonWords(cell)));
        const verdicts = cells.map((cell) => scene.verdict?.conditions[cell.id]);
        const results = verdicts.map((verdict) => verdict?.result);
        return (
          <td key={column.key}>
            <button
              type="button"
              className="decision-cell"
              data-place={`${at} ${index + 1}`}
              data-result={
                cells.length === 0
                  ? undefined
                  : String(results.every((one) => one === true) ? true : results.includes(false) ? false : undefined)
              }
              tabIndex={index + 1 === stop ? 0 : -1}
              aria-label={`${rule.name}, ${titleOf(column)}: ${words.join(' and ') || 'anything'}`}
              title={words.join('\n')}
              onFocus={() => onStop({ row: at, column: index + 1 })}
              onClick={() => onOpen(at, index)}
            >
              {words.length === 0 ? (
                <span className="soft">–</span>
              ) : (
                <>
                  {scene.verdict === undefined ? null : (
                    <span className="decision-sign">{verdicts.map(signOf).join('')}</span>
                  )}
                  <span className="clip">{words.join(' and ')}</span>
                </>
              )}
            </button>
          </td>
        );
      })}
      <td>
        <Badge tone={rule.outcome.severity === 'block' ? 'bad' : 'warn'}>{rule.outcome.severity ?? ''}</Badge>
      </td>
      <td className="clip">{rule.outcome.owner}</td>
    </tr>
  );
});

interface Editing {
  readonly row: TableRow;
  readonly column: TableColumn;
  readonly operator: string;
  readonly typed: string;
}

export function DecisionTableView({ file, chosen, onChoose, run }: DecisionTableViewProps) {
  const table = useMemo(() => decisionTable(file), [file]);
  const [place, setPlace] = useState<CellPlace>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Editing>();
  const body = useRef<HTMLTableSectionElement>(null);
  const size = { rows: table.rows.length, columns: table.columns.length + 1, page: PAGE };
  const stop = inside(place, size);
  const open = useEvent((at: number, index: number) => {
    const [row, column] = [table.rows[at], table.columns[index]];
    if (row === undefined || column === undefined) return;
    const [cell] = row.cells.get(column.key) ?? [];
    const isComparison = cell?.kind === 'comparison';
    setEditing({
      row,
      column,
      operator: isComparison ? [...cell.decorators, cell.operator].join(':') : 'equal',
      typed: isComparison && cell.value.kind === 'literal' ? valueWords(cell.value.value) : '',
    });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === 'Delete' || key === 'Backspace') {
      const [row, column] = [table.rows[stop.row], table.columns[stop.column - 1]];
      if (row === undefined || column === undefined || !row.cells.has(column.key)) return;
      event.preventDefault();
      run((text) => setCell(text, row, column, undefined));
      return;
    }
    const next = placeAfter(key, stop, { ...size, mod: event.ctrlKey || event.metaKey });
    if (next === undefined) return;
    event.preventDefault();
    const { row, column } = inside(next, size);
    body.current?.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus();
  };
  const set = (content: { operator: string; value: unknown } | undefined) => {
    if (editing !== undefined) run((text) => setCell(text, editing.row, editing.column, content));
    setEditing(undefined);
  };
  const edited = editing?.row.cells.get(editing.column.key)?.[0];
  const isFactCell = edited?.kind === 'comparison' && edited.value.kind === 'fact';
  return (
    <div className="decision">
      <div className="decision-scroll">
        <table className="decision-table" aria-label="Decision table" onKeyDown={onKeyDown}>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              {table.columns.map((column) => (
                <th key={column.key} scope="col" title={titleOf(column)}>
                  {titleOf(column)}
                </th>
              ))}
              <th scope="col">Severity</th>
              <th scope="col">Owner</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {table.rows.map((row, at) => (
              <Row
                key={row.rule.id}
                row={row}
                at={at}
                columns={table.columns}
                stop={at === stop.row ? stop.column : undefined}
                isChosen={row.rule.index === chosen}
                onOpen={open}
                onStop={setPlace}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </div>
      {table.others.length === 0 ? null : (
        <details className="decision-others">
          <summary>{`${table.others.length} ${table.others.length === 1 ? 'rule has' : 'rules have'} no shape of a row`}</summary>
          <ul className="plain-list">
            {table.others.map(({ rule, why }) => (
              <li key={rule.id}>
                <button type="button" className="link-button" onClick={() => onChoose(rule)}>
                  {rule.name}
                </button>{' '}
                <span className="soft">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Modal
        title={editing === undefined ? '' : `${editing.row.rule.name}: ${titleOf(editing.column)}`}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
        size="small"
        onSubmit={() =>
          editing !== undefined &&
          set({ operator: editing.operator, value: readValue(editing.typed, LISTS.includes(editing.operator)) })
        }
        actions={
          <>
            <Button onPress={() => set(undefined)}>Empty</Button>
            <Button
              tone="main"
              type="submit"
              autoFocus={editing?.column.kind === 'condition'}
              isDisabled={isFactCell || edited?.kind === 'reference'}
            >
              Set
            </Button>
          </>
        }
      >
        {editing === undefined ? null : editing.column.kind === 'condition' ? (
          <p className="soft">
            {edited === undefined ? 'Set it, and the rule' : 'The rule'} fires only while {editing.column.fact} holds.
          </p>
        ) : isFactCell ? (
          <p className="soft">This cell compares with another fact: edit it in the flow.</p>
        ) : (
          <div className="stack">
            <SelectField
              label="Operator"
              value={editing.operator}
              choices={[
                ...(OPERATOR_ENTRIES.some(({ name }) => name === editing.operator)
                  ? []
                  : [{ id: editing.operator, label: editing.operator }]),
                ...OPERATOR_ENTRIES.map(({ name, summary }) => ({ id: name, label: name, description: summary })),
              ]}
              onChange={(operator) => setEditing({ ...editing, operator })}
            />
            <TextField
              label="Value"
              mono
              autoFocus
              value={editing.typed}
              help={OPERATOR_ENTRIES.find(({ name }) => name === editing.operator)?.value}
              onChange={(typed) => setEditing({ ...editing, typed })}
            />
          </div>
        )}
      </Modal>
    </div>
  );
}
