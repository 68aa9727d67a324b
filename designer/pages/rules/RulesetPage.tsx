// One ruleset: its rules as a flow, a decision table and text, all three editing the one file, with verdicts as one types.
// May import api/, panels/, parts/, the rules' model and its neighbours.
import { Plus, Tag } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useParams, useSearchParams } from 'wouter';
import { applySplices } from '../../../runtime/engine/syntax/json-splice.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';
import { addRule, type Edit } from '../../model/rules/commands.ts';
import type { DrawnCondition } from '../../model/rules/drawing.ts';
import { type Mark, marksOf } from '../../model/rules/marks.ts';
import {
  addNamed,
  fixesOf,
  freeConditionName,
  nameGroup,
  type ReferencePlace,
  type RulesetEdit,
  referencesOf,
} from '../../model/rules/named.ts';
import { type DrawnRule, partAt, readNamedConditions, readRuleFile } from '../../model/rules/rule-file.ts';
import { type RulesetTexts, withNamedVerdicts } from '../../model/rules/verdict.ts';
import { DraftNote, EditorActions } from '../../panels/EditorActions.tsx';
import type { EditedFolder } from '../../panels/use-edited-folder.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { Checkbox, SelectField } from '../../parts/fields.tsx';
import { Code } from '../../parts/LazyCode.tsx';
import { Page } from '../../parts/Page.tsx';
import { SplitPane } from '../../parts/SplitPane.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../parts/states.tsx';
import { TabBar } from '../../parts/TabBar.tsx';
import { announce, toast } from '../../parts/toast.tsx';
import { ConditionForm } from './ConditionForm.tsx';
import { DecisionTableView } from './DecisionTableView.tsx';
import { ExamplesPanel } from './ExamplesPanel.tsx';
import { Findings } from './Findings.tsx';
import { Flow } from './Flow.tsx';
import { Inspector } from './Inspector.tsx';
import { NamedInspector } from './NamedInspector.tsx';
import { NamedList } from './NamedList.tsx';
import { RuleList } from './RuleList.tsx';
import { type Scene, SceneContext } from './scene.ts';
import { useExamples, useRuleset } from './use-ruleset.ts';
import { useVerdicts } from './use-verdicts.ts';
import './RulesetPage.css';

export default function RulesetPage() {
  const { name = '' } = useParams<{ name: string }>();
  const { query, file } = useRuleset(name);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined) return <LoadingState what="Loading the ruleset" />;
  return <RulesetEditor key={name} name={name} file={file} />;
}

interface ManifestView {
  readonly title?: string;
  readonly description?: string;
  readonly gate?: string;
  readonly document?: DocumentType;
  readonly scope?: '/lines';
}

function viewOf(manifest: string): ManifestView {
  try {
    return JSON.parse(manifest) as ManifestView;
  } catch {
    return {};
  }
}

function byId(marks: readonly Mark[]): ReadonlyMap<string, readonly Mark[]> {
  const found = new Map<string, Mark[]>();
  for (const mark of marks) found.set(mark.id, [...(found.get(mark.id) ?? []), mark]);
  return found;
}

function byName(references: readonly ReferencePlace[]): ReadonlyMap<string, readonly ReferencePlace[]> {
  const found = new Map<string, ReferencePlace[]>();
  for (const place of references) found.set(place.name, [...(found.get(place.name) ?? []), place]);
  return found;
}

/** The name under which a document is shown that is no file: it shows what a finding says. */
const SHOWN_DOCUMENT = 'of a finding';

/** The two files that say what is decided. */
const FILES = { rules: 'rules.json', manifest: 'ruleset.json' } as const;

function RulesetEditor({ name, file }: { name: string; file: EditedFolder }) {
  const written = useExamples(file.state);
  const [witness, setWitness] = useState<string>();
  const examples = useMemo(
    () => (witness === undefined ? written : [{ name: SHOWN_DOCUMENT, text: witness }, ...written]),
    [written, witness],
  );
  const text = file.state[FILES.rules] ?? '';
  const manifest = file.state[FILES.manifest] ?? '';
  const { change } = file;
  const [search] = useSearchParams();
  const drawn = useMemo(() => readRuleFile(text), [text]);
  const view = useMemo(() => viewOf(manifest), [manifest]);
  const named = useMemo(() => readNamedConditions(manifest), [manifest]);
  const scope = useMemo(
    () => ({ document: view.document ?? 'order', ...(view.scope === undefined ? {} : { scope: view.scope }) }) as const,
    [view],
  );
  const marks = useMemo(() => marksOf(drawn, manifest, scope), [drawn, manifest, scope]);
  const drawnNamed = useMemo(
    () => [...named].map(([one, condition]): DrawnCondition => ({ id: condition.id, name: one, condition })),
    [named],
  );
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
  const texts = useMemo((): RulesetTexts => ({ rules: text, manifest }), [text, manifest]);
  const references = useMemo(() => referencesOf(texts), [texts]);
  const { answer, isBehind } = useVerdicts(texts, examples, exampleName);
  const result = answer?.results.find((one) => one.name === exampleName);
  const subjects = result?.verdict.subjects ?? [];
  const verdict = subjects[Math.min(line, subjects.length - 1)];
  const shownNamed = drawnNamed.find(({ id }) => chosen === id || chosen?.startsWith(`${id}/`) === true);
  const index = chosen === undefined || chosen.startsWith('/conditions') ? undefined : Number(chosen.split('/')[1]);
  const rule = index === undefined ? undefined : drawn.rules[index];
  const part = chosen === undefined ? undefined : partAt(drawn, chosen, named);
  const choosePart = useCallback((id: string) => {
    setChosen(id);
    setSide('inspector');
  }, []);
  const scene = useMemo(
    (): Scene => ({
      verdict: verdict === undefined ? undefined : { ...verdict, conditions: withNamedVerdicts(verdict.conditions) },
      coverage: answer?.coverage,
      showsCoverage,
      marks: byId(marks),
      uses: byName(references),
      chosen,
      choose: choosePart,
    }),
    [verdict, answer, showsCoverage, marks, references, chosen, choosePart],
  );
  /** Does an edit of both files. @returns whether it could be done */
  const edit = useCallback(
    (make: (texts: RulesetTexts) => RulesetEdit, joins = false): boolean => {
      try {
        const { name: title, ...splices } = make(texts);
        change(
          title,
          {
            [FILES.rules]: applySplices(texts.rules, splices.rules ?? []),
            [FILES.manifest]: applySplices(texts.manifest, splices.manifest ?? []),
          },
          joins,
        );
        if (!joins) announce(title);
        return true;
      } catch (thrown) {
        toast((thrown as Error).message, { tone: 'bad' });
        return false;
      }
    },
    [change, texts],
  );
  const run = useCallback(
    (make: (text: string) => Edit, joins = false) => {
      edit((now) => {
        const { name: title, splices } = make(now.rules);
        return { name: title, rules: splices };
      }, joins);
    },
    [edit],
  );
  const runNamed = useCallback(
    (make: (text: string) => Edit, joins = false) => {
      edit((now) => {
        const { name: title, splices } = make(now.manifest);
        return { name: title, manifest: splices };
      }, joins);
    },
    [edit],
  );
  const names = useMemo(() => [...named.keys()], [named]);
  const fact = scope.scope === '/lines' ? 'line' : scope.document;
  const nameIt = () => {
    if (part === undefined) return;
    const free = freeConditionName(manifest, 'new-condition');
    if (edit((now) => nameGroup(now, part, free))) setChosen(`/conditions/${free}`);
  };
  const isNamed = shownNamed !== undefined;
  const place = references.find(({ id }) => id === chosen);
  const form =
    part === undefined ? null : (
      <ConditionForm
        key={part.id}
        part={part}
        text={isNamed ? manifest : text}
        scope={scope}
        named={names}
        run={isNamed ? runNamed : run}
        fixes={(place === undefined ? [] : fixesOf(texts, place, fact)).map((fix) => ({
          title: fix.title,
          run: () => void edit(() => fix.edit),
        }))}
        onName={nameIt}
        onGone={() => setChosen(isNamed ? shownNamed.id : rule?.id)}
      />
    );
  const choose = useCallback((one: DrawnRule) => {
    setChosen(one.id);
    setSide('inspector');
  }, []);
  const errors = marks.filter(({ severity }) => severity === 'error').length;
  const results = answer?.results.filter((one) => one.name !== SHOWN_DOCUMENT) ?? [];
  const failing = results.filter(({ differences }) => differences.length > 0).length;
  const selection = useSelection(isNamed ? undefined : chosen, part ?? rule);
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
              onChange={(next) => {
                setExample(next);
                setLine(0);
              }}
              choices={examples.map((example) => ({ id: example.name, label: example.name }))}
            />
            {subjects.length > 1 ? (
              <SelectField
                label="Line"
                hideLabel
                value={String(Math.min(line, subjects.length - 1))}
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
        <div className="ruleset">
          <aside className="ruleset-rules" aria-label="Rules of this ruleset">
            <RuleList rules={drawn.rules} chosen={index} onChoose={choose} />
            <NamedList named={drawnNamed} chosen={shownNamed?.name} />
            <div className="cluster">
              <Button
                icon={<Plus aria-hidden size={14} />}
                onPress={() => {
                  const at = index ?? drawn.rules.length - 1;
                  run((now) => addRule(now, at, fact));
                  choosePart(`/${at + 1}`);
                }}
              >
                Add a rule
              </Button>
              <Button
                tone="quiet"
                icon={<Tag aria-hidden size={14} />}
                onPress={() => {
                  const free = freeConditionName(manifest, 'new-condition');
                  if (edit((now) => addNamed(now, free, fact))) choosePart(`/conditions/${free}`);
                }}
              >
                Named condition
              </Button>
            </div>
          </aside>
          <SplitPane
            label="Width of the inspector"
            side="end"
            initial={window.innerWidth < 1200 ? 290 : 360}
            minimum={260}
            start={
              <TabBar
                label="Views of the ruleset"
                chosen={tab}
                onChoose={setTab}
                tabs={[
                  {
                    id: 'flow',
                    title: 'Flow',
                    content:
                      drawn.fault === undefined ? (
                        <Flow rules={drawn.rules} named={drawnNamed} shown={shownNamed?.id ?? rule?.id} />
                      ) : (
                        <EmptyState title="The text cannot be drawn">
                          {drawn.fault.message}. Mend it in the text.
                        </EmptyState>
                      ),
                  },
                  {
                    id: 'table',
                    title: 'Decision table',
                    content: <DecisionTableView file={drawn} chosen={index} onChoose={choose} run={run} />,
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
                          onChange={(next) => change('Edit the text', { [FILES.rules]: next }, true)}
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
            }
            end={
              <TabBar
                label="About the chosen rule, the examples and findings"
                chosen={side}
                onChoose={setSide}
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
                    mark: failing > 0 ? <Badge tone="bad">{failing}</Badge> : <Badge>{written.length}</Badge>,
                    content: (
                      <ExamplesPanel
                        examples={written}
                        results={results}
                        chosen={exampleName}
                        shown={result}
                        textForNew={examples.find((one) => one.name === exampleName)?.text}
                        onChoose={setExample}
                        onChange={change}
                      />
                    ),
                  },
                  {
                    id: 'findings',
                    title: 'Findings',
                    mark:
                      marks.length > 0 ? <Badge tone={errors > 0 ? 'bad' : 'warn'}>{marks.length}</Badge> : undefined,
                    content: (
                      <Findings
                        marks={marks}
                        drawn={drawn}
                        texts={texts}
                        examples={written}
                        scope={scope}
                        fault={answer?.fault}
                        run={run}
                        fixesOf={(id) => {
                          const at = references.find((one) => one.id === id);
                          return (at === undefined ? [] : fixesOf(texts, at, fact)).map((fix) => ({
                            title: fix.title,
                            run: () => void edit(() => fix.edit),
                          }));
                        }}
                        onShow={(shown) => {
                          setLine(0);
                          if (!shown.isExample) setWitness(JSON.stringify(shown.value, null, 2));
                          setExample(shown.isExample ? shown.example : SHOWN_DOCUMENT);
                        }}
                      />
                    ),
                  },
                ]}
              />
            }
          />
        </div>
      </Page>
    </SceneContext>
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

function diagnosticsOf(drawn: ReturnType<typeof readRuleFile>, marks: readonly Mark[]) {
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
