// Which rows of the two trees are selected, and how a press or a key changes that. May import parts/.
import { useCallback, useMemo, useState } from 'react';
import { useEvent } from '../parts/use-event.ts';

/** Targets and nodes that acts are for, by path and id. */
export interface CanvasSelection {
  /** The one that is looked at beside the canvas. */
  readonly selected: string | undefined;
  readonly ids: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>, last: string | undefined) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** A selection with a row more, or with that row less. */
const toggled = (selection: ReadonlySet<string>, path: string): ReadonlySet<string> =>
  selection.has(path) ? new Set([...selection].filter((one) => one !== path)) : new Set([...selection, path]);

/** Rows of the target: those that are selected, or the one that is looked at. */
export function useRowSelection({ selected, ids, onSelect }: CanvasSelection) {
  const rows = useMemo(() => (ids.size > 0 || selected === undefined ? ids : new Set([selected])), [ids, selected]);
  const select = useEvent((path: string, { add }: { add: boolean }) => {
    if (!add) onSelect(new Set([path]), path);
    else onSelect(toggled(rows, path), rows.has(path) ? undefined : path);
  });
  const selectRange = useEvent((paths: readonly string[], last: string) => onSelect(new Set(paths), last));
  return { rows, select, selectRange };
}

/** Rows of the source: nobody else knows of them. */
export function useSourceSelection() {
  const [rows, setRows] = useState<ReadonlySet<string>>(NONE);
  const select = useCallback(
    (path: string, { add }: { add: boolean }) => setRows((now) => (add ? toggled(now, path) : new Set([path]))),
    [],
  );
  const selectRange = useCallback((paths: readonly string[]) => setRows(new Set(paths)), []);
  return { rows, select, selectRange };
}
