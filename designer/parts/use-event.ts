// A callback that stays the same and does what the last rendering says: what it is given to is not drawn again for it. May import React.
import { useCallback, useInsertionEffect, useRef } from 'react';

/** For handlers only: it must not be called while rendering. */
export function useEvent<Args extends readonly unknown[], Result>(
  handler: (...args: Args) => Result,
): (...args: Args) => Result {
  const last = useRef(handler);
  useInsertionEffect(() => {
    last.current = handler;
  });
  return useCallback((...args: Args) => last.current(...args), []);
}
