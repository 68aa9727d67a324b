// The mapping designer: canvas or text, with what belongs to the selected field beside it. Every act goes through the store.
// Here its parts are put together; each of them stands in a file of its own. May import everything of the designer but pages.
import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { workspaceQuery } from '../api/workspace.ts';
import { MapCanvas } from '../canvas/MapCanvas.tsx';
import { useSameList } from '../canvas/use-same-list.ts';
import type { ShownRow } from '../canvas/use-showing.ts';
import type { Check } from '../model/mapping/checks.ts';
import type { FunctionDoc } from '../model/mapping/complete.ts';
import { useAfterPaint } from '../parts/after-paint.ts';
import { SplitPane } from '../parts/SplitPane.tsx';
import { useEvent } from '../parts/use-event.ts';
import { useKept } from '../parts/use-kept.ts';
import type { Evaluation } from '../worker/protocol.ts';
import { AboutPanel, type AboutPanelProps } from './AboutPanel.tsx';
import { BrokenText } from './BrokenText.tsx';
import { DesignerDialogs, type DialogName } from './DesignerDialogs.tsx';
import { DesignerHead } from './DesignerHead.tsx';
import type { ExpressionHelp } from './ExpressionField.tsx';
import { exportPicture } from './export-picture.ts';
import { MeaningDialog, type MeaningDialogState } from './MeaningDialog.tsx';
import { SampleBar } from './SampleBar.tsx';
import { TextView } from './TextView.tsx';
import { useActCommands } from './use-act-commands.ts';
import { useActMenu } from './use-act-menu.tsx';
import { useDesignerCommands } from './use-designer-commands.ts';
import { useEvaluation } from './use-evaluation.ts';
import { useExampleRun, useSample } from './use-examples.ts';
import { useMapNodes, useSelection } from './use-map-nodes.ts';
import { type OpenMapping, useSaving } from './use-mapping.ts';
import { useMappingActs } from './use-mapping-acts.ts';
import { useMappingView } from './use-mapping-view.ts';
import { useNodeActs } from './use-node-acts.ts';
import { useReceivedMessage } from './use-received.ts';
import { useRowFacts } from './use-row-facts.ts';
import { copySourceKey, useRowKeys } from './use-row-keys.ts';
import { useSchemaChange } from './use-schema-change.ts';
import { useSelected } from './use-selected.ts';
import { useView } from './use-view.ts';
import './designer.css';

/** Below this width of the window the panel takes less of it. */
const NARROW_PX = 1200;

/** The row that is to be shown: of an address that names one once its tree is there, later what acts ask for. */
function useShownRow(selected: string | undefined, isReady: boolean): [ShownRow | undefined, (path: string) => void] {
  const [shown, setShown] = useState<ShownRow>();
  const wasShown = useRef(false);
  useEffect(() => {
    if (wasShown.current || selected === undefined || !isReady) return;
    wasShown.current = true;
    setShown({ side: 'target', path: selected, at: Date.now(), isQuiet: true });
  }, [selected, isReady]);
  const show = useCallback((path: string) => setShown({ side: 'target', path, at: Date.now() }), []);
  return [shown, show];
}

const variablesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\$(\w+)\s*:=/g)].map((match) => match[1] as string)),
];

/** What completion knows of the mapping; the same object for as long as it knows the same. */
function useHelp(
  program: Program,
  {
    source,
    tables,
    evaluation,
  }: Pick<ExpressionHelp, 'source' | 'tables'> & { readonly evaluation: Evaluation | undefined },
): ExpressionHelp {
  const variables = useSameList(useMemo(() => variablesOf(program.text), [program]));
  const values = evaluation?.source;
  return useMemo(
    () => ({ source, tables, variables, sampleValue: (path: string) => values?.get(path)?.text }),
    [source, tables, variables, values],
  );
}

export function MappingDesigner({ open }: { open: OpenMapping }) {
  const { store } = open;
  const { name, history, program, examples, telling } = useStore(store);
  const texts = history.now;
  const [selected, select] = useSelected(name);
  const [tab, openTab] = useState('field');
  const [isPanelFolded, foldPanel] = useKept<boolean>('designer.panel-folded', false);
  const setTab = useCallback(
    (next: string) => {
      openTab(next);
      foldPanel(false);
    },
    [foldPanel],
  );
  const { view, span, showSpan, switchView } = useView(program);
  const [dialog, setDialog] = useState<DialogName>();
  const [asked, ask] = useState<MeaningDialogState>();
  const [fieldFocus, setFieldFocus] = useState(0);
  const canvas = useRef<HTMLDivElement>(null);
  const workspace = useQuery(workspaceQuery);
  const tableList = useMemo(() => workspace.data?.tables ?? [], [workspace.data]);
  const tableNames = useMemo(() => tableList.map((table) => table.name), [tableList]);
  const saving = useSaving(store);
  const sample = useSample(texts, { examples, telling });
  useReceivedMessage(sample.choose);
  const mapNodes = useMapNodes(program);
  const { nodes } = mapNodes;
  const { evaluation, failure, status, evaluator, tables } = useEvaluation(name, {
    texts,
    nodes,
    sample: sample.sample,
    message: sample.message,
  });
  const { manifest, isOutbound, source, target, lines, layout, positions, checks, checkedText } = useMappingView({
    texts,
    program,
    evaluation,
    tables,
    tableNames,
    nodes,
  });
  const isBroken = program.fault !== undefined;
  const [shown, show] = useShownRow(selected, target.length > 0);
  const acts = useMappingActs(store, { source, target, nodes, selected, checkedText, onSelect: select, onShow: show });
  const schemaChange = useSchemaChange(store, { program, manifest, sampleFields: evaluation?.sampleFields });
  const run = useExampleRun(evaluator, { name, texts, tables, examples });
  const { nodeValue, ...facts } = useRowFacts(program, { checks, evaluation, isOutbound });
  const [selection, chooseIds] = useSelection(nodes, select);
  const { nodeActs, wrapSelection, onDropFunction } = useNodeActs(store, {
    nodes: mapNodes,
    selection,
    onSelection: chooseIds,
    edit: acts.edit,
    nodeValue,
    faultAt: facts.faultAt,
  });

  const onRowKey = useRowKeys(store, { selection, edit: acts.edit });
  const actMenu = useActMenu(store, { source, selection, onSelection: chooseIds, edit: acts.edit, onDialog: ask });
  useActCommands(selected, ask);

  const focusField = useCallback(() => {
    setTab('field');
    setFieldFocus((count) => count + 1);
  }, [setTab]);
  const openField = useCallback(
    (path: string) => {
      select(path);
      focusField();
    },
    [select, focusField],
  );
  const picture = useCallback(() => void exportPicture(canvas.current, name), [name]);
  const { save } = saving;
  const onSave = useCallback(() => void save(), [save]);
  const openPaste = useCallback(() => setDialog('paste'), []);
  const { run: runAll } = run;
  useDesignerCommands({
    view,
    onSave,
    onUndo: acts.undo,
    onRedo: acts.redo,
    onView: switchView,
    onDialog: setDialog,
    onTest: useCallback(() => {
      setTab('examples');
      void runAll();
    }, [runAll, setTab]),
    onTidy: acts.tidy,
    onPicture: picture,
    onField: focusField,
  });
  const goToTarget = useCallback(
    (path: string) => {
      select(path);
      show(path);
    },
    [select, show],
  );
  const goToCheck = useEvent((check: Check) => {
    if (check.target !== undefined && !isBroken) {
      goToTarget(check.target);
      setTab('field');
    } else if (check.start !== undefined) showSpan({ from: check.start, to: check.end ?? check.start });
  });
  const onUseFunction = useEvent((doc: FunctionDoc) => {
    if (!wrapSelection(doc.name)) acts.applyFunction(doc);
    if (selected !== undefined) setTab('field');
  });
  const help = useHelp(program, { source, tables: tableList, evaluation });
  const error = failure ?? evaluation?.error;
  const text = (
    <TextView
      store={store}
      checks={checks}
      help={help}
      selection={span}
      onUndo={acts.undo}
      onRedo={acts.redo}
      onAct={ask}
    />
  );
  const drawing = (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and presses of rows and nodes come up to here
    <div
      ref={canvas}
      className="designer-canvas"
      onContextMenu={actMenu.onContextMenu}
      onClick={actMenu.onClick}
      onKeyDown={actMenu.onKeyDown}
    >
      <MapCanvas
        source={source}
        target={target}
        lines={lines}
        nodes={nodes}
        positions={positions}
        selected={selected}
        sourceValue={facts.sourceValue}
        targetValue={facts.targetValue}
        targetMark={facts.targetMark}
        presenceOf={facts.presenceOf}
        refuses={acts.refuses}
        refusesMove={acts.refusesMove}
        onRetarget={acts.onRetarget}
        nodeActs={nodeActs}
        selection={selection}
        onSelection={chooseIds}
        onDropFunction={onDropFunction}
        onConnect={acts.onConnect}
        onOpen={openField}
        onKey={onRowKey}
        onSourceKey={copySourceKey}
        onMoved={acts.onMoved}
        shown={shown}
      />
    </div>
  );
  return (
    <div className="designer">
      <div className="designer-head">
        <DesignerHead
          store={store}
          title={manifest.title ?? name}
          isChanged={store.changes().length > 0}
          isSaving={saving.isSaving}
          isBroken={isBroken}
          isLayoutBroken={layout.isBroken}
          canUndo={history.past.length > 0}
          canRedo={history.future.length > 0}
          view={view}
          onUndo={acts.undo}
          onRedo={acts.redo}
          onView={switchView}
          onDialog={setDialog}
          onTidy={acts.tidy}
          onPicture={picture}
          onSave={onSave}
        />
        <SampleBar
          sample={sample}
          messages={evaluation?.messages ?? 0}
          error={error?.message}
          isEnded={failure !== undefined}
          engineMs={evaluation?.tookMs}
          status={status}
          isOutdated={open.draft === 'outdated'}
          onPaste={openPaste}
          isPanelFolded={isPanelFolded}
          onPanel={foldPanel}
        />
      </div>
      <div className="designer-body">
        <SplitPane
          label="Width of the panel"
          side="end"
          initial={innerWidth < NARROW_PX ? 290 : 392}
          minimum={260}
          maximum={640}
          isEndFolded={isPanelFolded}
          start={
            view === 'text' ? (
              text
            ) : view === 'canvas' ? (
              drawing
            ) : (
              <SplitPane
                label="Height of the canvas"
                side="end"
                direction="column"
                initial={Math.round(innerHeight * 0.42)}
                start={text}
                end={
                  <div className="designer-both">
                    <BrokenText program={program} onGo={showSpan} />
                    {drawing}
                  </div>
                }
              />
            )
          }
          end={
            <AboutAfterPaint
              tab={tab}
              fieldFocus={fieldFocus}
              onTab={setTab}
              store={store}
              path={selected}
              program={program}
              manifest={manifest}
              isOutbound={isOutbound}
              source={source}
              target={target}
              evaluation={evaluation}
              failure={failure}
              help={help}
              tables={tableList}
              checks={checks}
              sample={sample}
              examples={run}
              onEdit={acts.edit}
              onAct={ask}
              onMend={acts.mend}
              schemaChange={schemaChange}
              onGoToCheck={goToCheck}
              onGoToTarget={goToTarget}
              onUseFunction={onUseFunction}
            />
          }
        />
      </div>
      {actMenu.menu}
      {asked === undefined ? null : (
        <MeaningDialog state={asked} store={store} source={source} onEdit={acts.edit} onClose={() => ask(undefined)} />
      )}
      {dialog === undefined && saving.conflict === undefined ? null : (
        <DesignerDialogs
          open={dialog}
          onClose={() => setDialog(undefined)}
          store={store}
          program={program}
          manifest={manifest}
          source={source}
          target={target}
          evaluation={evaluation}
          saving={saving}
          onAccept={acts.accept}
          onPaste={(pasted) => sample.choose({ pasted })}
          onGo={goToTarget}
          onReplaced={() => setTab('schema')}
        />
      )}
    </div>
  );
}

/** What is beside the canvas follows a frame behind it: an act is answered where it was done first. */
const AboutAfterPaint = memo(function AboutAfterPaint(props: AboutPanelProps) {
  return <AboutPanel {...useAfterPaint(props)} />;
});
