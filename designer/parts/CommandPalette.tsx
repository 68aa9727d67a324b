// Every act by name: Ctrl+K, some letters, Enter. May import ./commands.ts and ./Finder.tsx.
import { useMemo } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { allCommands, type Command, keysText } from './commands.ts';
import { Finder } from './Finder.tsx';

export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <ModalOverlay className="modal-back" isOpen={open} onOpenChange={(next) => !next && onClose()} isDismissable>
      <Modal className="modal palette">
        <Dialog className="modal-dialog" aria-label="Commands">
          <Commands onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

const titleOf = ({ title }: Command): string => title;
const wordsOf = ({ title, group, words }: Command): string => `${title} ${group} ${words ?? ''}`;

function Commands({ onClose }: { onClose: () => void }) {
  const commands = useMemo(() => allCommands().filter((command) => command.isEnabled !== false), []);
  const run = (command: Command) => {
    onClose();
    // The dialog gives the focus back first; an act that moves it comes after.
    setTimeout(command.run);
  };
  return (
    <Finder
      label="Find a command or a page"
      listLabel="Commands"
      placeholder="Find a command or a page"
      inputClass="palette-input"
      listClass="palette-list"
      noteClass="palette-none"
      items={commands}
      keyOf={({ id }) => id}
      titleOf={titleOf}
      wordsOf={wordsOf}
      onPick={run}
    >
      {(command) => (
        <>
          <span className="clip">{command.title}</span>
          <span className="soft palette-group">{command.group}</span>
          {command.keys === undefined ? null : <kbd>{keysText(command.keys)}</kbd>}
        </>
      )}
    </Finder>
  );
}
