// The mapping designer: canvas or text, with what belongs to the selected field beside it. Every act goes through the store.
// Here its parts are put together; each of them stands in a file of its own. May import everything of the designer but pages.
import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { workspaceQuery } from '../api/workspace.ts';
import { type CanvasActs, MapCanvas } from '../canvas/MapCanvas.tsx';
import type { Check } from '../model/mapping/checks.ts';
import type { FunctionDoc } from '../model/mapping/complete.ts';
import { useAfterPaint } from '../parts/after-paint.ts';
import { SplitPane } from '../parts/SplitPane.tsx';
import { useEvent } from '../parts/use-event.ts';
import { useKept } from '../parts/use-kept.ts';
import { AboutPanel, type AboutPanelProps } from './AboutPanel.tsx';
import { DesignerDialogs, type DialogName } from './DesignerDialogs.tsx';
import { DesignerHead } from './DesignerHead.tsx';
import { exportPicture } from './export-picture.ts';
import { MappingViews } from './MappingViews.tsx';
import { MeaningDialog, type MeaningDialogState } from './MeaningDialog.tsx';
import { SampleBar } from './SampleBar.tsx';
import { TextView } from './TextView.tsx';
import { useActCommands } from './use-act-commands.ts';
import { useActMenu } from './use-act-menu.tsx';
import { useDesignerCommands } from './use-designer-commands.ts';
import { useEvaluation } from './use-evaluation.ts';
import { useExampleRun, useSample } from './use-examples.ts';
import { useExpressionHelp } from './use-expression-help.ts';
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
import { useShownRow } from './use-shown-row.ts';
import { useView } from './use-view.ts';
import './designer.css';

/** Below this width of the window the panel takes less of it. */
const NARROW_PX = 1200;

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
  const { manifest, isOutbound, content, layout, checks, checkedText } = useMappingView({
    texts,
    program,
    evaluation,
    tables,
    tableNames,
    nodes,
  });
  const { source, target } = content;
  const isBroken = program.fault !== undefined;
  const [shown, show] = useShownRow(selected, target.length > 0);
  const acts = useMappingActs(store, { source, target, nodes, selected, checkedText, onSelect: select, onShow: show });
  const schemaChange = useSchemaChange(store, { program, manifest, sampleFields: evaluation?.sampleFields });
  const run = useExampleRun(evaluator, { name, texts, tables, examples });
  const facts = useRowFacts(program, { checks, evaluation, isOutbound });
  const [ids, chooseIds] = useSelection(nodes, select);
  const { nodeActs, wrapSelection, onDropFunction } = useNodeActs(store, {
    nodes: mapNodes,
    selection: ids,
    onSelection: chooseIds,
    edit: acts.edit,
    nodeValue: facts.nodeValue,
    faultAt: facts.faultAt,
  });

  const onRowKey = useRowKeys(store, { selection: ids, edit: acts.edit });
  const actMenu = useActMenu(store, { source, selection: ids, onSelection: chooseIds, edit: acts.edit, onDialog: ask });
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
  const selection = useMemo(() => ({ selected, ids, onSelect: chooseIds }), [selected, ids, chooseIds]);
  const { refuses, refusesMove, onConnect, onRetarget, onMoved } = acts;
  const canvasActs = useMemo(
    (): CanvasActs => ({
      refuses,
      refusesMove,
      onConnect,
      onRetarget,
      onMoved,
      onDropFunction,
      onOpen: openField,
      onKey: onRowKey,
      onSourceKey: copySourceKey,
    }),
    [refuses, refusesMove, onConnect, onRetarget, onMoved, onDropFunction, openField, onRowKey],
  );
  const help = useExpressionHelp(program, { source, tables: tableList, evaluation });
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
        content={content}
        facts={facts}
        selection={selection}
        acts={canvasActs}
        nodeActs={nodeActs}
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
          start={<MappingViews view={view} program={program} text={text} drawing={drawing} onGo={showSpan} />}
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
