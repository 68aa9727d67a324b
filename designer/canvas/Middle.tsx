// The pane between the trees: the nodes of each target's expression. React Flow holds these nodes only; lines are drawn by LineLayer.
// May import its neighbours and model/.
import {
  Background,
  type Node,
  type NodeChange,
  type OnMove,
  Panel,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { type KeyboardEvent, memo, type ReactNode } from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import { type NodeActs, NodeActsContext, NodeView } from './NodeView.tsx';

export type FlowNode = Node<{ readonly node: MapNode }, 'map'>;

const NODE_TYPES = { map: NodeView };
const START = { x: 16, y: 16, zoom: 0.9 };
const ADD_KEYS = ['Control', 'Meta', 'Shift'];

export interface MiddleProps {
  readonly nodes: readonly FlowNode[];
  readonly acts: NodeActs;
  readonly onChange: (changes: NodeChange<FlowNode>[]) => void;
  readonly onMove: OnMove;
  readonly onReady: (flow: ReactFlowInstance<FlowNode>) => void;
  readonly empty?: ReactNode;
}

/** Enter goes into a node's inputs; what else a key does at a node is told by the acts. */
function nodeKey(event: KeyboardEvent<HTMLElement>, nodes: readonly FlowNode[], acts: NodeActs): void {
  const element = event.target as HTMLElement;
  if (!element.classList.contains('react-flow__node')) return;
  const node = nodes.find((one) => one.id === element.dataset['id'])?.data.node;
  if (node === undefined) return;
  if (event.key === 'Enter') element.querySelector<HTMLElement>('.map-node-input')?.focus();
  else if (event.key === 'ArrowLeft' && event.altKey && node.depth > 0) acts.onFold(node.id, false);
  else if (!acts.onNodeKey(event, node)) return;
  event.preventDefault();
  event.stopPropagation();
}

export const Middle = memo(function Middle(props: MiddleProps) {
  const { nodes, acts, onChange, onMove, onReady, empty } = props;
  return (
    <NodeActsContext.Provider value={acts}>
      <ReactFlow<FlowNode>
        className="middle"
        nodes={nodes as FlowNode[]}
        edges={[]}
        nodeTypes={NODE_TYPES}
        onNodesChange={onChange}
        onMove={onMove}
        onInit={onReady}
        onKeyDownCapture={(event) => nodeKey(event, nodes, acts)}
        onlyRenderVisibleElements
        nodesConnectable={false}
        deleteKeyCode={null}
        multiSelectionKeyCode={ADD_KEYS}
        zoomOnDoubleClick={false}
        minZoom={0.2}
        maxZoom={1.5}
        defaultViewport={START}
        proOptions={{ hideAttribution: true }}
        aria-label="Functions, conditions, tables and loops"
      >
        <Background gap={20} size={1} color="var(--line)" />
        {nodes.length === 0 && empty !== undefined ? <Panel position="top-center">{empty}</Panel> : null}
      </ReactFlow>
    </NodeActsContext.Provider>
  );
});
