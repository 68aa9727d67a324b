// Changes as the sidecar tells them: one stream for all pages, open while any page wants it. Imports nothing of ours.
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';

export type ChangeKind = 'receipt' | 'message' | 'delivery' | 'workspace' | 'exception' | 'act';

/** Answers that are asked for again when something of a kind changes. */
export type LiveKeys = Partial<Record<ChangeKind, readonly QueryKey[]>>;

type Counts = Partial<Record<ChangeKind, number>>;
type Listener = (counts: Counts | 'everything') => void;

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let source: EventSource | undefined;
let state: 'off' | 'live' | 'broken' = 'off';

function become(next: typeof state): void {
  state = next;
  for (const watcher of watchers) watcher();
}

function open(): void {
  source = new EventSource('/v1/events');
  // What was read while the stream was not open yet, or was lost, may be old by now.
  source.addEventListener('open', () => {
    become('live');
    for (const listener of listeners) listener('everything');
  });
  // The browser tries again by itself, and says what it saw last.
  source.addEventListener('error', () => become('broken'));
  source.addEventListener('changes', (event) => {
    const { counts } = JSON.parse((event as MessageEvent<string>).data) as { counts: Counts };
    for (const listener of listeners) listener(counts);
  });
  source.addEventListener('reset', () => {
    for (const listener of listeners) listener('everything');
  });
}

/**
 * A browser keeps few connections to one server: a page that nobody looks at gives its own back, and reads everything
 * again when it is looked at.
 */
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    source?.close();
    source = undefined;
    become('off');
  } else if (listeners.size > 0 && source === undefined) {
    open();
  }
});

function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (source === undefined && !document.hidden) open();
  return () => {
    listeners.delete(listener);
    // A page that is left is followed by another at once: the stream stays for it.
    setTimeout(() => {
      if (listeners.size > 0) return;
      source?.close();
      source = undefined;
      become('off');
    }, 1_000);
  };
}

/** How often the same answer is asked for again at most. */
const REST_MS = 1_000;

/**
 * Asks for answers again as what they show changes, at most once in `restMs`, and at once for those that were kept from
 * before: nobody followed them in between.
 *
 * @param keys  constant for the life of the component
 */
export function useLive(keys: LiveKeys, restMs = REST_MS): void {
  const queries = useQueryClient();
  const kept = useRef(keys);
  kept.current = keys;
  useEffect(() => {
    const due = new Map<string, QueryKey>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    for (const of of Object.values(kept.current))
      for (const queryKey of of) void queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
    const stop = listen((counts) => {
      for (const [kind, of] of Object.entries(kept.current))
        if (counts === 'everything' || counts[kind as ChangeKind] !== undefined)
          for (const key of of) due.set(JSON.stringify(key), key);
      if (due.size === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const queryKey of due.values()) void queries.invalidateQueries({ queryKey });
        due.clear();
      }, restMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [queries, restMs]);
}

/** Whether changes come as they happen. */
export const useLiveState = (): typeof state =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
