// The mapping designer: canvas or text, with what belongs to the selected field beside it. Every act goes through the store.
// Here its parts are put together; each of them stands in a file of its own. May import everything of the designer but pages.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useStore } from 'zustand';
import { workspaceQuery } from '../api/workspace.ts';
import { MapCanvas, type ShownRow } from '../canvas/MapCanvas.tsx';
import type { Check } from '../model/mapping/checks.ts';
import { SplitPane } from '../parts/SplitPane.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { DesignerDialogs, type DialogName } from './DesignerDialogs.tsx';
import { DesignerHead, SampleBar } from './DesignerHead.tsx';
import { exportPicture } from './export-picture.ts';
import { TextView } from './TextView.tsx';
import { useDesignerCommands } from './use-designer-commands.ts';
import { useEvaluation } from './use-evaluation.ts';
import { useExampleRun, useSample } from './use-examples.ts';
import { useMapNodes, useSelection } from './use-map-nodes.ts';
import { type OpenMapping, useDraft, useSaving } from './use-mapping.ts';
import { useMappingActs } from './use-mapping-acts.ts';
import { useMappingView } from './use-mapping-view.ts';
import { useNodeActs } from './use-node-acts.ts';
import { useRowFacts } from './use-row-facts.ts';
import { useSchemaChange } from './use-schema-change.ts';
import './designer.css';

/** Below this width of the window the panel takes less of it. */
const NARROW_PX = 1200;
const FIELD_FOCUS = '.inspector button, .inspector input, .inspector .cm-content';

/** The selected target is part of the address: a link leads to it. */
function useSelected(name: string): [string | undefined, (path: string | undefined) => void] {
  const [, navigate] = useLocation();
  const search = useSearch();
  const selected = useMemo(() => new URLSearchParams(search).get('target') ?? undefined, [search]);
  const select = useCallback(
    (path: string | undefined) => {
      const query = path === undefined ? '' : `?target=${encodeURIComponent(path)}`;
      navigate(`/map/${encodeURIComponent(name)}${query}`, { replace: true });
    },
    [name, navigate],
  );
  return [selected, select];
}

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

export function MappingDesigner({ open }: { open: OpenMapping }) {
  const { store } = open;
  const { name, history, program, examples, telling } = useStore(store);
  const texts = history.now;
  const [selected, select] = useSelected(name);
  const [view, setView] = useState<'canvas' | 'text'>('canvas');
  const [tab, setTab] = useState('field');
  const [textSpan, setTextSpan] = useState<{ from: number; to: number }>();
  const [dialog, setDialog] = useState<DialogName>();
  const [tookMs, setTook] = useState<number>();
  const canvas = useRef<HTMLDivElement>(null);
  const workspace = useQuery(workspaceQuery);
  const tableList = useMemo(() => workspace.data?.tables ?? [], [workspace.data]);
  const tableNames = useMemo(() => tableList.map((table) => table.name), [tableList]);
  const draft = useDraft(store);
  const saving = useSaving(store);
  const sample = useSample(texts, { examples, telling });
  const mapNodes = useMapNodes(program);
  const { nodes } = mapNodes;
  const { evaluation, failure, isRunning, evaluator, tables } = useEvaluation(name, {
    texts,
    program,
    nodes,
    sample: sample.sample,
    message: sample.message,
    onDone: setTook,
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
  // A text that cannot be read is shown as text, with the place marked; the last canvas would tell of another program.
  const shownView = isBroken ? 'text' : view;
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

  const focusField = useCallback(() => {
    setTab('field');
    // The tab's content is there after the next drawing.
    setTimeout(() => document.querySelector<HTMLElement>(FIELD_FOCUS)?.focus());
  }, []);
  const switchView = useCallback(() => setView((now) => (now === 'canvas' ? 'text' : 'canvas')), []);
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
    }, [runAll]),
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
  const goToCheck = (check: Check) => {
    if (check.target !== undefined && !isBroken) {
      goToTarget(check.target);
      setTab('field');
    } else if (check.start !== undefined) setTextSpan({ from: check.start, to: check.end ?? check.start });
  };
  const help = useMemo(
    () => ({
      source,
      tables: tableList,
      variables: variablesOf(program.text),
      sampleValue: (path: string) => evaluation?.source.get(path)?.text,
    }),
    [source, tableList, program, evaluation],
  );
  return (
    <div className="designer">
      <div className="designer-head">
        <DesignerHead
          title={manifest.title ?? name}
          draft={draft}
          isChanged={store.changes().length > 0}
          isSaving={saving.isSaving}
          isBroken={isBroken}
          isLayoutBroken={layout.isBroken}
          canUndo={history.past.length > 0}
          canRedo={history.future.length > 0}
          view={shownView}
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
          evaluation={evaluation}
          failure={failure}
          isRunning={isRunning}
          tookMs={tookMs}
          isOutdated={open.draft === 'outdated'}
          onPaste={openPaste}
        />
      </div>
      <div className="designer-body">
        <SplitPane
          label="Width of the panel"
          side="end"
          initial={innerWidth < NARROW_PX ? 290 : 392}
          minimum={260}
          maximum={640}
          start={
            shownView === 'text' ? (
              <TextView
                store={store}
                checks={checks}
                help={help}
                selection={textSpan}
                onUndo={acts.undo}
                onRedo={acts.redo}
              />
            ) : (
              <div ref={canvas} className="designer-canvas">
                <MapCanvas
                  source={source}
                  target={target}
                  lines={lines}
                  nodes={nodes}
                  positions={positions}
                  selected={selected}
                  {...facts}
                  refuses={acts.refuses}
                  nodeActs={nodeActs}
                  selection={selection}
                  onSelection={chooseIds}
                  onDropFunction={onDropFunction}
                  onConnect={acts.onConnect}
                  onOpen={(path) => {
                    select(path);
                    focusField();
                  }}
                  onKey={acts.onKey}
                  onMoved={acts.onMoved}
                  shown={shown}
                />
              </div>
            )
          }
          end={
            <AboutPanel
              tab={tab}
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
              onMend={acts.mend}
              schemaChange={schemaChange}
              onGoToCheck={goToCheck}
              onGoToTarget={goToTarget}
              onUseFunction={(doc) => {
                if (!wrapSelection(doc.name)) acts.applyFunction(doc);
                if (selected !== undefined) setTab('field');
              }}
            />
          }
        />
      </div>
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
    </div>
  );
}
