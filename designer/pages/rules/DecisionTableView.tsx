// The ruleset as a decision table: rules down, what they compare across; each cell edits its rule alone.
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
import { Modal } from '../../parts/Modal.tsx';
import { ruleVerdict, useScene } from './scene.ts';
import { comparisonWords, factWords, signOf } from './words.ts';
import './DecisionTableView.css';

export interface DecisionTableViewProps {
  readonly file: RuleFile;
  readonly chosen: number | undefined;
  readonly onChoose: (rule: DrawnRule) => void;
  readonly run: (make: (text: string) => Edit) => void;
}

const LISTS = ['in', 'notIn', 'containsAny', 'containsAll', 'everyIn', 'oneOfIgnoringCase'];

const titleOf = (column: TableColumn): string =>
  column.kind === 'condition'
    ? column.fact
    : factWords({ fact: column.fact, ...(column.path === undefined ? {} : { path: column.path }) });

interface RowProps {
  readonly row: TableRow;
  readonly at: number;
  readonly columns: readonly TableColumn[];
  readonly stop: number;
  readonly isChosen: boolean;
  readonly onOpen: (at: number, column: number) => void;
  readonly onChoose: (rule: DrawnRule) => void;
}

const Row = memo(function Row({ row, at, columns, stop, isChosen, onOpen, onChoose }: RowProps) {
  const scene = useScene();
  const { rule } = row;
  const fired = ruleVerdict(scene, rule.index)?.fired;
  return (
    <tr data-chosen={isChosen || undefined} data-fired={fired || undefined}>
      <th scope="row" title={rule.outcome.message}>
        <button type="button" className="link-button clip" onClick={() => onChoose(rule)}>
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
              data-place={`${at} ${index}`}
              data-result={
                cells.length === 0
                  ? undefined
                  : String(results.every((one) => one === true) ? true : results.includes(false) ? false : undefined)
              }
              tabIndex={index === stop ? 0 : -1}
              aria-label={`${rule.name}, ${titleOf(column)}: ${words.join(' and ') || 'anything'}`}
              title={words.join('\n')}
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
  const [stop, setStop] = useState({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Editing>();
  const body = useRef<HTMLTableSectionElement>(null);
  const open = (at: number, index: number) => {
    const [row, column] = [table.rows[at], table.columns[index]];
    if (row === undefined || column === undefined) return;
    setStop({ row: at, column: index });
    const [cell] = row.cells.get(column.key) ?? [];
    const isComparison = cell?.kind === 'comparison';
    setEditing({
      row,
      column,
      operator: isComparison ? [...cell.decorators, cell.operator].join(':') : 'equal',
      typed: isComparison && cell.value.kind === 'literal' ? valueWords(cell.value.value) : '',
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = {
      row: Math.max(0, Math.min(table.rows.length - 1, stop.row + step[0])),
      column: Math.max(0, Math.min(table.columns.length - 1, stop.column + step[1])),
    };
    setStop(next);
    body.current?.querySelector<HTMLElement>(`[data-place="${next.row} ${next.column}"]`)?.focus();
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
                stop={at === stop.row ? stop.column : -1}
                isChosen={row.rule.index === chosen}
                onOpen={open}
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
        actions={
          <>
            <Button onPress={() => set(undefined)}>Empty</Button>
            <Button
              tone="main"
              isDisabled={isFactCell}
              onPress={() =>
                editing !== undefined &&
                set({ operator: editing.operator, value: readValue(editing.typed, LISTS.includes(editing.operator)) })
              }
            >
              Set
            </Button>
          </>
        }
      >
        {editing === undefined ? null : editing.column.kind === 'condition' ? (
          <p className="soft">The named condition {editing.column.fact} has to hold.</p>
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
