// Replaying a held message with another text in its place: for whoever may see its exact bytes, since what is masked must not
// become the message. May import api/, parts/ and its neighbours.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { replayEdited } from '../../api/exceptions.ts';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { receiptBytes } from '../../api/messages.ts';
import { wordsOf } from '../../api/problem.ts';
import { Button } from '../../parts/Button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { QueryView } from '../../parts/states.tsx';
import { toast } from '../../parts/toast.tsx';
import { editableText } from './bytes.ts';

export interface EditDialogProps {
  readonly message: MessageDetail;
  readonly exception: string;
  readonly onClose: () => void;
}

export function EditDialog({ message, exception, onClose }: EditDialogProps) {
  const { id, receipt, format, range, edited } = message;
  const query = useQuery({
    queryKey: ['receipt', receipt, 'text', id, edited],
    queryFn: async ({ signal }) => {
      const bytes = await receiptBytes(receipt, signal);
      return edited !== null && 'body' in edited ? edited.body : editableText(bytes, { format, range });
    },
    retry: false,
  });
  return (
    <Modal title="Edit and replay" open onClose={onClose} size="large">
      <QueryView query={query} what="the exact bytes">
        {(text) =>
          text === null ? (
            <p>These bytes are no text. Send the message again from where it came from, and discard this one.</p>
          ) : (
            <EditForm text={text} exception={exception} id={id} onClose={onClose} />
          )
        }
      </QueryView>
    </Modal>
  );
}

interface EditFormProps {
  readonly text: string;
  readonly exception: string;
  readonly id: string;
  readonly onClose: () => void;
}

function EditForm({ text, exception, id, onClose }: EditFormProps) {
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
  const failure = replay.isError ? wordsOf(replay.error) : undefined;
  return (
    <div className="stack">
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
