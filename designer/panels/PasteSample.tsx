// A message that is pasted to look at: it is kept in this page only, until it is added as an example. A long one is kept beside
// the text box, which shows how it begins: a box with megabytes in it stops the page. May import parts/.
import { type ClipboardEvent, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';

/** Characters that the text box takes without being felt. */
const MOST_IN_BOX = 100_000;
/** Of a longer text so many are shown. */
const PREVIEW = 2_000;

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
  /** A text too long for the box. */
  const [long, setLong] = useState<string>();
  const onPasteCapture = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.length <= MOST_IN_BOX) return;
    event.preventDefault();
    setLong(pasted);
  };
  return (
    <Modal
      title="Paste a message"
      open={open}
      onClose={onClose}
      actions={
        <Button
          tone="main"
          isDisabled={long === undefined && text.trim() === ''}
          onPress={() => {
            onPaste(long ?? text);
            onClose();
          }}
        >
          Look at it
        </Button>
      }
    >
      {long === undefined ? (
        <div onPasteCapture={onPasteCapture}>
          <TextField
            label="Message, as it comes"
            value={text}
            onChange={setText}
            rows={16}
            mono
            autoFocus
            help="It stays in this page and is evaluated here; nothing is sent or stored."
          />
        </div>
      ) : (
        <div className="stack" role="status">
          <p>A message of {(long.length / 1_000_000).toFixed(1)} million characters. It begins:</p>
          <pre className="paste-preview mono">{long.slice(0, PREVIEW)}…</pre>
          <div className="cluster">
            <Button onPress={() => setLong(undefined)}>Take another one</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
