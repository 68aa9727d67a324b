// The acts of the mapping designer by name and key, for the palette. May import parts/.
import { useMemo } from 'react';
import { type Command, useCommands } from '../parts/commands.ts';
import type { DesignerView } from './use-view.ts';

export interface CommandActs {
  readonly view: DesignerView;
  readonly onSave: () => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onView: () => void;
  readonly onDialog: (dialog: 'suggest' | 'diff' | 'paste' | 'schema') => void;
  readonly onTest: () => void;
  readonly onTidy: () => void;
  readonly onPicture: () => void;
  /** Shows the tab of the selected field and puts the focus into it. */
  readonly onField: () => void;
}

export function useDesignerCommands(acts: CommandActs): void {
  const { view, onSave, onUndo, onRedo, onView, onDialog, onTest, onTidy, onPicture, onField } = acts;
  const commands = useMemo(() => {
    const all: Omit<Command, 'group'>[] = [
      { id: 'save', title: 'Save', keys: 'mod+s', run: onSave },
      { id: 'undo', title: 'Undo', keys: 'mod+z', run: onUndo },
      { id: 'redo', title: 'Redo', keys: 'mod+shift+z', run: onRedo },
      { id: 'text', title: view === 'canvas' ? 'Show the text' : 'Show the canvas', keys: 'mod+e', run: onView },
      { id: 'suggest', title: 'Suggest connections', run: () => onDialog('suggest') },
      { id: 'test', title: 'Run all examples', keys: 'mod+enter', run: onTest },
      { id: 'tidy', title: 'Tidy the layout', run: onTidy },
      { id: 'diff', title: 'Show what saving changes', run: () => onDialog('diff') },
      { id: 'paste', title: 'Paste a sample', run: () => onDialog('paste') },
      { id: 'schema', title: 'Replace the source schema', run: () => onDialog('schema') },
      { id: 'picture', title: 'Export a picture', run: onPicture },
      { id: 'focus-field', title: 'Go to the selected field', keys: 'alt+3', run: onField },
    ];
    return all.map((command): Command => ({ ...command, group: 'Mapping' }));
  }, [view, onSave, onUndo, onRedo, onView, onDialog, onTest, onTidy, onPicture, onField]);
  useCommands(commands);
}
