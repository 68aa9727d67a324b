// Keeps the open mapping checked, in a worker: findings follow what is drawn a moment later. May import model/ and worker/.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Check } from '../model/mapping/checks.ts';
import { Checker, type CheckOrder } from '../worker/Checker.ts';
import type { CheckContext } from '../worker/check-messages.ts';

const NONE: readonly Check[] = [];

export interface Checked {
  readonly checks: readonly Check[];
  /** The text of a file as it was when it was checked last. */
  readonly checkedText: (file: 'mapping.jsonata' | 'mapping.json') => string | undefined;
}

/**
 * The findings of a mapping.
 *
 * @param text     of the program
 * @param context  the same object for as long as it holds the same
 */
export function useChecks(text: string, context: CheckContext): Checked {
  const [checks, setChecks] = useState(NONE);
  const checker = useRef<Checker>(null);
  const checked = useRef<CheckOrder>(null);
  useEffect(() => {
    const made = new Checker((order, found) => {
      checked.current = order;
      // Nothing is drawn anew for findings that are the same again.
      setChecks((last) => (isSame(last, found) ? last : found));
    });
    checker.current = made;
    return () => made.close();
  }, []);
  useEffect(() => checker.current?.check({ text, context }), [text, context]);
  const checkedText = useCallback<Checked['checkedText']>(
    (file) => (file === 'mapping.jsonata' ? checked.current?.text : checked.current?.context.manifest),
    [],
  );
  return { checks, checkedText };
}

const isSame = (last: readonly Check[], now: readonly Check[]): boolean =>
  last.length === now.length && now.every((check, index) => JSON.stringify(check) === JSON.stringify(last[index]));
