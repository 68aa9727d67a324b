// The chosen state: its name and place, what it means, who may say so, what leads on and what must not. Its edits are named commands.
// May import panels/, parts/, the lifecycle model and its neighbours.
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { SYSTEM_CLASSES } from '../../../runtime/engine/workspace/definitions.ts';
import { moveState, removeState, renameState, type StateKey, setStateMember } from '../../model/lifecycles/commands.ts';
import type { AxisGraph, StateBox, TransitionLine } from '../../model/lifecycles/graph.ts';
import { removeStep } from '../../model/lifecycles/steps.ts';
import type { RunEdit } from '../../panels/use-text-edits.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { ClassBoxes } from '../../parts/ClassBoxes.tsx';
import { Checkbox, SelectField, TextField } from '../../parts/fields.tsx';
import { TypedField } from '../../parts/TypedField.tsx';
import type { AskedTransition } from './TransitionDialog.tsx';
import { listOf, Transitions } from './Transitions.tsx';

export interface StatePanelProps {
  readonly axis: string;
  readonly graph: AxisGraph;
  readonly state: StateBox;
  readonly run: RunEdit;
  readonly onChoose: (state: string | undefined) => void;
  readonly onAsk: (asked: AskedTransition) => void;
}

const OTHERWISE = [
  { id: '', label: 'As the field says' },
  { id: 'hold', label: 'Hold the message' },
  { id: 'report', label: 'Report it and go on' },
  { id: 'ignore', label: 'Ignore it' },
];

export function StatePanel({ axis, graph, state, run, onChoose, onAsk }: StatePanelProps) {
  const { name } = state;
  const from = graph.lines.filter((line) => line.from === name);
  const allowed = from.filter(({ kind }) => kind !== 'never');
  const never = from.filter(({ kind }) => kind === 'never');
  const kin = graph.states.filter(({ aside }) => aside === state.aside);
  const set = (key: StateKey, value: unknown, joins = false) =>
    run((text) => setStateMember(text, { axis, state: name }, key, value), joins);
  const transitions = {
    onOpen: (line: TransitionLine) => onAsk({ from: name, to: line.to, list: listOf(line) }),
    onRemove: (line: TransitionLine) => run((text) => removeStep(text, axis, listOf(line) ?? 'steps', line)),
  };
  return (
    <div className="stack">
      <div className="cluster">
        <h2 className="clip">{name}</h2>
        {state.aside ? <Badge>aside</Badge> : null}
        {state.isDeadEnd ? <Badge tone="bad">dead end</Badge> : null}
        {state.isUnreachable ? <Badge tone="bad">unreachable</Badge> : null}
      </div>
      <TypedField
        label="Name of the state"
        value={name}
        help="The steps that name it are renamed with it."
        onSet={(to) => {
          if (run((text) => renameState(text, axis, name, to.trim()))) onChoose(to.trim());
        }}
      />
      <TextField
        label="Means"
        value={state.means ?? ''}
        rows={2}
        onChange={(value) => set('means', value === '' ? undefined : value, true)}
      />
      <div className="cluster">
        <Button
          icon={<ArrowUp aria-hidden size={14} />}
          isDisabled={kin[0]?.name === name}
          onPress={() => run((text) => moveState(text, axis, name, -1))}
        >
          Earlier
        </Button>
        <Button
          icon={<ArrowDown aria-hidden size={14} />}
          isDisabled={kin.at(-1)?.name === name}
          onPress={() => run((text) => moveState(text, axis, name, 1))}
        >
          Later
        </Button>
        <Checkbox isSelected={state.aside} onChange={(aside) => set('aside', aside ? true : undefined)}>
          Aside of the way
        </Checkbox>
      </div>
      <ClassBoxes
        legend="Whose word confirms it"
        words={SYSTEM_CLASSES}
        chosen={state.inherits ? [] : state.by}
        onChange={(by) => set('by', by)}
        note={state.inherits ? `As the owners of the field: ${state.by.join(', ') || 'anyone'}` : undefined}
      />
      {state.inherits ? null : (
        <div>
          <Button tone="quiet" onPress={() => set('by', undefined)}>
            As the owners of the field
          </Button>
        </div>
      )}
      <SelectField
        label="When another claims it over a confirmed state"
        value={state.otherwise ?? ''}
        choices={OTHERWISE}
        onChange={(value) => set('otherwise', value === '' ? undefined : value)}
      />
      <section className="stack lifecycle-list">
        <h3>Leads to</h3>
        {allowed.length === 0 ? <p className="soft">Nothing leads on from here.</p> : null}
        <Transitions lines={allowed} {...transitions} />
        {state.aside ? null : (
          <p className="soft">
            From a state of the way, any later one may follow too; what is passed over is recorded.
          </p>
        )}
      </section>
      {never.length === 0 ? null : (
        <section className="stack lifecycle-list">
          <h3>Must never lead to</h3>
          <Transitions lines={never} {...transitions} />
        </section>
      )}
      <div className="cluster">
        <Button
          icon={<Plus aria-hidden size={14} />}
          onPress={() => onAsk({ from: name, to: undefined, list: undefined })}
        >
          Add a transition
        </Button>
        <Button
          tone="danger"
          icon={<Trash2 aria-hidden size={14} />}
          onPress={() => {
            if (run((text) => removeState(text, axis, name))) onChoose(undefined);
          }}
        >
          Remove the state
        </Button>
      </div>
    </div>
  );
}
