// What the chosen rule says when it fires, and what can be done with the rule. May import parts/ and the rules' model.
import { ArrowDown, ArrowUp, Copy, Trash2 } from 'lucide-react';
import {
  deleteRule,
  duplicateRule,
  type Edit,
  moveRule,
  type OutcomeKey,
  renameRule,
  setOutcome,
  setPriority,
} from '../../model/rules/commands.ts';
import type { DrawnRule } from '../../model/rules/rule-file.ts';
import { IconButton } from '../../parts/Button.tsx';
import { Checkbox, SelectField, TextField } from '../../parts/fields.tsx';

export interface RuleFormProps {
  readonly rule: DrawnRule;
  readonly count: number;
  readonly run: (make: (text: string) => Edit, joins?: boolean) => void;
  readonly onMove: (to: number | undefined) => void;
}

const SEVERITIES = [
  { id: 'block', label: 'block', description: 'holds the document at the gate' },
  { id: 'warn', label: 'warn', description: 'is told, the document goes on' },
];

export function RuleForm({ rule, count, run, onMove }: RuleFormProps) {
  const { index, outcome } = rule;
  const set = (key: OutcomeKey) => (value: string) => run((text) => setOutcome(text, index, key, value), true);
  return (
    <div className="stack">
      <div className="cluster">
        <IconButton
          label="Earlier"
          icon={<ArrowUp aria-hidden size={14} />}
          isDisabled={index === 0}
          onPress={() => {
            run((text) => moveRule(text, index, index - 1));
            onMove(index - 1);
          }}
        />
        <IconButton
          label="Later"
          icon={<ArrowDown aria-hidden size={14} />}
          isDisabled={index === count - 1}
          onPress={() => {
            run((text) => moveRule(text, index, index + 1));
            onMove(index + 1);
          }}
        />
        <IconButton
          label="Duplicate the rule"
          icon={<Copy aria-hidden size={14} />}
          onPress={() => {
            run((text) => duplicateRule(text, index));
            onMove(index + 1);
          }}
        />
        <IconButton
          label="Delete the rule"
          icon={<Trash2 aria-hidden size={14} />}
          onPress={() => {
            run((text) => deleteRule(text, index));
            onMove(undefined);
          }}
        />
      </div>
      <TextField
        label="Name"
        mono
        value={rule.name}
        error={
          /^[a-z0-9]+(-[a-z0-9]+)*$/.test(rule.name)
            ? undefined
            : 'Expected words of small letters and digits with hyphens between them'
        }
        onChange={(name) => run((text) => renameRule(text, index, name), true)}
      />
      <div className="form-pair">
        <SelectField label="Severity" value={outcome.severity} choices={SEVERITIES} onChange={set('severity')} />
        <TextField label="Owner" value={outcome.owner ?? ''} onChange={set('owner')} />
      </div>
      <TextField
        label="Message"
        rows={2}
        value={outcome.message ?? ''}
        help="{{fact.member}} is filled in."
        onChange={set('message')}
      />
      <TextField
        label="What to do"
        rows={2}
        value={outcome.help ?? ''}
        onChange={(help) => run((text) => setOutcome(text, index, 'help', help === '' ? undefined : help), true)}
      />
      <div className="form-pair">
        <TextField
          label="Field at fault"
          mono
          value={outcome.path ?? ''}
          placeholder="/status"
          onChange={set('path')}
        />
        <TextField
          label="Priority"
          type="number"
          value={rule.priority === undefined ? '' : String(rule.priority)}
          placeholder="1"
          onChange={(typed) => {
            const priority = typed === '' ? undefined : Number(typed);
            if (priority === undefined || Number.isInteger(priority))
              run((text) => setPriority(text, index, priority), true);
          }}
        />
      </div>
      <Checkbox
        isSelected={outcome.waits}
        onChange={(waits) => run((text) => setOutcome(text, index, 'waits', waits ? true : undefined))}
      >
        Waits: the normal course clears it, nobody has to act
      </Checkbox>
      <Extra extra={{ ...rule.extra, ...outcome.extra }} />
    </div>
  );
}

/** Properties that have no field here: they stay as they are. */
export function Extra({ extra }: { extra: Readonly<Record<string, unknown>> }) {
  if (Object.keys(extra).length === 0) return null;
  return (
    <div className="form-extra">
      <span className="soft">Further properties, kept as they are</span>
      <pre>{JSON.stringify(extra, null, 2)}</pre>
    </div>
  );
}
