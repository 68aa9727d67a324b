// Short notes that come and go, read out by screen readers, and the quiet line that only they hear. Imports nothing of ours.
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { create } from 'zustand';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly words: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Notes {
  readonly toasts: readonly Toast[];
  readonly spoken: string;
}

const SHOWN_MS = 6_000;
const MOST = 4;

const useNotes = create<Notes>(() => ({ toasts: [], spoken: '' }));
let last = 0;

/** Shows a note; bad ones stay until they are closed. */
export function toast(words: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
  last += 1;
  const note: Toast = { id: last, tone: options.tone ?? 'good', words, action: options.action };
  useNotes.setState(({ toasts }) => ({ toasts: [...toasts, note].slice(-MOST) }));
}

/** Says something to screen readers alone: what an act of the keyboard did. */
export function announce(words: string): void {
  // The same words twice would not be read again.
  useNotes.setState(({ spoken }) => ({ spoken: spoken === words ? `${words}\u00a0` : words }));
}

const close = (id: number) => useNotes.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));

const ICONS = { good: CircleCheck, bad: CircleAlert, plain: Info };

function ToastView({ note }: { note: Toast }) {
  useEffect(() => {
    if (note.tone === 'bad') return;
    const timer = setTimeout(() => close(note.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [note]);
  const Icon = ICONS[note.tone];
  return (
    <div className="toast" data-tone={note.tone}>
      <Icon aria-hidden size={16} />
      <span>{note.words}</span>
      {note.action === undefined ? null : (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            note.action?.run();
            close(note.id);
          }}
        >
          {note.action.label}
        </button>
      )}
      <button type="button" className="toast-close" aria-label="Close this note" onClick={() => close(note.id)}>
        <X aria-hidden size={14} />
      </button>
    </div>
  );
}

/** Stands once in the page. */
export function Toaster() {
  const toasts = useNotes((notes) => notes.toasts);
  return (
    <>
      <div className="toasts" role="status" aria-live="polite" aria-relevant="additions">
        {toasts.map((note) => (
          <ToastView key={note.id} note={note} />
        ))}
      </div>
      <Announcer />
    </>
  );
}

function Announcer() {
  const spoken = useNotes((notes) => notes.spoken);
  return (
    <div className="unseen" role="status" aria-live="polite" data-testid="announcer">
      {spoken}
    </div>
  );
}
