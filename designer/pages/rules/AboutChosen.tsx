// Beside the rules: about the chosen rule or named condition, the examples, and the findings.
// May import its neighbours, panels/, parts/ and the rules' model.
import type { DrawnCondition } from '../../model/rules/drawing.ts';
import { fixesOf, freeConditionName, nameGroup } from '../../model/rules/named.ts';
import type { ConditionPart, DrawnRule } from '../../model/rules/rule-file.ts';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import type { EditedFolder } from '../../panels/use-edited-folder.ts';
import { Badge } from '../../parts/Badge.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { TabBar } from '../../parts/TabBar.tsx';
import type { ExampleResult, ExampleText, RulesAnswer } from '../../worker/rules-messages.ts';
import { ConditionForm } from './ConditionForm.tsx';
import { ExamplesPanel } from './ExamplesPanel.tsx';
import { Findings } from './Findings.tsx';
import { Inspector } from './Inspector.tsx';
import { NamedInspector } from './NamedInspector.tsx';
import type { ReadRuleset } from './read-ruleset.ts';
import { useScene } from './scene.ts';
import type { RulesetEdits } from './use-ruleset-edits.ts';

/** The name under which a document is shown that is no file: it shows what a finding says. */
export const SHOWN_DOCUMENT = 'of a finding';

export interface AboutChosenProps {
  readonly ruleset: ReadRuleset;
  readonly texts: RulesetTexts;
  readonly edits: RulesetEdits;
  readonly change: EditedFolder['change'];
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly rule: DrawnRule | undefined;
  readonly shownNamed: DrawnCondition | undefined;
  readonly part: ConditionPart | undefined;
  /** Those that are files. */
  readonly examples: readonly ExampleText[];
  /** The example that is shown, and the text of it: it may be a document of a finding. */
  readonly example: { readonly name: string | undefined; readonly text: string | undefined };
  readonly result: ExampleResult | undefined;
  readonly answer: RulesAnswer | undefined;
  readonly onExample: (name: string) => void;
  /** Shows a document of a finding, which no file holds. */
  readonly onWitness: (text: string) => void;
}

export function AboutChosen(props: AboutChosenProps) {
  const { ruleset, texts, edits, change, tab, onTab, rule, shownNamed, part } = props;
  const { examples, example, result, answer, onExample, onWitness } = props;
  const { drawn, named, scope, marks, references, fact } = ruleset;
  const { edit, run, runNamed } = edits;
  const { choose } = useScene();
  const isNamed = shownNamed !== undefined;
  const fixesAt = (id: string | undefined) => {
    const place = references.find((one) => one.id === id);
    const fixes = place === undefined ? [] : fixesOf(texts, place, fact);
    return fixes.map((fix) => ({ title: fix.title, run: () => void edit(() => fix.edit) }));
  };
  const nameIt = () => {
    if (part === undefined) return;
    const free = freeConditionName(texts.manifest, 'new-condition');
    if (edit((now) => nameGroup(now, part, free))) choose(`/conditions/${free}`);
  };
  const form =
    part === undefined ? null : (
      <ConditionForm
        key={part.id}
        part={part}
        text={isNamed ? texts.manifest : texts.rules}
        scope={scope}
        named={[...named.keys()]}
        run={isNamed ? runNamed : run}
        fixes={fixesAt(part.id)}
        onName={nameIt}
        onGone={() => {
          const home = isNamed ? shownNamed.id : rule?.id;
          if (home !== undefined) choose(home);
        }}
      />
    );
  const errors = marks.filter(({ severity }) => severity === 'error').length;
  const results = answer?.results.filter((one) => one.name !== SHOWN_DOCUMENT) ?? [];
  const failing = results.filter(({ differences }) => differences.length > 0).length;
  return (
    <TabBar
      label="About the chosen rule, the examples and findings"
      chosen={tab}
      onChoose={onTab}
      tabs={[
        {
          id: 'inspector',
          title: isNamed ? 'Condition' : 'Rule',
          content:
            shownNamed !== undefined ? (
              <NamedInspector
                key={shownNamed.id}
                named={shownNamed}
                all={named}
                rules={drawn.rules}
                edit={edit}
                form={form}
              />
            ) : rule === undefined ? (
              <EmptyState title="Choose a rule">What it asks and what it says stand here.</EmptyState>
            ) : (
              <Inspector
                key={rule.id}
                rule={rule}
                part={part}
                count={drawn.rules.length}
                named={named}
                run={run}
                form={form}
              />
            ),
        },
        {
          id: 'examples',
          title: 'Examples',
          mark: failing > 0 ? <Badge tone="bad">{failing}</Badge> : <Badge>{examples.length}</Badge>,
          content: (
            <ExamplesPanel
              examples={examples}
              results={results}
              chosen={example.name}
              shown={result}
              textForNew={example.text}
              onChoose={onExample}
              onChange={change}
            />
          ),
        },
        {
          id: 'findings',
          title: 'Findings',
          mark: marks.length > 0 ? <Badge tone={errors > 0 ? 'bad' : 'warn'}>{marks.length}</Badge> : undefined,
          content: (
            <Findings
              marks={marks}
              drawn={drawn}
              texts={texts}
              examples={examples}
              scope={scope}
              fault={answer?.fault}
              run={run}
              fixesOf={fixesAt}
              onShow={(shown) => {
                if (!shown.isExample) onWitness(JSON.stringify(shown.value, null, 2));
                onExample(shown.isExample ? shown.example : SHOWN_DOCUMENT);
              }}
            />
          ),
        },
      ]}
    />
  );
}
