// The nodes of the open mapping as they are folded, and what is selected of them. May import canvas/ and model/.
import { useCallback, useMemo, useState } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { useSameList } from '../canvas/use-same-list.ts';
import { type Folding, type MapNode, nodesOf } from '../model/mapping/graph.ts';

export interface MapNodes {
  readonly nodes: readonly MapNode[];
  readonly onFold: (id: string, isDrawn: boolean) => void;
}

const NOTHING: Folding = new Map();

export function useMapNodes(program: Program): MapNodes {
  const [folding, setFolding] = useState<Folding>(NOTHING);
  const nodes = useSameList(useMemo(() => nodesOf(program, folding), [program, folding]));
  const onFold = useCallback((id: string, isDrawn: boolean) => setFolding((now) => new Map(now).set(id, isDrawn)), []);
  return useMemo(() => ({ nodes, onFold }), [nodes, onFold]);
}

const NONE: ReadonlySet<string> = new Set();

/** The target that an id of a node is about. */
export const targetOf = (nodes: readonly MapNode[], id: string): string =>
  nodes.find((node) => node.id === id)?.target ?? id;

/**
 * What acts are for: targets by path, nodes by id.
 *
 * @param onSelect  told of the target that was selected last
 */
export function useSelection(nodes: readonly MapNode[], onSelect: (path: string) => void) {
  const [selection, setSelection] = useState<ReadonlySet<string>>(NONE);
  const choose = useCallback(
    (ids: ReadonlySet<string>, last: string | undefined) => {
      setSelection(ids);
      if (last !== undefined) onSelect(targetOf(nodes, last));
    },
    [nodes, onSelect],
  );
  return [selection, choose] as const;
}
