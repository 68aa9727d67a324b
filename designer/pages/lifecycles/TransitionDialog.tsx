// One transition: whether it is allowed or must never be, who may make it, the code of its exception, and why.
// Done as one edit when the dialog is left by its button. May import panels/, parts/ and the lifecycle model.
import { useState } from 'react';
import { SYSTEM_CLASSES } from '../../../runtime/engine/workspace/definitions.ts';
import type { AxisGraph } from '../../model/lifecycles/graph.ts';
import { addStep, type Pair, type StepList, type StepSays, setStep, stepEntry } from '../../model/lifecycles/steps.ts';
import type { RunEdit } from '../../panels/use-text-edits.ts';
import { Button } from '../../parts/Button.tsx';
import { ClassBoxes } from '../../parts/ClassBoxes.tsx';
import { Checkbox, SelectField, TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';

/** The transition that is asked about. Without a list it is a new one; without an end that is still to be chosen. */
export interface AskedTransition {
  readonly from: string;
  readonly to: string | undefined;
  readonly list: StepList | undefined;
}

export interface TransitionDialogProps {
  readonly text: string;
  readonly axis: string;
  readonly graph: AxisGraph;
  readonly asked: AskedTransition;
  readonly run: RunEdit;
  readonly onClose: () => void;
}

const LISTS = [
  { id: 'steps', label: 'Allowed', description: 'A step of its own: back, or to and from a state aside' },
  { id: 'never', label: 'Must never be', description: 'Stopped with an exception of its own' },
];

const OTHERWISE = [
  { id: 'hold', label: 'Hold the message' },
  { id: 'report', label: 'Report it and go on' },
];

/** What is said only where it differs from what stands there: the rest of the entry keeps its bytes. */
function changed(says: StepSays, before: StepSays): StepSays {
  return Object.fromEntries(
    Object.entries(says).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof StepSays]),
    ),
  );
}

export function TransitionDialog({ text, axis, graph, asked, run, onClose }: TransitionDialogProps) {
  const { from } = asked;
  const [list, setList] = useState<StepList>(asked.list ?? 'steps');
  const [to, setTo] = useState(asked.to);
  const entry =
    asked.list === undefined || to === undefined ? undefined : stepEntry(text, axis, asked.list, { from, to });
  const before: StepSays = entry?.says ?? {};
  const [by, setBy] = useState(before.by);
  const [code, setCode] = useState(before.code ?? '');
  const [otherwise, setOtherwise] = useState<'hold' | 'report'>(before.otherwise ?? 'hold');
  const [why, setWhy] = useState(before.why ?? '');
  const [isApart, setApart] = useState(false);
  const others = (entry?.pairs ?? []).filter((pair) => pair.from !== from || pair.to !== to);
  // Of several that speak of a transition only the first counts.
  const isFree = (name: string) => stepEntry(text, axis, list, { from, to: name }) === undefined;
  const targets = graph.states.filter(({ name }) => name !== from && (name === to || isFree(name)));
  const stateSays = graph.states.find(({ name }) => name === to)?.by ?? [];
  const hasCode = list === 'steps' || /^[a-z][a-z_]*$/.test(code);
  const says: StepSays = {
    ...(list === 'steps'
      ? { by }
      : { code, otherwise: otherwise === (before.otherwise ?? 'hold') ? before.otherwise : otherwise }),
    why: why === '' ? undefined : why,
  };
  const onDone = () => {
    if (to === undefined) return;
    const pair: Pair = { from, to };
    const isDone = run((now) =>
      entry === undefined
        ? addStep(now, axis, list, { ...pair, ...says })
        : setStep(now, axis, list, { pair, says: changed(says, before), isApart }),
    );
    if (isDone) onClose();
  };
  return (
    <Modal
      title={entry === undefined ? `A transition from ${from}` : `From ${from} to ${to}`}
      open
      onClose={onClose}
      onSubmit={onDone}
      actions={
        <Button tone="main" type="submit" isDisabled={to === undefined || !hasCode}>
          {entry === undefined ? 'Add' : 'Change'}
        </Button>
      }
    >
      <div className="stack">
        {asked.list === undefined ? (
          <>
            <SelectField
              label="To"
              value={to}
              onChange={setTo}
              choices={targets.map(({ name }) => ({ id: name, label: name }))}
            />
            <SelectField
              label="It is"
              value={list}
              onChange={(next) => setList(next === 'never' ? 'never' : 'steps')}
              choices={LISTS}
            />
          </>
        ) : null}
        {list === 'steps' ? (
          <ClassBoxes
            legend="Who may make it"
            words={SYSTEM_CLASSES}
            chosen={by ?? []}
            onChange={(next) => setBy(next.length === 0 ? undefined : next)}
            note={by === undefined ? `None chosen: as the state says, ${stateSays.join(', ') || 'anyone'}` : undefined}
          />
        ) : (
          <>
            <TextField
              label="Code of the exception"
              help="In snake_case: people find what happened by it."
              value={code}
              onChange={setCode}
              mono
              {...(hasCode || code === '' ? {} : { error: 'Small letters and underscores, beginning with a letter' })}
            />
            <SelectField
              label="When it is claimed all the same"
              value={otherwise}
              onChange={(next) => setOtherwise(next === 'report' ? 'report' : 'hold')}
              choices={OTHERWISE}
            />
          </>
        )}
        <TextField label="Why" rows={2} value={why} onChange={setWhy} />
        {others.length === 0 ? null : (
          <>
            <p className="soft">
              The same is said of {others.map((pair) => `${pair.from} to ${pair.to}`).join(', ')}: they change with it.
            </p>
            <Checkbox isSelected={isApart} onChange={setApart}>
              Change this one alone
            </Checkbox>
          </>
        )}
      </div>
    </Modal>
  );
}
