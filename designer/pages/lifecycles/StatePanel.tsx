// The chosen state: what it means, who may say so, what leads on and what must not. May import parts/ and the lifecycle model.
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { SYSTEM_CLASSES } from '../../../runtime/engine/workspace/definitions.ts';
import type { AxisGraph, StateBox, TransitionLine } from '../../model/lifecycles/graph.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button, IconButton } from '../../parts/Button.tsx';
import { Checkbox, SelectField, TextField } from '../../parts/fields.tsx';

export interface StatePanelProps {
  readonly graph: AxisGraph;
  readonly state: StateBox;
  readonly onSet: (key: 'means' | 'by' | 'otherwise', value: unknown, joins?: boolean) => void;
  readonly onAllow: (to: string, by: readonly string[] | undefined) => void;
  readonly onForbid: (to: string) => void;
  readonly onRemove: () => void;
}

const OTHERWISE = [
  { id: '', label: 'As the field says' },
  { id: 'hold', label: 'Hold the message' },
  { id: 'report', label: 'Report it and go on' },
  { id: 'ignore', label: 'Ignore it' },
];

function Transitions({ lines, onForbid }: { lines: readonly TransitionLine[]; onForbid: (to: string) => void }) {
  if (lines.length === 0) return <p className="soft">Nothing leads on from here.</p>;
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={`${line.kind} ${line.to}`} className="lifecycle-transition">
          <span>
            <strong>{line.to}</strong>{' '}
            <span className="soft">
              {line.kind === 'never'
                ? `never: ${line.code ?? ''}`
                : line.by.length === 0
                  ? 'anyone'
                  : line.by.join(', ')}
            </span>
            {line.why === undefined ? null : <span className="soft lifecycle-why">{line.why}</span>}
          </span>
          {line.kind === 'step' ? (
            <IconButton
              label={`Forbid the step to ${line.to}`}
              icon={<Trash2 aria-hidden size={14} />}
              onPress={() => onForbid(line.to)}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

export function StatePanel({ graph, state, onSet, onAllow, onForbid, onRemove }: StatePanelProps) {
  const [to, setTo] = useState<string>();
  const from = graph.lines.filter((line) => line.from === state.name);
  const allowed = from.filter(({ kind }) => kind !== 'never');
  const never = from.filter(({ kind }) => kind === 'never');
  const targets = graph.states.filter(({ name }) => name !== state.name && !from.some((line) => line.to === name));
  return (
    <div className="stack">
      <div className="cluster">
        <h2 className="clip">{state.name}</h2>
        {state.aside ? <Badge>aside</Badge> : null}
        {state.isDeadEnd ? <Badge tone="bad">dead end</Badge> : null}
        {state.isUnreachable ? <Badge tone="bad">unreachable</Badge> : null}
      </div>
      <TextField
        label="Means"
        value={state.means ?? ''}
        rows={2}
        onChange={(value) => onSet('means', value === '' ? undefined : value, true)}
      />
      <fieldset className="lifecycle-classes">
        <legend>Whose word confirms it</legend>
        {state.inherits ? <p className="soft">As the owners of the field: {state.by.join(', ') || 'anyone'}</p> : null}
        <div className="lifecycle-boxes">
          {SYSTEM_CLASSES.map((name) => (
            <Checkbox
              key={name}
              isSelected={!state.inherits && state.by.includes(name)}
              onChange={(chosen) => {
                const before = state.inherits ? [] : state.by;
                onSet('by', chosen ? [...before, name] : before.filter((one) => one !== name));
              }}
            >
              {name}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <SelectField
        label="When another claims it over a confirmed state"
        value={state.otherwise ?? ''}
        choices={OTHERWISE}
        onChange={(value) => onSet('otherwise', value === '' ? undefined : value)}
      />
      <section className="stack lifecycle-list">
        <h3>Leads to</h3>
        <Transitions lines={allowed} onForbid={onForbid} />
        {state.aside ? null : (
          <p className="soft">
            From a state of the way, any later one may follow too; what is passed over is recorded.
          </p>
        )}
        <div className="lifecycle-add">
          <SelectField
            label="Allow a step to"
            value={to}
            onChange={setTo}
            choices={targets.map(({ name }) => ({ id: name, label: name }))}
          />
          <Button
            icon={<Plus aria-hidden size={14} />}
            isDisabled={to === undefined}
            onPress={() => {
              if (to !== undefined) onAllow(to, undefined);
              setTo(undefined);
            }}
          >
            Allow
          </Button>
        </div>
      </section>
      {never.length === 0 ? null : (
        <section className="stack lifecycle-list">
          <h3>Must never lead to</h3>
          <Transitions lines={never} onForbid={onForbid} />
        </section>
      )}
      <Button tone="danger" icon={<Trash2 aria-hidden size={14} />} onPress={onRemove}>
        Remove the state
      </Button>
    </div>
  );
}
