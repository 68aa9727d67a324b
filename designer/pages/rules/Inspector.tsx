// About the chosen rule: whether it fires on the example, its conditions as a tree, the chosen condition, what it says.
// May import its neighbours and the rules' model.
import { type ReactNode, useState } from 'react';
import type { Edit } from '../../model/rules/commands.ts';
import { type ConditionPart, type DrawnRule, partsOf } from '../../model/rules/rule-file.ts';
import { TabBar } from '../../parts/TabBar.tsx';
import { ConditionTree } from './ConditionTree.tsx';
import { RuleForm } from './RuleForm.tsx';
import { ruleVerdict, useScene } from './scene.ts';
import { partWords } from './words.ts';

export interface InspectorProps {
  readonly rule: DrawnRule;
  /** The chosen condition; undefined when the rule itself is chosen. */
  readonly part: ConditionPart | undefined;
  readonly count: number;
  readonly named: ReadonlyMap<string, ConditionPart>;
  readonly run: (make: (text: string) => Edit, joins?: boolean) => void;
  /** The form of the chosen condition. */
  readonly form: ReactNode;
}

function Verdict({ rule }: { rule: DrawnRule }) {
  const scene = useScene();
  const verdict = ruleVerdict(scene, rule.index);
  if (verdict === undefined) return <p className="soft">No example is chosen, or it cannot be judged.</p>;
  if (verdict.fired) {
    return (
      <p className="verdict-line" data-fired data-severity={rule.outcome.severity}>
        <strong>Fires:</strong> {verdict.message}
      </p>
    );
  }
  const stop =
    rule.condition === undefined ? undefined : [...partsOf(rule.condition)].find(({ id }) => id === verdict.stoppedBy);
  return (
    <p className="verdict-line">
      <strong>Does not fire.</strong> Stopped by{' '}
      {stop === undefined ? (
        'a condition that was not evaluated'
      ) : (
        <button type="button" className="link-button" onClick={() => scene.choose(stop.id)}>
          {partWords(stop)}
        </button>
      )}
    </p>
  );
}

export function Inspector({ rule, part, count, named, run, form }: InspectorProps) {
  const scene = useScene();
  const verdict = ruleVerdict(scene, rule.index);
  const [tab, setTab] = useState<string>();
  const shown = tab ?? 'conditions';
  return (
    <div className="stack">
      <h2 className="clip" title={rule.name}>
        {rule.name}
      </h2>
      <Verdict rule={rule} />
      <TabBar
        label="Conditions and outcome"
        chosen={shown}
        onChoose={setTab}
        tabs={[
          {
            id: 'conditions',
            title: 'Conditions',
            content: (
              <div className="stack">
                {rule.condition === undefined ? (
                  <p className="soft">This rule has no conditions that can be drawn.</p>
                ) : (
                  <ConditionTree condition={rule.condition} stoppedBy={verdict?.stoppedBy} named={named} />
                )}
                {part === undefined ? <p className="soft">Choose a condition to edit it.</p> : form}
              </div>
            ),
          },
          {
            id: 'outcome',
            title: 'Outcome',
            content: (
              <RuleForm
                rule={rule}
                count={count}
                run={run}
                onMove={(to) => scene.choose(to === undefined ? `/${Math.max(0, rule.index - 1)}` : `/${to}`)}
              />
            ),
          },
        ]}
      />
    </div>
  );
}
