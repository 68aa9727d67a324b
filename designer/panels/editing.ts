// What one edited file and an edited folder share: steps through a history, told aloud, drafts, one saving after the other, and what
// is said of it.
// May import model/history.ts and parts/.
import { useEffect, useRef, useState } from 'react';
import { type History, redo, undo } from '../model/history.ts';
import { announce, toast } from '../parts/toast.tsx';
import { useEvent } from '../parts/use-event.ts';

/** How long after a change a draft is kept. */
const DRAFT_AFTER_MS = 1_000;

/** Undo and redo of a history; what is taken back or done again is said to screen readers. */
export function stepsThrough<State>(
  history: History<State>,
  edit: (make: (now: History<State>) => History<State>) => void,
): { readonly undo: () => void; readonly redo: () => void } {
  return {
    undo: () => {
      const last = history.past.at(-1);
      if (last !== undefined) announce(`Undone: ${last.name}`);
      edit(undo);
    },
    redo: () => {
      const next = history.future[0];
      if (next !== undefined) announce(`Done again: ${next.name}`);
      edit(redo);
    },
  };
}

/** Says that something is saved, and with which errors. */
export function toastSaved(errors: readonly { readonly message: string }[]): void {
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  if (errors.length === 0) toast('Saved');
  else toast(`Saved, with ${count}: ${errors[0]?.message}`, { tone: 'bad' });
}

/**
 * Runs one saving at a time. What is asked for during one is done after it, with what is there then: nobody who presses the keys of
 * saving twice is left with something unsaved.
 *
 * @param save  saves what differs from what is saved; nothing where nothing does
 */
export function useOneSaving(save: () => Promise<void>): {
  readonly isSaving: boolean;
  /** Saves, or does something else that saves. */
  readonly run: (instead?: () => Promise<void>) => Promise<void>;
} {
  const [isSaving, setSaving] = useState(false);
  const isBusy = useRef(false);
  const isAsked = useRef(false);
  const run = useEvent(async (instead: () => Promise<void> = save) => {
    if (isBusy.current) {
      isAsked.current = true;
      return;
    }
    isBusy.current = true;
    setSaving(true);
    try {
      await instead();
    } finally {
      isBusy.current = false;
      setSaving(false);
    }
  });
  // After the rendering that knows what was saved: only then it is known what is not.
  useEffect(() => {
    if (isSaving || !isAsked.current) return;
    isAsked.current = false;
    void run();
  }, [isSaving, run]);
  return { isSaving, run };
}

/**
 * Keeps what is not saved: a moment after each change, and when the page goes.
 *
 * @param keep  sends the draft; must stay the same function while what it sends stays the same. Undefined: nothing to keep
 */
export function useKeptDraft(keep: ((isLast: boolean) => Promise<unknown>) | undefined): void {
  useEffect(() => {
    if (keep === undefined) return;
    const send = (isLast: boolean) => void keep(isLast).catch(() => undefined);
    const timer = setTimeout(() => send(false), DRAFT_AFTER_MS);
    const onHide = () => send(true);
    addEventListener('pagehide', onHide);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', onHide);
    };
  }, [keep]);
}
