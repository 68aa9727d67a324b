// The files of a folder that are edited together: one history of named acts over all of them, one draft, saved all or nothing.
// May import api/, model/history.ts, parts/, ./editing.ts and ./use-edited-file.ts.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { dropDraft, type FolderFile, readFile, readFolder } from '../api/files.ts';
import { type Draft, type FileChange, keepDraft, readDraft, saveFolder } from '../api/folders.ts';
import { RequestError, wordsOf } from '../api/problem.ts';
import { act, type History, startHistory } from '../model/history.ts';
import { toast } from '../parts/toast.tsx';
import { stepsThrough, toastSaved, useKeptDraft, useOneSaving } from './editing.ts';
import type { EditedFile } from './use-edited-file.ts';

/** Texts by their path in the folder. */
export type Texts = Readonly<Record<string, string>>;

export interface EditedFolder
  extends Omit<EditedFile<Texts>, 'act' | 'conflict' | 'draft' | 'saved' | 'settle' | 'settleDraft'> {
  readonly saved: Texts;
  /** Does a named act: texts that are not named stay, null takes a file away. With `joins` it goes on with the last one of that name. */
  readonly change: (name: string, texts: Readonly<Record<string, string | null>>, joins?: boolean) => void;
  /** The texts that stand in the workspace now, when somebody else saved first. */
  readonly conflict: Files | undefined;
  readonly settle: (way: 'theirs' | 'mine' | 'later') => void;
  /** Unsaved work of an earlier visit, until it is taken or thrown away. */
  readonly draft: Draft | undefined;
  readonly settleDraft: (way: 'take' | 'drop') => void;
}

/** Files as they were read. */
type Files = Readonly<Record<string, { readonly text: string; readonly etag: string }>>;

interface Session {
  readonly folder: string;
  readonly saved: Files;
  readonly history: History<Texts>;
}

const textsOf = (files: Files): Texts =>
  Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text]));

/** Some files are read by themselves: their bytes count, a byte order mark too. */
async function readFiles(folder: string, exact: readonly string[], signal?: AbortSignal): Promise<Files> {
  const listed: readonly FolderFile[] = await readFolder(folder, signal);
  const files = Object.fromEntries(
    listed.flatMap(({ path, text, etag }) =>
      text === undefined || etag === undefined ? [] : [[path, { text, etag }]],
    ),
  );
  const here = exact.filter((path) => listed.some((file) => file.path === path));
  const read = await Promise.all(
    here.map(async (path) => [path, await readFile(`${folder}/${path}`, signal)] as const),
  );
  return { ...files, ...Object.fromEntries(read) };
}

/** What differs from the saved files, in the order of the paths. */
function changesOf({ saved, history }: Session): FileChange[] {
  const texts = history.now;
  const paths = [...new Set([...Object.keys(saved), ...Object.keys(texts)])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [before, text] = [saved[path], texts[path]];
    if (before?.text === text) return [];
    return [{ path, text: text ?? null, ...(before === undefined ? {} : { match: before.etag }) }];
  });
}

/** Texts with a change. A change that changes nothing is the very same. */
function withTexts(texts: Texts, change: Readonly<Record<string, string | null>>): Texts {
  const real = Object.entries(change).filter(([path, text]) => (texts[path] ?? null) !== text);
  if (real.length === 0) return texts;
  const gone = new Set(real.filter(([, text]) => text === null).map(([path]) => path));
  const kept = Object.entries(texts).filter(([path]) => !gone.has(path));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(real.filter(([path]) => !gone.has(path))) } as Texts;
}

/**
 * Reads a folder for editing. `file` is undefined until it is there; the query says why it is not.
 *
 * @param exact  files whose bytes are kept as they are; constant
 */
export function useEditedFolder(folder: string, exact: readonly string[]) {
  const query = useQuery({
    queryKey: ['edited-folder', folder],
    queryFn: async ({ signal }) => {
      const [files, draft] = await Promise.all([readFiles(folder, exact, signal), readDraft(folder)]);
      return { files, draft: draft === undefined || Object.keys(draft.texts).length === 0 ? undefined : draft };
    },
    // What is being edited must not change under the hand; saving asks whether it did.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    structuralSharing: false,
  });
  const queries = useQueryClient();
  const [session, setSession] = useState<Session>();
  const [draft, setDraft] = useState<Draft>();
  const [conflict, setConflict] = useState<Files>();
  const latest = useRef(session);
  latest.current = session;

  const { data } = query;
  useEffect(() => {
    if (data === undefined || latest.current?.folder === folder) return;
    setSession({ folder, saved: data.files, history: startHistory(textsOf(data.files)) });
    setDraft(data.draft);
    setConflict(undefined);
  }, [data, folder]);

  const edit = useCallback((make: (history: History<Texts>) => History<Texts>) => {
    setSession((now) => (now === undefined ? now : { ...now, history: make(now.history) }));
  }, []);
  const current = session?.folder === folder ? session : undefined;
  const changes = useMemo(() => (current === undefined ? [] : changesOf(current)), [current]);
  useKeptDraft(useKeep(folder, changes));

  /** Saves what differs from `over`: what was read, or what somebody else has saved since. */
  const store = useCallback(
    async (over?: Files) => {
      const now = latest.current;
      if (now === undefined) return;
      const base = over === undefined ? now : { ...now, saved: over };
      const sent = changesOf(base);
      try {
        const { files, findings } = await saveFolder(folder, sent);
        const tags = new Map(files.map(({ path, etag }) => [path, etag]));
        const texts = base.history.now;
        const saved = Object.fromEntries(
          Object.entries(texts).map(([path, text]) => [
            path,
            { text, etag: tags.get(path) ?? base.saved[path]?.etag ?? '' },
          ]),
        );
        setSession((one) => (one === undefined ? one : { ...one, saved }));
        setConflict(undefined);
        await dropDraft(folder);
        const faults = findings.filter(
          ({ severity, at }) => severity === 'error' && at?.file?.startsWith(`${folder}/`) === true,
        );
        toastSaved(faults);
        void queries.invalidateQueries({ queryKey: ['workspace'] });
        void queries.invalidateQueries({ queryKey: ['folders'] });
      } catch (thrown) {
        if (thrown instanceof RequestError && thrown.problem.status === 409)
          setConflict(await readFiles(folder, exact));
        else toast(wordsOf(thrown).title, { tone: 'bad' });
      }
    },
    [folder, exact, queries],
  );
  const isChanged = changes.length > 0;
  const { isSaving, run } = useOneSaving(() => (isChanged ? store() : Promise.resolve()));

  const file = useMemo((): EditedFolder | undefined => {
    if (current === undefined) return undefined;
    const { history, saved } = current;
    return {
      path: folder,
      state: history.now,
      saved: textsOf(saved),
      isChanged,
      isSaving,
      history,
      change: (name, texts, joins) =>
        edit((now) => act(now, name, { state: withTexts(now.now, texts), joins: joins ?? false })),
      ...stepsThrough(history, edit),
      save: () => (isChanged || isSaving ? run() : Promise.resolve()),
      conflict,
      settle: (way) => {
        if (way === 'mine' && conflict !== undefined) void run(() => store(conflict));
        if (way === 'theirs' && conflict !== undefined) {
          setSession({ folder, saved: conflict, history: startHistory(textsOf(conflict)) });
          void dropDraft(folder);
        }
        setConflict(undefined);
      },
      draft,
      settleDraft: (way) => {
        if (way === 'take' && draft !== undefined)
          edit((now) => act(now, 'Take up the draft', { state: withTexts(now.now, draft.texts) }));
        else void dropDraft(folder);
        setDraft(undefined);
      },
    };
  }, [current, folder, isChanged, isSaving, edit, store, run, conflict, draft]);

  return { query, file };
}

/** How a draft of the changes is kept; undefined when there are none. */
function useKeep(folder: string, changes: readonly FileChange[]) {
  return useMemo(() => {
    if (changes.length === 0) return undefined;
    const draft: Draft = {
      version: 1,
      texts: Object.fromEntries(changes.map(({ path, text }) => [path, text])),
      base: Object.fromEntries(changes.flatMap(({ path, match }) => (match === undefined ? [] : [[path, match]]))),
    };
    return (keepalive: boolean) => keepDraft(folder, draft, { keepalive });
  }, [folder, changes]);
}
