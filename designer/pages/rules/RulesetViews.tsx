// The rules of a ruleset as a flow, as a decision table and as text. May import its neighbours, panels/, parts/ and the rules' model.
import { useMemo, useRef } from 'react';
import type { Mark } from '../../model/rules/marks.ts';
import { type DrawnRule, partAt, type RuleFile } from '../../model/rules/rule-file.ts';
import type { EditedFolder } from '../../panels/use-edited-folder.ts';
import { Code } from '../../parts/LazyCode.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { TabBar } from '../../parts/TabBar.tsx';
import { DecisionTableView } from './DecisionTableView.tsx';
import { Flow } from './Flow.tsx';
import type { ReadRuleset } from './read-ruleset.ts';
import { FILES, type RunRules } from './use-ruleset-edits.ts';

export interface RulesetViewsProps {
  readonly ruleset: ReadRuleset;
  readonly file: EditedFolder;
  readonly text: string;
  readonly run: RunRules;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  /** Index of the chosen rule. */
  readonly index: number | undefined;
  /** The id of the rule or named condition that the flow brings in sight. */
  readonly shown: string | undefined;
  /** Pointer of what is chosen among the rules, and where it stands in their text. */
  readonly chosen: string | undefined;
  readonly place: { readonly offset: number; readonly length: number } | undefined;
  readonly onChoose: (rule: DrawnRule) => void;
}

export function RulesetViews(props: RulesetViewsProps) {
  const { ruleset, file, text, run, tab, onTab, index, shown, chosen, place, onChoose } = props;
  const { drawn, drawnNamed, marks } = ruleset;
  const selection = useSelection(chosen, place);
  return (
    <TabBar
      label="Views of the ruleset"
      chosen={tab}
      onChoose={onTab}
      tabs={[
        {
          id: 'flow',
          title: 'Flow',
          content:
            drawn.fault === undefined ? (
              <Flow rules={drawn.rules} named={drawnNamed} shown={shown} />
            ) : (
              <EmptyState title="The text cannot be drawn">{drawn.fault.message}. Mend it in the text.</EmptyState>
            ),
        },
        {
          id: 'table',
          title: 'Decision table',
          content: <DecisionTableView file={drawn} chosen={index} onChoose={onChoose} run={run} />,
        },
        {
          id: 'text',
          title: 'Text',
          content: (
            <div className="ruleset-text">
              <Code
                label="rules.json"
                language="json"
                value={text}
                onChange={(next) => file.change('Edit the text', { [FILES.rules]: next }, true)}
                onUndo={file.undo}
                onRedo={file.redo}
                diagnostics={diagnosticsOf(drawn, marks)}
                selection={selection}
              />
            </div>
          ),
        },
      ]}
    />
  );
}

/** The text of what is chosen: it changes when something else is chosen, not with every key that is typed. */
function useSelection(
  chosen: string | undefined,
  place: { readonly offset: number; readonly length: number } | undefined,
): { from: number; to: number } | undefined {
  const latest = useRef(place);
  latest.current = place;
  return useMemo(() => {
    const { current } = latest;
    if (chosen === undefined || current === undefined) return undefined;
    return { from: current.offset, to: current.offset + current.length };
  }, [chosen]);
}

function diagnosticsOf(drawn: RuleFile, marks: readonly Mark[]) {
  if (drawn.fault !== undefined) {
    const { offset, message } = drawn.fault;
    return [{ from: offset, to: offset + 1, severity: 'error' as const, message }];
  }
  return marks.flatMap((mark) => {
    const place = partAt(drawn, mark.id) ?? drawn.rules.find(({ id }) => id === mark.id);
    return place === undefined
      ? []
      : [{ from: place.offset, to: place.offset + place.length, severity: mark.severity, message: mark.message }];
  });
}
