// The strip above the nodes: to the next one and the one before, a search among all of them, and how lines are shown.
// May import its neighbours, model/ and parts/.
import { ArrowDown, ArrowUp, Crosshair, Search, Waypoints } from 'lucide-react';
import { memo, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { MapNode } from '../model/mapping/graph.ts';
import { IconButton } from '../parts/Button.tsx';
import { Finder } from '../parts/Finder.tsx';
import { FlowStrip } from '../parts/FlowStrip.tsx';
import { spokenNode } from './NodeView.tsx';

export interface NodeStripProps {
  readonly nodes: readonly MapNode[];
  /** Goes to a node: it comes into sight and has the focus. */
  readonly onGo: (id: string) => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly isFocused: boolean;
  readonly onFocused: (isFocused: boolean) => void;
  /** Lines that only messages of another shape would draw. */
  readonly elsewhere: number;
  readonly showsAll: boolean;
  readonly onShowAll: (showsAll: boolean) => void;
  readonly isMapShown: boolean;
  readonly onMap: (isShown: boolean) => void;
}

export const NodeStrip = memo(function NodeStrip(props: NodeStripProps) {
  const { nodes, onStep, isFocused, elsewhere, showsAll } = props;
  return (
    <FlowStrip label="Nodes" isMapShown={props.isMapShown} onMap={props.onMap}>
      <IconButton
        label="Node before"
        keys="Page Up"
        icon={<ArrowUp aria-hidden size={15} />}
        isDisabled={nodes.length === 0}
        onPress={() => onStep(-1)}
      />
      <IconButton
        label="Next node"
        keys="Page Down"
        icon={<ArrowDown aria-hidden size={15} />}
        isDisabled={nodes.length === 0}
        onPress={() => onStep(1)}
      />
      <NodeFinder nodes={nodes} onGo={props.onGo} />
      <IconButton
        label={isFocused ? 'Show all lines alike' : 'Light the lines of the selected field only'}
        icon={<Crosshair aria-hidden size={15} />}
        aria-pressed={isFocused}
        onPress={() => props.onFocused(!isFocused)}
      />
      {elsewhere === 0 ? null : (
        <IconButton
          label={
            showsAll
              ? 'Leave out lines that this sample does not draw'
              : `Show ${elsewhere} lines that only other messages draw`
          }
          icon={<Waypoints aria-hidden size={15} />}
          aria-pressed={showsAll}
          onPress={() => props.onShowAll(!showsAll)}
        />
      )}
    </FlowStrip>
  );
});

const idOf = ({ id }: MapNode): string => id;

const NodeFinder = memo(function NodeFinder({ nodes, onGo }: Pick<NodeStripProps, 'nodes' | 'onGo'>) {
  const [open, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="button icon-button" data-tone="quiet" aria-label="Find a node" isDisabled={nodes.length === 0}>
        <Search aria-hidden size={15} />
      </Button>
      <Popover className="popover pick" placement="bottom start">
        <Dialog className="pick-dialog" aria-label="Find a node">
          <Finder
            label="Find a node"
            listLabel="Nodes"
            placeholder="Name, kind or field"
            inputClass="input"
            listClass="pick-list"
            noteClass="pick-more"
            items={nodes}
            keyOf={idOf}
            titleOf={({ title }) => title}
            wordsOf={spokenNode}
            onPick={({ id }) => {
              setOpen(false);
              onGo(id);
            }}
          >
            {(node) => <span className="clip">{spokenNode(node)}</span>}
          </Finder>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
});
