// Focus that has to wait for what it goes to. Imports nothing.

let pending: number | undefined;

/**
 * Gives the focus in the next frame to what is in the document by then; the last of several calls counts.
 *
 * A frame can be late, and whoever has gone elsewhere meanwhile, or types there, keeps the focus.
 *
 * @returns the way to call it off
 */
export function focusLater(find: () => HTMLElement | null | undefined, options?: FocusOptions): () => void {
  const before = document.activeElement;
  if (pending !== undefined) cancelAnimationFrame(pending);
  const frame = requestAnimationFrame(() => {
    pending = undefined;
    if (isStillAt(before)) find()?.focus(options);
  });
  pending = frame;
  return () => cancelAnimationFrame(frame);
}

/** Whether the focus is where it was, or nowhere because that is gone. */
export function isStillAt(before: Element | null): boolean {
  const now = document.activeElement;
  return now === before || now === null || now === document.body;
}
