// The canvas: source tree, nodes, target tree, and the lines over all of it. Drawing by pointer and by keyboard.
// Shows what it is given and tells what is wanted; it changes nothing itself. May import its neighbours, parts/ and schema/.
import { applyNodeChanges, type NodeChange, type ReactFlowInstance } from '@xyflow/react';
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
import { IconButton } from '../parts/Button.tsx';
import { SearchField } from '../parts/fields.tsx';
import { EmptyState } from '../parts/states.tsx';
import { announce } from '../parts/toast.tsx';
import { eachField, type Field } from '../schema/field.ts';
import type { RowMark } from './FieldRow.tsx';
import { FieldTree, type TreeHandle } from './FieldTree.tsx';
import { LineLayer, type NodeLine, type Point } from './LineLayer.ts';
import type { Drawing, Line } from './line-geometry.ts';
import { type FlowNode, Middle } from './Middle.tsx';
import { HEAD_HEIGHT, heightOf, INPUT_HEIGHT, type MapNode, NODE_WIDTH, type Positions } from './map-nodes.ts';
import { layOutRows, type Rows } from './rows.ts';
import './canvas.css';

export type Drop = { readonly target: string } | { readonly node: string; readonly input: number };

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
  readonly faultAt: (path: string) => string | undefined;
  /** Why a source field does not fit a target; undefined when it does. */
  readonly refuses: (source: string, target: string) => string | undefined;
  readonly onSelect: (target: string | undefined) => void;
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
    const keep = (field: Field): boolean => field.path.toLowerCase().includes(words);
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
  const { source, target, lines, nodes, positions, selected, onSelect, onConnect, onMoved, refuses, shown } = props;
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
  const [flowNodes, setFlowNodes] = useState<readonly FlowNode[]>([]);
  const places = useRef<Map<string, FlowNode>>(new Map());

  useEffect(() => {
    setFlowNodes((now) => {
      const kept = new Map(now.map((node) => [node.id, node]));
      return nodes.map(
        (node): FlowNode => ({
          ...kept.get(node.id),
          id: node.id,
          type: 'map',
          position: positions[node.id] ?? { x: 0, y: 0 },
          data: { node },
          width: NODE_WIDTH,
          height: heightOf(node),
          ariaLabel: `${node.title}, for ${node.target}`,
        }),
      );
    });
  }, [nodes, positions]);
  places.current = useMemo(() => new Map(flowNodes.map((node) => [node.id, node])), [flowNodes]);

  const nodeLines = useMemo(() => linesOfNodes(nodes), [nodes]);
  const pointOf = useCallback((id: string, input: number | undefined): Point | undefined => {
    const node = places.current.get(id);
    const pane = middle.current;
    const overlay = svg.current;
    if (node === undefined || pane === null || overlay === null || flow.current === null) return undefined;
    const { x, y, zoom } = flow.current.getViewport();
    const offset = pane.offsetLeft - overlay.clientLeft;
    const dy = input === undefined ? HEAD_HEIGHT / 2 : HEAD_HEIGHT + input * INPUT_HEIGHT + INPUT_HEIGHT / 2;
    const point = {
      x: offset + x + (node.position.x + (input === undefined ? NODE_WIDTH : 0)) * zoom,
      y: pane.offsetTop + y + (node.position.y + dy) * zoom,
    };
    const isShown = point.y >= pane.offsetTop && point.y <= pane.offsetTop + pane.clientHeight;
    return { x: Math.min(offset + pane.clientWidth, Math.max(offset, point.x)), y: point.y, isShown };
  }, []);

  const lit = hover ?? (focused ? selected : undefined);
  const input = useMemo(() => {
    const isLit = (line: { id: string; from?: unknown; to?: unknown }): boolean =>
      lit !== undefined && concerns(line, lit);
    return { lines, nodeLines, source: left.rows, target: right.rows, pointOf, isLit, isDimmed: lit !== undefined };
  }, [lines, nodeLines, left.rows, right.rows, pointOf, lit]);

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
  useLayoutEffect(() => layer.current?.draw(), [flowNodes]);
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
    return line?.from ?? nodes.find((node) => node.id === selected)?.inputs.flatMap((one) => one.sources)[0];
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
  }, [selected]);

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

  const onPress = (path: string, event: PointerEvent): void => {
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
  };

  const markAt = useMemo(() => {
    if (pending === undefined) return props.targetMark;
    const refused: RowMark = { tone: 'refused', words: 'does not fit' };
    const fits: RowMark = { tone: 'drop' };
    return (path: string) => (refuses(pending, path) === undefined ? fits : refused);
  }, [pending, props.targetMark, refuses]);
  const sourceMark = useMemo(() => countMarks(lines, nodes, left.rows), [lines, nodes, left.rows]);
  const selection = useMemo(() => (selected === undefined ? NONE : new Set([selected])), [selected]);

  const onTargetKey = (event: KeyboardEvent, path: string): boolean => {
    if (event.key === 'Escape' && pending !== undefined) {
      end();
      announce('Stopped connecting');
      sourceTree.current?.focusRow(pending);
      return true;
    }
    return props.onKey(event, path);
  };
  return (
    <div ref={root} className="canvas" data-pending={pending}>
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
          onSelect={(path) => setSourceChosen(new Set([path]))}
          onToggle={left.toggle}
          onOpen={begin}
          onPress={onPress}
          onHover={setHover}
          onScroll={redraw}
          empty={
            <EmptyState title={left.text === '' ? 'No fields yet' : 'No field has that name'}>
              Choose a sample, or paste one, to see its fields.
            </EmptyState>
          }
        />
        <EdgeNotes edges={edges} side="source" />
      </section>
      <div ref={middle} className="canvas-middle">
        <Middle
          nodes={flowNodes}
          valueAt={props.targetValue}
          faultAt={props.faultAt}
          selected={selected}
          onSelect={onSelect}
          onChange={(changes: NodeChange<FlowNode>[]) =>
            setFlowNodes((now) => applyNodeChanges(changes, now as FlowNode[]))
          }
          onMoved={() => onMoved(Object.fromEntries(flowNodes.map((node) => [node.id, node.position])))}
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
          selected={selection}
          valueAt={props.targetValue}
          markAt={markAt}
          onActive={setTargetActive}
          onSelect={onSelect}
          onToggle={right.toggle}
          onOpen={(path) => (pending === undefined ? props.onOpen(path) : finish(pending, { target: path }))}
          onKey={onTargetKey}
          onHover={setHover}
          onScroll={redraw}
          empty={<EmptyState title={right.text === '' ? 'No target fields' : 'No field has that name'} />}
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

/** Lines that begin or end at a node: one from each field that an input reads, one to the target. */
function linesOfNodes(nodes: readonly MapNode[]): readonly NodeLine[] {
  return nodes.flatMap((node): NodeLine[] => {
    const kind = node.kind === 'loop' ? 'loop' : 'value';
    const inputs = node.inputs.flatMap((input, index) =>
      input.sources.map(
        (source): NodeLine => ({
          id: [source, node.id, index].join('\n'),
          from: { source },
          to: { node: node.id, input: index },
          kind,
        }),
      ),
    );
    return [
      ...inputs,
      { id: [node.id, node.target].join('\n'), from: { node: node.id }, to: { target: node.target }, kind },
    ];
  });
}

/** Whether a line touches a field or a node: its id names both ends. */
const concerns = (line: { id: string }, path: string): boolean => line.id.split('\n').includes(path);

/** How many lines begin at each row, and of a closed one at all below it. */
function countMarks(
  lines: readonly Line[],
  nodes: readonly MapNode[],
  rows: Rows,
): (path: string) => RowMark | undefined {
  const counts = new Map<number, number>();
  const add = (path: string): void => {
    const index = rows.indexOf(path);
    if (index >= 0) counts.set(index, (counts.get(index) ?? 0) + 1);
  };
  for (const line of lines) add(line.from);
  for (const node of nodes) for (const input of node.inputs) for (const source of input.sources) add(source);
  const marks = new Map<number, RowMark>([...counts].map(([index, count]) => [index, markOfCount(count)]));
  return (path) => marks.get(rows.indexOf(path));
}

const markOfCount = (lines: number): RowMark => ({
  lines,
  tone: 'mapped',
  words: lines === 1 ? 'used once' : `used ${lines} times`,
});

/** What is under the pointer: an input of a node, or a row of the target tree. */
function dropAt(event: { clientX: number; clientY: number }, rows: Rows, tree: TreeHandle | null): Drop | undefined {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const input = under?.closest<HTMLElement>('[data-input]')?.dataset['input'];
  if (input !== undefined) {
    const end = input.lastIndexOf(' ');
    return { node: input.slice(0, end), input: Number(input.slice(end + 1)) };
  }
  if (tree?.scroller?.contains(under) !== true) return undefined;
  const row = rows.list[tree.rowAt(event.clientY)];
  return row === undefined ? undefined : { target: row.field.path };
}
