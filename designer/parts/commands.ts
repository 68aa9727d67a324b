// What can be done here, by name: every page adds its acts, the palette lists them, keys run them. Imports nothing of ours.
import { useEffect, useRef } from 'react';
import { create } from 'zustand';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** The heading it stands under: the name of a page or of a thing. */
  readonly group: string;
  /** `mod+s`: mod is Ctrl, or Cmd on a Mac. Keys without mod and alt work outside text fields only. */
  readonly keys?: string;
  /** More words by which it is found. */
  readonly words?: string;
  readonly isEnabled?: boolean;
  readonly run: () => void;
}

interface Registry {
  readonly lists: ReadonlyMap<symbol, readonly Command[]>;
}

const useRegistry = create<Registry>(() => ({ lists: new Map() }));

/** Adds acts for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const key = useRef(Symbol('commands'));
  useEffect(() => {
    useRegistry.setState(({ lists }) => ({ lists: new Map(lists).set(key.current, commands) }));
  }, [commands]);
  useEffect(() => {
    const own = key.current;
    return () =>
      useRegistry.setState(({ lists }) => ({ lists: new Map([...lists].filter(([owner]) => owner !== own)) }));
  }, []);
}

/** All acts there are now, those added last first. */
export const allCommands = (): Command[] => [...useRegistry.getState().lists.values()].reverse().flat();

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as people read them: `Ctrl+S`, on a Mac `⌘S`. */
export function keysText(keys: string): string {
  const names: Readonly<Record<string, string>> = IS_MAC
    ? { mod: '⌘', shift: '⇧', alt: '⌥' }
    : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };
  const parts = keys.split('+').map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
  return parts.join(IS_MAC ? '' : '+');
}

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.toLowerCase().split('+');
  const has = (name: string) => parts.includes(name);
  const mod = IS_MAC ? event.metaKey : event.ctrlKey;
  return (
    event.key.toLowerCase() === parts.at(-1) &&
    mod === has('mod') &&
    event.shiftKey === has('shift') &&
    event.altKey === has('alt')
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;

/** Runs the act whose keys were pressed. @returns whether there was one */
export function runByKeys(event: KeyboardEvent): boolean {
  const found = allCommands().find(
    ({ keys, isEnabled }) =>
      keys !== undefined &&
      isEnabled !== false &&
      matches(event, keys) &&
      (/mod\+|alt\+/.test(keys) || !isTyping(event.target)),
  );
  if (found === undefined) return false;
  event.preventDefault();
  found.run();
  return true;
}
