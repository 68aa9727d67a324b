// The open mapping: its files as they are edited, as they are saved, and every act between. One store per open mapping.
// The files' texts are all there is to undo; what is selected or open is not undone. May import model/, schema/ and api/.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Program, readProgram } from '../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../runtime/engine/outline/reread.ts';
import type { FolderFile } from '../api/files.ts';
import type { FileChange } from '../api/folders.ts';
import { act, type History, redo, startHistory, undo } from '../model/history.ts';

export type Texts = Readonly<Record<string, string>>;

export const PROGRAM = 'mapping.jsonata';
export const MANIFEST = 'mapping.json';
export const LAYOUT = 'layout.json';

export interface MappingState {
  readonly name: string;
  readonly history: History<Texts>;
  /** Files as they were read or saved last, with their tags. */
  readonly saved: Readonly<Record<string, { readonly text: string; readonly etag: string }>>;
  readonly program: Program;
  /** Paths of examples on the server; their bytes are fetched when they are shown. */
  readonly examples: readonly string[];
  /** The example that is shown first: the first that expects documents, not an error. */
  readonly telling: string | undefined;
}

export interface MappingStore extends StoreApi<MappingState> {
  /** Changes files as one act; null takes a file away. `joins` goes on with the last act of that name. */
  change(name: string, texts: Readonly<Record<string, string | null>>, options?: { joins?: boolean }): void;
  undo(): string | undefined;
  redo(): string | undefined;
  /** What saving would write. */
  changes(): readonly FileChange[];
  /** Takes note of what was written. */
  markSaved(files: readonly FolderFile[], written: readonly FileChange[]): void;
  /** Takes the server's files as saved, and leaves what is edited alone. */
  rebase(files: readonly FolderFile[]): void;
}

const textsOf = (files: readonly FolderFile[]): Texts =>
  Object.fromEntries(files.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text]])));

const savedOf = (files: readonly FolderFile[]): MappingState['saved'] =>
  Object.fromEntries(
    files.flatMap(({ path, text, etag }) => (text === undefined || etag === undefined ? [] : [[path, { text, etag }]])),
  );

const examplesOf = (files: readonly FolderFile[]): readonly string[] =>
  files.map((file) => file.path).filter((path) => path.startsWith('examples/'));

/** An expectation of fewer bytes is one of an error code. */
const ERROR_EXPECTATION_BYTES = 160;

function tellingExample(files: readonly FolderFile[]): string | undefined {
  const inputs = files.filter((file) => file.path.startsWith('examples/') && !/\.expected\.\w+$/.test(file.path));
  const expectation = (path: string) =>
    files.find((file) => file.path.startsWith(`${path.replace(/\.\w+$/, '')}.expected.`));
  return inputs.find(({ path }) => (expectation(path)?.sizeBytes ?? 0) > ERROR_EXPECTATION_BYTES)?.path;
}

export function createMappingStore(name: string, files: readonly FolderFile[]): MappingStore {
  const texts = textsOf(files);
  const store = createStore<MappingState>(() => ({
    name,
    history: startHistory(texts),
    saved: savedOf(files),
    program: readProgram(texts[PROGRAM] ?? ''),
    examples: examplesOf(files),
    telling: tellingExample(files),
  }));
  const show = (history: History<Texts>): void => {
    const { program } = store.getState();
    const text = history.now[PROGRAM] ?? '';
    store.setState({ history, program: rereadProgram(program, text) });
  };
  return {
    ...store,
    change(actName, changed, options = {}) {
      const { history } = store.getState();
      const next: Record<string, string> = { ...history.now };
      for (const [path, text] of Object.entries(changed)) {
        if (text === null) delete next[path];
        else next[path] = text;
      }
      const same = Object.keys({ ...next, ...history.now }).every((path) => next[path] === history.now[path]);
      if (!same) show(act(history, actName, { state: next, ...(options.joins === true ? { joins: true } : {}) }));
    },
    undo() {
      const { history } = store.getState();
      show(undo(history));
      return history.past.at(-1)?.name;
    },
    redo() {
      const { history } = store.getState();
      show(redo(history));
      return history.future[0]?.name;
    },
    changes() {
      const { history, saved } = store.getState();
      const changed = Object.entries(history.now)
        .filter(([path, text]) => saved[path]?.text !== text)
        .map(
          ([path, text]): FileChange => ({
            path,
            text,
            ...(saved[path] === undefined ? {} : { match: saved[path].etag }),
          }),
        );
      const gone = Object.entries(saved)
        .filter(([path]) => history.now[path] === undefined)
        .map(([path, { etag }]): FileChange => ({ path, text: null, match: etag }));
      return [...changed, ...gone];
    },
    markSaved(written, changes) {
      const { saved, examples } = store.getState();
      const next = { ...saved };
      for (const { path, text } of changes) {
        const etag = written.find((file) => file.path === path)?.etag;
        if (text === null || etag === undefined) delete next[path];
        else next[path] = { text, etag };
      }
      const paths = new Set([...examples, ...Object.keys(next).filter((path) => path.startsWith('examples/'))]);
      for (const { path, text } of changes) if (text === null) paths.delete(path);
      store.setState({ saved: next, examples: [...paths].sort() });
    },
    rebase(fresh) {
      store.setState({ saved: savedOf(fresh), examples: examplesOf(fresh) });
    },
  };
}

/** A new mapping is a folder with nothing in it. */
export const isNew = (state: MappingState): boolean => Object.keys(state.saved).length === 0;
