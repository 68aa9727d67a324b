// What can be done about a message that is held: replay it, as it came or edited, assign, comment, discard.
// May import api/, panels/, parts/ and its neighbours.
import { useMutation } from '@tanstack/react-query';
import { Pencil, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { startAct } from '../../api/exceptions.ts';
import { useMay } from '../../api/me.ts';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { wordsOf } from '../../api/problem.ts';
import { ActDialog, type DialogKind } from '../../panels/ActDialog.tsx';
import { ActProgressView } from '../../panels/ActProgressView.tsx';
import { Button } from '../../parts/Button.tsx';
import { toast } from '../../parts/toast.tsx';
import { EditDialog } from './EditDialog.tsx';

export function MessageActs({ message }: { message: MessageDetail }) {
  const [act, setAct] = useState<string>();
  const [dialog, setDialog] = useState<DialogKind | 'edit'>();
  const may = useMay('operate');
  const open = message.exceptions.filter(({ status }) => status === 'open');
  const own = open.find(({ subject }) => subject === 'message');
  const ids = open.map(({ id }) => id);
  const replay = useMutation({
    mutationFn: () => startAct({ act: 'replay', ids }),
    onSuccess: ({ id }) => setAct(id),
    onError: (thrown) => toast(wordsOf(thrown).title, { tone: 'bad' }),
  });
  const close = () => setDialog(undefined);
  return (
    <>
      {act === undefined ? null : <ActProgressView key={act} id={act} />}
      {message.status !== 'held' || open.length === 0 ? null : (
        <div className="cluster">
          <Button
            icon={<RotateCw aria-hidden size={14} />}
            isDisabled={!may || replay.isPending}
            onPress={() => replay.mutate()}
          >
            Replay
          </Button>
          {own === undefined ? null : (
            <Button icon={<Pencil aria-hidden size={14} />} isDisabled={!may} onPress={() => setDialog('edit')}>
              Edit and replay
            </Button>
          )}
          <Button isDisabled={!may} onPress={() => setDialog('assign')}>
            Assign
          </Button>
          <Button isDisabled={!may} onPress={() => setDialog('comment')}>
            Comment
          </Button>
          <Button tone="danger" isDisabled={!may} onPress={() => setDialog('discard')}>
            Discard
          </Button>
          {may ? null : <span className="soft">Acting on it takes the role operator.</span>}
        </div>
      )}
      {dialog === 'edit' && own !== undefined ? (
        <EditDialog message={message} exception={own.id} onClose={close} />
      ) : null}
      {dialog === undefined || dialog === 'edit' ? null : (
        <ActDialog kind={dialog} chosen={{ ids }} count={ids.length} onClose={close} onStarted={setAct} />
      )}
    </>
  );
}
