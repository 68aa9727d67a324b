// One file that is edited: read once, changed by named acts that can be undone, kept as a draft, saved over what was read.
// May import api/, model/history.ts, parts/ and ./editing.ts.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { dropDraft, type FileText, keepDraft, readDraft, readFile, writeFile } from '../api/files.ts';
import { RequestError, wordsOf } from '../api/problem.ts';
import { act, type History, startHistory } from '../model/history.ts';
import { toast } from '../parts/toast.tsx';
import { stepsThrough, toastSaved, useKeptDraft, useOneSaving } from './editing.ts';

/** How the text of a file becomes what is edited, and back. Both constant. */
export interface FileShape<State> {
  readonly read: (text: string) => State;
  readonly write: (state: State) => string;
}

export const PLAIN_TEXT: FileShape<string> = { read: (text) => text, write: (text) => text };

export interface EditedFile<State> {
  readonly path: string;
  readonly state: State;
  readonly saved: State;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly history: History<State>;
  /** Does a named act; with `joins` it goes on with the last one of that name. */
  readonly act: (name: string, state: State, joins?: boolean) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly save: () => Promise<void>;
  /** What stands in the workspace now, when somebody else saved first. */
  readonly conflict: FileText | undefined;
  /** Takes theirs, or writes over it; `later` closes the question. */
  readonly settle: (way: 'theirs' | 'mine' | 'later') => void;
  /** Unsaved work of an earlier visit, until it is taken or thrown away. */
  readonly draft: FileText | undefined;
  readonly settleDraft: (way: 'take' | 'drop') => void;
}

interface Session<State> {
  readonly etag: string;
  readonly saved: State;
  readonly history: History<State>;
}

const fileQuery = (path: string) => ({
  queryKey: ['file', path],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const [file, draft] = await Promise.all([readFile(path, signal), readDraft(path)]);
    return { file, draft: draft === undefined || draft.text === file.text ? undefined : draft };
  },
  // What is being edited must not change under the hand; saving asks whether it did.
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  refetchOnWindowFocus: false,
});

/** Reads a file for editing. `file` is undefined until it is there; the query says why it is not. */
export function useEditedFile<State>(path: string, shape: FileShape<State>) {
  const query = useQuery(fileQuery(path));
  const queries = useQueryClient();
  const [session, setSession] = useState<Session<State> & { path: string }>();
  const [draft, setDraft] = useState<FileText>();
  const [conflict, setConflict] = useState<FileText>();
  const latest = useRef(session);
  latest.current = session;

  const { data } = query;
  useEffect(() => {
    if (data === undefined || latest.current?.path === path) return;
    const state = shape.read(data.file.text);
    setSession({ path, etag: data.file.etag, saved: state, history: startHistory(state) });
    setDraft(data.draft);
    setConflict(undefined);
  }, [data, path, shape]);

  const change = useCallback((edit: (history: History<State>) => History<State>) => {
    setSession((now) => (now === undefined ? now : { ...now, history: edit(now.history) }));
  }, []);

  const current = session?.path === path ? session : undefined;
  const isChanged = current !== undefined && current.history.now !== current.saved;
  useKeptDraft(useKeep(path, current, { isChanged, shape }));

  const store = useCallback(
    async (etag: string) => {
      const now = latest.current;
      if (now === undefined) return;
      const state = now.history.now;
      try {
        const written = await writeFile(path, { text: shape.write(state), etag });
        setSession((one) => (one === undefined ? one : { ...one, etag: written.etag, saved: state }));
        setConflict(undefined);
        await dropDraft(path);
        const faults = written.findings.filter((finding) => finding.at?.file === path && finding.severity === 'error');
        toastSaved(faults);
        void queries.invalidateQueries({ queryKey: ['workspace'] });
      } catch (thrown) {
        if (thrown instanceof RequestError && thrown.problem.status === 409) setConflict(await readFile(path));
        else toast(wordsOf(thrown).title, { tone: 'bad' });
      }
    },
    [path, shape, queries],
  );
  const { isSaving, run } = useOneSaving(() =>
    isChanged && current !== undefined ? store(current.etag) : Promise.resolve(),
  );

  const file = useMemo((): EditedFile<State> | undefined => {
    if (current === undefined) return undefined;
    const { history } = current;
    return {
      path,
      state: history.now,
      saved: current.saved,
      isChanged,
      isSaving,
      history,
      act: (name, state, joins) => change((now) => act(now, name, { state, joins: joins ?? false })),
      ...stepsThrough(history, change),
      save: () => (isChanged || isSaving ? run() : Promise.resolve()),
      conflict,
      settle: (way) => {
        if (way === 'mine' && conflict !== undefined) void run(() => store(conflict.etag));
        if (way === 'theirs' && conflict !== undefined) {
          const state = shape.read(conflict.text);
          setSession({ path, etag: conflict.etag, saved: state, history: startHistory(state) });
          void dropDraft(path);
        }
        setConflict(undefined);
      },
      draft,
      settleDraft: (way) => {
        if (way === 'take' && draft !== undefined)
          change((now) => act(now, 'Take up the draft', { state: shape.read(draft.text) }));
        else void dropDraft(path);
        setDraft(undefined);
      },
    };
  }, [current, path, isChanged, isSaving, change, store, run, conflict, draft, shape]);

  return { query, file };
}

/** How a draft of the session is kept; undefined when nothing has changed. */
function useKeep<State>(
  path: string,
  session: Session<State> | undefined,
  context: { isChanged: boolean; shape: FileShape<State> },
) {
  const { isChanged, shape } = context;
  const state = session?.history.now;
  const etag = session?.etag;
  return useMemo(() => {
    if (!isChanged || state === undefined || etag === undefined) return undefined;
    return (isLast: boolean) => keepDraft(path, { text: shape.write(state), etag }, isLast);
  }, [path, isChanged, state, etag, shape]);
}
