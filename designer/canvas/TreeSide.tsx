// One side of the canvas: the search, the tree, and how many lines lead out of its sight. May import its neighbours and parts/.
import { PanelLeftClose, PanelLeftOpen, PanelRightClose, PanelRightOpen } from 'lucide-react';
import { type ComponentProps, memo, type Ref } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../parts/Button.tsx';
import { SearchField } from '../parts/fields.tsx';
import { EmptyState } from '../parts/states.tsx';
import { FieldTree, type TreeHandle } from './FieldTree.tsx';
import type { EdgeStore } from './use-lines.ts';
import type { TreeView } from './use-tree.ts';

type TreeProps = ComponentProps<typeof FieldTree>;

export interface TreeSideProps extends Omit<TreeProps, 'rows' | 'label' | 'onToggle' | 'empty'> {
  readonly view: TreeView;
  readonly edges: EdgeStore;
  /** Folded away to a rail at which its lines end. */
  readonly isFolded: boolean;
  readonly onFold: (isFolded: boolean) => void;
  readonly ref?: Ref<TreeHandle>;
}

const WORDS = {
  source: {
    side: 'Source',
    find: 'Find a source field',
    tree: 'Source fields',
    nothing: 'No fields yet',
    help: 'Choose a sample, or paste one, to see its fields.',
  },
  target: {
    side: 'Target',
    find: 'Find a target field',
    tree: 'Target fields',
    nothing: 'No target fields',
    help: undefined,
  },
} as const;

export const TreeSide = memo(function TreeSide({ view, edges, isFolded, onFold, ...tree }: TreeSideProps) {
  const { side } = tree;
  const { rows, toggle, text, setText } = view;
  return (
    <section className="canvas-side" aria-label={WORDS[side].side} data-folded={isFolded || undefined}>
      <TreeHead side={side} text={text} setText={setText} isFolded={isFolded} onFold={onFold} />
      <FieldTree
        {...tree}
        label={WORDS[side].tree}
        rows={rows}
        onToggle={toggle}
        empty={rows.list.length === 0 ? <NoRows side={side} isSearched={text !== ''} /> : undefined}
      />
      <EdgeNotes edges={edges} side={side} />
    </section>
  );
});

/** How many lines lead out of the tree's sight, at the edge that they leave by. */
function EdgeNotes({ edges, side }: Pick<TreeSideProps, 'edges' | 'side'>) {
  const { counts } = useStore(edges);
  return counts
    .filter((edge) => edge.side === side)
    .map((edge) => (
      <span key={edge.edge} className="canvas-edge" data-edge={edge.edge}>
        {edge.count} more {edge.edge === 'above' ? '↑' : '↓'}
      </span>
    ));
}

interface HeadProps extends Pick<TreeSideProps, 'side' | 'isFolded' | 'onFold'> {
  readonly text: string;
  readonly setText: (text: string) => void;
}

const TreeHead = memo(function TreeHead({ side, text, setText, isFolded, onFold }: HeadProps) {
  const [Close, Open] =
    side === 'source' ? [PanelLeftClose, PanelLeftOpen] : ([PanelRightClose, PanelRightOpen] as const);
  const words = WORDS[side];
  const fold = (
    <IconButton
      label={isFolded ? `Show the ${words.tree.toLowerCase()}` : `Fold the ${words.tree.toLowerCase()} away`}
      icon={isFolded ? <Open aria-hidden size={15} /> : <Close aria-hidden size={15} />}
      onPress={() => onFold(!isFolded)}
    />
  );
  if (isFolded)
    return (
      <div className="canvas-rail">
        {fold}
        <span aria-hidden="true">{words.tree}</span>
      </div>
    );
  return (
    <div className="canvas-search">
      {fold}
      <SearchField label={words.find} placeholder="Find" value={text} onChange={setText} />
    </div>
  );
});

function NoRows({ side, isSearched }: { side: TreeSideProps['side']; isSearched: boolean }) {
  return (
    <EmptyState title={isSearched ? 'No field has that name' : WORDS[side].nothing}>
      {isSearched ? undefined : WORDS[side].help}
    </EmptyState>
  );
}
