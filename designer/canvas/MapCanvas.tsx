// The canvas: source tree, nodes, target tree, and the lines over all of it. Here its parts are put together.
// Shows what it is given and tells what is wanted; it changes nothing itself. May import its neighbours, model/, parts/ and schema/.
import { type ReactFlowInstance, ReactFlowProvider } from '@xyflow/react';
import {
  type DragEvent,
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import { FlowPicture } from '../parts/FlowStrip.tsx';
import { useEvent } from '../parts/use-event.ts';
import { useKept } from '../parts/use-kept.ts';
import type { Field } from '../schema/field.ts';
import type { RowMark } from './FieldRow.tsx';
import type { TreeHandle } from './FieldTree.tsx';
import { type Drop, FUNCTION_TYPE, type FunctionDrop } from './function-drop.ts';
import type { Line } from './line-geometry.ts';
import { type FlowNode, Middle } from './Middle.tsx';
import type { Positions } from './map-nodes.ts';
import { NodeStrip } from './NodeStrip.tsx';
import type { NodeActs } from './NodeView.tsx';
import type { Presence } from './presence.ts';
import { countMarks, takingMarks } from './row-marks.ts';
import { TreeSide } from './TreeSide.tsx';
import { type Origin, useConnecting } from './use-connecting.ts';
import { useFlowNodes } from './use-flow-nodes.ts';
import { useFolding } from './use-folding.ts';
import { type CanvasParts, useLines } from './use-lines.ts';
import { useNodeWalk } from './use-node-walk.ts';
import { type CanvasSelection, useRowSelection, useSourceSelection } from './use-row-selection.ts';
import { type ShownRow, useShowing } from './use-showing.ts';
import { useTree } from './use-tree.ts';
import './canvas.css';

/** What there is: the fields of both sides, and what leads from one to the other. Each list stays the same while it says the same. */
export interface CanvasContent {
  readonly source: readonly Field[];
  readonly target: readonly Field[];
  readonly lines: readonly Line[];
  readonly nodes: readonly MapNode[];
  readonly positions: Positions;
}

/** What is said of the rows. */
export interface CanvasFacts {
  readonly sourceValue: (path: string) => string | undefined;
  readonly targetValue: (path: string) => string | undefined;
  readonly targetMark: (path: string) => RowMark | undefined;
  /** How a source field stands in the sample. */
  readonly presenceOf: (path: string) => Presence;
}

/** What is wanted of the mapping. */
export interface CanvasActs {
  /** Why a source field does not fit a target; undefined when it does. */
  readonly refuses: (source: string, target: string) => string | undefined;
  readonly onConnect: (source: string, drop: Drop) => void;
  /** Why the value of a target cannot be given to another; undefined when it can. */
  readonly refusesMove: (from: string, to: string) => string | undefined;
  readonly onRetarget: (from: string, to: string) => void;
  readonly onDropFunction: (name: string, drop: FunctionDrop) => void;
  readonly onOpen: (target: string) => void;
  readonly onKey: (event: KeyboardEvent, target: string) => boolean;
  /** A key at rows of the source. @returns whether it was taken */
  readonly onSourceKey: (event: KeyboardEvent, paths: ReadonlySet<string>) => boolean;
  readonly onMoved: (positions: Positions, how: { byKeys: boolean }) => void;
}

/** Each of them stays the same object while nothing in it changes: the canvas is not drawn anew without need. */
export interface MapCanvasProps {
  readonly content: CanvasContent;
  readonly facts: CanvasFacts;
  readonly selection: CanvasSelection;
  readonly acts: CanvasActs;
  /** What can be done at the nodes. */
  readonly nodeActs: NodeActs;
  /** A row to show and focus, when it changes. */
  readonly shown: ShownRow | undefined;
}

const HINT = (
  <p className="canvas-hint">Drag a source field onto a target, or press Enter on it and then on the target.</p>
);
const FIRST_HINT = (
  <p className="canvas-hint">Paste a message above: its fields appear at the left, and lines are drawn from them.</p>
);

function useParts(): CanvasParts {
  const svg = useRef<SVGSVGElement>(null);
  const middle = useRef<HTMLDivElement>(null);
  const source = useRef<TreeHandle>(null);
  const target = useRef<TreeHandle>(null);
  const flow = useRef<ReactFlowInstance<FlowNode>>(null);
  return useMemo(() => ({ svg, middle, source, target, flow }), []);
}

/** How lines are shown, and whether the small picture is. */
function useLooks() {
  const [isFocused, setFocused] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const [isMapShown, setMapShown] = useKept<boolean>('canvas.picture', false);
  return { isFocused, setFocused, showsAll, setShowsAll, isMapShown, setMapShown };
}

export const MapCanvas = memo(function MapCanvas(props: MapCanvasProps) {
  const { content, facts, selection, acts, shown } = props;
  const { source, target, lines, nodes, positions } = content;
  const { presenceOf, targetMark } = facts;
  const { selected } = selection;
  const { refuses, refusesMove } = acts;
  const parts = useParts();
  const left = useTree(source, { closesLarge: true });
  const right = useTree(target, { closesLarge: false });
  const [sourceActive, setSourceActive] = useState<string>();
  const [targetActive, setTargetActive] = useState<string>();
  const sources = useSourceSelection();
  const [hover, setHover] = useState<string>();
  const looks = useLooks();
  const folding = useFolding(parts);
  const isAdding = useRef(false);
  const flowNodes = useFlowNodes({
    nodes,
    positions,
    selection: selection.ids,
    onSelection: selection.onSelect,
    isAdding,
    onMoved: acts.onMoved,
  });
  const { places } = flowNodes;
  const { layer, edges, elsewhere, redraw, onScroll, pointOf } = useLines(parts, {
    lines,
    nodes,
    source: left.rows,
    target: right.rows,
    flowNodes: flowNodes.nodes,
    places,
    lit: hover ?? (looks.isFocused ? selected : undefined),
    presenceOf,
    showsAll: looks.showsAll,
  });
  const refusesOrigin = useCallback(
    (origin: Origin, path: string) =>
      'source' in origin ? refuses(origin.source, path) : refusesMove(origin.node, path),
    [refuses, refusesMove],
  );
  const connecting = useConnecting(parts, {
    target: right.rows,
    layer,
    refuses: refusesOrigin,
    onConnect: acts.onConnect,
    onRetarget: acts.onRetarget,
    pointOf,
    enterTargets: () => folding.enter('target'),
  });
  const { pending } = connecting;
  const { showNode } = useShowing(parts, { shown, selected, lines, nodes, places, presenceOf, reveal: left.reveal });
  const walk = useNodeWalk(parts.middle, { nodes, selected, showNode });
  const markAt = useMemo(
    () => (pending === undefined ? targetMark : takingMarks((path) => refusesOrigin(pending, path))),
    [pending, targetMark, refusesOrigin],
  );
  const sourceMark = useMemo(
    () => countMarks(lines, nodes, { rows: left.rows, presenceOf }),
    [lines, nodes, left.rows, presenceOf],
  );
  const rowSelection = useRowSelection(selection);
  const onTargetKey = useEvent(
    (event: KeyboardEvent, path: string): boolean => connecting.stopKey(event) || acts.onKey(event, path),
  );
  const onSourceKey = useEvent((event: KeyboardEvent, path: string): boolean =>
    acts.onSourceKey(event, sources.rows.has(path) ? sources.rows : new Set([path])),
  );
  const beginAt = useEvent((path: string) => connecting.begin({ source: path }));
  const pressRow = useEvent((path: string, event: PointerEvent) => connecting.onPress({ source: path }, event));
  const openTarget = useEvent((path: string) =>
    pending === undefined ? acts.onOpen(path) : connecting.finish({ target: path }),
  );
  const onReady = useEvent((instance: ReactFlowInstance<FlowNode>) => {
    parts.flow.current = instance;
    if (selected !== undefined) showNode(selected);
    redraw();
  });
  const onDrop = (event: DragEvent): void => {
    const name = event.dataTransfer.getData(FUNCTION_TYPE);
    const drop = name === '' ? undefined : connecting.functionDropAt(event);
    if (drop === undefined) return;
    event.preventDefault();
    acts.onDropFunction(name, drop);
  };
  const onMiddlePress = (event: PointerEvent): void => {
    isAdding.current = event.ctrlKey || event.metaKey || event.shiftKey;
    const out = (event.target as Element).closest<HTMLElement>('[data-out]')?.dataset['out'];
    if (out !== undefined && event.button === 0) connecting.onPress({ node: out }, event);
  };
  const onMiddleKey = (event: KeyboardEvent): void => {
    isAdding.current = event.ctrlKey || event.metaKey;
    if (!connecting.middleKey(event) && !walk.onKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: functions are dropped here; by keyboard the palette's buttons do the same
    <div
      className="canvas"
      data-source-folded={folding.isSourceFolded || undefined}
      data-target-folded={folding.isTargetFolded || undefined}
      data-pending={pending === undefined ? undefined : 'source' in pending ? pending.source : pending.node}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(FUNCTION_TYPE)) event.preventDefault();
      }}
      onDrop={onDrop}
    >
      <TreeSide
        ref={parts.source}
        side="source"
        view={left}
        isFolded={folding.isSourceFolded}
        onFold={folding.foldSource}
        edges={edges}
        active={sourceActive}
        selected={sources.rows}
        valueAt={facts.sourceValue}
        markAt={sourceMark}
        onActive={setSourceActive}
        onSelect={sources.select}
        onRange={sources.selectRange}
        onKey={onSourceKey}
        onOpen={beginAt}
        onPress={pressRow}
        onHover={setHover}
        onScroll={onScroll}
      />
      <ReactFlowProvider>
        <section className="canvas-nodes" aria-label="Nodes">
          <NodeStrip
            nodes={nodes}
            onGo={walk.go}
            onStep={walk.step}
            isFocused={looks.isFocused}
            onFocused={looks.setFocused}
            elsewhere={elsewhere}
            showsAll={looks.showsAll}
            onShowAll={looks.setShowsAll}
            isMapShown={looks.isMapShown}
            onMap={looks.setMapShown}
          />
          <div
            ref={parts.middle}
            className="canvas-middle"
            onPointerDownCapture={onMiddlePress}
            onKeyDownCapture={onMiddleKey}
          >
            <Middle
              nodes={flowNodes.nodes}
              acts={props.nodeActs}
              onChange={flowNodes.onChange}
              onMove={redraw}
              onReady={onReady}
              empty={source.length === 0 ? FIRST_HINT : HINT}
            />
          </div>
          {looks.isMapShown ? <FlowPicture label="Small picture of all nodes" /> : null}
        </section>
      </ReactFlowProvider>
      <TreeSide
        ref={parts.target}
        side="target"
        view={right}
        isFolded={folding.isTargetFolded}
        onFold={folding.foldTarget}
        edges={edges}
        active={targetActive}
        selected={rowSelection.rows}
        valueAt={facts.targetValue}
        markAt={markAt}
        onActive={setTargetActive}
        onSelect={rowSelection.select}
        onRange={rowSelection.selectRange}
        onOpen={openTarget}
        onKey={onTargetKey}
        onHover={setHover}
        onScroll={onScroll}
      />
      <svg ref={parts.svg} className="lines" aria-hidden="true" />
    </div>
  );
});
