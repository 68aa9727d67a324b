// What every editor of a file has: undo, redo, save, with their keys; and the questions about drafts and conflicts.
// May import parts/ and ./use-edited-file.ts.
import { Redo2, Save, Undo2 } from 'lucide-react';
import { useMemo } from 'react';
import { Button, IconButton } from '../parts/Button.tsx';
import { keysText, useCommands } from '../parts/commands.ts';
import { Modal } from '../parts/Modal.tsx';
import type { EditedFile } from './use-edited-file.ts';
import './EditorActions.css';

export interface EditorActionsProps {
  // What the state is does not matter here.
  readonly file: Pick<
    EditedFile<unknown>,
    'path' | 'history' | 'isChanged' | 'isSaving' | 'undo' | 'redo' | 'save' | 'settle'
  > & { readonly conflict: unknown };
}

/** The buttons at the head of an editor. */
export function EditorActions({ file }: EditorActionsProps) {
  const last = file.history.past.at(-1)?.name;
  const next = file.history.future[0]?.name;
  const commands = useMemo(
    () => [
      { id: 'undo', title: 'Undo', group: 'Editing', keys: 'mod+z', isEnabled: last !== undefined, run: file.undo },
      {
        id: 'redo',
        title: 'Redo',
        group: 'Editing',
        keys: 'mod+shift+z',
        isEnabled: next !== undefined,
        run: file.redo,
      },
      { id: 'save', title: 'Save', group: 'Editing', keys: 'mod+s', run: () => void file.save() },
    ],
    [file, last, next],
  );
  useCommands(commands);
  return (
    <>
      <IconButton
        label={last === undefined ? 'Nothing to undo' : `Undo: ${last}`}
        keys={keysText('mod+z')}
        icon={<Undo2 aria-hidden size={16} />}
        isDisabled={last === undefined}
        onPress={file.undo}
      />
      <IconButton
        label={next === undefined ? 'Nothing to redo' : `Redo: ${next}`}
        keys={keysText('mod+shift+z')}
        icon={<Redo2 aria-hidden size={16} />}
        isDisabled={next === undefined}
        onPress={file.redo}
      />
      <Button
        tone="main"
        icon={<Save aria-hidden size={14} />}
        isDisabled={!file.isChanged || file.isSaving}
        onPress={() => void file.save()}
      >
        {file.isSaving ? 'Saving…' : 'Save'}
      </Button>
      <Modal
        title="Somebody saved this meanwhile"
        open={file.conflict !== undefined}
        onClose={() => file.settle('later')}
        size="small"
        actions={
          <>
            <Button onPress={() => file.settle('theirs')}>Take theirs</Button>
            <Button tone="danger" onPress={() => file.settle('mine')}>
              Write mine over it
            </Button>
          </>
        }
      >
        <p>
          <code>{file.path}</code> is not what you began with. Taking theirs drops your changes; writing over it drops
          theirs. Close this to keep editing and decide later.
        </p>
      </Modal>
    </>
  );
}

/** Tells of unsaved work of an earlier visit. */
export function DraftNote({ file }: { file: Pick<EditedFile<unknown>, 'settleDraft'> & { readonly draft: unknown } }) {
  if (file.draft === undefined) return null;
  return (
    <div className="draft-note" role="status">
      <span>There is unsaved work of yours from an earlier visit.</span>
      <Button onPress={() => file.settleDraft('take')}>Take it up</Button>
      <Button tone="quiet" onPress={() => file.settleDraft('drop')}>
        Throw it away
      </Button>
    </div>
  );
}
