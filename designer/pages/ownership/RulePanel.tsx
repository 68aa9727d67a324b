// The rule that decides on the chosen field, and why. May import panels/, parts/ and the model.
import { Trash2 } from 'lucide-react';
import { moveRule, type RuleChange, removeRule, type Target } from '../../model/ownership/commands.ts';
import type { OwnershipRow } from '../../model/ownership/matrix.ts';
import type { RunEdit } from '../../panels/use-text-edits.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { TypedField } from '../../parts/TypedField.tsx';

export interface RulePanelProps {
  readonly row: OwnershipRow;
  readonly onSet: (change: RuleChange, joins?: boolean) => void;
  readonly target: Target;
  readonly run: RunEdit;
  /** The rule speaks of another field now. */
  readonly onChoose: (path: string) => void;
}

const OTHERWISE = [
  { id: 'hold', label: 'Hold the message' },
  { id: 'report', label: 'Report it and go on' },
  { id: 'ignore', label: 'Ignore it' },
];

export function RulePanel({ row, onSet, target, run, onChoose }: RulePanelProps) {
  const isOwn = row.path === '' || row.ruledBy === row.path;
  return (
    <div className="stack">
      <div>
        <h2 className="ownership-path">{row.path === '' ? 'Everything else' : row.path}</h2>
        <p className="soft">{row.description}</p>
      </div>
      <div className="cluster">
        {isOwn ? (
          <Badge tone="accent">has a rule of its own</Badge>
        ) : (
          <Badge>{row.ruledBy === undefined ? 'as everything else' : `as ${row.ruledBy}`}</Badge>
        )}
      </div>
      <dl className="ownership-words">
        <dt>Owners may change it</dt>
        <dd>{row.owners.length === 0 ? 'anyone may' : row.owners.join(', ')}</dd>
        <dt>Reporters count until an owner speaks</dt>
        <dd>{row.reporters.length === 0 ? 'none' : row.reporters.join(', ')}</dd>
      </dl>
      <SelectField
        label="When another contradicts an owner"
        value={row.otherwise}
        choices={OTHERWISE}
        onChange={(otherwise) => onSet({ otherwise })}
      />
      <TextField label="Why" rows={3} value={row.why ?? ''} onChange={(why) => onSet({ why }, true)} />
      {row.path !== '' && isOwn ? (
        <>
          <TypedField
            label="Path of the rule"
            value={row.path}
            help="It covers all below it; * stands for any element of a list."
            onSet={(path) => {
              if (run(() => moveRule(target, row.path, path.trim()))) onChoose(path.trim());
            }}
          />
          <Button
            tone="danger"
            icon={<Trash2 aria-hidden size={14} />}
            onPress={() => run(() => removeRule(target, row.path))}
          >
            Remove this rule
          </Button>
        </>
      ) : null}
      <p className="soft">
        A click on a cell makes the class an owner, then a reporter, then neither. A field without a rule of its own
        gets one by that.
      </p>
    </div>
  );
}
