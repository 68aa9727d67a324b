// What a drawing of nodes is looked at with: its buttons in a strip of their own above it, its small picture below it, nothing over
// it. Both stand beside <ReactFlow> in one <ReactFlowProvider>. May import ./Button.tsx.
import { MiniMap, useReactFlow } from '@xyflow/react';
import { Map as MapIcon, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import './FlowStrip.css';

export interface FlowStripProps {
  /** Name of the strip for screen readers. */
  readonly label: string;
  readonly isMapShown: boolean;
  readonly onMap: (isShown: boolean) => void;
  /** What there is beside zooming. */
  readonly children?: ReactNode;
}

export const FlowStrip = memo(function FlowStrip({ label, isMapShown, onMap, children }: FlowStripProps) {
  const flow = useReactFlow();
  return (
    <div className="flow-strip" role="toolbar" aria-label={label}>
      {children}
      <span className="flow-strip-gap" />
      <IconButton
        label="Zoom out"
        icon={<ZoomOut aria-hidden size={15} />}
        onPress={() => void flow.zoomOut({ duration: 120 })}
      />
      <IconButton
        label="Zoom in"
        icon={<ZoomIn aria-hidden size={15} />}
        onPress={() => void flow.zoomIn({ duration: 120 })}
      />
      <IconButton
        label="Show all of it"
        icon={<Maximize aria-hidden size={15} />}
        onPress={() => void flow.fitView({ padding: 0.1 })}
      />
      <IconButton
        label="Small picture of all"
        icon={<MapIcon aria-hidden size={15} />}
        aria-pressed={isMapShown}
        onPress={() => onMap(!isMapShown)}
      />
    </div>
  );
});

/** The small picture, in a place of its own below what it is of. */
export const FlowPicture = memo(function FlowPicture({ label }: { label: string }) {
  return (
    <div className="flow-picture">
      <MiniMap pannable zoomable ariaLabel={label} />
    </div>
  );
});
