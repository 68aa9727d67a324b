// Keys of a list of buttons: one stop of Tab, arrows, Home and End lead from one to the next. Imports nothing of ours.
import type { KeyboardEvent } from 'react';

/** Where a key leads in a list of so many from a place in it; undefined for keys that lead nowhere, and in an empty list. */
export function listPlaceAfter(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/**
 * For the `onKeyDown` of the list: chooses and focuses the next item. Items bear `data-key`.
 *
 * @param keys of the items that are shown, in order
 */
export function onListKey(
  event: KeyboardEvent<HTMLElement>,
  list: {
    readonly keys: readonly string[];
    readonly chosen: string | undefined;
    readonly onChoose: (key: string) => void;
  },
): void {
  const at = list.chosen === undefined ? -1 : list.keys.indexOf(list.chosen);
  const place = listPlaceAfter(event.key, at, list.keys.length);
  const next = place === undefined ? undefined : list.keys[place];
  if (next === undefined) return;
  event.preventDefault();
  list.onChoose(next);
  event.currentTarget.querySelector<HTMLElement>(`[data-key="${CSS.escape(next)}"]`)?.focus();
}
