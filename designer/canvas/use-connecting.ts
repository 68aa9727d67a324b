// A line that is being drawn from a source field: by keyboard from Enter to Enter, by pointer from press to drop.
// May import its neighbours and parts/.
import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useState } from 'react';
import { announce } from '../parts/toast.tsx';
import { useEvent } from '../parts/use-event.ts';
import { dropAt } from './drop-at.ts';
import type { Drop, FunctionDrop } from './function-drop.ts';
import type { LineLayer } from './LineLayer.ts';
import type { Rows } from './rows.ts';
import type { CanvasParts } from './use-lines.ts';

/** Pixels that the pointer moves before a press becomes a drag. */
const DRAG_FROM = 4;

export interface ConnectingOptions {
  readonly target: Rows;
  readonly layer: RefObject<LineLayer | null>;
  /** Why a source field does not fit a target; undefined when it does. */
  readonly refuses: (source: string, target: string) => string | undefined;
  readonly onConnect: (source: string, drop: Drop) => void;
}

export interface Connecting {
  /** The source field that a line is being drawn from. */
  readonly pending: string | undefined;
  /** Begins a line by keyboard, and leads to the targets. */
  readonly begin: (path: string) => void;
  readonly finish: (drop: Drop) => void;
  /** A key while a line is drawn. @returns whether it was taken */
  readonly stopKey: (event: KeyboardEvent) => boolean;
  /** A source row was pressed: from here it may be dragged. */
  readonly onPress: (path: string, event: PointerEvent) => void;
  /** What a function is dropped on. */
  readonly functionDropAt: (event: { clientX: number; clientY: number }) => FunctionDrop | undefined;
}

export function useConnecting(parts: CanvasParts, options: ConnectingOptions): Connecting {
  const { target, layer, refuses, onConnect } = options;
  const [pending, setPending] = useState<string>();
  const begin = useEvent((path: string) => {
    setPending(path);
    announce(`Connecting ${path.slice(1)}: choose a target and press Enter, Escape to stop`);
    parts.target.current?.scroller?.focus({ preventScroll: true });
  });
  const end = useCallback(() => {
    setPending(undefined);
    layer.current?.drawPending(undefined);
  }, [layer]);
  const finishFrom = useEvent((path: string, drop: Drop) => {
    end();
    const refusal = 'target' in drop ? refuses(path, drop.target) : undefined;
    if (refusal !== undefined) announce(refusal);
    else onConnect(path, drop);
  });
  const finish = useEvent((drop: Drop) => {
    if (pending !== undefined) finishFrom(pending, drop);
  });
  const stopKey = useEvent((event: KeyboardEvent): boolean => {
    if (event.key !== 'Escape' || pending === undefined) return false;
    end();
    announce('Stopped connecting');
    parts.source.current?.focusRow(pending);
    return true;
  });
  /** A point of the window in the overlay. */
  const inOverlay = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const overlay = (parts.svg.current as SVGSVGElement).getBoundingClientRect();
    return { x: clientX - overlay.left, y: clientY - overlay.top };
  };
  const onPress = useEvent((path: string, event: PointerEvent): void => {
    const start = { x: event.clientX, y: event.clientY };
    let isDragging = false;
    const move = (moved: globalThis.PointerEvent): void => {
      if (!isDragging && Math.hypot(moved.clientX - start.x, moved.clientY - start.y) < DRAG_FROM) return;
      if (!isDragging) setPending(path);
      isDragging = true;
      layer.current?.drawPending(layer.current.endOf('source', path), inOverlay(moved));
    };
    const up = (ended: globalThis.PointerEvent): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      if (!isDragging) return;
      const drop = dropAt(ended, target, parts.target.current);
      if (drop === undefined) end();
      else finishFrom(path, drop);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
  });
  const functionDropAt = useEvent((event: { clientX: number; clientY: number }): FunctionDrop | undefined => {
    const drop = dropAt(event, target, parts.target.current);
    if (drop !== undefined) return drop;
    const node = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-node]');
    if (node?.dataset['node'] !== undefined) return { node: node.dataset['node'] };
    const line = layer.current?.linesAt(inOverlay(event)) ?? [];
    return line.length === 0 ? undefined : { line };
  });
  return { pending, begin, finish, stopKey, onPress, functionDropAt };
}
