// One expression in one line: completion, marks on what is wrong, applied when it is whole. May import model/, parts/, schema/.
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { readExpression } from '../../runtime/engine/outline/expression.ts';
import { indexFields } from '../model/analysis/fields.ts';
import { type CompletionSource, complete } from '../model/complete/complete.ts';
import { diagnose } from '../model/complete/diagnose.ts';
import { ANY } from '../model/language/kinds.ts';
import { explainAt } from '../model/mapping/complete.ts';
import { Code } from '../parts/LazyCode.tsx';
import { useEvent } from '../parts/use-event.ts';
import type { Field } from '../schema/field.ts';

export interface ExpressionHelp {
  readonly source: readonly Field[];
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly variables: readonly string[];
  readonly sampleValue: (path: string) => string | undefined;
}

export interface ExpressionFieldProps {
  readonly label: string;
  readonly value: string;
  readonly help: ExpressionHelp;
  readonly context: string | undefined;
  readonly onCommit: (text: string) => void;
}

/** How long after the last key an expression is applied. */
const APPLY_AFTER_MS = 90;

/** What completion and diagnostics need to know of the place; a path as the context is a loop's. */
export function placeOf(help: ExpressionHelp, context?: string): CompletionSource {
  return {
    sources: indexFields(help.source),
    tables: new Map(help.tables.map(({ name, columns }) => [name, { columns }])),
    variables: help.variables,
    sampleValue: help.sampleValue,
    ...(context === undefined ? {} : { context: { kinds: ANY, isMany: false, paths: [context] } }),
  };
}

/** CodeMirror's completion out of ours. */
export function completionSource(place: CompletionSource) {
  return (context: CompletionContext): CompletionResult | null => {
    const found = complete(context.state.doc.toString(), context.pos, place);
    if (found === undefined) return null;
    // Behind a text that is closed nothing is to be completed: the quote at its end begins none.
    const before = context.state.sliceDoc(0, context.pos).replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
    if (found.from === found.to && !context.explicit && !/[.$"']\s*$/.test(before)) return null;
    return {
      from: found.from,
      options: found.options.map(({ label, insert, detail, info, kind }) => ({
        label,
        apply: kind === 'function' ? `${insert}(` : insert,
        detail,
        info,
        type: kind,
        boost: kind === 'field' || kind === 'column' ? 2 : kind === 'variable' ? 1 : 0,
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

/** What is doubtful about an expression that can be read: fields, names, arguments, lookups. */
const marksOf = (text: string, place: CompletionSource) =>
  diagnose(text, place).map(({ span, severity, message }) => ({
    from: span.start,
    to: Math.max(span.end, span.start + 1),
    severity,
    message,
  }));

export const ExpressionField = memo(function ExpressionField(props: ExpressionFieldProps) {
  const { label, value, help, context, onCommit } = props;
  const [draft, setDraft] = useState(value);
  const given = useRef<string>(undefined);
  useEffect(() => {
    // What was given from here comes back a moment later; what was typed meanwhile stays.
    if (value !== given.current) setDraft(value);
    given.current = undefined;
  }, [value]);
  const give = useEvent((text: string): void => {
    given.current = text;
    onCommit(text);
  });
  const faults = useMemo(() => (draft.trim() === '' ? [] : faultsOf(draft)), [draft]);
  const place = useMemo(() => placeOf(help, context), [help, context]);
  const completion = useMemo(() => completionSource(place), [place]);
  const warnings = useMemo(
    () => (draft.trim() === '' || faults.length > 0 ? [] : marksOf(draft, place)),
    [draft, faults, place],
  );
  const isReady = draft !== value && draft.trim() !== '' && faults.length === 0;
  useEffect(() => {
    if (!isReady) return;
    const timer = setTimeout(() => give(draft), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isReady, draft, give]);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <Code
        label={label}
        value={draft}
        language="jsonata"
        isLine
        onChange={setDraft}
        onEnter={() => isReady && give(draft)}
        diagnostics={faults.length > 0 ? faults : warnings}
        complete={completion}
        explain={(at) => explainAt(draft, at)}
      />
      {faults[0] === undefined ? null : <span className="field-error">{faults[0].message}</span>}
    </div>
  );
});
