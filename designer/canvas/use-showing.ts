// What comes into sight by itself: a row that is asked for; of the selected target the first field that it reads, and its node.
// May import its neighbours and model/.
import { type RefObject, useCallback, useEffect, useMemo } from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import type { Line } from './line-geometry.ts';
import type { FlowNode } from './Middle.tsx';
import { NODE_WIDTH } from './map-nodes.ts';
import type { Presence } from './presence.ts';
import type { CanvasParts } from './use-lines.ts';

/** A row to show and focus. */
export interface ShownRow {
  readonly side: 'source' | 'target';
  readonly path: string;
  /** When it was asked for: the same row may be asked for again. */
  readonly at: number;
  /** Scrolls to it and leaves the focus where it is. */
  readonly isQuiet?: boolean;
}

export interface ShowingOptions {
  readonly shown: ShownRow | undefined;
  readonly selected: string | undefined;
  readonly lines: readonly Line[];
  readonly nodes: readonly MapNode[];
  readonly places: RefObject<ReadonlyMap<string, FlowNode>>;
  readonly presenceOf: (path: string) => Presence;
  /** Opens what a source field is in. */
  readonly reveal: (path: string) => void;
}

/** Below this the words of a node cannot be read. */
const READABLE_ZOOM = 0.85;

/** @returns how a node is brought into the middle of the pane */
export function useShowing(parts: CanvasParts, options: ShowingOptions): { showNode: (id: string) => void } {
  const { shown, selected, lines, nodes, places, presenceOf, reveal } = options;
  const { source, target, flow } = parts;
  useEffect(() => {
    if (shown === undefined) return;
    const tree = shown.side === 'source' ? source.current : target.current;
    if (shown.isQuiet === true) tree?.scrollTo(shown.path);
    else tree?.focusRow(shown.path);
  }, [shown, source, target]);
  const firstSource = useMemo(() => {
    if (selected === undefined) return undefined;
    const line = lines.find((one) => one.to === selected);
    if (line !== undefined) return line.from;
    const own = nodes.filter((node) => node.target === selected);
    const read = own.flatMap((node) => node.inputs.flatMap((one) => one.sources));
    return (
      read.find((path) => presenceOf(path) === 'here') ?? read.find((path) => presenceOf(path) === 'empty') ?? read[0]
    );
  }, [lines, nodes, selected, presenceOf]);
  useEffect(() => {
    if (firstSource === undefined) return;
    reveal(firstSource);
    // The rows above it open first.
    const timer = setTimeout(() => source.current?.scrollTo(firstSource));
    return () => clearTimeout(timer);
  }, [firstSource, reveal, source]);
  const showNode = useCallback(
    (id: string) => {
      const node = places.current.get(id);
      const instance = flow.current;
      if (node === undefined || instance === null) return;
      const zoom = Math.max(instance.getViewport().zoom, READABLE_ZOOM);
      void instance.setCenter(node.position.x + NODE_WIDTH / 2, node.position.y + (node.height ?? 0) / 2, { zoom });
    },
    [places, flow],
  );
  // A target that was just given a value has its node a moment later.
  const isPlaced = selected !== undefined && places.current.has(selected);
  useEffect(() => {
    if (isPlaced) showNode(selected);
  }, [selected, isPlaced, showNode]);
  return { showNode };
}
