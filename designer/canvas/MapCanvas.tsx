// The canvas: source tree, nodes, target tree, and the lines over all of it. Drawing by pointer and by keyboard.
// Shows what it is given and tells what is wanted; it changes nothing itself. May import its neighbours, parts/ and schema/.
import type { ReactFlowInstance } from '@xyflow/react';
import { Crosshair } from 'lucide-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import { IconButton } from '../parts/Button.tsx';
import { SearchField } from '../parts/fields.tsx';
import { EmptyState } from '../parts/states.tsx';
import { announce } from '../parts/toast.tsx';
import { useEvent } from '../parts/use-event.ts';
import { eachField, type Field } from '../schema/field.ts';
import { dropAt } from './drop-at.ts';
import type { RowMark } from './FieldRow.tsx';
import { FieldTree, type TreeHandle } from './FieldTree.tsx';
import { type Drop, FUNCTION_TYPE, type FunctionDrop } from './function-drop.ts';
import { LineLayer, type Point } from './LineLayer.ts';
import type { Drawing, Line } from './line-geometry.ts';
import { type FlowNode, Middle } from './Middle.tsx';
import { HEAD_HEIGHT, INPUT_HEIGHT, NODE_WIDTH, type Positions } from './map-nodes.ts';
import type { NodeActs } from './NodeView.tsx';
import { concerns, linesOfNodes } from './node-lines.ts';
import { countMarks, takingMarks } from './row-marks.ts';
import { layOutRows } from './rows.ts';
import { useFlowNodes } from './use-flow-nodes.ts';
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

export interface ShownRow {
  readonly side: 'source' | 'target';
  readonly path: string;
  /** When it was asked for: the same row may be asked for again. */
  readonly at: number;
  /** Scrolls to it and leaves the focus where it is. */
  readonly isQuiet?: boolean;
}

const NONE: ReadonlySet<string> = new Set();
const NEVER: ReadonlyMap<string, boolean> = new Map();
/** Below this the words of a node cannot be read. */
const READABLE_ZOOM = 0.85;
/** Pixels that the pointer moves before a press becomes a drag. */
const DRAG_FROM = 4;

/** A tree of more fields than this begins with its groups closed, where the caller wants that. */
const OPEN_UP_TO = 60;

/** Which rows are open is kept by what was opened and closed; the rest follows from the size of the tree. */
function useTree(fields: readonly Field[], options: { closesLarge: boolean }) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(NEVER);
  const [text, setText] = useState('');
  const all = useMemo(() => [...eachField(fields)], [fields]);
  const closed = useMemo(() => {
    const isClosed = options.closesLarge && all.length > OPEN_UP_TO;
    return new Set(all.filter((field) => !(toggled.get(field.path) ?? !isClosed)).map((field) => field.path));
  }, [all, toggled, options.closesLarge]);
  const rows = useMemo(() => {
    const words = text.trim().toLowerCase();
    const keep = ({ path, label = '' }: Field): boolean =>
      path.toLowerCase().includes(words) || label.toLowerCase().includes(words);
    return layOutRows(fields, { closed, ...(words === '' ? {} : { keep }) });
  }, [fields, closed, text]);
  const toggle = useCallback((path: string, open: boolean) => setToggled((now) => new Map(now).set(path, open)), []);
  /** Opens what a field is in. */
  const reveal = useCallback((path: string) => {
    setToggled((now) => {
      const next = new Map(now);
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
        next.set(path.slice(0, end), true);
      return next.size === now.size && [...next].every(([key, open]) => now.get(key) === open) ? now : next;
    });
  }, []);
  return { rows, toggle, reveal, text, setText };
}

export function MapCanvas(props: MapCanvasProps) {
  const { source, target, lines, nodes, positions, selected, selection, onSelection, onConnect, refuses, shown } =
    props;
  const left = useTree(source, { closesLarge: true });
  const right = useTree(target, { closesLarge: false });
  const [sourceActive, setSourceActive] = useState<string>();
  const [targetActive, setTargetActive] = useState<string>();
  const [sourceChosen, setSourceChosen] = useState<ReadonlySet<string>>(NONE);
  /** The source field that a line is being drawn from. */
  const [pending, setPending] = useState<string>();
  const [hover, setHover] = useState<string>();
  const [focused, setFocused] = useState(false);
  const [edges, setEdges] = useState<Drawing['edges']>([]);
  const sourceTree = useRef<TreeHandle>(null);
  const targetTree = useRef<TreeHandle>(null);
  const svg = useRef<SVGSVGElement>(null);
  const layer = useRef<LineLayer>(null);
  const flow = useRef<ReactFlowInstance<FlowNode>>(null);
  const root = useRef<HTMLDivElement>(null);
  const middle = useRef<HTMLDivElement>(null);
  const isAdding = useRef(false);
  const flowNodes = useFlowNodes({ nodes, positions, selection, onSelection, isAdding, onMoved: props.onMoved });
  const { places } = flowNodes;

  const nodeLines = useMemo(() => linesOfNodes(nodes), [nodes]);
  const pointOf = useCallback(
    (id: string, place: number | 'out' | 'left'): Point | undefined => {
      const node = places.current.get(id);
      const pane = middle.current;
      const overlay = svg.current;
      if (node === undefined || pane === null || overlay === null || flow.current === null) return undefined;
      const { x, y, zoom } = flow.current.getViewport();
      const offset = pane.offsetLeft - overlay.clientLeft;
      const dy = typeof place === 'string' ? HEAD_HEIGHT / 2 : HEAD_HEIGHT + place * INPUT_HEIGHT + INPUT_HEIGHT / 2;
      const point = {
        x: offset + x + (node.position.x + (place === 'out' ? NODE_WIDTH : 0)) * zoom,
        y: pane.offsetTop + y + (node.position.y + dy) * zoom,
      };
      const isShown = point.y >= pane.offsetTop && point.y <= pane.offsetTop + pane.clientHeight;
      return { x: Math.min(offset + pane.clientWidth, Math.max(offset, point.x)), y: point.y, isShown };
    },
    [places],
  );

  const lit = hover ?? (focused ? selected : undefined);
  const isLit = useCallback(
    (line: { id: string; about?: string }): boolean => lit !== undefined && concerns(line, lit),
    [lit],
  );
  const input = useMemo(() => {
    return { lines, nodeLines, source: left.rows, target: right.rows, pointOf, isLit, isDimmed: lit !== undefined };
  }, [lines, nodeLines, left.rows, right.rows, pointOf, isLit, lit]);

  useLayoutEffect(() => {
    const parts = { svg: svg.current, source: sourceTree.current?.scroller, target: targetTree.current?.scroller };
    if (parts.svg === null || !parts.source || !parts.target) return;
    const made = new LineLayer({
      svg: parts.svg,
      source: parts.source,
      target: parts.target,
      onEdges: setEdges,
      onCount: (count) => parts.svg?.setAttribute('data-lines', String(count)),
    });
    layer.current = made;
    made.measure();
    const observer = new ResizeObserver(() => made.measure());
    observer.observe(parts.svg);
    observer.observe(parts.source);
    observer.observe(parts.target);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => layer.current?.setInput(input), [input]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nodes that moved take their lines with them
  useLayoutEffect(() => layer.current?.draw(), [flowNodes.nodes]);
  const redraw = useCallback(() => layer.current?.draw(), []);

  useEffect(() => {
    if (shown === undefined) return;
    const tree = shown.side === 'source' ? sourceTree.current : targetTree.current;
    if (shown.isQuiet === true) tree?.scrollTo(shown.path);
    else tree?.focusRow(shown.path);
  }, [shown]);

  // The selected target's node comes into sight with it, and the first field that it reads.
  const firstSource = useMemo(() => {
    const line = lines.find((one) => one.to === selected);
    const own = nodes.filter((node) => node.target === selected);
    return line?.from ?? own.flatMap((node) => node.inputs.flatMap((one) => one.sources))[0];
  }, [lines, nodes, selected]);
  const { reveal } = left;
  useEffect(() => {
    if (firstSource === undefined) return;
    reveal(firstSource);
    // The rows above it open first.
    const timer = setTimeout(() => sourceTree.current?.scrollTo(firstSource));
    return () => clearTimeout(timer);
  }, [firstSource, reveal]);
  useEffect(() => {
    const node = selected === undefined ? undefined : places.current.get(selected);
    const instance = flow.current;
    if (node === undefined || instance === null) return;
    const { zoom } = instance.getViewport();
    void instance.setCenter(node.position.x + NODE_WIDTH / 2, node.position.y + (node.height ?? 0) / 2, {
      zoom: Math.max(zoom, READABLE_ZOOM),
    });
  }, [selected, places]);

  const begin = useCallback((path: string) => {
    setPending(path);
    announce(`Connecting ${path.slice(1)}: choose a target and press Enter, Escape to stop`);
    targetTree.current?.scroller?.focus({ preventScroll: true });
  }, []);
  const end = useCallback(() => {
    setPending(undefined);
    layer.current?.drawPending(undefined);
  }, []);
  const finish = useCallback(
    (path: string, drop: Drop) => {
      end();
      const refusal = 'target' in drop ? refuses(path, drop.target) : undefined;
      if (refusal !== undefined) announce(refusal);
      else onConnect(path, drop);
    },
    [end, onConnect, refuses],
  );

  const onPress = useEvent((path: string, event: PointerEvent): void => {
    const start = { x: event.clientX, y: event.clientY };
    let isDragging = false;
    const overlay = (svg.current as SVGSVGElement).getBoundingClientRect();
    const move = (moved: globalThis.PointerEvent): void => {
      if (!isDragging && Math.hypot(moved.clientX - start.x, moved.clientY - start.y) < DRAG_FROM) return;
      if (!isDragging) setPending(path);
      isDragging = true;
      const from = layer.current?.endOf('source', path);
      layer.current?.drawPending(from, { x: moved.clientX - overlay.left, y: moved.clientY - overlay.top });
    };
    const up = (ended: globalThis.PointerEvent): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      if (!isDragging) return;
      const drop = dropAt(ended, right.rows, targetTree.current);
      if (drop === undefined) end();
      else finish(path, drop);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
  });

  const functionDropAt = (event: { clientX: number; clientY: number }): FunctionDrop | undefined => {
    const drop = dropAt(event, right.rows, targetTree.current);
    if (drop !== undefined) return drop;
    const node = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-node]');
    if (node?.dataset['node'] !== undefined) return { node: node.dataset['node'] };
    const overlay = (svg.current as SVGSVGElement).getBoundingClientRect();
    const line = layer.current?.linesAt({ x: event.clientX - overlay.left, y: event.clientY - overlay.top }) ?? [];
    return line.length === 0 ? undefined : { line };
  };

  const markAt = useMemo(
    () => (pending === undefined ? props.targetMark : takingMarks(pending, refuses)),
    [pending, props.targetMark, refuses],
  );
  const sourceMark = useMemo(() => countMarks(lines, nodes, left.rows), [lines, nodes, left.rows]);
  const rowSelection = useMemo(
    () => (selection.size > 0 || selected === undefined ? selection : new Set([selected])),
    [selection, selected],
  );
  const selectRow = useCallback(
    (path: string, { add }: { add: boolean }) => {
      if (!add) onSelection(new Set([path]), path);
      else if (selection.has(path)) onSelection(new Set([...selection].filter((one) => one !== path)), undefined);
      else onSelection(new Set([...selection, path]), path);
    },
    [selection, onSelection],
  );

  const onTargetKey = useEvent((event: KeyboardEvent, path: string): boolean => {
    if (event.key === 'Escape' && pending !== undefined) {
      end();
      announce('Stopped connecting');
      sourceTree.current?.focusRow(pending);
      return true;
    }
    return props.onKey(event, path);
  });
  const chooseSource = useCallback((path: string) => setSourceChosen(new Set([path])), []);
  const openTarget = useEvent((path: string) =>
    pending === undefined ? props.onOpen(path) : finish(pending, { target: path }),
  );
  const noSource = useMemo(
    () => (
      <EmptyState title={left.text === '' ? 'No fields yet' : 'No field has that name'}>
        Choose a sample, or paste one, to see its fields.
      </EmptyState>
    ),
    [left.text],
  );
  const noTarget = useMemo(
    () => <EmptyState title={right.text === '' ? 'No target fields' : 'No field has that name'} />,
    [right.text],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: functions are dropped here; by keyboard the palette's buttons do the same
    <div
      ref={root}
      className="canvas"
      data-pending={pending}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(FUNCTION_TYPE)) event.preventDefault();
      }}
      onDrop={(event) => {
        const name = event.dataTransfer.getData(FUNCTION_TYPE);
        const drop = name === '' ? undefined : functionDropAt(event);
        if (drop === undefined) return;
        event.preventDefault();
        props.onDropFunction(name, drop);
      }}
    >
      <section className="canvas-side" aria-label="Source">
        <div className="canvas-search">
          <SearchField label="Find a source field" value={left.text} onChange={left.setText} />
        </div>
        <FieldTree
          ref={sourceTree}
          side="source"
          label="Source fields"
          rows={left.rows}
          active={sourceActive}
          selected={sourceChosen}
          valueAt={props.sourceValue}
          markAt={sourceMark}
          onActive={setSourceActive}
          onSelect={chooseSource}
          onToggle={left.toggle}
          onOpen={begin}
          onPress={onPress}
          onHover={setHover}
          onScroll={redraw}
          empty={noSource}
        />
        <EdgeNotes edges={edges} side="source" />
      </section>
      <div
        ref={middle}
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
          onReady={(instance) => {
            flow.current = instance;
            const node = selected === undefined ? undefined : places.current.get(selected);
            if (node !== undefined)
              void instance.setCenter(node.position.x + NODE_WIDTH / 2, node.position.y, { zoom: 0.9 });
            redraw();
          }}
          empty={
            <p className="canvas-hint">
              Drag a source field onto a target, or press Enter on it and then on the target.
            </p>
          }
        />
        <div className="canvas-focus">
          <IconButton
            label={focused ? 'Show all lines alike' : 'Light the lines of the selected field only'}
            icon={<Crosshair aria-hidden size={15} />}
            aria-pressed={focused}
            onPress={() => setFocused(!focused)}
          />
        </div>
      </div>
      <section className="canvas-side" aria-label="Target">
        <div className="canvas-search">
          <SearchField label="Find a target field" value={right.text} onChange={right.setText} />
        </div>
        <FieldTree
          ref={targetTree}
          side="target"
          label="Target fields"
          rows={right.rows}
          active={targetActive}
          selected={rowSelection}
          valueAt={props.targetValue}
          markAt={markAt}
          onActive={setTargetActive}
          onSelect={selectRow}
          onToggle={right.toggle}
          onOpen={openTarget}
          onKey={onTargetKey}
          onHover={setHover}
          onScroll={redraw}
          empty={noTarget}
        />
        <EdgeNotes edges={edges} side="target" />
      </section>
      <svg ref={svg} className="lines" aria-hidden="true" />
    </div>
  );
}

function EdgeNotes({ edges, side }: { edges: Drawing['edges']; side: 'source' | 'target' }) {
  return edges
    .filter((edge) => edge.side === side)
    .map((edge) => (
      <span key={edge.edge} className="canvas-edge" data-edge={edge.edge}>
        {edge.count} more {edge.edge === 'above' ? '↑' : '↓'}
      </span>
    ));
}
