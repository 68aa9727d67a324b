// Replaying a held message with another text in its place: for whoever may see its exact bytes, since what is masked must not
// become the message. May import api/, parts/ and its neighbours.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { replayEdited } from '../../api/exceptions.ts';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { wordsOf } from '../../api/problem.ts';
import { Button } from '../../parts/Button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { QueryView } from '../../parts/states.tsx';
import { toast } from '../../parts/toast.tsx';
import { type Editable, editableOf } from './editable.ts';

export interface EditDialogProps {
  readonly message: MessageDetail;
  readonly exception: string;
  readonly onClose: () => void;
}

export function EditDialog({ message, exception, onClose }: EditDialogProps) {
  const { id, receipt, edited } = message;
  const query = useQuery({
    queryKey: ['receipt', receipt, 'text', id, edited],
    queryFn: ({ signal }) => editableOf(message, signal),
    retry: false,
  });
  return (
    <Modal title="Edit and replay" open onClose={onClose} size="large">
      <QueryView query={query} what="the exact bytes">
        {(editable) =>
          editable.text === null ? (
            <p>These bytes are no text. Send the message again from where it came from, and discard this one.</p>
          ) : (
            <EditForm editable={editable} text={editable.text} exception={exception} id={id} onClose={onClose} />
          )
        }
      </QueryView>
    </Modal>
  );
}

/** What is replayed of the receipt, and what becomes of the rest; nothing where there is no rest. */
function placeWords({ place, isWhole }: Editable): string | undefined {
  if (place === undefined)
    return isWhole ? 'This is all of the receipt. A text that holds more than one message is refused.' : undefined;
  const { index, count } = place;
  if (count === 1) return undefined;
  const others = count === 2 ? 'the other one' : `the other ${(count - 1).toLocaleString('en')}`;
  const which = `Message ${(index + 1).toLocaleString('en')} of ${count.toLocaleString('en')} of its receipt.`;
  return isWhole
    ? `${which} It does not read the same by itself, so this is all of the receipt: take ${others} out. A text that holds more than one message is refused, and nothing is replayed then.`
    : `${which} Only this one is replayed: ${others} of the receipt ${count === 2 ? 'stays as it is' : 'stay as they are'}.`;
}

interface EditFormProps {
  readonly editable: Editable;
  readonly text: string;
  readonly exception: string;
  readonly id: string;
  readonly onClose: () => void;
}

function EditForm({ editable, text, exception, id, onClose }: EditFormProps) {
  const [payload, setPayload] = useState(text);
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayEdited(exception, payload),
    onSuccess: ({ exceptions }) => {
      const isClosed = exceptions.every(({ status }) => status !== 'open');
      toast(isClosed ? 'Replayed with the edited text: it went on' : 'Replayed with the edited text: it is still held');
      for (const queryKey of [['message', id], ['messages'], ['exceptions'], ['overview']])
        void queries.invalidateQueries({ queryKey });
      onClose();
    },
  });
  const words = placeWords(editable);
  const failure = replay.isError ? wordsOf(replay.error) : undefined;
  return (
    <div className="stack">
      {words === undefined ? null : (
        <p className="note" data-tone={editable.isWhole ? 'warn' : undefined}>
          {words}
        </p>
      )}
      <TextField
        label="The message"
        value={payload}
        onChange={setPayload}
        rows={18}
        mono
        autoFocus
        help="It has to hold this one message, with the header line or envelope that its format needs. The receipt keeps what came; the audit keeps who changed it."
        {...(failure === undefined ? {} : { error: [failure.title, failure.detail].filter(Boolean).join(': ') })}
      />
      <div className="cluster">
        <Button tone="main" isDisabled={replay.isPending || payload === text} onPress={() => replay.mutate()}>
          {replay.isPending ? 'Replaying…' : 'Replay with this text'}
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </div>
  );
}
