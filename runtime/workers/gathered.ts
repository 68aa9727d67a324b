// Answers that a worker gives many at a time. Imports nothing.

/** How answers leave the thread, each item a list that counts for as many messages. */
export interface GatherOptions<Answer> {
  readonly item: (items: Answer[], count: number) => void;
  /** Answers wait this long for one another, milliseconds: one that took longer goes by itself. */
  readonly waitMs: number;
  /** Each answer is to be given before the next message is begun, so that a message that costs the thread is known. */
  readonly careful: boolean;
}

/** Answers on their way, sent together once the first of them is old enough. */
export function gathered<Answer>({ item, waitMs, careful }: GatherOptions<Answer>) {
  let waiting: Answer[] = [];
  let since = performance.now();
  const send = (): void => {
    if (waiting.length > 0) item(waiting, waiting.length);
    waiting = [];
    since = performance.now();
  };
  return {
    add(answer: Answer): void {
      waiting.push(answer);
      if (careful || performance.now() - since >= waitMs) send();
    },
    send,
  };
}
