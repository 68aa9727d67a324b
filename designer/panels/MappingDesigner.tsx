// The mapping designer: canvas or text, with what belongs to the selected field beside it. Every act goes through the store.
// May import everything of the designer but pages.

import { useQuery } from '@tanstack/react-query';
import { Code2, Download, LayoutGrid, Redo2, Save, Sparkles, Undo2, Workflow } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useStore } from 'zustand';
import { workspaceQuery } from '../api/workspace.ts';
import type { RowMark } from '../canvas/FieldRow.tsx';
import { type Drop, MapCanvas, type ShownRow } from '../canvas/MapCanvas.tsx';
import { tidyNodes, writeLayout } from '../canvas/map-nodes.ts';
import { LAYOUT, PROGRAM } from '../canvas/mapping-store.ts';
import type { Check } from '../model/mapping/checks.ts';
import type { FunctionDoc } from '../model/mapping/complete.ts';
import {
  connect,
  contextOf,
  copyTargets,
  type Edit,
  pasteMembers,
  relativePath,
  removeTarget,
  setPart,
  setTarget,
} from '../model/mapping/edits.ts';
import { readProgram } from '../model/mapping/program.ts';
import { type Suggestion, suggest } from '../model/suggest/suggest.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { type Command, keysText, useCommands } from '../parts/commands.ts';
import { SelectField } from '../parts/fields.tsx';
import { MenuButton } from '../parts/MenuButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { SplitPane } from '../parts/SplitPane.tsx';
import { TabBar } from '../parts/TabBar.tsx';
import { announce, toast } from '../parts/toast.tsx';
import { fieldAt } from '../schema/field.ts';
import type { ExampleOutcome } from '../worker/protocol.ts';
import { ChecksPanel } from './ChecksPanel.tsx';
import { ConflictDialog, DraftDiff } from './CompareDialog.tsx';
import { ExamplesPanel } from './ExamplesPanel.tsx';
import { exportPicture } from './export-picture.ts';
import { Inspector } from './Inspector.tsx';
import { OutputPanel } from './OutputPanel.tsx';
import { PalettePanel } from './PalettePanel.tsx';
import { PasteSample } from './PasteSample.tsx';
import { SchemaDialog } from './SchemaDialog.tsx';
import { SuggestDialog } from './SuggestDialog.tsx';
import { TextView } from './TextView.tsx';
import { type Sample, useEvaluation } from './use-evaluation.ts';
import { type OpenMapping, useDraft, useSaving } from './use-mapping.ts';
import { useMappingView } from './use-mapping-view.ts';
import './designer.css';

/** Less sure suggestions than those that are proposed are shown too, and not ticked. */
const SHOWN_FROM = 0.55;

const EXTENSIONS: Readonly<Record<string, string>> = { x12: 'edi', edifact: 'edi' };
const DRAFT_WORDS = {
  clean: 'Saved',
  waiting: 'Keeping the draft…',
  kept: 'Draft kept',
  failed: 'The draft could not be kept; trying again',
};

export function MappingDesigner({ open }: { open: OpenMapping }) {
  const { store } = open;
  const { name, history, program, saved, examples, telling } = useStore(store);
  const texts = history.now;
  const [, navigate] = useLocation();
  const search = useSearch();
  const selected = useMemo(() => new URLSearchParams(search).get('target') ?? undefined, [search]);
  const [sample, setSample] = useState<Sample>();
  const [message, setMessage] = useState(0);
  const [view, setView] = useState<'canvas' | 'text'>('canvas');
  const [tab, setTab] = useState('field');
  const [shown, setShown] = useState<ShownRow>();
  const [textSpan, setTextSpan] = useState<{ from: number; to: number }>();
  const [dialog, setDialog] = useState<'suggest' | 'diff' | 'paste' | 'schema'>();
  const [results, setResults] = useState<readonly ExampleOutcome[]>();
  const [isTesting, setTesting] = useState(false);
  const [tookMs, setTook] = useState<number>();
  const canvas = useRef<HTMLDivElement>(null);
  const workspace = useQuery(workspaceQuery);
  const tableList = useMemo(() => workspace.data?.tables ?? [], [workspace.data]);
  const tableNames = useMemo(() => tableList.map((table) => table.name), [tableList]);
  const draft = useDraft(store);
  const saving = useSaving(store);

  const inputs = useMemo(() => {
    const all = new Set([...examples, ...Object.keys(texts).filter((path) => path.startsWith('examples/'))]);
    return [...all].filter((path) => !/\.expected\.\w+$/.test(path)).sort();
  }, [examples, texts]);
  const firstInput = telling ?? inputs[0];
  const chosen = useMemo(
    (): Sample | undefined => sample ?? (firstInput === undefined ? undefined : { example: firstInput }),
    [sample, firstInput],
  );
  const { evaluation, failure, isRunning, evaluator, tables } = useEvaluation(name, {
    texts,
    program,
    sample: chosen,
    message,
    onDone: setTook,
  });
  const { manifest, isOutbound, source, target, nodes, lines, layout, positions, checks } = useMappingView({
    texts,
    program,
    evaluation,
    tables,
    tableNames,
  });
  const isBroken = program.fault !== undefined;
  // A text that cannot be read is shown as text, with the place marked; the last canvas would tell of another program.
  const shownView = isBroken ? 'text' : view;

  const select = useCallback(
    (path: string | undefined) => {
      const query = path === undefined ? '' : `?target=${encodeURIComponent(path)}`;
      navigate(`/map/${encodeURIComponent(name)}${query}`, { replace: true });
    },
    [name, navigate],
  );
  const edit = useCallback(
    (made: Edit | undefined, options: { joins?: boolean } = {}): boolean => {
      if (made === undefined) {
        toast('The text of this mapping has no place for that. Change it in the text.', { tone: 'plain' });
        return false;
      }
      store.change(made.name, { [PROGRAM]: made.text }, options);
      announce(made.name);
      return true;
    },
    [store],
  );
  const lists = useMemo(
    () => ({
      isSourceList: (path: string) => fieldAt(source, path)?.isList === true,
      isTargetList: (path: string) => fieldAt(target, path)?.isList === true,
      isTargetGroup: (path: string) => (fieldAt(target, path)?.children.length ?? 0) > 0,
    }),
    [source, target],
  );
  const refuses = useCallback(
    (from: string, to: string): string | undefined => {
      const [have, want] = [fieldAt(source, from), fieldAt(target, to)];
      if (have === undefined || want === undefined) return undefined;
      const [group, wantsGroup] = [have.children.length > 0, want.children.length > 0];
      if (group !== wantsGroup) return `${have.name} does not fit ${want.name}: a group and a single value`;
      if (wantsGroup && have.isList === true && want.isList !== true)
        return `${have.name} is a list, ${want.name} is not`;
      return undefined;
    },
    [source, target],
  );
  const onConnect = useCallback(
    (from: string, drop: Drop) => {
      const now = store.getState().program;
      if ('target' in drop) {
        if (edit(connect(now, { from, to: drop.target }, lists))) {
          select(drop.target);
          setShown({ side: 'target', path: drop.target, at: Date.now() });
        }
        return;
      }
      const input = nodes.find((node) => node.id === drop.node)?.inputs[drop.input];
      if (input === undefined) return;
      const text = relativePath(from, contextOf(now, drop.node));
      edit(setPart(now, input, { text, name: `Connect ${from.split('/').at(-1)} to ${input.label}` }));
      select(drop.node);
    },
    [edit, lists, nodes, select, store],
  );
  const undoOne = useCallback(() => {
    const undone = store.undo();
    announce(undone === undefined ? 'Nothing to undo' : `Undone: ${undone}`);
  }, [store]);
  const redoOne = useCallback(() => {
    const redone = store.redo();
    announce(redone === undefined ? 'Nothing to redo' : `Redone: ${redone}`);
  }, [store]);
  const suggestions = useMemo(
    () =>
      dialog !== 'suggest'
        ? []
        : suggest(source, target, {
            taken: new Set(program.targets.map((one) => one.path)),
            values: new Map([...(evaluation?.source ?? [])].map(([path, value]) => [path, value.text])),
            confidence: SHOWN_FROM,
          }),
    [dialog, source, target, program, evaluation],
  );
  const accept = (accepted: readonly Suggestion[]) => {
    let now = store.getState().program;
    for (const { source: from, target: to } of accepted) {
      const made = connect(now, { from, to }, lists);
      if (made !== undefined) now = readProgram(made.text);
    }
    edit({
      name: accepted.length === 1 ? 'Accept a suggestion' : `Accept ${accepted.length} suggestions`,
      text: now.text,
    });
  };
  const runExamples = useCallback(async () => {
    setTesting(true);
    try {
      const { readBytes } = await import('../api/folders.ts');
      const fetched = await Promise.all(
        examples
          .filter((path) => texts[path] === undefined)
          .map(async (path) => [`mappings/${name}/${path}`, await readBytes(`mappings/${name}/${path}`)] as const),
      );
      const files = {
        ...Object.fromEntries(Object.entries(texts).map(([path, text]) => [`mappings/${name}/${path}`, text])),
        ...tables,
      };
      const ran = await evaluator.runExamples({ name, files, inputs: Object.fromEntries(fetched) });
      setResults(ran);
      const failed = ran.filter((result) => !result.passed).length;
      announce(failed === 0 ? `${ran.length} examples passed` : `${failed} of ${ran.length} examples failed`);
    } catch (thrown) {
      toast(thrown instanceof Error ? thrown.message : String(thrown), { tone: 'bad' });
    } finally {
      setTesting(false);
    }
  }, [evaluator, examples, name, tables, texts]);

  const targetKeys = useCallback(
    (event: KeyboardEvent, path: string): boolean => {
      const now = store.getState().program;
      if (event.key === 'Delete' || event.key === 'Backspace') {
        if (!now.byPath.has(path)) return true;
        edit(removeTarget(now, path));
        return true;
      }
      const isMod = event.ctrlKey || event.metaKey;
      if (isMod && event.key === 'c') {
        void navigator.clipboard?.writeText(copyTargets(now, [path])).then(() => announce(`Copied ${path.slice(1)}`));
        return true;
      }
      if (isMod && event.key === 'v') {
        const owner = now.objects.has(path) ? path : path.slice(0, path.lastIndexOf('/'));
        void navigator.clipboard?.readText().then((text) => edit(pasteMembers(store.getState().program, owner, text)));
        return true;
      }
      if (isMod && event.key === 'd') {
        const one = now.byPath.get(path);
        if (one !== undefined)
          edit(setTarget(now, `${path}Copy`, one.text, { name: `Duplicate ${path.split('/').at(-1)}` }));
        return true;
      }
      return false;
    },
    [edit, store],
  );
  const goTo = (check: Check) => {
    if (check.target !== undefined && !isBroken) {
      select(check.target);
      setTab('field');
      setShown({ side: 'target', path: check.target, at: Date.now() });
    } else if (check.start !== undefined) setTextSpan({ from: check.start, to: check.end ?? check.start });
  };
  const useFunction = (doc: FunctionDoc) => {
    if (selected === undefined) return;
    const now = store.getState().program.byPath.get(selected);
    const rest = doc.parameters
      .slice(1)
      .filter((parameter) => parameter.optional !== true)
      .map(() => ', ""');
    edit(
      setTarget(
        store.getState().program,
        selected,
        `$${doc.name}(${doc.parameters.length === 0 ? '' : `${now?.text ?? '""'}${rest.join('')}`})`,
        { name: `Use $${doc.name}` },
      ),
    );
    setTab('field');
  };
  const tidy = useCallback(
    () => store.change('Tidy the layout', { [LAYOUT]: writeLayout(tidyNodes(nodes)) }),
    [nodes, store],
  );
  const moved = useCallback(
    (places: Readonly<Record<string, { x: number; y: number }>>) =>
      store.change('Move nodes', { [LAYOUT]: writeLayout(places) }),
    [store],
  );

  const commands = useMemo(
    (): Command[] => [
      { id: 'save', title: 'Save', group: 'Mapping', keys: 'mod+s', run: () => void saving.save() },
      { id: 'undo', title: 'Undo', group: 'Mapping', keys: 'mod+z', run: undoOne },
      { id: 'redo', title: 'Redo', group: 'Mapping', keys: 'mod+shift+z', run: redoOne },
      {
        id: 'text',
        title: view === 'canvas' ? 'Show the text' : 'Show the canvas',
        group: 'Mapping',
        keys: 'mod+e',
        run: () => setView(view === 'canvas' ? 'text' : 'canvas'),
      },
      { id: 'suggest', title: 'Suggest connections', group: 'Mapping', run: () => setDialog('suggest') },
      {
        id: 'test',
        title: 'Run all examples',
        group: 'Mapping',
        keys: 'mod+enter',
        run: () => {
          setTab('examples');
          void runExamples();
        },
      },
      { id: 'tidy', title: 'Tidy the layout', group: 'Mapping', run: tidy },
      { id: 'diff', title: 'Show what saving changes', group: 'Mapping', run: () => setDialog('diff') },
      { id: 'paste', title: 'Paste a sample', group: 'Mapping', run: () => setDialog('paste') },
      { id: 'schema', title: 'Replace the source schema', group: 'Mapping', run: () => setDialog('schema') },
      {
        id: 'picture',
        title: 'Export a picture',
        group: 'Mapping',
        run: () => void exportPicture(canvas.current, name),
      },
      {
        id: 'focus-source',
        title: 'Go to the source fields',
        group: 'Mapping',
        keys: 'alt+1',
        run: () => document.querySelector<HTMLElement>('.tree[data-side="source"]')?.focus(),
      },
      {
        id: 'focus-target',
        title: 'Go to the target fields',
        group: 'Mapping',
        keys: 'alt+2',
        run: () => document.querySelector<HTMLElement>('.tree[data-side="target"]')?.focus(),
      },
      {
        id: 'focus-field',
        title: 'Go to the selected field',
        group: 'Mapping',
        keys: 'alt+3',
        run: () => {
          setTab('field');
          setTimeout(() => document.querySelector<HTMLElement>('.inspector button, .inspector input')?.focus());
        },
      },
    ],
    [name, redoOne, runExamples, saving, tidy, undoOne, view],
  );
  useCommands(commands);
  const shownOnce = useRef(false);
  useEffect(() => {
    if (shownOnce.current || selected === undefined || target.length === 0) return;
    shownOnce.current = true;
    setShown({ side: 'target', path: selected, at: Date.now(), isQuiet: true });
  }, [selected, target]);

  const faults = useMemo(
    () => new Map(checks.filter((check) => check.target !== undefined).map((check) => [check.target as string, check])),
    [checks],
  );
  const errorAt = useMemo(() => {
    const found = new Map<string, string>();
    for (const finding of evaluation?.findings ?? []) {
      const path = finding.at?.path
        ?.replace(/^\/documents\/\d+/, '')
        .split('/')
        .filter((step) => !/^\d+$/.test(step))
        .join('/');
      if (path !== undefined && finding.severity === 'error' && !isOutbound) found.set(path, finding.message);
    }
    return found;
  }, [evaluation, isOutbound]);
  const marks = useMemo(() => {
    const cache = new Map<string, RowMark>();
    for (const one of program.targets) {
      const check = faults.get(one.path);
      const error = errorAt.get(one.path);
      const tone =
        error !== undefined || check?.severity === 'error'
          ? 'error'
          : check !== undefined
            ? 'warning'
            : one.kind === 'loop'
              ? 'loop'
              : one.kind === 'constant'
                ? 'constant'
                : 'mapped';
      const words =
        error ??
        check?.message ??
        (one.kind === 'constant'
          ? 'fixed value'
          : one.kind === 'loop'
            ? 'loop'
            : one.sources.length === 0
              ? one.kind
              : `from ${one.sources.map((path) => path.slice(1)).join(', ')}`);
      cache.set(one.path, { tone, words });
    }
    for (const [path, check] of faults)
      if (!cache.has(path)) cache.set(path, { tone: check.severity, words: check.message });
    return cache;
  }, [program, faults, errorAt]);
  const markAt = useCallback((path: string) => marks.get(path), [marks]);
  const faultAt = useCallback((path: string) => errorAt.get(path) ?? faults.get(path)?.message, [errorAt, faults]);
  const sourceValue = useCallback((path: string) => countedText(evaluation?.source.get(path)), [evaluation]);
  const targetValue = useCallback(
    (path: string) => countedText(evaluation?.target.get(path) ?? evaluation?.spans.get(path)),
    [evaluation],
  );
  const help = useMemo(
    () => ({
      source,
      tables: tableList,
      variables: variablesOf(program.text),
      sampleValue: (path: string) => evaluation?.source.get(path)?.text,
    }),
    [source, tableList, program, evaluation],
  );
  const changed = store.changes();
  const sampleId = chosen === undefined ? undefined : 'example' in chosen ? chosen.example : 'pasted';
  const errors = checks.filter((check) => check.severity === 'error').length;
  const main =
    shownView === 'text' ? (
      <TextView store={store} checks={checks} help={help} selection={textSpan} onUndo={undoOne} onRedo={redoOne} />
    ) : (
      <div ref={canvas} className="designer-canvas">
        <MapCanvas
          source={source}
          target={target}
          lines={lines}
          nodes={nodes}
          positions={positions}
          selected={selected}
          sourceValue={sourceValue}
          targetValue={targetValue}
          targetMark={markAt}
          faultAt={faultAt}
          refuses={refuses}
          onSelect={select}
          onConnect={onConnect}
          onOpen={(path) => {
            select(path);
            setTab('field');
            setTimeout(() =>
              document
                .querySelector<HTMLElement>('.inspector button, .inspector input, .inspector .cm-content')
                ?.focus(),
            );
          }}
          onKey={targetKeys}
          onMoved={moved}
          shown={shown}
        />
      </div>
    );
  return (
    <div className="designer">
      <div className="designer-head">
        <PageHeader
          title={manifest.title ?? name}
          above={[{ title: 'Mappings', href: '/mappings' }]}
          marks={
            <>
              <Badge tone={draft === 'failed' ? 'bad' : changed.length > 0 ? 'warn' : 'plain'}>
                {changed.length > 0 ? `${DRAFT_WORDS[draft === 'clean' ? 'waiting' : draft]}, not saved` : 'Saved'}
              </Badge>
              {layout.isBroken ? (
                <Badge tone="warn" title="layout.json cannot be read: nodes stand where they would without it">
                  Layout ignored
                </Badge>
              ) : null}
            </>
          }
          actions={
            <>
              <IconButton
                label="Undo"
                keys={keysText('mod+z')}
                icon={<Undo2 aria-hidden size={16} />}
                isDisabled={history.past.length === 0}
                onPress={undoOne}
              />
              <IconButton
                label="Redo"
                keys={keysText('mod+shift+z')}
                icon={<Redo2 aria-hidden size={16} />}
                isDisabled={history.future.length === 0}
                onPress={redoOne}
              />
              <Button
                icon={shownView === 'canvas' ? <Code2 aria-hidden size={15} /> : <Workflow aria-hidden size={15} />}
                isDisabled={isBroken}
                onPress={() => setView(view === 'canvas' ? 'text' : 'canvas')}
              >
                {shownView === 'canvas' ? 'Text' : 'Canvas'}
              </Button>
              <Button
                icon={<Sparkles aria-hidden size={15} />}
                isDisabled={isBroken}
                onPress={() => setDialog('suggest')}
              >
                Suggest
              </Button>
              <MenuButton
                label="More acts"
                words="More"
                acts={[
                  { id: 'diff', label: 'What saving changes', run: () => setDialog('diff') },
                  { id: 'schema', label: 'Source schema…', run: () => setDialog('schema') },
                  { id: 'tidy', label: 'Tidy the layout', icon: <LayoutGrid aria-hidden size={14} />, run: tidy },
                  {
                    id: 'picture',
                    label: 'Export a picture',
                    icon: <Download aria-hidden size={14} />,
                    run: () => void exportPicture(canvas.current, name),
                  },
                ]}
              />
              <Button
                tone="main"
                icon={<Save aria-hidden size={15} />}
                isDisabled={changed.length === 0 || saving.isSaving}
                onPress={() => void saving.save()}
              >
                Save
              </Button>
            </>
          }
        />
        <div className="designer-bar">
          <SelectField
            label="Sample"
            hideLabel
            value={sampleId}
            placeholder="No sample"
            choices={[
              ...inputs.map((path) => ({ id: path, label: path.slice('examples/'.length) })),
              ...(sample !== undefined && 'pasted' in sample ? [{ id: 'pasted', label: 'pasted message' }] : []),
            ]}
            onChange={(id) => {
              setMessage(0);
              if (id !== 'pasted') setSample({ example: id });
            }}
          />
          <Button onPress={() => setDialog('paste')}>Paste a message</Button>
          {(evaluation?.messages ?? 0) > 1 ? (
            <SelectField
              label="Message of the sample"
              hideLabel
              value={String(message)}
              choices={Array.from({ length: Math.min(evaluation?.messages ?? 0, 200) }, (_one, index) => ({
                id: String(index),
                label: `Message ${index + 1} of ${evaluation?.messages}`,
              }))}
              onChange={(index) => setMessage(Number(index))}
            />
          ) : null}
          <span
            className="designer-status"
            role="status"
            data-running={isRunning || undefined}
            data-took={tookMs === undefined ? undefined : Math.round(tookMs)}
          >
            {failure !== undefined ? (
              <Badge tone="bad" title={failure.message}>
                Ended: {failure.message}
              </Badge>
            ) : evaluation?.error !== undefined ? (
              <Badge tone="bad" title={evaluation.error.message}>
                {evaluation.error.message}
              </Badge>
            ) : evaluation === undefined ? null : isRunning ? (
              <span className="soft">Evaluating…</span>
            ) : (
              <span className="soft">
                {sampleId === undefined
                  ? 'Choose a sample to see values'
                  : `Evaluated in ${Math.max(1, Math.round(evaluation.tookMs))} ms`}
              </span>
            )}
          </span>
          {open.draft === 'outdated' ? <Badge tone="warn">The saved files have changed since this draft</Badge> : null}
        </div>
      </div>
      <div className="designer-body">
        <SplitPane
          label="Width of the panel"
          side="end"
          initial={innerWidth < 1200 ? 290 : 392}
          minimum={260}
          maximum={640}
          start={main}
          end={
            <TabBar
              label="About the mapping"
              chosen={tab}
              onChoose={setTab}
              tabs={[
                {
                  id: 'field',
                  title: 'Field',
                  content: (
                    <Inspector
                      path={selected}
                      program={program}
                      source={source}
                      target={target}
                      evaluation={evaluation}
                      help={help}
                      tables={tableList}
                      onEdit={edit}
                    />
                  ),
                },
                {
                  id: 'checks',
                  title: 'Checks',
                  mark: checks.length === 0 ? null : <Badge tone={errors > 0 ? 'bad' : 'warn'}>{checks.length}</Badge>,
                  content: (
                    <ChecksPanel
                      checks={checks}
                      onGo={goTo}
                      onFix={(check) =>
                        check.fix !== undefined && edit({ name: check.fix.label, text: check.fix.text })
                      }
                    />
                  ),
                },
                {
                  id: 'examples',
                  title: 'Examples',
                  mark:
                    results === undefined ? null : (
                      <Badge tone={results.every((one) => one.passed) ? 'good' : 'bad'}>
                        {results.filter((one) => one.passed).length}/{results.length}
                      </Badge>
                    ),
                  content: (
                    <ExamplesPanel
                      store={store}
                      extension={
                        EXTENSIONS[(isOutbound ? 'json' : manifest.from?.format) ?? 'json'] ??
                        (isOutbound ? 'json' : manifest.from?.format) ??
                        'json'
                      }
                      inputs={inputs}
                      chosen={sampleId}
                      onChoose={(path) => setSample({ example: path })}
                      results={results}
                      isRunning={isTesting}
                      onRun={() => void runExamples()}
                      onGo={(path) => {
                        select(path);
                        setShown({ side: 'target', path, at: Date.now() });
                      }}
                    />
                  ),
                },
                {
                  id: 'output',
                  title: 'Output',
                  content: <OutputPanel evaluation={evaluation} failure={failure} onAccept={undefined} />,
                },
                {
                  id: 'functions',
                  title: 'Functions',
                  content: <PalettePanel target={selected} onUse={useFunction} />,
                },
              ]}
            />
          }
        />
      </div>
      <SuggestDialog
        open={dialog === 'suggest'}
        suggestions={suggestions}
        onClose={() => setDialog(undefined)}
        onAccept={accept}
      />
      <PasteSample
        open={dialog === 'paste'}
        onClose={() => setDialog(undefined)}
        onPaste={(pasted) => {
          setSample({ pasted });
          setMessage(0);
        }}
      />
      <SchemaDialog
        open={dialog === 'schema'}
        store={store}
        manifest={manifest}
        source={source}
        onClose={() => setDialog(undefined)}
      />
      <DraftDiff
        open={dialog === 'diff'}
        saved={Object.fromEntries(Object.entries(saved).map(([path, file]) => [path, file.text]))}
        now={texts}
        onClose={() => setDialog(undefined)}
        onDiscard={() =>
          store.change('Go back to the saved files', {
            ...Object.fromEntries(Object.keys(texts).map((path) => [path, null])),
            ...Object.fromEntries(Object.entries(saved).map(([path, file]) => [path, file.text])),
          })
        }
      />
      <ConflictDialog
        theirs={saving.conflict}
        mine={texts}
        changed={changed.map((change) => change.path)}
        onSettle={(way) => void saving.settle(way)}
      />
    </div>
  );
}

const countedText = (value: { readonly text: string; readonly count: number } | undefined): string | undefined =>
  value === undefined ? undefined : value.count > 1 ? `${value.text}  ×${value.count}` : value.text;

const variablesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\$(\w+)\s*:=/g)].map((match) => match[1] as string)),
];
