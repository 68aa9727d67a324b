// From node to node by keyboard: only nodes in sight are in the document, so that one that is not comes into sight first.
// May import its neighbours, model/ and parts/.
import { type KeyboardEvent, type RefObject, useMemo } from 'react';
import type { MapNode } from '../model/mapping/graph.ts';
import { useCommands } from '../parts/commands.ts';
import { isStillAt } from '../parts/focus-later.ts';
import { useEvent } from '../parts/use-event.ts';

export interface NodeWalk {
  /** Brings a node into sight and puts the focus on it. */
  readonly go: (id: string) => void;
  /** To the next node, or the one before, of the one that has the focus or of the selected target's. */
  readonly step: (by: 1 | -1) => void;
  /** @returns whether the key leads from node to node */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

export interface WalkOptions {
  readonly nodes: readonly MapNode[];
  readonly selected: string | undefined;
  readonly showNode: (id: string) => void;
}

/** Frames within which a node that came into sight is in the document. */
const FRAMES = 12;

const elementOf = (pane: HTMLElement | null, id: string): HTMLElement | null =>
  pane?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? null;

/** The node that the focus is on or in. */
const focusedId = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset['id'];

export function useNodeWalk(pane: RefObject<HTMLElement | null>, options: WalkOptions): NodeWalk {
  const { nodes, selected, showNode } = options;
  const go = useEvent((id: string) => {
    const before = document.activeElement;
    showNode(id);
    const focus = (frames: number): void => {
      if (!isStillAt(before)) return;
      const element = elementOf(pane.current, id);
      if (element !== null) element.focus({ preventScroll: true });
      else if (frames > 0) requestAnimationFrame(() => focus(frames - 1));
    };
    focus(FRAMES);
  });
  const indexNow = (): number => nodes.findIndex(({ id }) => id === (focusedId() ?? selected));
  const step = useEvent((by: 1 | -1) => {
    const now = indexNow();
    const next = now < 0 ? (by > 0 ? 0 : nodes.length - 1) : Math.min(nodes.length - 1, Math.max(0, now + by));
    const node = nodes[next];
    if (node !== undefined) go(node.id);
  });
  const onKey = useEvent((event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey || focusedId() === undefined) return false;
    if (event.target instanceof HTMLTextAreaElement) return false;
    if (event.key === 'PageDown') step(1);
    else if (event.key === 'PageUp') step(-1);
    else if (event.key === 'Home' && nodes[0] !== undefined) go(nodes[0].id);
    else if (event.key === 'End') go(nodes.at(-1)?.id ?? '');
    else return false;
    return true;
  });
  const enter = useEvent(() => {
    const node = nodes[Math.max(0, indexNow())];
    if (node !== undefined) go(node.id);
  });
  useCommands(
    useMemo(
      () => [{ id: 'focus-nodes', title: 'Go to the nodes', group: 'Mapping', keys: 'alt+4', run: enter }],
      [enter],
    ),
  );
  return useMemo(() => ({ go, step, onKey }), [go, step, onKey]);
}
