// The lines of the canvas: what is drawn of them, which are lit, and where they end at nodes. May import its neighbours and model/.
import type { ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MapNode } from '../model/mapping/graph.ts';
import type { TreeHandle } from './FieldTree.tsx';
import { LineLayer, type Point } from './LineLayer.ts';
import type { Drawing, Line, Looks } from './line-geometry.ts';
import type { FlowNode } from './Middle.tsx';
import { HEAD_HEIGHT, INPUT_HEIGHT, NODE_WIDTH } from './map-nodes.ts';
import { countElsewhere } from './node-bundles.ts';
import { concerns, linesOfNodes } from './node-lines.ts';
import type { Rows } from './rows.ts';

/** The parts of the canvas that lines run between. */
export interface CanvasParts {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly middle: RefObject<HTMLDivElement | null>;
  readonly source: RefObject<TreeHandle | null>;
  readonly target: RefObject<TreeHandle | null>;
  readonly flow: RefObject<ReactFlowInstance<FlowNode> | null>;
}

export interface LinesOptions {
  readonly lines: readonly Line[];
  readonly nodes: readonly MapNode[];
  readonly source: Rows;
  readonly target: Rows;
  /** What stands where in the middle. */
  readonly flowNodes: readonly FlowNode[];
  readonly places: RefObject<ReadonlyMap<string, FlowNode>>;
  /** The field or node whose lines are lit. */
  readonly lit: string | undefined;
  readonly presenceOf: Looks['presenceOf'];
  readonly showsAll: boolean;
}

interface EdgeState {
  readonly counts: Drawing['edges'];
}
export type EdgeStore = StoreApi<EdgeState>;

export interface Lines {
  readonly layer: RefObject<LineLayer | null>;
  /** Lines that lead out of sight: whoever shows their counts hears of them, and nothing else is drawn anew. */
  readonly edges: EdgeStore;
  /** How many belong to messages of another shape than the sample. */
  readonly elsewhere: number;
  /** Draws again after something has moved. */
  readonly redraw: () => void;
  /** A tree was scrolled. */
  readonly onScroll: (side: 'source' | 'target', scrollTop: number) => void;
  /** Where a line begins or ends at a node. */
  readonly pointOf: (id: string, place: number | 'out' | 'left') => Point | undefined;
}

/** Where a line ends at a node: its output, its left edge beside it, or its n-th input. */
function usePointOf(parts: CanvasParts, places: LinesOptions['places']) {
  const { flow } = parts;
  /** Where the middle is in the overlay; read when something is resized. */
  const pane = useRef({ left: 0, top: 0, width: 0, height: 0 });
  const pointOf = useCallback(
    (id: string, place: number | 'out' | 'left'): Point | undefined => {
      const node = places.current.get(id);
      if (node === undefined || flow.current === null) return undefined;
      const { left, top, width, height } = pane.current;
      const { x, y, zoom } = flow.current.getViewport();
      const dy = typeof place === 'string' ? HEAD_HEIGHT / 2 : HEAD_HEIGHT + place * INPUT_HEIGHT + INPUT_HEIGHT / 2;
      const point = {
        x: left + x + (node.position.x + (place === 'out' ? NODE_WIDTH : 0)) * zoom,
        y: top + y + (node.position.y + dy) * zoom,
      };
      const isShown = point.y >= top && point.y <= top + height;
      return { x: Math.min(left + width, Math.max(left, point.x)), y: point.y, isShown };
    },
    [places, flow],
  );
  return { pane, pointOf };
}

export function useLines(parts: CanvasParts, options: LinesOptions): Lines {
  const { lines, nodes, source, target, flowNodes, places, lit, presenceOf, showsAll } = options;
  const { svg, middle } = parts;
  const [edges] = useState(() => createStore<EdgeState>(() => ({ counts: [] })));
  const layer = useRef<LineLayer>(null);
  const nodeLines = useMemo(() => linesOfNodes(nodes), [nodes]);
  const { pane, pointOf } = usePointOf(parts, places);
  const isLit = useCallback(
    (line: { id: string; about?: string }): boolean => lit !== undefined && concerns(line, lit),
    [lit],
  );
  const input = useMemo(
    () => ({ lines, nodeLines, source, target, pointOf, isLit, presenceOf, showsAll, isDimmed: lit !== undefined }),
    [lines, nodeLines, source, target, pointOf, isLit, presenceOf, showsAll, lit],
  );
  const elsewhere = useMemo(() => countElsewhere(lines, nodeLines, presenceOf), [lines, nodeLines, presenceOf]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts are the same for as long as the canvas is there
  useLayoutEffect(() => {
    const overlay = svg.current;
    const trees = { source: parts.source.current?.scroller, target: parts.target.current?.scroller };
    if (overlay === null || !trees.source || !trees.target) return;
    const made = new LineLayer({
      svg: overlay,
      source: trees.source,
      target: trees.target,
      onEdges: (counts) => edges.setState({ counts }),
      onCount: (count) => overlay.setAttribute('data-lines', String(count)),
    });
    layer.current = made;
    const measure = (): void => {
      const box = middle.current;
      if (box !== null)
        pane.current = { left: box.offsetLeft, top: box.offsetTop, width: box.clientWidth, height: box.clientHeight };
      made.measure();
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const part of [overlay, trees.source, trees.target]) observer.observe(part);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => layer.current?.setInput(input), [input]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nodes that moved take their lines with them
  useLayoutEffect(() => layer.current?.draw(), [flowNodes]);
  const redraw = useCallback(() => layer.current?.draw(), []);
  const onScroll = useCallback(
    (side: 'source' | 'target', scrollTop: number) => layer.current?.scrolled(side, scrollTop),
    [],
  );
  return { layer, edges, elsewhere, redraw, onScroll, pointOf };
}
