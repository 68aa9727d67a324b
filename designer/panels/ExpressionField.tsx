// One expression in one line: completion, marks on what is wrong, applied when it is whole. May import model/, parts/, schema/.
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { useEffect, useMemo, useState } from 'react';
import { type CompletionPlace, completionsAt, explainAt } from '../model/mapping/complete.ts';
import { readExpression } from '../model/mapping/expression.ts';
import { Code } from '../parts/LazyCode.tsx';

export type ExpressionHelp = Omit<CompletionPlace, 'before' | 'context'>;

export interface ExpressionFieldProps {
  readonly label: string;
  readonly value: string;
  readonly help: ExpressionHelp;
  readonly context: string | undefined;
  readonly onCommit: (text: string) => void;
}

/** How long after the last key an expression is applied. */
const APPLY_AFTER_MS = 150;

/** CodeMirror's completion out of ours. */
export function completionSource(place: (before: string, at: number) => CompletionPlace) {
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(0, context.pos);
    const found = completionsAt(place(before, context.pos));
    if (found === undefined || (found.typed === 0 && !context.explicit && !/[.$]\s*$/.test(before))) return null;
    return {
      from: context.pos - found.typed,
      options: found.list.map(({ label, apply, detail, info, kind }) => ({
        label,
        apply,
        detail,
        info,
        type: kind,
        boost: kind === 'field' ? 2 : kind === 'variable' ? 1 : 0,
      })),
      validFor: /^[$\w`]*$/,
    };
  };
}

/** Where an expression cannot be read. */
export function faultsOf(text: string): readonly { from: number; to: number; severity: 'error'; message: string }[] {
  return readExpression(text).faults.map(({ start, end, message }) => ({
    from: start,
    to: Math.max(end, start + 1),
    severity: 'error',
    message,
  }));
}

export function ExpressionField({ label, value, help, context, onCommit }: ExpressionFieldProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const faults = useMemo(() => (draft.trim() === '' ? [] : faultsOf(draft)), [draft]);
  const complete = useMemo(() => completionSource((before) => ({ ...help, before, context })), [help, context]);
  const isReady = draft !== value && draft.trim() !== '' && faults.length === 0;
  useEffect(() => {
    if (!isReady) return;
    const timer = setTimeout(() => onCommit(draft), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isReady, draft, onCommit]);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <Code
        label={label}
        value={draft}
        language="jsonata"
        isLine
        onChange={setDraft}
        onEnter={() => isReady && onCommit(draft)}
        diagnostics={faults}
        complete={complete}
        explain={(at) => explainAt(draft, at)}
      />
      {faults[0] === undefined ? null : <span className="field-error">{faults[0].message}</span>}
    </div>
  );
}
