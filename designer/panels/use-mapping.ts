// Opens a mapping for editing: its files and its draft; keeps the draft as work goes on, and saves. May import api/, canvas/, parts/.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { dropDraft, type FolderFile, readFolder } from '../api/files.ts';
import { type Draft, keepDraft, readDraft, saveFolder } from '../api/folders.ts';
import { RequestError, wordsOf } from '../api/problem.ts';
import { createMappingStore, type MappingStore } from '../canvas/mapping-store.ts';
import { toast } from '../parts/toast.tsx';

/** How long after an act the draft is kept. */
const DRAFT_AFTER_MS = 700;
/** A request that outlives its page may carry no more (Fetch standard, 4.5: 64 KiB for all of them together). */
const LAST_REQUEST_LIMIT = 60_000;

export interface OpenMapping {
  readonly store: MappingStore;
  /** Work of an earlier visit was taken up; false when its files have changed meanwhile. */
  readonly draft: 'none' | 'taken' | 'outdated';
}

const folder = (name: string): string => `mappings/${name}`;

async function open(name: string, initial: Readonly<Record<string, string>> | undefined): Promise<OpenMapping> {
  const [files, draft] = await Promise.all([
    initial === undefined ? readFolder(folder(name)) : [],
    readDraft(folder(name)),
  ]);
  const store = createMappingStore(name, files);
  if (initial !== undefined) store.change('New mapping', initial);
  if (draft === undefined || Object.keys(draft.texts).length === 0) return { store, draft: 'none' };
  const tags = new Map(files.map((file) => [file.path, file.etag]));
  const isOutdated = Object.entries(draft.base).some(([path, etag]) => tags.get(path) !== etag);
  store.change('Unsaved work of an earlier visit', draft.texts);
  return { store, draft: isOutdated ? 'outdated' : 'taken' };
}

export const useOpenMapping = (name: string, initial: Readonly<Record<string, string>> | undefined) =>
  useQuery({
    queryKey: ['mapping', name],
    queryFn: () => open(name, initial),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    structuralSharing: false,
  });

export type DraftState = 'clean' | 'waiting' | 'kept' | 'failed';

function draftOf(store: MappingStore): Draft {
  const { saved } = store.getState();
  const changes = store.changes();
  return {
    version: 1,
    texts: Object.fromEntries(changes.map(({ path, text }) => [path, text])),
    base: Object.fromEntries(
      changes.flatMap(({ path }) => (saved[path] === undefined ? [] : [[path, saved[path].etag]])),
    ),
  };
}

/** Keeps the draft a moment after each act, and at once when the page goes. */
export function useDraft(store: MappingStore): DraftState {
  const [state, setState] = useState<DraftState>('clean');
  useEffect(() => {
    const { name } = store.getState();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isKept = true;
    const keep = async (): Promise<void> => {
      timer = undefined;
      const draft = draftOf(store);
      const isEmpty = Object.keys(draft.texts).length === 0;
      try {
        await (isEmpty ? dropDraft(folder(name)) : keepDraft(folder(name), draft));
        isKept = timer === undefined;
        setState(isEmpty ? 'clean' : 'kept');
      } catch {
        // Tried again until it is kept: the page says so meanwhile.
        setState('failed');
        timer = setTimeout(() => void keep(), DRAFT_AFTER_MS * 5);
      }
    };
    const last = (): void => {
      if (isKept) return;
      const draft = draftOf(store);
      if (JSON.stringify(draft).length < LAST_REQUEST_LIMIT)
        void keepDraft(folder(name), draft, { keepalive: true }).catch(() => undefined);
    };
    const changed = store.subscribe((now, before) => {
      if (now.history.now === before.history.now && now.saved === before.saved) return;
      isKept = false;
      setState('waiting');
      clearTimeout(timer);
      timer = setTimeout(() => void keep(), DRAFT_AFTER_MS);
    });
    if (store.changes().length > 0) setState('kept');
    addEventListener('pagehide', last);
    return () => {
      changed();
      removeEventListener('pagehide', last);
      clearTimeout(timer);
      last();
    };
  }, [store]);
  return state;
}

export interface Saving {
  readonly save: () => Promise<void>;
  readonly isSaving: boolean;
  /** The files as somebody else has saved them meanwhile. */
  readonly conflict: readonly FolderFile[] | undefined;
  readonly settle: (
    conflict: 'later' | 'mine' | { readonly merged: Readonly<Record<string, string>> },
  ) => Promise<void>;
}

export function useSaving(store: MappingStore): Saving {
  const queries = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<readonly FolderFile[]>();
  const busy = useRef(false);
  const isAsked = useRef(false);
  const saveOnce = useCallback(async (): Promise<boolean> => {
    const { name } = store.getState();
    const changes = store.changes();
    if (changes.length === 0) return false;
    try {
      const { files } = await saveFolder(folder(name), changes);
      store.markSaved(files, changes);
      await dropDraft(folder(name));
      toast(
        `Saved ${changes
          .map((change) => change.path)
          .slice(0, 3)
          .join(', ')}${changes.length > 3 ? ' and more' : ''}`,
      );
      void queries.invalidateQueries({ queryKey: ['folders'] });
      void queries.invalidateQueries({ queryKey: ['workspace'] });
      return true;
    } catch (thrown) {
      if (thrown instanceof RequestError && thrown.problem.status === 409)
        setConflict(await readFolder(folder(name)).catch(() => []));
      else {
        const { title, detail } = wordsOf(thrown);
        toast(`Not saved. ${[title, detail].filter(Boolean).join(': ')}`, { tone: 'bad' });
      }
      return false;
    }
  }, [store, queries]);
  /** One saving at a time; what is asked for during one is done after it, with what is there then. */
  const save = useCallback(async (): Promise<void> => {
    isAsked.current = busy.current;
    if (busy.current) return;
    busy.current = true;
    setSaving(true);
    try {
      while ((await saveOnce()) && isAsked.current) isAsked.current = false;
    } finally {
      busy.current = false;
      setSaving(false);
    }
  }, [saveOnce]);
  const settle = useCallback<Saving['settle']>(
    async (way) => {
      const theirs = conflict;
      setConflict(undefined);
      if (way === 'later' || theirs === undefined) return;
      // What only they changed is taken over with either choice: nothing that nobody looked at is written over.
      const { history, saved } = store.getState();
      const onlyTheirs = Object.fromEntries(
        theirs.flatMap(({ path, text }) =>
          text !== undefined && history.now[path] === saved[path]?.text && history.now[path] !== text
            ? [[path, text]]
            : [],
        ),
      );
      // From now on theirs is what was read: saving again writes over exactly that, and nothing newer.
      store.rebase(theirs);
      store.change('Merge with what was saved', { ...onlyTheirs, ...(way === 'mine' ? {} : way.merged) });
      await save();
    },
    [conflict, save, store],
  );
  return { save, isSaving, conflict, settle };
}
