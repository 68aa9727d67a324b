// The whole text of the mapping: the same truth as the canvas, with the same help. May import canvas/, model/, parts/.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { type MappingStore, PROGRAM } from '../canvas/mapping-store.ts';
import type { Check } from '../model/mapping/checks.ts';
import { explainAt } from '../model/mapping/complete.ts';
import type { CodeKey } from '../parts/CodeEditor.tsx';
import { Code } from '../parts/LazyCode.tsx';
import { completionSource, type ExpressionHelp, placeOf } from './ExpressionField.tsx';
import type { MeaningDialogState } from './MeaningDialog.tsx';

export interface TextViewProps {
  readonly store: MappingStore;
  readonly checks: readonly Check[];
  readonly help: ExpressionHelp;
  readonly selection: { readonly from: number; readonly to: number } | undefined;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** Asks what an act on names needs to know. */
  readonly onAct: (dialog: MeaningDialogState) => void;
}

export function TextView({ store, checks, help, selection, onUndo, onRedo, onAct }: TextViewProps) {
  const { history } = useStore(store);
  const text = history.now[PROGRAM] ?? '';
  const diagnostics = useMemo(
    () =>
      checks
        .filter((check) => check.start !== undefined)
        .map(({ start = 0, end = start, severity, message }) => ({
          from: start,
          to: Math.max(end, start + 1),
          severity,
          message,
        })),
    [checks],
  );
  const keys = useMemo(
    (): readonly CodeKey[] => [
      { key: 'F2', run: (from, to) => onAct({ kind: 'rename', place: { kind: 'text', from, to } }) },
      { key: 'Alt-n', run: (from, to) => onAct({ kind: 'name', place: { kind: 'text', from, to } }) },
    ],
    [onAct],
  );
  const complete = useMemo(() => completionSource(placeOf(help)), [help]);
  return (
    <div className="text-view">
      <Code
        label="Text of the mapping"
        value={text}
        language="jsonata"
        onChange={(next) => store.change('Edit the text', { [PROGRAM]: next }, { joins: true })}
        diagnostics={diagnostics}
        complete={complete}
        explain={(at) => explainAt(text, at)}
        selection={selection}
        onUndo={onUndo}
        onRedo={onRedo}
        keys={keys}
      />
    </div>
  );
}
