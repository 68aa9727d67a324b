// One table: its grid, what is wrong with it, what uses it, which words have no row. May import api/, panels/, parts/, the table model.
import { useQuery } from '@tanstack/react-query';
import { Columns3, ListPlus, Trash2 } from 'lucide-react';
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { Link, useParams } from 'wouter';
import { workspaceQuery } from '../../api/workspace.ts';
import {
  addColumn,
  addRows,
  deleteRows,
  paste,
  readPasted,
  setCells,
  sortRows,
  type TableEdit,
} from '../../model/tables/commands.ts';
import { type CsvTable, readCsv, writeCsv } from '../../model/tables/csv-text.ts';
import { tableFaults } from '../../model/tables/faults.ts';
import { DraftNote, EditorActions } from '../../panels/EditorActions.tsx';
import { type EditedFile, type FileShape, useEditedFile } from '../../panels/use-edited-file.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { SearchField, TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ErrorState, LoadingState } from '../../parts/states.tsx';
import { announce } from '../../parts/toast.tsx';
import { Grid, rectangle, type Selection } from './Grid.tsx';
import { UnmappedWords } from './UnmappedWords.tsx';
import './TablePage.css';

const SHAPE: FileShape<CsvTable> = { read: readCsv, write: writeCsv };

const HOME: Selection = { active: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };

export default function TablePage() {
  const { name = '' } = useParams<{ name: string }>();
  const { query, file } = useEditedFile(`mappings/tables/${name}.csv`, SHAPE);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined) return <LoadingState what="Loading the table" />;
  return <TableEditor key={name} name={name} file={file} />;
}

function TableEditor({ name, file }: { name: string; file: EditedFile<CsvTable> }) {
  const table = file.state;
  const [selection, setSelection] = useState(HOME);
  const [text, setText] = useState('');
  const [sorted, setSorted] = useState<{ column: number; up: boolean }>();
  const [column, setColumn] = useState<string>();
  const shown = useShown(table, text);
  // Marks may come a frame later than what is typed.
  const checked = useDeferredValue(table);
  const faults = useMemo(() => tableFaults(checked), [checked]);
  const faultWords = useMemo(() => new Map(faults.map(({ row, message }) => [row, message])), [faults]);
  const area = rectangle(selection);
  const selected = useMemo(() => new Set(shown.slice(area.top, area.bottom + 1)), [shown, area.top, area.bottom]);
  const { act } = file;
  const run = useCallback(
    (edit: TableEdit) => {
      act(edit.name, edit.table);
      announce(edit.name);
    },
    [act],
  );
  const addRow = () => {
    const index = shown.length < table.rows.length ? table.rows.length : (shown[area.bottom] ?? -1) + 1;
    setText('');
    run(addRows(table, [[]], index));
    setSelection({ active: { row: index, column: 0 }, anchor: { row: index, column: 0 } });
  };
  const openRow = useCallback((row: number) => {
    setText('');
    setSelection({ active: { row, column: 0 }, anchor: { row, column: 0 } });
  }, []);
  const addWord = useCallback(
    (word: string) => {
      setText('');
      run(addRows(table, [[word]]));
      const row = table.rows.length;
      setSelection({ active: { row, column: 1 }, anchor: { row, column: 1 } });
    },
    [run, table],
  );
  const clear = () => {
    const changes = shown
      .slice(area.top, area.bottom + 1)
      .flatMap((row) => columnsBetween(area.left, area.right).map((at) => ({ row, column: at, value: '' })));
    run(setCells(table, changes));
  };
  const pasteText = (pasted: string) => {
    if (pasted === '') return;
    const isWhole = shown.length === table.rows.length;
    const cells = readPasted(pasted);
    if (isWhole) {
      run(paste(table, { row: area.top, column: area.left }, cells));
      return;
    }
    // Among rows that were searched for, cells go to the rows that are shown.
    const changes = cells.flatMap((values, offset) => {
      const row = shown[area.top + offset];
      return row === undefined ? [] : values.map((value, at) => ({ row, column: area.left + at, value }));
    });
    run(
      setCells(
        table,
        changes.filter(({ column: at }) => at < table.header.raw.length),
      ),
    );
  };
  const sort = (at: number) => {
    const up = sorted?.column === at ? !sorted.up : true;
    setSorted({ column: at, up });
    run(sortRows(table, at, up ? 'up' : 'down'));
  };
  return (
    <Page
      title={name}
      above={[{ title: 'Tables', href: '/tables' }]}
      marks={
        <>
          <Badge>{`${table.rows.length.toLocaleString('en')} rows`}</Badge>
          {faults.length === 0 ? null : (
            <Badge tone="bad">{`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`}</Badge>
          )}
        </>
      }
      actions={
        <>
          <SearchField label="Find rows" value={text} onChange={setText} />
          <EditorActions file={file} />
        </>
      }
      fill
    >
      <DraftNote file={file} />
      <div className="table-page">
        <div className="table-page-main">
          <div className="cluster" role="toolbar" aria-label="Rows and columns">
            <Button icon={<ListPlus aria-hidden size={14} />} onPress={() => addRow()}>
              Add a row
            </Button>
            <Button
              icon={<Trash2 aria-hidden size={14} />}
              isDisabled={selected.size === 0 || shown.length === 0}
              onPress={() => run(deleteRows(table, selected))}
            >
              {selected.size > 1 ? `Delete ${selected.size} rows` : 'Delete the row'}
            </Button>
            <Button icon={<Columns3 aria-hidden size={14} />} onPress={() => setColumn('')}>
              Add a column
            </Button>
            <span className="soft table-page-hint">
              Type to edit, Ctrl+Enter adds a row, cells of a spreadsheet can be pasted.
            </span>
          </div>
          <Grid
            label={`Table ${name}`}
            table={table}
            shown={shown}
            faults={faultWords}
            selection={selection}
            onSelect={setSelection}
            onType={(place, value) =>
              run(setCells(table, [{ row: shown[place.row] ?? -1, column: place.column, value }]))
            }
            onClear={clear}
            onPaste={pasteText}
            onAddRow={() => addRow()}
            onSort={sort}
          />
        </div>
        <aside className="table-page-side" aria-label="About this table">
          <Faults faults={faults} onOpen={openRow} />
          <UsedBy name={name} />
          <UnmappedWords table={name} keys={table.rows} onAdd={addWord} />
        </aside>
      </div>
      <Modal
        title="Add a column"
        open={column !== undefined}
        onClose={() => setColumn(undefined)}
        size="small"
        actions={
          <Button
            tone="main"
            isDisabled={(column ?? '').trim() === ''}
            onPress={() => {
              run(addColumn(table, (column ?? '').trim()));
              setColumn(undefined);
            }}
          >
            Add
          </Button>
        }
      >
        <TextField label="Name of the column" value={column ?? ''} onChange={setColumn} autoFocus />
      </Modal>
    </Page>
  );
}

const columnsBetween = (left: number, right: number): number[] =>
  Array.from({ length: right - left + 1 }, (_unused, index) => left + index);

/** Indexes of the rows with all the words in some cell. */
function useShown(table: CsvTable, text: string): readonly number[] {
  return useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const all = table.rows.map((_row, index) => index);
    if (words.length === 0) return all;
    return all.filter((index) => {
      const cells = table.rows[index]?.raw.join('\u0000').toLowerCase() ?? '';
      return words.every((word) => cells.includes(word));
    });
  }, [table, text]);
}

const Faults = memo(function Faults({
  faults,
  onOpen,
}: {
  faults: ReturnType<typeof tableFaults>;
  onOpen: (row: number) => void;
}) {
  return (
    <Panel title="Findings">
      {faults.length === 0 ? (
        <p className="soft">Every row has a key of its own.</p>
      ) : (
        <ul className="plain-list">
          {faults.slice(0, 50).map((fault) => (
            <li key={`${fault.row} ${fault.kind}`}>
              <button type="button" className="link-button" onClick={() => onOpen(fault.row)}>
                Row {fault.row + 1}
              </button>{' '}
              {fault.message}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
});

const UsedBy = memo(function UsedBy({ name }: { name: string }) {
  const { data } = useQuery(workspaceQuery);
  const users = data?.mappings.filter((mapping) => mapping.tables.includes(name)) ?? [];
  return (
    <Panel title="Used by">
      {users.length === 0 ? (
        <p className="soft">No mapping names this table.</p>
      ) : (
        <ul className="plain-list">
          {users.map((mapping) => (
            <li key={mapping.name}>
              <Link href={`/map/${encodeURIComponent(mapping.name)}`}>{mapping.title}</Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
});
