// Which trees of the canvas are folded away, and the keys that lead to them all the same. May import its neighbours and parts/.
import { useMemo } from 'react';
import { flushSync } from 'react-dom';
import { useCommands } from '../parts/commands.ts';
import { useEvent } from '../parts/use-event.ts';
import { useKept } from '../parts/use-kept.ts';
import type { CanvasParts } from './use-lines.ts';

/** `enter` unfolds a tree and takes the focus into it. */
export function useFolding(parts: Pick<CanvasParts, 'source' | 'target'>) {
  const [isSourceFolded, foldSource] = useKept<boolean>('canvas.source-folded', false);
  const [isTargetFolded, foldTarget] = useKept<boolean>('canvas.target-folded', false);
  const enter = useEvent((side: 'source' | 'target') => {
    flushSync(() => (side === 'source' ? foldSource : foldTarget)(false));
    parts[side].current?.scroller?.focus({ preventScroll: true });
  });
  useCommands(
    useMemo(
      () => [
        {
          id: 'focus-source',
          title: 'Go to the source fields',
          group: 'Mapping',
          keys: 'alt+1',
          run: () => enter('source'),
        },
        {
          id: 'focus-target',
          title: 'Go to the target fields',
          group: 'Mapping',
          keys: 'alt+2',
          run: () => enter('target'),
        },
      ],
      [enter],
    ),
  );
  return { isSourceFolded, foldSource, isTargetFolded, foldTarget, enter };
}
