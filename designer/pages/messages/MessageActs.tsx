// What can be done about a message that is held: replay it, as it came or edited, assign, comment, discard.
// May import api/, panels/, parts/ and its neighbours.
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../api/me.ts';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { ActBar } from '../../panels/ActBar.tsx';
import { ActProgressView } from '../../panels/ActProgressView.tsx';
import { Button } from '../../parts/Button.tsx';
import { EditDialog } from './EditDialog.tsx';

export function MessageActs({ message }: { message: MessageDetail }) {
  const [act, setAct] = useState<string>();
  const [isEditing, setEditing] = useState(false);
  const may = useMay('operate');
  const open = message.exceptions.filter(({ status }) => status === 'open');
  const own = open.find(({ subject }) => subject === 'message');
  const ids = open.map(({ id }) => id);
  return (
    <>
      {act === undefined ? null : <ActProgressView key={act} id={act} />}
      {message.status !== 'held' || open.length === 0 ? null : (
        <div className="cluster">
          <ActBar chosen={{ ids }} count={ids.length} replay="Replay" onAct={setAct}>
            {own === undefined ? null : (
              <Button icon={<Pencil aria-hidden size={14} />} isDisabled={!may} onPress={() => setEditing(true)}>
                Edit and replay
              </Button>
            )}
          </ActBar>
          {may ? null : <span className="soft">Acting on it takes the role operator.</span>}
        </div>
      )}
      {isEditing && own !== undefined ? (
        <EditDialog message={message} exception={own.id} onClose={() => setEditing(false)} />
      ) : null}
    </>
  );
}
