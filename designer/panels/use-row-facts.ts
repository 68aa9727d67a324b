// What is said of each row and node of the canvas: its value in the sample, whether it is mapped, what is wrong with it.
// May import canvas/, model/ and worker/.
import { useCallback, useMemo } from 'react';
import type { Program, Target } from '../../runtime/engine/outline/program.ts';
import type { RowMark } from '../canvas/FieldRow.tsx';
import type { Check } from '../model/mapping/checks.ts';
import type { Evaluation } from '../worker/protocol.ts';
import { inputSpan } from './use-evaluation.ts';

export interface RowFacts {
  readonly sourceValue: (path: string) => string | undefined;
  readonly targetValue: (path: string) => string | undefined;
  readonly targetMark: (path: string) => RowMark | undefined;
  readonly faultAt: (path: string) => string | undefined;
}

/** What is known of the nodes: the value of each, and of each of its inputs. */
export type NodeValue = (id: string, input?: number) => string | undefined;

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

function markOf(target: Target, check: Check | undefined, error: string | undefined): RowMark {
  const words = error ?? check?.message;
  if (words !== undefined)
    return { tone: error !== undefined || check?.severity === 'error' ? 'error' : 'warning', words };
  if (target.kind === 'loop') return { tone: 'loop', words: 'loop' };
  if (target.kind === 'constant') return { tone: 'constant', words: 'fixed value' };
  const from = target.sources.map((path) => path.slice(1)).join(', ');
  return { tone: 'mapped', words: target.sources.length === 0 ? target.kind : `from ${from}` };
}

/** @param isOutbound what is made is no document, and its findings have no row */
export function useRowFacts(
  program: Program,
  {
    checks,
    evaluation,
    isOutbound,
  }: { checks: readonly Check[]; evaluation: Evaluation | undefined; isOutbound: boolean },
): RowFacts & { readonly nodeValue: NodeValue } {
  const faults = useMemo(
    () => new Map(checks.filter((check) => check.target !== undefined).map((check) => [check.target as string, check])),
    [checks],
  );
  const errors = useMemo(() => errorsByPath(isOutbound ? undefined : evaluation), [evaluation, isOutbound]);
  const marks = useMemo(() => {
    const found = new Map<string, RowMark>();
    for (const one of program.targets) found.set(one.path, markOf(one, faults.get(one.path), errors.get(one.path)));
    for (const [path, { severity, message }] of faults)
      if (!found.has(path)) found.set(path, { tone: severity, words: message });
    return found;
  }, [program, faults, errors]);
  const targetMark = useCallback((path: string) => marks.get(path), [marks]);
  const faultAt = useCallback((path: string) => errors.get(path) ?? faults.get(path)?.message, [errors, faults]);
  const sourceValue = useCallback((path: string) => countedText(evaluation?.source.get(path)), [evaluation]);
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
  return { sourceValue, targetValue, targetMark, faultAt, nodeValue };
}
