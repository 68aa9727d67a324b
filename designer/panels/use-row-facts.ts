// What is said of each row and node of the canvas: its value in the sample, whether it is mapped, what is wrong with it.
// May import canvas/, model/ and worker/.
import { useCallback, useMemo, useState } from 'react';
import type { Program, TargetFacts } from '../../runtime/engine/outline/program.ts';
import type { RowMark } from '../canvas/FieldRow.tsx';
import type { CanvasFacts } from '../canvas/MapCanvas.tsx';
import { presenceIn } from '../canvas/presence.ts';
import type { Check } from '../model/mapping/checks.ts';
import type { Evaluation } from '../worker/protocol.ts';
import { inputSpan } from './use-evaluation.ts';

const NO_VALUES: Evaluation['source'] = new Map();

export interface RowFacts extends CanvasFacts {
  readonly faultAt: (path: string) => string | undefined;
  /** The value of a node, or of one of its inputs. */
  readonly nodeValue: (id: string, input?: number) => string | undefined;
}

const countedText = (value: { readonly text: string; readonly count: number } | undefined): string | undefined =>
  value === undefined ? undefined : value.count > 1 ? `${value.text}  ×${value.count}` : value.text;

/** Errors of the made documents by the path of their target: `/documents/0/lines/1/sku` is one of `/lines/sku`. */
function errorsByPath(evaluation: Evaluation | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { at, severity, message } of evaluation?.findings ?? []) {
    const path = at?.path
      ?.replace(/^\/documents\/\d+/, '')
      .split('/')
      .filter((step) => !/^\d+$/.test(step))
      .join('/');
    if (path !== undefined && severity === 'error') found.set(path, message);
  }
  return found;
}

function markOf(target: TargetFacts, check: Check | undefined, error: string | undefined): RowMark {
  const words = error ?? check?.message;
  if (words !== undefined)
    return { tone: error !== undefined || check?.severity === 'error' ? 'error' : 'warning', words };
  if (target.kind === 'loop') return { tone: 'loop', words: 'loop' };
  if (target.kind === 'constant') return { tone: 'constant', words: 'fixed value' };
  const from = target.sources.map((path) => path.slice(1)).join(', ');
  return { tone: 'mapped', words: target.sources.length === 0 ? target.kind : `from ${from}` };
}

/** The last mark of a row: one that says the same again is the same object, and its row is not drawn again. */
function useKeptMarks(): (path: string, mark: RowMark | undefined) => RowMark | undefined {
  const [kept] = useState(() => new Map<string, RowMark>());
  return useCallback(
    (path, mark) => {
      const last = kept.get(path);
      if (mark === undefined) return undefined;
      if (last?.tone === mark.tone && last?.words === mark.words) return last;
      kept.set(path, mark);
      return mark;
    },
    [kept],
  );
}

/** @param isOutbound what is made is no document, and its findings have no row */
export function useRowFacts(
  program: Program,
  {
    checks,
    evaluation,
    isOutbound,
  }: { checks: readonly Check[]; evaluation: Evaluation | undefined; isOutbound: boolean },
): RowFacts {
  const faults = useMemo(
    () => new Map(checks.filter((check) => check.target !== undefined).map((check) => [check.target as string, check])),
    [checks],
  );
  const errors = useMemo(() => errorsByPath(isOutbound ? undefined : evaluation), [evaluation, isOutbound]);
  const source = evaluation?.source ?? NO_VALUES;
  const keep = useKeptMarks();
  // Asked for the rows in sight only.
  const targetMark = useCallback(
    (path: string): RowMark | undefined => {
      const facts = program.byPath.get(path)?.facts;
      const check = faults.get(path);
      if (facts !== undefined) return keep(path, markOf(facts, check, errors.get(path)));
      return keep(path, check === undefined ? undefined : { tone: check.severity, words: check.message });
    },
    [program, faults, errors, keep],
  );
  const faultAt = useCallback((path: string) => errors.get(path) ?? faults.get(path)?.message, [errors, faults]);
  const presenceOf = useMemo(() => presenceIn(source), [source]);
  const sourceValue = useCallback((path: string) => countedText(source.get(path)), [source]);
  const targetValue = useCallback(
    (path: string) => countedText(evaluation?.target.get(path) ?? evaluation?.spans.get(path)),
    [evaluation],
  );
  const nodeValue = useCallback(
    (id: string, input?: number) =>
      input === undefined
        ? (targetValue(id) ?? countedText(evaluation?.spans.get(id)))
        : countedText(evaluation?.spans.get(inputSpan(id, input))),
    [evaluation, targetValue],
  );
  return useMemo(
    () => ({ sourceValue, targetValue, targetMark, faultAt, presenceOf, nodeValue }),
    [sourceValue, targetValue, targetMark, faultAt, presenceOf, nodeValue],
  );
}
