// The rules drawn as a flow. Boxes have known sizes and places, so only those in sight are made. One of them is a stop of Tab: arrows
// lead from it to the others. May import its neighbours and the rules' model.
import { Background, type Edge, Position, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { type Box, type DrawnCondition, drawRules, type Line } from '../../model/rules/drawing.ts';
import { boxBeside, boxOfChoice, choiceOf, isChoosable, isFlowKey } from '../../model/rules/flow-steps.ts';
import type { DrawnRule } from '../../model/rules/rule-file.ts';
import { FlowPicture, FlowStrip } from '../../parts/FlowStrip.tsx';
import { focusLater } from '../../parts/focus-later.ts';
import { useKept } from '../../parts/use-kept.ts';
import { BOX_TYPES, type BoxNode } from './Boxes.tsx';
import { useScene } from './scene.ts';
import { partWords } from './words.ts';
import '@xyflow/react/dist/style.css';
import './Flow.css';

export interface FlowProps {
  readonly rules: readonly DrawnRule[];
  readonly named: readonly DrawnCondition[];
  /** The id of the rule or named condition that is brought into sight. */
  readonly shown: string | undefined;
}

const MARGIN = 20;

/** Both ends of a box, so that lines can be drawn before anything was measured. */
const handlesOf = ({ kind, width, height }: Box) => {
  const end = { width: 1, height: 1, y: height / 2 };
  return [
    ...(kind === 'fact' ? [] : [{ ...end, type: 'target' as const, position: Position.Left, x: 0 }]),
    ...(kind === 'outcome' || kind === 'name'
      ? []
      : [{ ...end, type: 'source' as const, position: Position.Right, x: width }]),
  ];
};

const nodeOf = (box: Box): BoxNode => ({
  id: box.id,
  type: box.kind === 'group' ? 'junction' : box.kind,
  position: { x: box.x, y: box.y },
  width: box.width,
  height: box.height,
  measured: { width: box.width, height: box.height },
  handles: handlesOf(box),
  data: { box },
  focusable: false,
  ariaLabel: wordsOf(box),
});

function wordsOf({ kind, owner, part, fact }: Box): string {
  if (kind === 'outcome') return `Rule ${owner.name}`;
  if (kind === 'name') return `Named condition ${owner.name}`;
  return part === undefined ? `Fact ${fact ?? ''}` : partWords(part);
}

const edgeOf = (line: Line): Edge => ({ id: line.id, source: line.from, target: line.to, focusable: false });

function Sheet({ rules, named, shown }: FlowProps) {
  const drawing = useMemo(() => drawRules(rules, named), [rules, named]);
  const still = useMemo(() => drawing.boxes.map(nodeOf), [drawing]);
  const plain = useMemo(() => drawing.lines.map(edgeOf), [drawing]);
  const scene = useScene();
  const stop = boxOfChoice(drawing, scene.chosen) ?? boxOfChoice(drawing, shown) ?? drawing.boxes.find(isChoosable);
  const stopId = stop?.id;
  const nodes = useMemo(
    () => still.map((node) => (node.id === stopId ? { ...node, focusable: true } : node)),
    [still, stopId],
  );
  const edges = useMemo(() => {
    const conditions = scene.verdict?.conditions;
    if (conditions === undefined) return plain;
    return plain.map((edge) => {
      const result = conditions[edge.source]?.result;
      return result === true ? { ...edge, className: 'edge-true' } : edge;
    });
  }, [plain, scene.verdict]);
  const flow = useReactFlow();
  const pane = useStore(({ width, height }) => (width > 0 && height > 0 ? `${width} ${height}` : undefined));
  const lanes = useRef(drawing.lanes);
  lanes.current = drawing.lanes;
  useEffect(() => {
    const lane = lanes.current.find(({ owner }) => owner.id === shown) ?? lanes.current[0];
    if (lane === undefined || pane === undefined) return;
    const [width = 0, height = 0] = pane.split(' ').map(Number);
    // Wide enough to show the rule from fact to outcome, large enough to read.
    const zoom = Math.min(1, Math.max(0.5, (width - 2 * MARGIN) / lane.width));
    const top = Math.max(MARGIN, Math.min(height / 4, height - MARGIN - lane.height * zoom));
    void flow.setViewport({ x: MARGIN, y: Math.min(MARGIN, top - lane.y * zoom), zoom });
  }, [flow, shown, pane]);
  const sheet = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  // The box may have to be made first, and its lane to be brought in sight.
  useEffect(() => {
    if (!wantsFocus.current || stopId === undefined) return;
    return focusLater(
      () => {
        wantsFocus.current = false;
        return sheet.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(stopId)}"]`);
      },
      { preventScroll: true },
    );
  }, [stopId]);
  const onKeyDown = (event: KeyboardEvent) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset['id'] : undefined;
    const box = drawing.boxes.find((one) => one.id === id);
    if (box === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') scene.choose(choiceOf(box));
    else if (isFlowKey(event.key)) {
      const next = boxBeside(drawing, box, event.key);
      if (next !== undefined) {
        wantsFocus.current = true;
        bringInSight(next);
        scene.choose(choiceOf(next));
      }
    } else return;
    event.preventDefault();
  };
  /** Moves the sheet as far as a box needs. */
  const bringInSight = ({ x, y, width, height }: Box) => {
    if (pane === undefined) return;
    const [paneWidth = 0, paneHeight = 0] = pane.split(' ').map(Number);
    const { x: left, y: top, zoom } = flow.getViewport();
    const reach = (at: number, size: number, now: number, room: number) =>
      Math.max(MARGIN - at * zoom, Math.min(now, room - MARGIN - (at + size) * zoom));
    const next = { x: reach(x, width, left, paneWidth), y: reach(y, height, top, paneHeight), zoom };
    // Within the room there is, nothing moves.
    const isIn = (at: number, size: number, now: number, room: number) =>
      at * zoom + now >= 0 && (at + size) * zoom + now <= room;
    if (!isIn(x, width, left, paneWidth) || !isIn(y, height, top, paneHeight)) void flow.setViewport(next);
  };
  return (
    <ReactFlow
      ref={sheet}
      nodes={nodes}
      edges={edges}
      nodeTypes={BOX_TYPES}
      nodesDraggable={false}
      nodesConnectable={false}
      elementsSelectable={false}
      onlyRenderVisibleElements
      minZoom={0.2}
      maxZoom={1.5}
      proOptions={{ hideAttribution: true }}
      onNodeClick={(_event, node) => {
        if (isChoosable(node.data.box)) scene.choose(choiceOf(node.data.box));
      }}
      onKeyDown={onKeyDown}
    >
      <Background gap={20} />
    </ReactFlow>
  );
}

export function Flow(props: FlowProps) {
  const [isMapShown, setMapShown] = useKept<boolean>('rules.picture', false);
  return (
    <ReactFlowProvider>
      <div className="rules-flow">
        <FlowStrip label="The drawing" isMapShown={isMapShown} onMap={setMapShown} />
        <div className="rules-sheet">
          <Sheet {...props} />
        </div>
        {isMapShown ? <FlowPicture label="The whole ruleset" /> : null}
      </div>
    </ReactFlowProvider>
  );
}
