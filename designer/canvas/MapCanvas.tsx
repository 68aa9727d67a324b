// The canvas: source tree, nodes, target tree, and the lines over all of it. Here its parts are put together.
// Shows what it is given and tells what is wanted; it changes nothing itself. May import its neighbours, model/, parts/ and schema/.
import type { ReactFlowInstance } from '@xyflow/react';
import { Crosshair } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, memo, useCallback, useMemo, useRef, useState } from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import { IconButton } from '../parts/Button.tsx';
import { useEvent } from '../parts/use-event.ts';
import type { Field } from '../schema/field.ts';
import type { RowMark } from './FieldRow.tsx';
import type { TreeHandle } from './FieldTree.tsx';
import { type Drop, FUNCTION_TYPE, type FunctionDrop } from './function-drop.ts';
import type { Line } from './line-geometry.ts';
import { type FlowNode, Middle } from './Middle.tsx';
import type { Positions } from './map-nodes.ts';
import type { NodeActs } from './NodeView.tsx';
import { countMarks, takingMarks } from './row-marks.ts';
import { TreeSide } from './TreeSide.tsx';
import { useConnecting } from './use-connecting.ts';
import { useFlowNodes } from './use-flow-nodes.ts';
import { type CanvasParts, useLines } from './use-lines.ts';
import { type ShownRow, useShowing } from './use-showing.ts';
import { useTree } from './use-tree.ts';
import './canvas.css';

export interface MapCanvasProps {
  readonly source: readonly Field[];
  readonly target: readonly Field[];
  readonly lines: readonly Line[];
  readonly nodes: readonly MapNode[];
  readonly positions: Positions;
  readonly selected: string | undefined;
  readonly sourceValue: (path: string) => string | undefined;
  readonly targetValue: (path: string) => string | undefined;
  readonly targetMark: (path: string) => RowMark | undefined;
  /** What can be done at the nodes. */
  readonly nodeActs: NodeActs;
  /** Targets and nodes that acts are for, by path and id. */
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (ids: ReadonlySet<string>, last: string | undefined) => void;
  readonly onDropFunction: (name: string, drop: FunctionDrop) => void;
  /** Why a source field does not fit a target; undefined when it does. */
  readonly refuses: (source: string, target: string) => string | undefined;
  readonly onConnect: (source: string, drop: Drop) => void;
  readonly onOpen: (target: string) => void;
  readonly onKey: (event: KeyboardEvent, target: string) => boolean;
  readonly onMoved: (positions: Positions) => void;
  /** A row to show and focus, when it changes. */
  readonly shown: ShownRow | undefined;
}

const NONE: ReadonlySet<string> = new Set();

const HINT = (
  <p className="canvas-hint">Drag a source field onto a target, or press Enter on it and then on the target.</p>
);

function useParts(): CanvasParts {
  const svg = useRef<SVGSVGElement>(null);
  const middle = useRef<HTMLDivElement>(null);
  const source = useRef<TreeHandle>(null);
  const target = useRef<TreeHandle>(null);
  const flow = useRef<ReactFlowInstance<FlowNode>>(null);
  return useMemo(() => ({ svg, middle, source, target, flow }), []);
}

/** Rows of the target that are selected, and how a row is. */
function useRowSelection({ selection, selected, onSelection }: MapCanvasProps) {
  const rows = useMemo(
    () => (selection.size > 0 || selected === undefined ? selection : new Set([selected])),
    [selection, selected],
  );
  const select = useEvent((path: string, { add }: { add: boolean }) => {
    if (!add) onSelection(new Set([path]), path);
    else if (selection.has(path)) onSelection(new Set([...selection].filter((one) => one !== path)), undefined);
    else onSelection(new Set([...selection, path]), path);
  });
  return { rows, select };
}

export const MapCanvas = memo(function MapCanvas(props: MapCanvasProps) {
  const { source, target, lines, nodes, positions, selected, selection, onSelection, refuses, shown } = props;
  const parts = useParts();
  const left = useTree(source, { closesLarge: true });
  const right = useTree(target, { closesLarge: false });
  const [sourceActive, setSourceActive] = useState<string>();
  const [targetActive, setTargetActive] = useState<string>();
  const [sourceChosen, setSourceChosen] = useState<ReadonlySet<string>>(NONE);
  const [hover, setHover] = useState<string>();
  const [isFocused, setFocused] = useState(false);
  const isAdding = useRef(false);
  const flowNodes = useFlowNodes({ nodes, positions, selection, onSelection, isAdding, onMoved: props.onMoved });
  const { places } = flowNodes;
  const { layer, edges, redraw, onScroll } = useLines(parts, {
    lines,
    nodes,
    source: left.rows,
    target: right.rows,
    flowNodes: flowNodes.nodes,
    places,
    lit: hover ?? (isFocused ? selected : undefined),
  });
  const connecting = useConnecting(parts, { target: right.rows, layer, refuses, onConnect: props.onConnect });
  const { pending } = connecting;
  const { showNode } = useShowing(parts, { shown, selected, lines, nodes, places, reveal: left.reveal });
  const markAt = useMemo(
    () => (pending === undefined ? props.targetMark : takingMarks(pending, refuses)),
    [pending, props.targetMark, refuses],
  );
  const sourceMark = useMemo(() => countMarks(lines, nodes, left.rows), [lines, nodes, left.rows]);
  const rowSelection = useRowSelection(props);
  const onTargetKey = useEvent(
    (event: KeyboardEvent, path: string): boolean => connecting.stopKey(event) || props.onKey(event, path),
  );
  const chooseSource = useCallback((path: string) => setSourceChosen(new Set([path])), []);
  const openTarget = useEvent((path: string) =>
    pending === undefined ? props.onOpen(path) : connecting.finish({ target: path }),
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
    props.onDropFunction(name, drop);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: functions are dropped here; by keyboard the palette's buttons do the same
    <div
      className="canvas"
      data-pending={pending}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(FUNCTION_TYPE)) event.preventDefault();
      }}
      onDrop={onDrop}
    >
      <TreeSide
        ref={parts.source}
        side="source"
        view={left}
        edges={edges}
        active={sourceActive}
        selected={sourceChosen}
        valueAt={props.sourceValue}
        markAt={sourceMark}
        onActive={setSourceActive}
        onSelect={chooseSource}
        onOpen={connecting.begin}
        onPress={connecting.onPress}
        onHover={setHover}
        onScroll={onScroll}
      />
      <div
        ref={parts.middle}
        className="canvas-middle"
        onPointerDownCapture={(event) => {
          isAdding.current = event.ctrlKey || event.metaKey || event.shiftKey;
        }}
        onKeyDownCapture={(event) => {
          isAdding.current = event.ctrlKey || event.metaKey;
        }}
      >
        <Middle
          nodes={flowNodes.nodes}
          acts={props.nodeActs}
          onChange={flowNodes.onChange}
          onMoved={flowNodes.onMoved}
          onMove={redraw}
          onReady={onReady}
          empty={HINT}
        />
        <FocusButton isFocused={isFocused} onChange={setFocused} />
      </div>
      <TreeSide
        ref={parts.target}
        side="target"
        view={right}
        edges={edges}
        active={targetActive}
        selected={rowSelection.rows}
        valueAt={props.targetValue}
        markAt={markAt}
        onActive={setTargetActive}
        onSelect={rowSelection.select}
        onOpen={openTarget}
        onKey={onTargetKey}
        onHover={setHover}
        onScroll={onScroll}
      />
      <svg ref={parts.svg} className="lines" aria-hidden="true" />
    </div>
  );
});

interface FocusProps {
  readonly isFocused: boolean;
  readonly onChange: (isFocused: boolean) => void;
}

const FocusButton = memo(function FocusButton({ isFocused, onChange }: FocusProps) {
  return (
    <div className="canvas-focus">
      <IconButton
        label={isFocused ? 'Show all lines alike' : 'Light the lines of the selected field only'}
        icon={<Crosshair aria-hidden size={15} />}
        aria-pressed={isFocused}
        onPress={() => onChange(!isFocused)}
      />
    </div>
  );
});
