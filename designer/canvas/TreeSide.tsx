// One side of the canvas: the search, the tree, and how many lines lead out of its sight. May import its neighbours and parts/.
import { type ComponentProps, memo, type Ref } from 'react';
import { SearchField } from '../parts/fields.tsx';
import { EmptyState } from '../parts/states.tsx';
import { FieldTree, type TreeHandle } from './FieldTree.tsx';
import type { Drawing } from './line-geometry.ts';
import type { TreeView } from './use-tree.ts';

type TreeProps = ComponentProps<typeof FieldTree>;

export interface TreeSideProps extends Omit<TreeProps, 'rows' | 'label' | 'onToggle' | 'empty'> {
  readonly view: TreeView;
  readonly edges: Drawing['edges'];
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

export const TreeSide = memo(function TreeSide({ view, edges, ...tree }: TreeSideProps) {
  const { side } = tree;
  const { rows, toggle, text, setText } = view;
  return (
    <section className="canvas-side" aria-label={WORDS[side].side}>
      <TreeSearch side={side} text={text} setText={setText} />
      <FieldTree
        {...tree}
        label={WORDS[side].tree}
        rows={rows}
        onToggle={toggle}
        empty={rows.list.length === 0 ? <NoRows side={side} isSearched={text !== ''} /> : undefined}
      />
      {edges
        .filter((edge) => edge.side === side)
        .map((edge) => (
          <span key={edge.edge} className="canvas-edge" data-edge={edge.edge}>
            {edge.count} more {edge.edge === 'above' ? '↑' : '↓'}
          </span>
        ))}
    </section>
  );
});

type Side = TreeSideProps['side'];

const TreeSearch = memo(function TreeSearch(props: { side: Side; text: string; setText: (text: string) => void }) {
  return (
    <div className="canvas-search">
      <SearchField label={WORDS[props.side].find} value={props.text} onChange={props.setText} />
    </div>
  );
});

function NoRows({ side, isSearched }: { side: Side; isSearched: boolean }) {
  return (
    <EmptyState title={isSearched ? 'No field has that name' : WORDS[side].nothing}>
      {isSearched ? undefined : WORDS[side].help}
    </EmptyState>
  );
}
