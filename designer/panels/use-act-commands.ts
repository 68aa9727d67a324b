// The acts on names and lists by name, for the palette: they are for the selected target. May import model/ and parts/.
import { useMemo } from 'react';
import type { ActPlace } from '../model/mapping/act-place.ts';
import { type Command, useCommands } from '../parts/commands.ts';
import type { MeaningDialogState } from './MeaningDialog.tsx';

const ACTS: readonly { readonly kind: MeaningDialogState['kind']; readonly title: string; readonly words: string }[] = [
  { kind: 'rename', title: 'Rename a name', words: 'variable parameter binding' },
  { kind: 'name', title: 'Name this value', words: 'variable extract binding' },
  { kind: 'inline', title: 'Put a value in its place again', words: 'variable inline' },
  { kind: 'sort', title: 'Put in order', words: 'sort by' },
  { kind: 'where', title: 'Only where', words: 'filter' },
  { kind: 'group', title: 'One for each', words: 'group by' },
];

export function useActCommands(selected: string | undefined, onDialog: (dialog: MeaningDialogState) => void): void {
  const commands = useMemo(() => {
    if (selected === undefined) return [];
    const place: ActPlace = { kind: 'one', id: selected };
    return ACTS.map(
      ({ kind, title, words }): Command => ({
        id: `act-${kind}`,
        group: 'Selected field',
        title: `${title}…`,
        words,
        run: () => onDialog({ kind, place }),
      }),
    );
  }, [selected, onDialog]);
  useCommands(commands);
}
