// The fix of an unknown word, where it is found: a new row, what it would release, apply and replay, and back.
// May import api/, parts/ and its neighbours.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Link } from 'wouter';
import {
  type Cluster,
  type Fix,
  type FixPreview,
  previewFix,
  readFileText,
  reloadWorkspace,
  startAct,
  writeFileText,
} from '../../api/exceptions.ts';
import { useMay } from '../../api/me.ts';
import { wordsOf } from '../../api/problem.ts';
import { Button } from '../../parts/Button.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { QueryView } from '../../parts/states.tsx';
import { toast } from '../../parts/toast.tsx';
import { PreviewNote, PreviewRunning } from './PreviewNote.tsx';
import { shapeOf, type TableShape, valuesOf, withRow } from './table-row.ts';

type RowFix = Extract<Fix, { kind: 'table-row' }>;

export interface TableRowFixProps {
  readonly cluster: Cluster;
  readonly fix: RowFix;
  /** Told of the replay that was begun. */
  readonly onReplay: (act: string) => void;
}

export function TableRowFix({ cluster, fix, onReplay }: TableRowFixProps) {
  const query = useQuery({
    queryKey: ['file', fix.file],
    queryFn: ({ signal }) => readFileText(fix.file, signal),
    staleTime: 0,
  });
  return (
    <QueryView query={query} what="the table">
      {({ text, etag }) => (
        <RowForm
          key={etag}
          cluster={cluster}
          fix={fix}
          file={{ text, etag, shape: shapeOf(text) }}
          onReplay={onReplay}
        />
      )}
    </QueryView>
  );
}

interface File {
  readonly text: string;
  readonly etag: string;
  readonly shape: TableShape;
}

/** How long somebody has to pause before the row is tried. */
const PAUSE_MS = 500;

function RowForm({ cluster, fix, file, onReplay }: TableRowFixProps & { file: File }) {
  const { shape } = file;
  const [values, setValues] = useState<readonly string[]>(() =>
    shape.columns.map((_column, index) => (index === 0 ? (fix.word ?? '') : '')),
  );
  const queries = useQueryClient();
  const isFilled = values.slice(1).some((value) => value.trim() !== '');
  const isThere = shape.rows.some(([key]) => key === values[0]);
  const text = withRow(shape, { values: values.map((value) => value.trim()) });
  const preview = usePreview(cluster.cause, fix.file, isFilled && !isThere ? text : undefined);
  const mayChange = useMay('change');
  const apply = useMutation({
    mutationFn: async () => {
      const etag = await writeFileText(fix.file, text, file.etag);
      await reloadWorkspace();
      const act = await startAct({ act: 'replay', cause: cluster.cause });
      return { etag, act };
    },
    onSuccess: ({ etag, act }) => {
      toast(`${fix.table} has a row for ${values[0]}; the replay has begun`, {
        action: { label: 'Take the row out again', run: () => void undo(etag) },
      });
      onReplay(act.id);
    },
    onError: (thrown) => {
      const { title, detail } = wordsOf(thrown);
      toast([title, detail].filter(Boolean).join(': '), { tone: 'bad' });
      void queries.invalidateQueries({ queryKey: ['file', fix.file] });
    },
  });
  const undo = async (etag: string) => {
    try {
      await writeFileText(fix.file, file.text, etag);
      await reloadWorkspace();
      toast(`${fix.table} is as it was. What was released stays released.`);
      void queries.invalidateQueries({ queryKey: ['file', fix.file] });
    } catch (thrown) {
      toast(wordsOf(thrown).title, { tone: 'bad' });
    }
  };
  const set = (column: number, value: string) =>
    setValues((before) => before.map((one, index) => (index === column ? value : one)));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (isFilled && !isThere && !apply.isPending) apply.mutate();
  };
  return (
    <form className="stack" onSubmit={onSubmit} aria-label={`New row of ${fix.table}`}>
      <p>
        The table{' '}
        <Link href={`/tables/${encodeURIComponent(fix.table)}`} className="mono">
          {fix.table}
        </Link>{' '}
        has no row for <strong className="mono">{fix.word ?? 'this word, which is too long to be shown'}</strong>. What
        does it mean?
      </p>
      <div className="row-form">
        <SelectField
          label="Fill in like"
          value={undefined}
          placeholder="a row that is there"
          choices={shape.rows.map((row) => ({
            id: row[0] ?? '',
            label: row[0] ?? '',
            description: row.slice(1, 4).join(', '),
          }))}
          onChange={(key) => {
            const like = shape.rows.find(([own]) => own === key);
            if (like !== undefined) setValues((before) => [before[0] ?? '', ...like.slice(1)]);
          }}
        />
        {shape.columns.map((column, index) => (
          <Cell
            key={column}
            label={column}
            value={values[index] ?? ''}
            isKey={index === 0}
            choices={index === 0 ? [] : valuesOf(shape, index)}
            onChange={(value) => set(index, value)}
          />
        ))}
      </div>
      <PreviewView state={preview} isFilled={isFilled} isThere={isThere} />
      <div className="cluster">
        <Button type="submit" tone="main" isDisabled={!mayChange || !isFilled || isThere || apply.isPending}>
          {apply.isPending ? 'Saving…' : `Add the row and replay ${cluster.count.toLocaleString('en')}`}
        </Button>
        {mayChange ? null : <span className="soft">Changing a table takes the role analyst.</span>}
      </div>
    </form>
  );
}

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly isKey: boolean;
  readonly choices: readonly string[];
  readonly onChange: (value: string) => void;
}

/** Values that a column has are offered while typing; from those that are as many as rows nothing can be learned. */
const MOST_CHOICES = 40;

function Cell({ label, value, isKey, choices, onChange }: CellProps) {
  const id = useId();
  const list = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input mono"
        value={value}
        readOnly={isKey}
        list={choices.length === 0 ? undefined : list}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={list}>
        {choices.slice(0, MOST_CHOICES).map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
    </div>
  );
}

interface PreviewState {
  readonly isPending: boolean;
  readonly soFar?: FixPreview;
  readonly preview?: FixPreview;
  readonly error?: unknown;
}

/** Tries a text of the file on the exceptions of the cause, once it has rested for a moment. */
function usePreview(cause: string, path: string, text: string | undefined): PreviewState {
  const [rested, setRested] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const [told, setTold] = useState<{ of: string | undefined; soFar: FixPreview }>();
  const query = useQuery({
    queryKey: ['preview', cause, path, rested],
    queryFn: ({ signal }) =>
      previewFix(cause, [{ path, text: rested ?? '' }], { signal, told: (soFar) => setTold({ of: rested, soFar }) }),
    enabled: rested !== undefined,
    staleTime: 30_000,
    retry: false,
  });
  if (text === undefined) return { isPending: false };
  const isPending = rested !== text || query.isFetching;
  return {
    isPending,
    soFar: told?.of === text ? told?.soFar : undefined,
    preview: isPending ? undefined : query.data,
    error: query.error ?? undefined,
  };
}

function PreviewView(props: { state: PreviewState; isFilled: boolean; isThere: boolean }) {
  const { state, isFilled, isThere } = props;
  const { preview, error, isPending, soFar } = state;
  if (isThere) return <p className="note">The table has this row by now: replay the messages.</p>;
  if (!isFilled) return <p className="note">Fill in the row to see what it would release.</p>;
  if (isPending) return <PreviewRunning soFar={soFar} />;
  if (error !== undefined)
    return (
      <p className="note" data-tone="bad">
        {wordsOf(error).title}
      </p>
    );
  if (preview === undefined) return null;
  return <PreviewNote preview={preview} fix="This row" />;
}
