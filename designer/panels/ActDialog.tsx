// Assign, comment, discard: each asks for the few words that it needs. May import api/ and parts/.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Act, startAct } from '../api/exceptions.ts';
import { wordsOf } from '../api/problem.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import { toast } from '../parts/toast.tsx';

export type DialogKind = 'assign' | 'comment' | 'discard';

export interface ActDialogProps {
  readonly kind: DialogKind;
  /** Those that it is for: a cause, or chosen ones. */
  readonly chosen: { readonly cause: string } | { readonly ids: readonly string[] };
  readonly count: number;
  readonly onClose: () => void;
  readonly onStarted: (act: string) => void;
}

const WORDS: Readonly<Record<DialogKind, { title: string; label: string; verb: string; help: string }>> = {
  assign: {
    title: 'Assign',
    label: 'To whom',
    verb: 'Assign',
    help: 'A name, as your team uses it. Empty takes them back.',
  },
  comment: {
    title: 'Comment on',
    label: 'Comment',
    verb: 'Comment',
    help: 'Kept with each exception, with your name.',
  },
  discard: {
    title: 'Discard',
    label: 'Reason',
    verb: 'Discard for good',
    help: 'What is discarded is never processed. It counts as discarded, with your name and this reason.',
  },
};

function actOf(kind: DialogKind, text: string, chosen: ActDialogProps['chosen']): Act {
  if (kind === 'assign') return { ...chosen, act: 'assign', to: text };
  return kind === 'comment' ? { ...chosen, act: 'comment', text } : { ...chosen, act: 'discard', reason: text };
}

export function ActDialog({ kind, chosen, count, onClose, onStarted }: ActDialogProps) {
  const [text, setText] = useState('');
  const { title, label, verb, help } = WORDS[kind];
  const start = useMutation({
    mutationFn: () => startAct(actOf(kind, text.trim(), chosen)),
    onSuccess: ({ id }) => {
      onStarted(id);
      onClose();
    },
    onError: (thrown) => toast(wordsOf(thrown).title, { tone: 'bad' }),
  });
  return (
    <Modal
      title={`${title} ${count.toLocaleString('en')} ${count === 1 ? 'exception' : 'exceptions'}`}
      open
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            tone={kind === 'discard' ? 'danger' : 'main'}
            isDisabled={start.isPending || (kind !== 'assign' && text.trim() === '')}
            onPress={() => start.mutate()}
          >
            {verb}
          </Button>
        </>
      }
    >
      <TextField
        label={label}
        value={text}
        onChange={setText}
        help={help}
        autoFocus
        {...(kind === 'assign' ? {} : { rows: 3 })}
      />
    </Modal>
  );
}
