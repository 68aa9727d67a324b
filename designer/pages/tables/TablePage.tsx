// One table: its grid, what is wrong with it, what uses it, which words have no row. May import api/, panels/, parts/, the table model.
import { useQuery } from '@tanstack/react-query';
import { ArrowDownUp, Columns3, ListPlus, Trash2 } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'wouter';
import { useStore } from 'zustand';
import { workspaceQuery } from '../../api/workspace.ts';
import { type CsvTable, readCsv, writeCsv } from '../../model/tables/csv-text.ts';
import { faultsInOrder, markTable, remark, type TableFault, type TableMarks } from '../../model/tables/faults.ts';
import { DraftNote, EditorActions } from '../../panels/EditorActions.tsx';
import { type EditedFile, type FileShape, useEditedFile } from '../../panels/use-edited-file.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { SearchField, TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ErrorState, LoadingState } from '../../parts/states.tsx';
import { Grid } from './Grid.tsx';
import { areaOf, createGridStore, type GridStore } from './grid-store.ts';
import { UnmappedWords } from './UnmappedWords.tsx';
import { type TableActs, useTableActs } from './use-table-acts.ts';
import './TablePage.css';

const SHAPE: FileShape<CsvTable> = { read: readCsv, write: writeCsv };

export default function TablePage() {
  const { name = '' } = useParams<{ name: string }>();
  const { query, file } = useEditedFile(`mappings/tables/${name}.csv`, SHAPE);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined) return <LoadingState what="Loading the table" />;
  return <TableEditor key={name} name={name} file={file} />;
}

function TableEditor({ name, file }: { name: string; file: EditedFile<CsvTable> }) {
  const table = file.state;
  const [store] = useState(createGridStore);
  const [text, setText] = useState('');
  const [column, setColumn] = useState<string>();
  const shown = useShown(table, text);
  const marks = useMarks(table);
  const acts = useTableActs({ table, shown, store, act: file.act, onSearch: setText });
  // Marks come in a rendering of their own: what they do not concern stays as it is.
  const actions = useMemo(
    () => (
      <>
        <SearchField label="Find rows" value={text} onChange={setText} onSubmit={acts.enter} />
        <EditorActions file={file} />
      </>
    ),
    [text, file, acts],
  );
  return (
    <Page
      title={name}
      above={TABLES}
      marks={
        <>
          <Badge>{`${table.rows.length.toLocaleString('en')} rows`}</Badge>
          {marks.faults.length === 0 ? null : (
            <Badge tone="bad">{`${marks.faults.length} ${marks.faults.length === 1 ? 'fault' : 'faults'}`}</Badge>
          )}
        </>
      }
      actions={actions}
      fill
    >
      <DraftNote file={file} />
      <div className="table-page">
        <div className="table-page-main">
          <TableToolbar store={store} shown={shown} acts={acts} onAddColumn={setColumn} />
          <Grid label={`Table ${name}`} table={table} shown={shown} faults={marks.words} store={store} acts={acts} />
        </div>
        <aside className="table-page-side" aria-label="About this table">
          <Faults faults={marks.faults} onOpen={acts.open} />
          <UsedBy name={name} />
          <UnmappedWords table={name} known={marks.keys} onAdd={acts.addWord} />
        </aside>
      </div>
      <ColumnDialog name={column} onName={setColumn} onAdd={acts.addColumn} />
    </Page>
  );
}

interface ColumnDialogProps {
  /** Undefined while it is closed. */
  readonly name: string | undefined;
  readonly onName: (name: string | undefined) => void;
  readonly onAdd: (name: string) => void;
}

const ColumnDialog = memo(function ColumnDialog({ name, onName, onAdd }: ColumnDialogProps) {
  const title = (name ?? '').trim();
  return (
    <Modal
      title="Add a column"
      open={name !== undefined}
      onClose={() => onName(undefined)}
      size="small"
      actions={
        <Button tone="main" type="submit" isDisabled={title === ''}>
          Add
        </Button>
      }
      onSubmit={() => {
        onName(undefined);
        onAdd(title);
      }}
    >
      <TextField label="Name of the column" value={name ?? ''} onChange={onName} autoFocus />
    </Modal>
  );
});

const TABLES = [{ title: 'Tables', href: '/tables' }];

interface ToolbarProps {
  readonly store: GridStore;
  readonly shown: readonly number[];
  readonly acts: TableActs;
  readonly onAddColumn: (name: string) => void;
}

const TableToolbar = memo(function TableToolbar({ store, shown, acts, onAddColumn }: ToolbarProps) {
  const count = useStore(store, ({ selection }) => {
    const { top, bottom } = areaOf(selection);
    return Math.max(0, Math.min(bottom + 1, shown.length) - top);
  });
  return (
    <div className="cluster" role="toolbar" aria-label="Rows and columns">
      <Button icon={<ListPlus aria-hidden size={14} />} onPress={acts.addRow}>
        Add a row
      </Button>
      <Button icon={<Trash2 aria-hidden size={14} />} isDisabled={count === 0} onPress={acts.deleteRows}>
        {count > 1 ? `Delete ${count} rows` : 'Delete the row'}
      </Button>
      <Button icon={<ArrowDownUp aria-hidden size={14} />} onPress={acts.sortHere}>
        Sort by column
      </Button>
      <Button icon={<Columns3 aria-hidden size={14} />} onPress={() => onAddColumn('')}>
        Add a column
      </Button>
      <span className="soft clip table-page-hint">Type to edit, Ctrl+Enter adds a row, paste what was copied.</span>
    </div>
  );
});

/** What is wrong with the table. Marks may come a frame later than what is typed. */
function useMarks(table: CsvTable) {
  const checked = useDeferredValue(table);
  const last = useRef<TableMarks>(undefined);
  return useMemo(() => {
    last.current = last.current === undefined ? markTable(checked) : remark(last.current, checked);
    const faults = faultsInOrder(last.current);
    const words = new Map(faults.map(({ row, message }) => [row, message]));
    return { faults, words, keys: last.current.rowsOfKey };
  }, [checked]);
}

/** Indexes of the rows with all the words in some cell. */
function useShown(table: CsvTable, text: string): readonly number[] {
  const words = useMemo(() => text.toLowerCase().split(/\s+/).filter(Boolean), [text]);
  const count = table.rows.length;
  const all = useMemo(() => Array.from({ length: count }, (_unused, index) => index), [count]);
  // Without words an edit of a cell shows the same rows: nothing is looked through.
  const looked = words.length === 0 ? undefined : table;
  return useMemo(() => {
    if (looked === undefined) return all;
    return all.filter((index) => {
      const cells = looked.rows[index]?.raw.join('\u0000').toLowerCase() ?? '';
      return words.every((word) => cells.includes(word));
    });
  }, [looked, all, words]);
}

const Faults = memo(function Faults({
  faults,
  onOpen,
}: {
  faults: readonly TableFault[];
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
