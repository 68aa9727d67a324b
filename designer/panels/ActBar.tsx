// What can be done about exceptions that were chosen: replay, assign, comment, discard, each as an act that goes on in the background.
// May import api/, parts/ and its neighbours.
import { useMutation } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { startAct } from '../api/exceptions.ts';
import { useMay } from '../api/me.ts';
import { wordsOf } from '../api/problem.ts';
import { Button } from '../parts/Button.tsx';
import { toast } from '../parts/toast.tsx';
import { ActDialog, type ActDialogProps, type DialogKind } from './ActDialog.tsx';

const DIALOGS: readonly { readonly kind: DialogKind; readonly words: string }[] = [
  { kind: 'assign', words: 'Assign' },
  { kind: 'comment', words: 'Comment' },
  { kind: 'discard', words: 'Discard' },
];

export interface ActBarProps extends Pick<ActDialogProps, 'chosen' | 'count'> {
  /** On the button that replays: `Replay all`. */
  readonly replay: string;
  /** Told of the act that was begun. */
  readonly onAct: (act: string) => void;
  /** Further ways to replay, behind the first. */
  readonly children?: ReactNode;
}

export function ActBar({ chosen, count, replay, onAct, children }: ActBarProps) {
  const [dialog, setDialog] = useState<DialogKind>();
  const may = useMay('operate');
  const start = useMutation({
    mutationFn: () => startAct({ ...chosen, act: 'replay' }),
    onSuccess: ({ id }) => onAct(id),
    onError: (thrown) => toast(wordsOf(thrown).title, { tone: 'bad' }),
  });
  return (
    <>
      <Button
        icon={<RotateCw aria-hidden size={14} />}
        isDisabled={!may || start.isPending}
        onPress={() => start.mutate()}
      >
        {replay}
      </Button>
      {children}
      {DIALOGS.map(({ kind, words }) => (
        <Button
          key={kind}
          isDisabled={!may}
          onPress={() => setDialog(kind)}
          {...(kind === 'discard' ? { tone: 'danger' as const } : {})}
        >
          {words}
        </Button>
      ))}
      {dialog === undefined ? null : (
        <ActDialog kind={dialog} chosen={chosen} count={count} onClose={() => setDialog(undefined)} onStarted={onAct} />
      )}
    </>
  );
}
