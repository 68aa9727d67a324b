// The lifecycles: states and transitions drawn, edited where they stand in their file, and tried out by the engine.
// May import api/, panels/, parts/, the lifecycle model and its own folder.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Lifecycle } from '../../runtime/engine/state/lifecycle.ts';
import { type Ownership, ruleFor } from '../../runtime/engine/state/ownership.ts';
import { applySplices } from '../../runtime/engine/syntax/json-splice.ts';
import { readFile } from '../api/files.ts';
import { workspaceQuery } from '../api/workspace.ts';
import {
  addState,
  addStep,
  type LifecycleEdit,
  removeState,
  removeStep,
  setStateMember,
} from '../model/lifecycles/commands.ts';
import { axisGraph } from '../model/lifecycles/graph.ts';
import { axesToTry, type Statement, tryStatements } from '../model/lifecycles/try-out.ts';
import { DraftNote, EditorActions } from '../panels/EditorActions.tsx';
import { type EditedFile, PLAIN_TEXT, useEditedFile } from '../panels/use-edited-file.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox, SelectField, TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, ErrorState, LoadingState, QueryView } from '../parts/states.tsx';
import { TabBar } from '../parts/TabBar.tsx';
import { announce, toast } from '../parts/toast.tsx';
import { Diagram } from './lifecycles/Diagram.tsx';
import { StatePanel } from './lifecycles/StatePanel.tsx';
import { TryOut } from './lifecycles/TryOut.tsx';
import './lifecycles/LifecyclesPage.css';

export default function LifecyclesPage() {
  const { name } = useParams<{ name?: string }>();
  const query = useQuery(workspaceQuery);
  return (
    <QueryView query={query} what="the lifecycles">
      {({ lifecycles }) => {
        const [first] = lifecycles;
        if (first === undefined)
          return <EmptyState title="There is no lifecycle yet">One stands in rulesets/lifecycles/.</EmptyState>;
        return <LifecycleFile key={name ?? first} name={name ?? first} names={lifecycles} />;
      }}
    </QueryView>
  );
}

function LifecycleFile({ name, names }: { name: string; names: readonly string[] }) {
  const { query, file } = useEditedFile(`rulesets/lifecycles/${name}.json`, PLAIN_TEXT);
  const ownership = useQuery({
    queryKey: ['file', 'rulesets/ownership.json', 'read'],
    queryFn: ({ signal }) => readFile('rulesets/ownership.json', signal),
    retry: false,
  });
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined || ownership.isPending) return <LoadingState what="Loading the lifecycle" />;
  return <LifecycleEditor name={name} names={names} file={file} ownershipText={ownership.data?.text} />;
}

function parsed<Shape>(text: string | undefined): Shape | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Shape);
  } catch {
    return undefined;
  }
}

interface EditorProps {
  readonly name: string;
  readonly names: readonly string[];
  readonly file: EditedFile<string>;
  readonly ownershipText: string | undefined;
}

function LifecycleEditor({ name, names, file, ownershipText }: EditorProps) {
  const [, navigate] = useLocation();
  const lifecycle = useMemo(() => parsed<Lifecycle>(file.state), [file.state]);
  const ownership = useMemo(() => parsed<Ownership>(ownershipText), [ownershipText]);
  const axes = Object.keys(lifecycle?.axes ?? {});
  const [wanted, setAxis] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const [statements, setStatements] = useState<readonly Statement[]>([]);
  const [adding, setAdding] = useState<{ name: string; aside: boolean }>();
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
  const { act, state: text } = file;
  const run = useCallback(
    (make: (text: string) => LifecycleEdit, joins = false) => {
      try {
        const edit = make(text);
        act(edit.name, applySplices(text, edit.splices), joins);
        announce(edit.name);
      } catch (thrown) {
        toast((thrown as Error).message, { tone: 'bad' });
      }
    },
    [act, text],
  );
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
            onChange={(next) => {
              setAxis(next);
              setChosen(undefined);
              setStatements([]);
            }}
            choices={axes.map((one) => ({ id: one, label: one, description: lifecycle?.axes[one]?.description ?? '' }))}
          />
          <Button icon={<Plus aria-hidden size={14} />} onPress={() => setAdding({ name: '', aside: false })}>
            Add a state
          </Button>
          <EditorActions file={file} />
        </>
      }
      fill
    >
      <DraftNote file={file} />
      {graph === undefined ? (
        <EmptyState title="This file is no lifecycle">Its text has to be mended before it can be drawn.</EmptyState>
      ) : (
        <div className="lifecycle-page">
          <Diagram
            label={`States of ${axisName}`}
            graph={graph}
            chosen={chosen}
            onChoose={setChosen}
            visited={visited}
          />
          <aside className="lifecycle-side" aria-label="State and try-out">
            <TabBar
              label="State and try-out"
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
                        graph={graph}
                        state={state}
                        onSet={(key, value, joins) =>
                          run((now) => setStateMember(now, { axis: axisName, state: state.name }, key, value), joins)
                        }
                        onAllow={(to, by) =>
                          run((now) =>
                            addStep(now, axisName, { from: state.name, to, ...(by === undefined ? {} : { by }) }),
                          )
                        }
                        onForbid={(to) => run((now) => removeStep(now, axisName, { from: state.name, to }))}
                        onRemove={() => run((now) => removeState(now, axisName, state.name))}
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
              ]}
            />
          </aside>
        </div>
      )}
      <Modal
        title="Add a state"
        open={adding !== undefined}
        onClose={() => setAdding(undefined)}
        size="small"
        actions={
          <Button
            tone="main"
            isDisabled={
              adding === undefined ||
              adding.name.trim() === '' ||
              graph?.states.some((one) => one.name === adding.name.trim())
            }
            onPress={() => {
              if (adding !== undefined)
                run((now) => addState(now, axisName, { name: adding.name.trim(), aside: adding.aside }));
              setChosen(adding?.name.trim());
              setAdding(undefined);
            }}
          >
            Add
          </Button>
        }
      >
        <div className="stack">
          <TextField
            label="Name"
            help="In snake_case, as it stands in documents."
            value={adding?.name ?? ''}
            onChange={(next) => setAdding({ name: next, aside: adding?.aside ?? false })}
            autoFocus
            mono
          />
          <Checkbox
            isSelected={adding?.aside ?? false}
            onChange={(aside) => setAdding({ name: adding?.name ?? '', aside })}
          >
            Aside of the way forward: reached and left by steps alone
          </Checkbox>
        </div>
      </Modal>
    </Page>
  );
}
