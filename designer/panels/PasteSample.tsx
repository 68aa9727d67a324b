// A message that is pasted to look at: it is kept in this page only, until it is added as an example. May import parts/.
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';

export function PasteSample({
  open,
  onClose,
  onPaste,
}: {
  open: boolean;
  onClose: () => void;
  onPaste: (text: string) => void;
}) {
  const [text, setText] = useState('');
  return (
    <Modal
      title="Paste a message"
      open={open}
      onClose={onClose}
      actions={
        <Button
          tone="main"
          isDisabled={text.trim() === ''}
          onPress={() => {
            onPaste(text);
            onClose();
          }}
        >
          Look at it
        </Button>
      }
    >
      <TextField
        label="Message, as it comes"
        value={text}
        onChange={setText}
        rows={16}
        mono
        autoFocus
        help="It stays in this page and is evaluated here; nothing is sent or stored."
      />
    </Modal>
  );
}
