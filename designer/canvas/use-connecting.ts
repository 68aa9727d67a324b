// A line that is being drawn, from a source field or from a node whose value another target is to get: by keyboard from Enter to
// Enter, by pointer from press to drop.
// May import its neighbours and parts/.
import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useState } from 'react';
import { announce } from '../parts/toast.tsx';
import { useEvent } from '../parts/use-event.ts';
import { dropAt, inputDrop } from './drop-at.ts';
import type { Drop, FunctionDrop } from './function-drop.ts';
import type { LineLayer } from './LineLayer.ts';
import type { Rows } from './rows.ts';
import type { CanvasParts, Lines } from './use-lines.ts';

/** Pixels that the pointer moves before a press becomes a drag. */
const DRAG_FROM = 4;

/** What a line is drawn from: a source field, or the target whose node gives the value. */
export type Origin = { readonly source: string } | { readonly node: string };

export interface ConnectingOptions {
  readonly target: Rows;
  readonly layer: RefObject<LineLayer | null>;
  /** Why a target does not take it; undefined when it does. */
  readonly refuses: (origin: Origin, target: string) => string | undefined;
  readonly onConnect: (source: string, drop: Drop) => void;
  readonly onRetarget: (from: string, to: string) => void;
  readonly pointOf: Lines['pointOf'];
  /** Leads to the tree of targets, with the focus. */
  readonly enterTargets: () => void;
}

export interface Connecting {
  readonly pending: Origin | undefined;
  /** Begins a line by keyboard, and leads to the targets. */
  readonly begin: (origin: Origin) => void;
  readonly finish: (drop: Drop) => void;
  /** Escape while a line is drawn. @returns whether it was taken */
  readonly stopKey: (event: KeyboardEvent) => boolean;
  /** A key in the middle: Enter on an input ends the line there. @returns whether it was taken */
  readonly middleKey: (event: KeyboardEvent) => boolean;
  /** Something was pressed from which a line may be dragged. */
  readonly onPress: (origin: Origin, event: PointerEvent) => void;
  /** What a function is dropped on. */
  readonly functionDropAt: (event: { clientX: number; clientY: number }) => FunctionDrop | undefined;
}

export function useConnecting(parts: CanvasParts, options: ConnectingOptions): Connecting {
  const { target, layer, refuses, onConnect, onRetarget, pointOf, enterTargets } = options;
  const [pending, setPending] = useState<Origin>();
  const begin = useEvent((origin: Origin) => {
    setPending(origin);
    announce(
      'source' in origin
        ? `Connecting ${origin.source.slice(1)}: choose a target, or an input of a node, and press Enter, Escape to stop`
        : `Moving the value of ${origin.node.slice(1)}: choose a target and press Enter, Escape to stop`,
    );
    enterTargets();
  });
  const end = useCallback(() => {
    setPending(undefined);
    layer.current?.drawPending(undefined);
  }, [layer]);
  const finishFrom = useEvent((origin: Origin, drop: Drop) => {
    end();
    if ('node' in drop) {
      if ('source' in origin) onConnect(origin.source, drop);
      return;
    }
    const refusal = refuses(origin, drop.target);
    if (refusal !== undefined) announce(refusal);
    else if ('source' in origin) onConnect(origin.source, drop);
    else onRetarget(origin.node, drop.target);
  });
  const finish = useEvent((drop: Drop) => {
    if (pending !== undefined) finishFrom(pending, drop);
  });
  const stopKey = useEvent((event: KeyboardEvent): boolean => {
    if (event.key !== 'Escape' || pending === undefined) return false;
    end();
    announce('Stopped connecting');
    if ('source' in pending) parts.source.current?.focusRow(pending.source);
    return true;
  });
  const middleKey = useEvent((event: KeyboardEvent): boolean => {
    const element = event.target as HTMLElement;
    if (pending === undefined) {
      const id = element.dataset['id'];
      if (event.key !== 'Enter' || !event.altKey || id === undefined || id.includes('#')) return false;
      begin({ node: id });
      return true;
    }
    const input = element.dataset['input'];
    if (event.key !== 'Enter' || input === undefined) return stopKey(event);
    finish(inputDrop(input));
    return true;
  });
  /** A point of the window in the overlay. */
  const inOverlay = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const overlay = (parts.svg.current as SVGSVGElement).getBoundingClientRect();
    return { x: clientX - overlay.left, y: clientY - overlay.top };
  };
  const startOf = (origin: Origin) =>
    'source' in origin ? layer.current?.endOf('source', origin.source) : pointOf(origin.node, 'out');
  const onPress = useEvent((origin: Origin, event: PointerEvent): void => {
    const start = { x: event.clientX, y: event.clientY };
    let isDragging = false;
    const move = (moved: globalThis.PointerEvent): void => {
      if (!isDragging && Math.hypot(moved.clientX - start.x, moved.clientY - start.y) < DRAG_FROM) return;
      if (!isDragging) setPending(origin);
      isDragging = true;
      layer.current?.drawPending(startOf(origin), inOverlay(moved));
    };
    const up = (ended: globalThis.PointerEvent): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      if (!isDragging) return;
      const drop = dropAt(ended, target, parts.target.current);
      if (drop === undefined) end();
      else finishFrom(origin, drop);
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
  return { pending, begin, finish, stopKey, middleKey, onPress, functionDropAt };
}
