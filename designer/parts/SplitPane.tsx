// Two panes with a bar between them that mouse and arrow keys move; the size is kept in this browser. Imports nothing of ours.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

export interface SplitPaneProps {
  /** Name of the bar for screen readers, and the key under which the size is kept. */
  readonly label: string;
  /** The pane whose size is kept. */
  readonly side: 'start' | 'end';
  readonly direction?: 'row' | 'column';
  /** Pixels at first. */
  readonly initial: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly start: ReactNode;
  readonly end: ReactNode;
  /** The pane at the end is folded away; it stays as it is. */
  readonly isEndFolded?: boolean;
}

const KEY_STEP = 16;
const keyOf = (label: string) => `crossdock.split.${label}`;

function keptSize(label: string): number | undefined {
  try {
    return Number(localStorage.getItem(keyOf(label))) || undefined;
  } catch {
    // Storage may be refused; the pane then starts anew each time.
    return undefined;
  }
}

export function SplitPane(props: SplitPaneProps) {
  const { label, side, direction = 'row', initial, minimum = 120, maximum = 900, start, end, isEndFolded } = props;
  const [size, setSize] = useState(() => keptSize(label) ?? initial);
  const box = useRef<HTMLDivElement>(null);
  const clamp = (value: number) => Math.round(Math.min(maximum, Math.max(minimum, value)));
  const keep = (value: number) => {
    const next = clamp(value);
    setSize(next);
    try {
      localStorage.setItem(keyOf(label), String(next));
    } catch {
      // See above.
    }
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || box.current === null) return;
    const rect = box.current.getBoundingClientRect();
    const [from, to, at] =
      direction === 'row' ? [rect.left, rect.right, event.clientX] : [rect.top, rect.bottom, event.clientY];
    keep(side === 'start' ? at - from : to - at);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const sign = side === 'start' ? 1 : -1;
    if (event.key === less) keep(size - sign * KEY_STEP);
    else if (event.key === more) keep(size + sign * KEY_STEP);
    else return;
    event.preventDefault();
  };
  const sized = { [direction === 'row' ? 'width' : 'height']: size };
  return (
    <div ref={box} className="split" data-direction={direction}>
      <div
        className="split-pane"
        data-sized={side === 'start' || undefined}
        style={side === 'start' ? sized : undefined}
      >
        {start}
      </div>
      <div
        className="split-bar"
        hidden={isEndFolded}
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={minimum}
        aria-valuemax={maximum}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <div
        className="split-pane"
        data-sized={side === 'end' || undefined}
        style={side === 'end' ? sized : undefined}
        hidden={isEndFolded}
      >
        {end}
      </div>
    </div>
  );
}
