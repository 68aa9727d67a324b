// One ruleset: its rules as a flow, a decision table and text, all three editing the one file, with verdicts as one types.
// May import panels/, parts/, the rules' model and its neighbours.
import { useCallback, useMemo, useState } from 'react';
import { useParams, useSearchParams } from 'wouter';
import { type DrawnRule, partAt } from '../../model/rules/rule-file.ts';
import { type RulesetTexts, withNamedVerdicts } from '../../model/rules/verdict.ts';
import { DraftNote, EditorActions } from '../../panels/EditorActions.tsx';
import type { EditedFolder } from '../../panels/use-edited-folder.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Checkbox, SelectField } from '../../parts/fields.tsx';
import { Page } from '../../parts/Page.tsx';
import { SplitPane } from '../../parts/SplitPane.tsx';
import { ErrorState, LoadingState } from '../../parts/states.tsx';
import { Workbench } from '../../parts/Workbench.tsx';
import { AboutChosen, SHOWN_DOCUMENT } from './AboutChosen.tsx';
import { RulesetViews } from './RulesetViews.tsx';
import { RulesSide } from './RulesSide.tsx';
import { useReadRuleset } from './read-ruleset.ts';
import { type Scene, SceneContext } from './scene.ts';
import { useExamples, useRuleset } from './use-ruleset.ts';
import { FILES, useRulesetEdits } from './use-ruleset-edits.ts';
import { useVerdicts } from './use-verdicts.ts';
import './RulesetPage.css';

export default function RulesetPage() {
  const { name = '' } = useParams<{ name: string }>();
  const { query, file } = useRuleset(name);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined) return <LoadingState what="Loading the ruleset" />;
  return <RulesetEditor key={name} name={name} file={file} />;
}

function RulesetEditor({ name, file }: { name: string; file: EditedFolder }) {
  const written = useExamples(file.state);
  const [witness, setWitness] = useState<string>();
  const examples = useMemo(
    () => (witness === undefined ? written : [{ name: SHOWN_DOCUMENT, text: witness }, ...written]),
    [written, witness],
  );
  const rules = file.state[FILES.rules] ?? '';
  const manifest = file.state[FILES.manifest] ?? '';
  const { change } = file;
  const texts = useMemo((): RulesetTexts => ({ rules, manifest }), [rules, manifest]);
  const ruleset = useReadRuleset(texts);
  const { view, drawn, named, drawnNamed, marksById, uses } = ruleset;
  const edits = useRulesetEdits(texts, change);
  const [search] = useSearchParams();
  const [line, setLine] = useState(0);
  const [chosen, setChosen] = useState<string | undefined>(() => {
    const wanted = drawn.rules.find((rule) => rule.name === search.get('rule'));
    return (wanted ?? drawn.rules[0])?.id;
  });
  // An example that is called like the rule was written to show it.
  const [exampleName, setExample] = useState(() => {
    const wanted = search.get('example') ?? search.get('rule') ?? drawn.rules[0]?.name;
    return (examples.find((example) => example.name === wanted) ?? examples[0])?.name;
  });
  const [tab, setTab] = useState('flow');
  const [side, setSide] = useState('inspector');
  const [showsCoverage, setShowsCoverage] = useState(false);
  const { answer, isBehind } = useVerdicts(texts, examples, exampleName);
  const result = answer?.results.find((one) => one.name === exampleName);
  const subjects = result?.verdict.subjects ?? [];
  const shownLine = Math.min(line, subjects.length - 1);
  const verdict = subjects[shownLine];
  const shownNamed = drawnNamed.find(({ id }) => chosen === id || chosen?.startsWith(`${id}/`) === true);
  const index = chosen === undefined || chosen.startsWith('/conditions') ? undefined : Number(chosen.split('/')[1]);
  const rule = index === undefined ? undefined : drawn.rules[index];
  const part = chosen === undefined ? undefined : partAt(drawn, chosen, named);
  const choose = useCallback((id: string) => {
    setChosen(id);
    setSide('inspector');
  }, []);
  const chooseRule = useCallback(({ id }: DrawnRule) => choose(id), [choose]);
  const showExample = (next: string) => {
    setExample(next);
    setLine(0);
  };
  const scene = useMemo(
    (): Scene => ({
      verdict: verdict === undefined ? undefined : { ...verdict, conditions: withNamedVerdicts(verdict.conditions) },
      coverage: answer?.coverage,
      showsCoverage,
      marks: marksById,
      uses,
      chosen,
      choose,
    }),
    [verdict, answer, showsCoverage, marksById, uses, chosen, choose],
  );
  return (
    <SceneContext value={scene}>
      <Page
        title={view.title ?? name}
        above={[{ title: 'Rules', href: '/rules' }]}
        marks={
          <>
            <Badge tone="accent">{view.gate}</Badge>
            <Badge>{`${drawn.rules.length} rules`}</Badge>
            {isBehind && answer !== undefined ? <Badge>judging…</Badge> : null}
          </>
        }
        actions={
          <>
            <SelectField
              label="Example"
              hideLabel
              value={exampleName}
              placeholder="No example"
              onChange={showExample}
              choices={examples.map((example) => ({ id: example.name, label: example.name }))}
            />
            {subjects.length > 1 ? (
              <SelectField
                label="Line"
                hideLabel
                value={String(shownLine)}
                onChange={(next) => setLine(Number(next))}
                choices={subjects.map((_subject, at) => ({ id: String(at), label: `line ${at + 1}` }))}
              />
            ) : null}
            <Checkbox isSelected={showsCoverage} onChange={setShowsCoverage}>
              Coverage
            </Checkbox>
            <EditorActions file={file} />
          </>
        }
        fill
      >
        <DraftNote file={file} />
        <Workbench>
          <div className="ruleset">
            <RulesSide
              ruleset={ruleset}
              manifest={manifest}
              edits={edits}
              index={index}
              shownNamed={shownNamed?.name}
              onChoose={chooseRule}
            />
            <SplitPane
              label="Width of the inspector"
              side="end"
              initial={window.innerWidth < 1200 ? 290 : 360}
              minimum={260}
              start={
                <RulesetViews
                  ruleset={ruleset}
                  file={file}
                  text={rules}
                  run={edits.run}
                  tab={tab}
                  onTab={setTab}
                  index={index}
                  shown={shownNamed?.id ?? rule?.id}
                  chosen={shownNamed === undefined ? chosen : undefined}
                  place={part ?? rule}
                  onChoose={chooseRule}
                />
              }
              end={
                <AboutChosen
                  ruleset={ruleset}
                  texts={texts}
                  edits={edits}
                  change={change}
                  tab={side}
                  onTab={setSide}
                  rule={rule}
                  shownNamed={shownNamed}
                  part={part}
                  examples={written}
                  example={{ name: exampleName, text: examples.find((one) => one.name === exampleName)?.text }}
                  result={result}
                  answer={answer}
                  onExample={showExample}
                  onWitness={setWitness}
                />
              }
            />
          </div>
        </Workbench>
      </Page>
    </SceneContext>
  );
}
