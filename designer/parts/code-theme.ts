// How code looks: the page's own colours. Imports CodeMirror only.
import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The value that lets a style into this page; see runtime/http/designer.ts. */
export const pageNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

export const CODE_THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--surface)', height: '100%', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { color: 'var(--soft)', backgroundColor: 'var(--surface)', border: '0', paddingRight: '4px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--warn-soft)' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow-high)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '260px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--ink)', backgroundColor: 'var(--chosen)' },
  '.cm-completionDetail': { color: 'var(--soft)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionInfo': { maxWidth: '360px', padding: '6px 10px', fontFamily: 'var(--font)', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic': { fontFamily: 'var(--font)' },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--sunken)', borderColor: 'var(--line)' },
  '.cm-textfield, .cm-button': { color: 'var(--ink)', background: 'var(--surface)', borderColor: 'var(--line-strong)' },
  '.cm-placeholder': { color: 'var(--soft)' },
});

export const CODE_COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.string, tags.regexp], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--loop)', fontWeight: '600' },
  { tag: [tags.function(tags.variableName)], color: 'var(--accent)' },
  { tag: [tags.variableName], color: 'var(--loop)' },
  { tag: tags.propertyName, color: 'var(--ink)' },
  { tag: [tags.operator, tags.punctuation], color: 'var(--soft)' },
]);

/**
 * Typing over a selection is done here: the browser would keep the colour of what it replaces by an inline style, which the
 * page's policy blocks and tells of.
 */
export const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event;
    const { main, ranges } = view.state.selection;
    if (inputType !== 'insertText' || data === null || view.composing || main.empty || ranges.length > 1) return false;
    const typed = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    const isTaken = view.state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, main.from, main.to, data, typed));
    if (!isTaken) view.dispatch(typed());
    event.preventDefault();
    return true;
  },
});
