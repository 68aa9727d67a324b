// The nodes as React Flow holds them: where they stand, which are selected, and what moves along when one is dragged.
// May import its neighbours, model/ and parts/.
import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import { useEvent } from '../parts/use-event.ts';
import { sameList } from './derived.ts';
import type { FlowNode } from './Middle.tsx';
import { heightOf, isInside, NODE_WIDTH, type Positions } from './map-nodes.ts';
import { spokenNode } from './NodeView.tsx';

export interface FlowNodes {
  readonly nodes: readonly FlowNode[];
  /** The same by id, for whoever draws between two renderings. */
  readonly places: RefObject<ReadonlyMap<string, FlowNode>>;
  readonly onChange: (changes: NodeChange<FlowNode>[]) => void;
}

interface FlowOptions {
  readonly nodes: readonly MapNode[];
  readonly positions: Positions;
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (ids: ReadonlySet<string>, last: string | undefined) => void;
  /** Whether the last press adds to what is selected. */
  readonly isAdding: RefObject<boolean>;
  /** Nodes stand elsewhere now, by pointer or by the arrow keys. */
  readonly onMoved: (positions: Positions, how: { byKeys: boolean }) => void;
}

/** Whether a node is drawn as it was: an edit elsewhere moves its text and changes nothing that is seen of it. */
function looksSame(last: MapNode, now: MapNode): boolean {
  if (last === now) return true;
  const { kind, title, text, depth, inputs } = now;
  return (
    last.kind === kind &&
    last.title === title &&
    last.text === text &&
    last.depth === depth &&
    last.inputs.length === inputs.length &&
    inputs.every((input, index) => {
      const before = last.inputs[index] as typeof input;
      return (
        before.label === input.label &&
        before.type === input.type &&
        before.text === input.text &&
        before.role === input.role &&
        before.node === input.node &&
        before.folded === input.folded
      );
    })
  );
}

/** Dragging a node takes along what is inside of it, but for what is dragged itself. */
function withInner(changes: readonly NodeChange<FlowNode>[], nodes: readonly FlowNode[]): NodeChange<FlowNode>[] {
  const all = [...changes];
  const moved = new Set(changes.map((change) => (change.type === 'position' ? change.id : '')));
  for (const change of changes) {
    if (change.type !== 'position' || change.position === undefined) continue;
    const before = nodes.find((node) => node.id === change.id)?.position;
    if (before === undefined) continue;
    const by = { x: change.position.x - before.x, y: change.position.y - before.y };
    if (by.x === 0 && by.y === 0) continue;
    for (const { id, position } of nodes) {
      if (moved.has(id) || !isInside(id, change.id)) continue;
      moved.add(id);
      all.push({ type: 'position', id, position: { x: position.x + by.x, y: position.y + by.y } });
    }
  }
  return all;
}

export function useFlowNodes(options: FlowOptions): FlowNodes {
  const { nodes, positions, selection, onSelection, isAdding } = options;
  const [flowNodes, setFlowNodes] = useState<readonly FlowNode[]>([]);
  const places = useRef<ReadonlyMap<string, FlowNode>>(new Map());
  useEffect(() => {
    setFlowNodes((now) => {
      const kept = new Map(now.map((node) => [node.id, node]));
      const next = nodes.map((node): FlowNode => {
        const known = kept.get(node.id);
        const position = positions[node.id] ?? { x: 0, y: 0 };
        const selected = selection.has(node.id);
        const isSame =
          known !== undefined &&
          looksSame(known.data.node, node) &&
          known.selected === selected &&
          known.position.x === position.x &&
          known.position.y === position.y;
        if (isSame) return known;
        return {
          ...known,
          id: node.id,
          type: 'map',
          position,
          selected,
          data: { node },
          width: NODE_WIDTH,
          height: heightOf(node),
          ariaLabel: spokenNode(node),
        };
      });
      return sameList(now, next);
    });
  }, [nodes, positions, selection]);
  places.current = useMemo(() => new Map(flowNodes.map((node) => [node.id, node])), [flowNodes]);
  const moved = useEvent(options.onMoved);
  const isDragged = useRef(false);
  const onChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length > 0) {
        const next = new Set([...selection].filter((id) => isAdding.current || places.current.has(id)));
        for (const { id, selected } of chosen) {
          if (selected) next.add(id);
          else next.delete(id);
        }
        onSelection(next, chosen.findLast((change) => change.selected)?.id);
      }
      const others = changes.filter((change) => change.type !== 'select');
      if (others.length > 0) setFlowNodes((now) => applyNodeChanges(withInner(others, now), now as FlowNode[]));
      const settled = settledPlaces(others, places.current, positions);
      if (settled !== undefined) moved(settled, { byKeys: !isDragged.current });
      isDragged.current = others.some((change) => change.type === 'position' && change.dragging === true);
    },
    [selection, onSelection, isAdding, moved, positions],
  );
  return { nodes: flowNodes, places, onChange };
}

/** Where nodes stand that have come to rest, with what is inside of them; undefined while they are dragged and when they stayed. */
function settledPlaces(
  changes: readonly NodeChange<FlowNode>[],
  places: ReadonlyMap<string, FlowNode>,
  before: Positions,
): Positions | undefined {
  const resting = changes.flatMap((change) =>
    change.type === 'position' && change.dragging === false ? [change.id] : [],
  );
  if (resting.length === 0) return undefined;
  const nodes = [...places.values()];
  const now = new Map(nodes.map(({ id, position }) => [id, position]));
  for (const change of withInner(changes, nodes))
    if (change.type === 'position' && change.position !== undefined) now.set(change.id, change.position);
  const moved = [...now].filter(([id, { x, y }]) => {
    const was = before[id];
    return (was?.x !== x || was.y !== y) && resting.some((one) => one === id || isInside(id, one));
  });
  return moved.length === 0 ? undefined : Object.fromEntries(moved);
}
