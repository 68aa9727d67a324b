// A text editor for code, one line or many: CodeMirror under the page's own look and policy. Loaded only where it is shown.
// The text's history is the caller's: undo and redo go to it. May import its neighbours.
import { autocompletion, type CompletionSource, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { type CodeLanguage, languageExtension } from './code-language.ts';
import { CODE_COLOURS, CODE_THEME, pageNonce, TYPED_OVER } from './code-theme.ts';

export type { Diagnostic } from '@codemirror/lint';

/** A key that does something with what is selected, from an offset to another. */
export interface CodeKey {
  /** As CodeMirror writes it: `Alt-n`. */
  readonly key: string;
  readonly run: (from: number, to: number) => void;
}

export interface CodeEditorProps {
  /** Name for screen readers. */
  readonly label: string;
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly language?: CodeLanguage;
  /** One line: Enter leaves it to `onEnter`. */
  readonly isLine?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly complete?: CompletionSource;
  /** What is told of the text under the pointer. */
  readonly explain?: (position: number) => { from: number; to: number; words: string } | undefined;
  readonly onUndo?: () => void;
  readonly onRedo?: () => void;
  readonly onEnter?: () => void;
  readonly onEscape?: () => void;
  readonly onCursor?: (position: number) => void;
  /** Shown and selected when it changes. */
  readonly selection?: { readonly from: number; readonly to: number };
  readonly autoFocus?: boolean;
  /** Keys of the caller's own, told when the editor is made. */
  readonly keys?: readonly CodeKey[];
}

/** Puts a new text in by what differs, so that cursor and scroll position stay where they can. */
function replaceText(view: EditorView, next: string): void {
  const now = view.state.doc.toString();
  if (now === next) return;
  let from = 0;
  while (from < now.length && from < next.length && now[from] === next[from]) from += 1;
  let end = 0;
  while (end < now.length - from && end < next.length - from && now.at(-1 - end) === next.at(-1 - end)) end += 1;
  view.dispatch({ changes: { from, to: now.length - end, insert: next.slice(from, next.length - end) } });
}

export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const { label, value, language = 'text', isLine = false, isReadOnly = false, diagnostics, selection } = props;
  useEffect(() => {
    const editor = new EditorView({
      parent: host.current as HTMLDivElement,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: extensionsOf(latest, { label, language, isLine, isReadOnly }),
      }),
    });
    view.current = editor;
    if (latest.current.autoFocus) editor.focus();
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [label, language, isLine, isReadOnly]);
  useEffect(() => {
    if (view.current !== null) replaceText(view.current, value);
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const { length } = editor.state.doc;
    const inside = (diagnostics ?? []).map((one) => ({
      ...one,
      from: Math.min(one.from, length),
      to: Math.min(Math.max(one.to, one.from), length),
    }));
    editor.dispatch(setDiagnostics(editor.state, inside));
  }, [diagnostics]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || selection === undefined) return;
    const { length } = editor.state.doc;
    const range = { anchor: Math.min(selection.from, length), head: Math.min(selection.to, length) };
    editor.dispatch({ selection: range, effects: EditorView.scrollIntoView(range.anchor, { y: 'center' }) });
  }, [selection]);
  return <div ref={host} className="code" data-line={isLine || undefined} data-readonly={isReadOnly || undefined} />;
}

/** Ctrl+Enter is the page's: it runs the examples. */
const PLAIN_KEYS = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

interface Latest {
  readonly current: CodeEditorProps;
}

function extensionsOf(
  latest: Latest,
  {
    label,
    language,
    isLine,
    isReadOnly,
  }: { label: string; language: CodeLanguage; isLine: boolean; isReadOnly: boolean },
): Extension[] {
  const run = (act: (() => void) | undefined): boolean => {
    act?.();
    return act !== undefined;
  };
  const own = keymap.of([
    { key: 'Mod-z', run: () => run(latest.current.onUndo) },
    { key: 'Mod-y', run: () => run(latest.current.onRedo), preventDefault: true },
    { key: 'Mod-Shift-z', run: () => run(latest.current.onRedo) },
    { key: 'Escape', run: () => run(latest.current.onEscape) },
    ...(latest.current.keys ?? []).map(({ key }) => ({
      key,
      preventDefault: true,
      run: (view: EditorView) => {
        const { from, to } = view.state.selection.main;
        latest.current.keys?.find((one) => one.key === key)?.run(from, to);
        return true;
      },
    })),
    ...(isLine ? [{ key: 'Enter', run: () => run(latest.current.onEnter) || true }] : []),
  ]);
  const completion = autocompletion({
    override: [(context) => latest.current.complete?.(context) ?? null],
    icons: false,
    maxRenderedOptions: 60,
  });
  return [
    EditorView.cspNonce.of(pageNonce()),
    TYPED_OVER,
    CODE_THEME,
    syntaxHighlighting(CODE_COLOURS),
    languageExtension(language),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
    new Compartment().of(EditorState.readOnly.of(isReadOnly)),
    drawSelection(),
    bracketMatching(),
    // The list of completions comes first: its Enter and Escape are not those of the editor.
    completion,
    keymap.of(completionKeymap),
    own,
    keymap.of(isLine ? PLAIN_KEYS.filter(({ key }) => key !== 'Enter') : [...searchKeymap, ...PLAIN_KEYS]),
    ...(isReadOnly ? [] : [closeBrackets(), indentOnInput()]),
    ...(isLine
      ? [EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [] : change)), EditorView.lineWrapping]
      : [lineNumbers(), lintGutter(), highlightActiveLine(), highlightSelectionMatches(), search({ top: true })]),
    // Tab leaves the editor, as everywhere in the page; Ctrl+M in other editors toggles that, here indenting has its own key.
    ...(isLine || isReadOnly ? [] : [keymap.of([{ ...indentWithTab, key: 'Mod-]' }])]),
    placeholderText(latest.current.placeholder ?? ''),
    hoverTooltip((_view, position) => {
      const told = latest.current.explain?.(position);
      if (told === undefined) return null;
      return {
        pos: told.from,
        end: told.to,
        create: () => {
          const dom = document.createElement('div');
          dom.className = 'code-hover';
          dom.textContent = told.words;
          return { dom };
        },
      };
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        const text = update.state.doc.toString();
        if (text !== latest.current.value) latest.current.onChange?.(text);
      }
      if (update.selectionSet || update.docChanged) latest.current.onCursor?.(update.state.selection.main.head);
    }),
  ];
}
