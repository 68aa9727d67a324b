// The rules of a ruleset in order: what each does on the chosen example, what is wrong with it. May import its neighbours and parts/.
import { type KeyboardEvent, memo, useMemo, useState } from 'react';
import type { DrawnRule } from '../../model/rules/rule-file.ts';
import { SearchField } from '../../parts/fields.tsx';
import { onListKey } from '../../parts/list-keys.ts';
import { neverFired, ruleVerdict, useScene } from './scene.ts';

export interface RuleListProps {
  readonly rules: readonly DrawnRule[];
  readonly chosen: number | undefined;
  readonly onChoose: (rule: DrawnRule) => void;
}

interface ItemProps {
  readonly rule: DrawnRule;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  readonly state: 'fires' | 'silent' | undefined;
  readonly marks: number;
  readonly gap: boolean;
  readonly onChoose: (rule: DrawnRule) => void;
}

const Item = memo(function Item({ rule, isChosen, isStop, state, marks, gap, onChoose }: ItemProps) {
  return (
    <li>
      <button
        type="button"
        className="rule-item"
        data-key={rule.index}
        data-state={state}
        data-severity={rule.outcome.severity}
        aria-current={isChosen || undefined}
        tabIndex={isStop ? 0 : -1}
        title={rule.name}
        onClick={() => onChoose(rule)}
      >
        <span className="rule-item-dot" aria-hidden="true" />
        <span className="clip">{rule.name}</span>
        {marks > 0 ? <span className="rule-item-mark">{marks === 1 ? '1 fault' : `${marks} faults`}</span> : null}
        {gap ? <span className="rule-item-gap">never fired</span> : null}
        {state === 'fires' ? <span className="rule-item-fires">fires</span> : null}
      </button>
    </li>
  );
});

export function RuleList({ rules, chosen, onChoose }: RuleListProps) {
  const scene = useScene();
  const [text, setText] = useState('');
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return rules.filter(({ name, outcome }) => {
      const all = `${name} ${outcome.owner ?? ''} ${outcome.message ?? ''}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
  }, [rules, text]);
  const marksOf = (rule: DrawnRule): number => {
    let count = 0;
    for (const [id, marks] of scene.marks) if (id === rule.id || id.startsWith(`${rule.id}/`)) count += marks.length;
    return count;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) =>
    onListKey(event, {
      keys: shown.map(({ index }) => String(index)),
      chosen: chosen === undefined ? undefined : String(chosen),
      onChoose: (key) => {
        const rule = rules[Number(key)];
        if (rule !== undefined) onChoose(rule);
      },
    });
  const stop = shown.some(({ index }) => index === chosen) ? chosen : shown[0]?.index;
  return (
    <div className="rule-list">
      <SearchField label="Find a rule" value={text} onChange={setText} />
      <ul aria-label="Rules" onKeyDown={onKeyDown}>
        {shown.map((rule) => {
          const verdict = ruleVerdict(scene, rule.index);
          return (
            <Item
              key={rule.id}
              rule={rule}
              isChosen={rule.index === chosen}
              isStop={rule.index === stop}
              state={verdict === undefined ? undefined : verdict.fired ? 'fires' : 'silent'}
              marks={marksOf(rule)}
              gap={scene.showsCoverage && neverFired(scene, rule.index)}
              onChoose={onChoose}
            />
          );
        })}
      </ul>
    </div>
  );
}
