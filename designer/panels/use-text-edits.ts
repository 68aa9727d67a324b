// Named edits of a file that is edited as text: done by their splices, said aloud, and refused in words where they cannot be done.
// May import the engine's splices, parts/ and ./use-edited-file.ts.
import { useCallback } from 'react';
import { applySplices, type Splice } from '../../runtime/engine/syntax/json-splice.ts';
import { announce, toast } from '../parts/toast.tsx';
import type { EditedFile } from './use-edited-file.ts';

/** One act: what it is called in the history, and what it changes. */
export interface TextEdit {
  readonly name: string;
  readonly splices: readonly Splice[];
}

/**
 * Does what `make` makes of the text; with `joins` as a part of the last edit of that name, which is not said again.
 *
 * @returns whether it could be done
 */
export type RunEdit = (make: (text: string) => TextEdit, joins?: boolean) => boolean;

export function useTextEdits({ act, state }: EditedFile<string>): RunEdit {
  return useCallback(
    (make, joins = false) => {
      try {
        const { name, splices } = make(state);
        // What changes nothing is no step of the history.
        if (splices.length > 0) act(name, applySplices(state, splices), joins);
        if (!joins) announce(name);
        return true;
      } catch (thrown) {
        toast((thrown as Error).message, { tone: 'bad' });
        return false;
      }
    },
    [act, state],
  );
}
