// Adds, renames and removes an axis; says first what that would break. May import panels/, parts/ and the lifecycle model.
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Axis, Lifecycle } from '../../../runtime/engine/state/lifecycle.ts';
import { addAxis, breaksWithout, fieldsWithoutAxis, removeAxis, renameAxis } from '../../model/lifecycles/axes.ts';
import type { RunEdit } from '../../panels/use-text-edits.ts';
import { Button } from '../../parts/Button.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';
import '../../parts/operate.css';

export type AxisAct = 'add' | 'rename' | 'remove';

export interface AxisDialogProps {
  readonly act: AxisAct;
  readonly lifecycle: Lifecycle;
  /** The axis that is shown. */
  readonly name: string;
  readonly run: RunEdit;
  /** Told of the axis to show now. */
  readonly onDone: (axis: string | undefined) => void;
  readonly onClose: () => void;
}

export function AxisDialog(props: AxisDialogProps) {
  if (props.act === 'add') return <AddAxis {...props} />;
  return props.act === 'rename' ? <RenameAxis {...props} /> : <RemoveAxis {...props} />;
}

/** The name that an axis gets from its field when none is typed: `lineStatus` of `/lines/*\/status`. */
function nameOf(path: string): string {
  const [first = '', ...rest] = path.split('/').filter((part) => part !== '' && part !== '*');
  return [
    rest.length === 0 ? first : first.replace(/s$/, ''),
    ...rest.map((part) => part[0]?.toUpperCase() + part.slice(1)),
  ].join('');
}

function AddAxis({ lifecycle, run, onDone, onClose }: AxisDialogProps) {
  const fields = fieldsWithoutAxis(lifecycle);
  const [path, setPath] = useState<string>();
  const [typed, setTyped] = useState<string>();
  const field = fields.find((one) => one.path === path);
  const name = (typed ?? (path === undefined ? '' : nameOf(path))).trim();
  const isTaken = Object.hasOwn(lifecycle.axes, name);
  return (
    <Modal
      title="Add an axis"
      open
      onClose={onClose}
      size="small"
      actions={
        <Button
          tone="main"
          isDisabled={field === undefined || name === '' || isTaken}
          onPress={() => field !== undefined && run((text) => addAxis(text, { name, field })) && onDone(name)}
        >
          Add
        </Button>
      }
    >
      <div className="stack">
        {fields.length === 0 ? (
          <p className="note">Every field of the {lifecycle.document} that has a list of words has its axis.</p>
        ) : (
          <SelectField
            label="Field"
            value={path}
            placeholder="a field with a list of words"
            choices={fields.map((one) => ({ id: one.path, label: one.path, description: one.words.join(', ') }))}
            onChange={setPath}
          />
        )}
        <AxisName value={typed ?? name} isTaken={isTaken} onChange={setTyped} />
        {field === undefined ? null : (
          <p className="soft">
            Its {field.words.length} words become the states, all on the way forward, in the order of the model.
            {field.isOfList ? ' It belongs to the members of a list: it is worked out, and no message sets it.' : ''}
          </p>
        )}
      </div>
    </Modal>
  );
}

function AxisName(props: { value: string; isTaken: boolean; onChange: (value: string) => void; autoFocus?: boolean }) {
  const { isTaken, ...field } = props;
  return (
    <TextField
      label="Name of the axis"
      mono
      {...field}
      {...(isTaken ? { error: 'There is an axis of this name' } : {})}
    />
  );
}

function RenameAxis({ lifecycle, name, run, onDone, onClose }: AxisDialogProps) {
  const [typed, setTyped] = useState(name);
  const next = typed.trim();
  const isTaken = next !== name && Object.hasOwn(lifecycle.axes, next);
  return (
    <Modal
      title={`Rename the axis ${name}`}
      open
      onClose={onClose}
      size="small"
      actions={
        <Button
          tone="main"
          isDisabled={next === '' || next === name || isTaken}
          onPress={() => run((text) => renameAxis(text, name, next)) && onDone(next)}
        >
          Rename
        </Button>
      }
    >
      <div className="stack">
        <AxisName value={typed} isTaken={isTaken} onChange={setTyped} autoFocus />
        <Breaks axis={lifecycle.axes[name]} act="rename" />
      </div>
    </Modal>
  );
}

function RemoveAxis({ lifecycle, name, run, onDone, onClose }: AxisDialogProps) {
  const isLast = Object.keys(lifecycle.axes).length === 1;
  return (
    <Modal
      title={`Remove the axis ${name}`}
      open
      onClose={onClose}
      size="small"
      actions={
        <Button
          tone="danger"
          isDisabled={isLast}
          onPress={() => run((text) => removeAxis(text, name)) && onDone(undefined)}
        >
          Remove
        </Button>
      }
    >
      <div className="stack">
        {isLast ? (
          <p className="note">A lifecycle has one axis at least: this is the last one.</p>
        ) : (
          <p>Its states and transitions go with it.</p>
        )}
        <Breaks axis={lifecycle.axes[name]} act="remove" />
      </div>
    </Modal>
  );
}

function Breaks({ axis, act }: { axis: Axis | undefined; act: 'rename' | 'remove' }) {
  const breaks = axis === undefined ? [] : breaksWithout(axis, act);
  if (breaks.length === 0) return <p className="soft">Nothing is kept under its name: no document is touched by it.</p>;
  return (
    <div className="note" data-tone="warn">
      <TriangleAlert aria-hidden size={16} />
      <div className="stack-tight">
        {breaks.map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
    </div>
  );
}
