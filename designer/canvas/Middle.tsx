// The pane between the trees: one node for each target that is more than a field, with an input for each part of it.
// React Flow holds these nodes only; lines are drawn by LineLayer. May import its neighbours and model/.
import {
  Background,
  Controls,
  MiniMap,
  type Node,
  type NodeChange,
  type NodeProps,
  type OnMove,
  Panel,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { createContext, memo, type ReactNode, useContext, useMemo } from 'react';
import type { MapNode } from './map-nodes.ts';
import { HEAD_HEIGHT, INPUT_HEIGHT, NODE_WIDTH } from './map-nodes.ts';

export type FlowNode = Node<{ readonly node: MapNode }, 'map'>;

interface NodeView {
  readonly valueAt: (id: string) => string | undefined;
  readonly faultAt: (path: string) => string | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}

const View = createContext<NodeView>({
  valueAt: () => undefined,
  faultAt: () => undefined,
  selected: undefined,
  onSelect: () => undefined,
});

const KIND_WORDS: Readonly<Record<MapNode['kind'], string>> = {
  call: 'function',
  lookup: 'table',
  condition: 'condition',
  operation: 'operation',
  expression: 'expression',
  loop: 'loop',
};

const MapNodeView = memo(function MapNodeView({ data }: NodeProps<FlowNode>) {
  const view = useContext(View);
  const { node } = data;
  const value = view.valueAt(node.id);
  const fault = view.faultAt(node.target);
  return (
    <div
      className="map-node"
      data-kind={node.kind}
      data-selected={view.selected === node.target || undefined}
      data-fault={fault === undefined ? undefined : true}
      data-node={node.id}
      title={fault ?? node.text}
      style={{ width: NODE_WIDTH }}
    >
      <div className="map-node-head" style={{ height: HEAD_HEIGHT }}>
        <span className="map-node-kind">{KIND_WORDS[node.kind]}</span>
        <strong className="clip">{node.title}</strong>
        <span className="map-node-value clip" data-value={value}>
          {value}
        </span>
      </div>
      {node.inputs.map((input, index) => (
        <div
          key={`${input.label} ${input.start}`}
          className="map-node-input"
          data-input={`${node.id} ${index}`}
          style={{ height: INPUT_HEIGHT }}
        >
          <span className="map-node-port" />
          <span className="soft">{input.label}</span>
          <code className="clip">{input.text}</code>
        </div>
      ))}
    </div>
  );
});

const NODE_TYPES = { map: MapNodeView };
const START = { x: 16, y: 16, zoom: 0.9 };

export interface MiddleProps extends NodeView {
  readonly nodes: readonly FlowNode[];
  readonly onChange: (changes: NodeChange<FlowNode>[]) => void;
  readonly onMoved: () => void;
  readonly onMove: OnMove;
  readonly onReady: (flow: ReactFlowInstance<FlowNode>) => void;
  readonly empty?: ReactNode;
}

export const Middle = memo(function Middle(props: MiddleProps) {
  const { nodes, onChange, onMoved, onMove, onReady, empty, valueAt, faultAt, selected, onSelect } = props;
  const view = useMemo(() => ({ valueAt, faultAt, selected, onSelect }), [valueAt, faultAt, selected, onSelect]);
  return (
    <View.Provider value={view}>
      <ReactFlow<FlowNode>
        className="middle"
        nodes={nodes as FlowNode[]}
        edges={[]}
        nodeTypes={NODE_TYPES}
        onNodesChange={onChange}
        onNodeDragStop={onMoved}
        onNodeClick={(_event, node) => onSelect(node.data.node.target)}
        onSelectionChange={({ nodes: [node] }) => node !== undefined && onSelect(node.data.node.target)}
        onMove={onMove}
        onInit={onReady}
        onlyRenderVisibleElements
        nodesConnectable={false}
        deleteKeyCode={null}
        minZoom={0.2}
        maxZoom={1.5}
        defaultViewport={START}
        proOptions={{ hideAttribution: true }}
        aria-label="Functions, conditions, tables and loops"
      >
        <Background gap={20} size={1} color="var(--line)" />
        <Controls showInteractive={false} position="bottom-left" />
        {nodes.length > 8 ? (
          <MiniMap pannable zoomable position="bottom-right" ariaLabel="Small picture of all nodes" />
        ) : null}
        {nodes.length === 0 && empty !== undefined ? <Panel position="top-center">{empty}</Panel> : null}
      </ReactFlow>
    </View.Provider>
  );
});
