// The feed of changes: gathered, numbered, remembered, and bounded for whoever is slow.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventFeed, type FeedEvent } from '../../runtime/http/event-feed.ts';
import type { Change } from '../../runtime/pipeline/sidecar.ts';

let tell: (change: Change) => void;
const sidecar = {
  clock: () => 1_000_000,
  onChange: (listener: (change: Change) => void) => {
    tell = listener;
    return () => undefined;
  },
};

function listener(options: { waiting?: () => number } = {}) {
  const events: FeedEvent[] = [];
  return {
    events,
    push: (event: FeedEvent) => {
      events.push(event);
      return options.waiting?.() ?? 0;
    },
    end: vi.fn(),
  };
}

const message = (id: string, status = 'processed'): Change => ({ kind: 'message', id, status });
const dataOf = (event: FeedEvent | undefined) =>
  JSON.parse(event?.data ?? '{}') as { counts: object; changes: Change[] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the feed', () => {
  it('gathers the changes of a moment into one event, the last word on each thing', () => {
    const [feed, one] = [new EventFeed(sidecar), listener()];
    feed.listen(one);
    tell(message('a', 'held'));
    tell(message('a'));
    tell({ kind: 'delivery', id: 'wms', status: 'delivered' });
    expect(one.events).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(one.events.map(({ event }) => event)).toEqual(['changes']);
    expect(dataOf(one.events[0])).toEqual({
      counts: { message: 2, delivery: 1 },
      changes: [message('a'), { kind: 'delivery', id: 'wms', status: 'delivered' }],
    });
  });

  it('counts instead of naming when there are very many', () => {
    const [feed, one] = [new EventFeed(sidecar), listener()];
    feed.listen(one);
    for (let index = 0; index < 5_000; index += 1) tell(message(String(index)));
    vi.advanceTimersByTime(300);
    expect(dataOf(one.events[0])).toEqual({ counts: { message: 5_000 }, changes: [] });
    expect(one.events[0]?.data.length).toBeLessThan(200);
  });

  it('gives whoever comes back what he has missed', () => {
    const feed = new EventFeed(sidecar);
    const first = listener();
    const stop = feed.listen(first);
    tell(message('a'));
    vi.advanceTimersByTime(300);
    stop();
    tell(message('b'));
    vi.advanceTimersByTime(300);
    const again = listener();
    feed.listen(again, first.events.at(-1)?.id);
    expect(again.events.map((event) => dataOf(event).changes.map(({ id }) => id))).toEqual([['b']]);
  });

  it('tells whoever it has forgotten to read everything again', () => {
    const [feed, one] = [new EventFeed(sidecar), listener()];
    feed.listen(one, 'another-start-7');
    expect(one.events.map(({ event }) => event)).toEqual(['reset']);
  });

  it('keeps nothing more for a slow listener, and tells him to read everything again once he has caught up', () => {
    const feed = new EventFeed(sidecar);
    let waiting = 40;
    const slow = listener({ waiting: () => waiting });
    feed.listen(slow);
    for (let index = 0; index < 4; index += 1) {
      tell(message(String(index)));
      vi.advanceTimersByTime(300);
    }
    expect(slow.events.filter(({ event }) => event === 'changes').length).toBe(1);
    waiting = 0;
    tell(message('last'));
    vi.advanceTimersByTime(300);
    expect(slow.events.at(-1)?.event).toBe('reset');
    tell(message('new'));
    vi.advanceTimersByTime(300);
    expect(dataOf(slow.events.at(-1)).changes.map(({ id }) => id)).toEqual(['new']);
  });

  it('ends its listeners with the sidecar', () => {
    const [feed, one] = [new EventFeed(sidecar), listener()];
    feed.listen(one);
    feed.end();
    expect(one.end).toHaveBeenCalledOnce();
    expect(feed.listeners).toBe(0);
  });
});
