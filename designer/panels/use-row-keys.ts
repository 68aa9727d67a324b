// Keys at the rows of the target tree: copy, paste, duplicate and delete, of one row or of all that are selected.
// May import canvas/, model/ and parts/.
import type { KeyboardEvent } from 'react';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { pasteMembers, relativePath } from '../model/mapping/edits.ts';
import type { Outcome } from '../model/mapping/node-edits.ts';
import { copyAll, duplicateRows, removeRows } from '../model/mapping/selection-edits.ts';
import { announce } from '../parts/toast.tsx';
import { useEvent } from '../parts/use-event.ts';

export interface RowKeyOptions {
  readonly selection: ReadonlySet<string>;
  readonly edit: (made: Outcome | undefined) => boolean;
}

/** Rows that an act at one of them is for: all that are selected, when it is among them. */
export const meantRows = (selection: ReadonlySet<string>, path: string): ReadonlySet<string> =>
  selection.has(path) ? selection : new Set([path]);

/** The object that a paste at a row goes into: the row's own, or the one that it is a member of. */
export const ownerFor = (objects: { has(path: string): boolean }, path: string): string =>
  objects.has(path) ? path : path.slice(0, path.lastIndexOf('/'));

/** Copies fields of the source as members: pasted at the target, each becomes a field of its own name. */
export function copySourceKey(event: KeyboardEvent, paths: ReadonlySet<string>): boolean {
  if ((!event.ctrlKey && !event.metaKey) || event.shiftKey || event.altKey || event.key !== 'c') return false;
  const members = [...paths].map(
    (path) => `${JSON.stringify(path.slice(path.lastIndexOf('/') + 1))}: ${relativePath(path, '')}`,
  );
  void navigator.clipboard
    ?.writeText(members.join(',\n'))
    .then(() =>
      announce(members.length === 1 ? `Copied ${[...paths][0]?.slice(1)}` : `Copied ${members.length} fields`),
    );
  return true;
}

export function useRowKeys(store: MappingStore, { selection, edit }: RowKeyOptions) {
  return useEvent((event: KeyboardEvent, path: string): boolean => {
    const now = store.getState().program;
    const rows = meantRows(selection, path);
    if (event.key === 'Delete' || event.key === 'Backspace') {
      if ([...rows].some((row) => now.byPath.has(row))) edit(removeRows(now, rows));
      return true;
    }
    if ((!event.ctrlKey && !event.metaKey) || event.shiftKey || event.altKey) return false;
    switch (event.key) {
      case 'c': {
        const count = rows.size === 1 ? path.slice(1) : `${rows.size} fields`;
        void navigator.clipboard?.writeText(copyAll(now, rows)).then(() => announce(`Copied ${count}`));
        return true;
      }
      case 'v':
        void navigator.clipboard?.readText().then((text) => {
          const { program } = store.getState();
          edit(pasteMembers(program, ownerFor(program.objects, path), text));
        });
        return true;
      case 'd':
        edit(duplicateRows(now, rows));
        return true;
      default:
        return false;
    }
  });
}
