// Work that can wait until what has changed is on the screen: an act is answered first, what follows from it comes a frame later.
// May import React.
import { useEffect, useRef, useState } from 'react';

/** A page that is not on the screen paints nothing: after this time it is done all the same. */
const HIDDEN_MS = 150;
/** When nothing is idle for so long, it is done all the same. */
const BUSY_MS = 300;

/** Does a thing once what is there now has been painted. @returns how to call it off */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const painted = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(hidden);
    timer = setTimeout(run);
  };
  const frame = requestAnimationFrame(painted);
  const hidden = setTimeout(painted, HIDDEN_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(hidden);
    clearTimeout(timer);
  };
}

/** Does a thing when the page has nothing else to do. @returns how to call it off */
export function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(run, BUSY_MS);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(run, { timeout: BUSY_MS });
  return () => cancelIdleCallback(request);
}

/** A value that is shown a frame after it has changed: of several changes until then the last. */
export function useAfterPaint<Value>(value: Value): Value {
  const [shown, setShown] = useState(() => value);
  const latest = useRef(value);
  const callOff = useRef<() => void>(undefined);
  useEffect(() => {
    latest.current = value;
    if (value === shown || callOff.current !== undefined) return;
    callOff.current = afterPaint(() => {
      callOff.current = undefined;
      setShown(() => latest.current);
    });
  }, [value, shown]);
  useEffect(
    () => () => {
      callOff.current?.();
      callOff.current = undefined;
    },
    [],
  );
  return shown;
}
