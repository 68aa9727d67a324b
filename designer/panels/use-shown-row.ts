// The row that the canvas is to show: of an address that names one once its tree is there, later what acts ask for. May import canvas/.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ShownRow } from '../canvas/use-showing.ts';

/**
 * @param selected  the target that the address names
 * @param isReady  whether there are rows
 * @returns the row to show, and what asks for another
 */
export function useShownRow(
  selected: string | undefined,
  isReady: boolean,
): readonly [ShownRow | undefined, (path: string) => void] {
  const [shown, setShown] = useState<ShownRow>();
  const wasShown = useRef(false);
  useEffect(() => {
    if (wasShown.current || selected === undefined || !isReady) return;
    wasShown.current = true;
    setShown({ side: 'target', path: selected, at: Date.now(), isQuiet: true });
  }, [selected, isReady]);
  const show = useCallback((path: string) => setShown({ side: 'target', path, at: Date.now() }), []);
  return [shown, show];
}
