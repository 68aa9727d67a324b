// One lifecycle: states and transitions drawn, edited where they stand in their file, and tried out by the engine.
// May import panels/, parts/, the lifecycle model and its neighbours.
import { Ellipsis, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Lifecycle } from '../../../runtime/engine/state/lifecycle.ts';
import { type Ownership, ruleFor } from '../../../runtime/engine/state/ownership.ts';
import { addState, moveState } from '../../model/lifecycles/commands.ts';
import { axisGraph } from '../../model/lifecycles/graph.ts';
import { stepEntry } from '../../model/lifecycles/steps.ts';
import { axesToTry, type Statement, tryStatements } from '../../model/lifecycles/try-out.ts';
import { DraftNote, EditorActions } from '../../panels/EditorActions.tsx';
import type { EditedFile } from '../../panels/use-edited-file.ts';
import { useTextEdits } from '../../panels/use-text-edits.ts';
import { Button } from '../../parts/Button.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { MenuButton } from '../../parts/MenuButton.tsx';
import { Page } from '../../parts/Page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { TabBar } from '../../parts/TabBar.tsx';
import { Workbench } from '../../parts/Workbench.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { AddState } from './AddState.tsx';
import { type AxisAct, AxisDialog } from './AxisDialog.tsx';
import { Diagram } from './Diagram.tsx';
import { StatePanel } from './StatePanel.tsx';
import { type AskedTransition, TransitionDialog } from './TransitionDialog.tsx';
import { listOf } from './Transitions.tsx';
import { TryOut } from './TryOut.tsx';
import './LifecyclesPage.css';

function parsed<Shape>(text: string | undefined): Shape | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Shape);
  } catch {
    return undefined;
  }
}

export interface LifecycleEditorProps {
  readonly name: string;
  readonly names: readonly string[];
  readonly file: EditedFile<string>;
  readonly ownershipText: string | undefined;
}

export function LifecycleEditor({ name, names, file, ownershipText }: LifecycleEditorProps) {
  const [, navigate] = useLocation();
  const { state: text } = file;
  const lifecycle = useMemo(() => parsed<Lifecycle>(text), [text]);
  const ownership = useMemo(() => parsed<Ownership>(ownershipText), [ownershipText]);
  const axes = Object.keys(lifecycle?.axes ?? {});
  const [wanted, setAxis] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const [tab, setTab] = useState('state');
  const [statements, setStatements] = useState<readonly Statement[]>([]);
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<AskedTransition>();
  const [axisAct, setAxisAct] = useState<AxisAct>();
  const axisName = wanted !== undefined && axes.includes(wanted) ? wanted : (axes[0] ?? '');
  const axis = lifecycle?.axes[axisName];
  const graph = useMemo(
    () => (axis === undefined ? undefined : axisGraph(axis, ruleFor(ownership, name, axis.path))),
    [axis, ownership, name],
  );
  const isTriable = lifecycle !== undefined && axesToTry(lifecycle).includes(axisName);
  const outcomes = useMemo(
    () => (lifecycle === undefined || !isTriable ? [] : tryStatements({ lifecycle, ownership }, axisName, statements)),
    [lifecycle, ownership, axisName, statements, isTriable],
  );
  const run = useTextEdits(file);
  const showAxis = (next: string | undefined) => {
    setAxis(next);
    setChosen(undefined);
    setStatements([]);
  };
  const choose = (state: string | undefined) => {
    setChosen(state);
    setTab((now) => (now === 'about' ? 'state' : now));
  };
  const state = graph?.states.find((one) => one.name === chosen);
  const visited = outcomes.flatMap(({ status }) => status ?? []);
  return (
    <Page
      title={`Lifecycle of ${name}`}
      description={lifecycle?.description}
      actions={
        <>
          <SelectField
            label="Document"
            hideLabel
            value={name}
            onChange={(next) => navigate(`/lifecycles/${next}`)}
            choices={names.map((one) => ({ id: one, label: one }))}
          />
          <SelectField
            label="Axis"
            hideLabel
            value={axisName}
            onChange={showAxis}
            choices={axes.map((one) => ({ id: one, label: one, description: lifecycle?.axes[one]?.description ?? '' }))}
          />
          <MenuButton
            label="Acts on axes"
            icon={<Ellipsis aria-hidden size={16} />}
            acts={[
              { id: 'add', label: 'Add an axis…', run: () => setAxisAct('add') },
              { id: 'rename', label: `Rename the axis ${axisName}…`, run: () => setAxisAct('rename') },
              { id: 'remove', label: `Remove the axis ${axisName}…`, danger: true, run: () => setAxisAct('remove') },
            ]}
          />
          <Button icon={<Plus aria-hidden size={14} />} onPress={() => setAdding(true)}>
            Add a state
          </Button>
          <EditorActions file={file} />
        </>
      }
      fill
    >
      <DraftNote file={file} />
      {lifecycle === undefined || axis === undefined || graph === undefined ? (
        <EmptyState title="This file is no lifecycle">Its text has to be mended before it can be drawn.</EmptyState>
      ) : (
        <Workbench
          sideLabel="State and try-out"
          hasTabs
          side={
            <TabBar
              label="State and try-out"
              chosen={tab}
              onChoose={setTab}
              tabs={[
                {
                  id: 'state',
                  title: 'State',
                  content:
                    state === undefined ? (
                      <EmptyState title="Choose a state">
                        Its meaning, who may say so and where it leads stand here.
                      </EmptyState>
                    ) : (
                      <StatePanel
                        key={state.name}
                        axis={axisName}
                        graph={graph}
                        state={state}
                        run={run}
                        onChoose={choose}
                        onAsk={setAsked}
                      />
                    ),
                },
                {
                  id: 'try',
                  title: 'Try it',
                  content: isTriable ? (
                    <TryOut
                      words={graph.states.map((one) => one.name)}
                      statements={statements}
                      outcomes={outcomes}
                      onChange={setStatements}
                    />
                  ) : (
                    <EmptyState title="This axis cannot be tried">
                      It belongs to the parts of a document, or is worked out from other fields.
                    </EmptyState>
                  ),
                },
                {
                  id: 'about',
                  title: 'About',
                  content: <AboutPanel lifecycle={lifecycle} name={axisName} axis={axis} run={run} />,
                },
              ]}
            />
          }
        >
          <Diagram
            label={`States of ${axisName}`}
            graph={graph}
            chosen={chosen}
            onChoose={choose}
            onDrawn={(from, to) => {
              const lists = (['never', 'steps'] as const).filter((one) => stepEntry(text, axisName, one, { from, to }));
              setAsked({ from, to, list: lists[0] });
            }}
            onOpen={(line) => setAsked({ from: line.from, to: line.to, list: listOf(line) })}
            onMove={(one, by) => run((now) => moveState(now, axisName, one, by))}
            visited={visited}
          />
        </Workbench>
      )}
      {asked === undefined || graph === undefined ? null : (
        <TransitionDialog
          key={`${asked.from} ${asked.to} ${asked.list}`}
          text={text}
          axis={axisName}
          graph={graph}
          asked={asked}
          run={run}
          onClose={() => setAsked(undefined)}
        />
      )}
      {axisAct === undefined || lifecycle === undefined ? null : (
        <AxisDialog
          act={axisAct}
          lifecycle={lifecycle}
          name={axisName}
          run={run}
          onDone={(next) => {
            showAxis(next);
            setAxisAct(undefined);
          }}
          onClose={() => setAxisAct(undefined)}
        />
      )}
      {isAdding ? (
        <AddState
          taken={graph?.states.map((one) => one.name) ?? []}
          onAdd={(added) => {
            if (run((now) => addState(now, axisName, added))) choose(added.name);
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Page>
  );
}
