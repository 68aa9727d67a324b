// Two versions of a text side by side, what differs marked; the right one may be edited. May import its neighbours.
import { defaultKeymap } from '@codemirror/commands';
import { syntaxHighlighting } from '@codemirror/language';
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { type CodeLanguage, languageExtension } from './code-language.ts';
import { CODE_COLOURS, CODE_THEME, pageNonce, TYPED_OVER } from './code-theme.ts';

export interface CompareProps {
  readonly leftLabel: string;
  readonly rightLabel: string;
  readonly left: string;
  readonly right: string;
  readonly language?: CodeLanguage;
  /** The right text may be edited; without it both are for reading. */
  readonly onChange?: (right: string) => void;
}

export function CompareTexts({ leftLabel, rightLabel, left, right, language = 'jsonata', onChange }: CompareProps) {
  const host = useRef<HTMLDivElement>(null);
  const change = useRef(onChange);
  change.current = onChange;
  const first = useRef(right);
  const isEditable = onChange !== undefined;
  useEffect(() => {
    const side = (label: string): Extension[] => [
      EditorView.cspNonce.of(pageNonce()),
      TYPED_OVER,
      CODE_THEME,
      syntaxHighlighting(CODE_COLOURS),
      languageExtension(language),
      lineNumbers(),
      keymap.of(defaultKeymap),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
    ];
    const view = new MergeView({
      parent: host.current as HTMLDivElement,
      a: { doc: left, extensions: [...side(leftLabel), EditorState.readOnly.of(true)] },
      b: {
        doc: first.current,
        extensions: [
          ...side(rightLabel),
          EditorState.readOnly.of(!isEditable),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current?.(update.state.doc.toString());
          }),
        ],
      },
      ...(isEditable ? { revertControls: 'a-to-b' as const } : {}),
      highlightChanges: true,
      gutter: true,
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => view.destroy();
  }, [left, leftLabel, rightLabel, language, isEditable]);
  return (
    <div className="compare">
      <div className="compare-heads" aria-hidden="true">
        <span>{leftLabel}</span>
        <span>{rightLabel}</span>
      </div>
      <div ref={host} className="compare-body" />
    </div>
  );
}
