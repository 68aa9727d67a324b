// Every act by name: Ctrl+K, some letters, Enter. May import ./commands.ts.
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { allCommands, type Command, keysText } from './commands.ts';

/** More than these are not shown; more letters find the rest. */
const MOST = 60;

export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <ModalOverlay className="modal-back" isOpen={open} onOpenChange={(next) => !next && onClose()} isDismissable>
      <Modal className="modal palette">
        <Dialog className="modal-dialog" aria-label="Commands">
          <Finder onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Finder({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const commands = useMemo(() => allCommands().filter((command) => command.isEnabled !== false), []);
  const found = useMemo(() => find(commands, text).slice(0, MOST), [commands, text]);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}${active}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    // The dialog gives the focus back first; an act that moves it comes after.
    setTimeout(command.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter') run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Find a command or a page"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found.length === 0 ? undefined : `${id}${active}`}
        placeholder="Find a command or a page"
        // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type in
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} role="listbox" aria-label="Commands" className="palette-list">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the input does the same
          <div
            key={command.id}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === active}
            className="option"
            onPointerMove={() => setActive(index)}
            onClick={() => run(command)}
          >
            <span className="clip">{command.title}</span>
            <span className="soft palette-group">{command.group}</span>
            {command.keys === undefined ? null : <kbd>{keysText(command.keys)}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className="palette-none soft">Nothing has that name.</p> : null}
    </>
  );
}

/** Commands that hold every word that was typed; those whose title begins with the text come first. */
function find(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const hits = commands.filter((command) => {
    const all = `${command.title} ${command.group} ${command.words ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const rank = ({ title }: Command) => (title.toLowerCase().startsWith(words[0] as string) ? 0 : 1);
  return hits.sort((left, right) => rank(left) - rank(right));
}
