// The selected target: what it gets, in forms for conditions, tables, loops, functions and constants, and as text.
// May import canvas/, model/, parts/ and schema/.
import { Trash2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { lookupOf, type Program } from '../../runtime/engine/outline/program.ts';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { contextOf, pathIn, removeTarget, scopeOf, setNote, setTarget } from '../model/mapping/edits.ts';
import { type NodeInput, nodesOfTarget } from '../model/mapping/graph.ts';
import { type Outcome, setInput } from '../model/mapping/node-edits.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { SelectField, TextField } from '../parts/fields.tsx';
import { PickField } from '../parts/PickField.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useEvent } from '../parts/use-event.ts';
import { type Field, fieldAt } from '../schema/field.ts';
import type { Evaluation } from '../worker/protocol.ts';
import { ExpressionField, type ExpressionHelp } from './ExpressionField.tsx';
import { ListSteps, NameButtons } from './ListSteps.tsx';
import type { MeaningDialogState } from './MeaningDialog.tsx';

export interface InspectorProps {
  /** Acts are done to what the store holds now; what is shown may be a frame behind it. */
  readonly store: MappingStore;
  readonly path: string | undefined;
  readonly program: Program;
  readonly source: readonly Field[];
  readonly target: readonly Field[];
  readonly evaluation: Evaluation | undefined;
  readonly help: ExpressionHelp;
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly onEdit: (edit: Outcome | undefined, options?: { joins?: boolean }) => void;
  /** Asks what an act on names or lists needs to know. */
  readonly onAct: (dialog: MeaningDialogState) => void;
}

type Way = 'field' | 'constant' | 'condition' | 'lookup' | 'expression';

const WAYS: readonly { id: Way; label: string }[] = [
  { id: 'field', label: 'A source field' },
  { id: 'constant', label: 'A fixed value' },
  { id: 'condition', label: 'One of two, by a condition' },
  { id: 'lookup', label: 'A row of a table' },
  { id: 'expression', label: 'An expression' },
];

export function Inspector(props: InspectorProps) {
  const { store, path, program, target: fields, evaluation, onEdit } = props;
  const now = (): Program => store.getState().program;
  const commit = useEvent((text: string) => onEdit(setTarget(now(), path ?? '', text), { joins: true }));
  const note = useEvent((text: string) => onEdit(setNote(now(), path ?? '', text)));
  if (path === undefined)
    return (
      <EmptyState title="No field selected">
        Select a target field to see where its value comes from, and to change it.
      </EmptyState>
    );
  const target = program.byPath.get(path);
  const field = fieldAt(fields, path);
  const value = evaluation?.target.get(path)?.text ?? evaluation?.spans.get(path)?.text;
  return (
    <div className="inspector" key={path}>
      <header>
        <h3 className="mono">{path.slice(1).replaceAll('/', ' › ')}</h3>
        <div className="cluster">
          {field === undefined ? null : <Badge>{field.isList ? 'list' : field.type}</Badge>}
          {field?.required ? <Badge tone="warn">required</Badge> : null}
          {target === undefined ? <Badge>no value yet</Badge> : <Badge tone="accent">{target.kind}</Badge>}
        </div>
        {field?.label === undefined ? null : <p>{field.label}</p>}
        {field?.description === undefined ? null : <p className="soft">{field.description}</p>}
        {value === undefined ? null : (
          <p className="inspector-value">
            <span className="soft">Now</span> <code>{value}</code>
          </p>
        )}
      </header>
      <Sources {...props} path={path} />
      {target === undefined || target.kind === 'group' ? null : (
        <ExpressionField
          label="Expression"
          value={target.text}
          help={props.help}
          context={contextOf(program, path)}
          onCommit={commit}
        />
      )}
      {target === undefined ? null : <Parts {...props} path={path} />}
      {target === undefined ||
      target.kind === 'path' ||
      target.kind === 'constant' ||
      target.kind === 'group' ? null : (
        <NameButtons text={target.text} start={target.value.start} onAct={props.onAct} />
      )}
      {target === undefined ? null : (
        <>
          <ListSteps
            store={store}
            program={program}
            path={path}
            source={props.source}
            onEdit={onEdit}
            onAct={props.onAct}
          />
          <NoteField note={target.note ?? ''} onCommit={note} />
          <Button
            tone="danger"
            icon={<Trash2 aria-hidden size={14} />}
            onPress={() => onEdit(removeTarget(now(), path))}
          >
            Remove
          </Button>
        </>
      )}
    </div>
  );
}

/** How the target gets its value, to choose anew. */
function Sources(props: InspectorProps & { path: string }) {
  const { store, path, program, source, target: fields, tables, onEdit } = props;
  const target = program.byPath.get(path);
  const field = fieldAt(fields, path);
  const [way, setWay] = useState<Way>();
  const scope = scopeOf(program, path);
  const current: Way =
    target === undefined
      ? 'field'
      : target.kind === 'path'
        ? 'field'
        : ['constant', 'condition', 'lookup'].includes(target.kind)
          ? (target.kind as Way)
          : 'expression';
  const chosen = way ?? current;
  const put = (text: string, name: string) => onEdit(setTarget(store.getState().program, path, text, { name }));
  const known = target?.sources[0];
  const reading = known === undefined ? 'null' : pathIn(known, scope);
  const start: Partial<Record<Way, () => void>> = {
    condition: () =>
      put(
        `${reading} ? ${reading === 'null' ? '""' : reading} : ${target?.kind === 'constant' ? target.text : '""'}`,
        'Make a condition',
      ),
    lookup: () =>
      put(`$translate($tables, ${JSON.stringify(tables[0]?.name ?? 'table')}, ${reading})`, 'Look up in a table'),
  };
  const choose = useEvent((id: string) => {
    setWay(id as Way);
    if (id !== current) start[id as Way]?.();
  });
  const pick = useEvent((from: string) => put(pathIn(from, scope), `Connect ${from.split('/').at(-1)}`));
  const choices = useCallback(() => flatFields(source), [source]);
  if (field !== undefined && field.children.length > 0) return null;
  return (
    <div className="stack inspector-part">
      <SelectField label="Value from" value={chosen} choices={WAYS} onChange={choose} />
      {chosen === 'field' ? (
        <PickField label="Source field" value={known} choices={choices} shown={shownPath} onChange={pick} />
      ) : null}
      {chosen === 'constant' ? (
        <ConstantField field={field} text={target?.text ?? ''} onCommit={(text) => put(text, 'Set a fixed value')} />
      ) : null}
      {chosen === 'expression' && target === undefined ? (
        <Button onPress={() => put('null', 'Begin an expression')}>Write an expression</Button>
      ) : null}
      {chosen === 'lookup' && target?.kind === 'lookup' ? (
        <LookupFields {...{ store, path, program, tables, onEdit }} />
      ) : null}
    </div>
  );
}

const shownPath = (path: string): string => path.slice(1).replaceAll('/', '.');

function flatFields(fields: readonly Field[]): { id: string; label: string }[] {
  return fields.flatMap((field) => [
    ...(field.children.length === 0 ? [{ id: field.path, label: shownPath(field.path) }] : []),
    ...flatFields(field.children),
  ]);
}

/** A constant as people write it: text without quotes; numbers, yes and no where the field wants them. */
function ConstantField({
  field,
  text,
  onCommit,
}: {
  field: Field | undefined;
  text: string;
  onCommit: (text: string) => void;
}) {
  const shown = /^".*"$/.test(text) ? safeText(text) : text;
  const [draft, setDraft] = useState(shown);
  useEffect(() => setDraft(shown), [shown]);
  if (field?.values !== undefined)
    return (
      <SelectField
        label="Fixed value"
        value={draft === '' ? undefined : draft}
        choices={field.values.map((value) => ({ id: value, label: value }))}
        onChange={(value) => onCommit(JSON.stringify(value))}
      />
    );
  const commit = () => {
    const isPlain = ['number', 'integer'].includes(field?.type ?? '')
      ? /^-?\d+(\.\d+)?$/.test(draft)
      : field?.type === 'boolean' && /^(true|false)$/.test(draft);
    if (draft !== shown || text === '') onCommit(isPlain ? draft : JSON.stringify(draft));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
      onBlur={() => draft !== shown && commit()}
    >
      <TextField label="Fixed value" value={draft} onChange={setDraft} />
    </form>
  );
}

function safeText(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function LookupFields({
  store,
  path,
  program,
  tables,
  onEdit,
}: Pick<InspectorProps, 'store' | 'program' | 'tables' | 'onEdit'> & { path: string }) {
  const target = program.byPath.get(path);
  const lookup = target === undefined ? undefined : lookupOf(target.expression);
  if (target === undefined || lookup === undefined) return null;
  const key = program.text.slice(lookup.key.start, lookup.key.end);
  const put = (table: string, column: string | undefined, name: string) =>
    onEdit(
      setTarget(
        store.getState().program,
        path,
        `$translate($tables, ${JSON.stringify(table)}, ${key})${column === undefined ? '' : `.${/^\w+$/.test(column) ? column : `\`${column}\``}`}`,
        { name },
      ),
    );
  const columns = tables.find((table) => table.name === lookup.table)?.columns ?? [];
  return (
    <>
      <SelectField
        label="Table"
        value={lookup.table}
        choices={tables.map(({ name }) => ({ id: name, label: name }))}
        onChange={(table) => put(table, undefined, `Look up in ${table}`)}
      />
      <SelectField
        label="Column"
        value={lookup.column}
        choices={columns.slice(1).map((name) => ({ id: name, label: name }))}
        onChange={(column) => put(lookup.table, column, `Take the column ${column}`)}
      />
    </>
  );
}

/** One field for each input of the target's node. */
function Parts({ store, path, program, help, onEdit }: InspectorProps & { path: string }) {
  const [node] = nodesOfTarget(program, path);
  if (node === undefined || node.kind === 'expression') return null;
  return (
    <div className="stack inspector-part">
      {node.inputs.map((input, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an input is its place
        <PartField key={`${index} ${input.label}`} {...{ store, path, program, help, onEdit, input, index }} />
      ))}
    </div>
  );
}

interface PartProps extends Pick<InspectorProps, 'store' | 'program' | 'help' | 'onEdit'> {
  readonly path: string;
  readonly input: NodeInput;
  readonly index: number;
}

function PartField({ store, path, program, help, onEdit, input, index }: PartProps) {
  const commit = useEvent((put: string) => {
    const now = store.getState().program;
    const [fresh] = nodesOfTarget(now, path);
    const name = `Change ${input.label} of ${path.split('/').at(-1)}`;
    if (fresh?.inputs[index] !== undefined) onEdit(setInput(now, fresh, { input: index, put, name }), { joins: true });
  });
  return (
    <ExpressionField
      label={LABELS[input.label] ?? input.label}
      value={input.text}
      help={help}
      context={contextOf(program, path)}
      onCommit={commit}
    />
  );
}

const LABELS: Readonly<Record<string, string>> = Object.fromEntries([
  ['if', 'If'],
  ['then', 'Then'],
  ['else', 'Otherwise'],
  ['over', 'Loop over'],
  ['key', 'Look up'],
  ['left', 'Left'],
  ['right', 'Right'],
]);

function NoteField({ note, onCommit }: { note: string; onCommit: (note: string) => void }) {
  const [draft, setDraft] = useState(note);
  useEffect(() => setDraft(note), [note]);
  const leave = useEvent(() => draft !== note && onCommit(draft));
  return (
    <TextField
      label="Note"
      value={draft}
      onChange={setDraft}
      rows={2}
      onBlur={leave}
      placeholder="Why it is so; kept as the comment above the field"
    />
  );
}
