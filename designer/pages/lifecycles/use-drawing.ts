// Drawing a transition with the pointer: from the handle of a state to where the pointer is, until it is let go. Imports nothing of ours.
import { type PointerEvent, type RefObject, useEffect, useState } from 'react';

export interface DrawnLine {
  readonly from: string;
  /** Where the pointer is, on the sheet. */
  readonly x: number;
  readonly y: number;
}

/** The state that lies under the pointer. */
const stateAt = ({ clientX, clientY }: PointerEvent): string | undefined =>
  document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-state]')?.dataset['state'];

/**
 * @param onDrawn from and to; not called when the line ends beside all states, in the one it began in, or by Escape
 * @returns the line that is being drawn, and what a handle has to listen to
 */
export function useDrawing(sheet: RefObject<HTMLElement | null>, onDrawn: (from: string, to: string) => void) {
  const [line, setLine] = useState<DrawnLine>();
  const isDrawing = line !== undefined;
  useEffect(() => {
    if (!isDrawing) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setLine(undefined);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isDrawing]);
  const follow = (from: string, event: PointerEvent) => {
    const rect = sheet.current?.getBoundingClientRect();
    if (rect !== undefined) setLine({ from, x: event.clientX - rect.left, y: event.clientY - rect.top });
  };
  const handleOf = (from: string) => ({
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      follow(from, event);
    },
    onPointerMove: (event: PointerEvent) => isDrawing && follow(from, event),
    onPointerUp: (event: PointerEvent) => {
      if (!isDrawing) return;
      setLine(undefined);
      const to = stateAt(event);
      if (to !== undefined && to !== from) onDrawn(from, to);
    },
    onPointerCancel: () => setLine(undefined),
  });
  return { line, handleOf };
}
