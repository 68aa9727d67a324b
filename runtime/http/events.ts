// GET /v1/events: changes of receipts, messages, exceptions, deliveries, acts and the workspace, as server-sent events.
import { CrossdockError } from '../engine/errors.ts';
import { READ } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { EventFeed, type FeedEvent, type Listener } from './event-feed.ts';
import type { Route } from './route.ts';

/** Browsers and proxies end a connection that says nothing. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it comes back. */
const RETRY_MS = 2_000;
const MOST_LISTENERS = 100;

const feeds = new WeakMap<Sidecar, EventFeed>();

export function feedOf(sidecar: Sidecar): EventFeed {
  const known = feeds.get(sidecar) ?? new EventFeed(sidecar);
  feeds.set(sidecar, known);
  return known;
}

/** HTML Living Standard, section 9.2.6. */
const textOf = ({ id, event, data }: FeedEvent): string => `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;

function streamOf(feed: EventFeed, since: string | undefined): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string): void => controller.enqueue(encoder.encode(text));
        const end = () => {
          clearInterval(heartbeat);
          stop();
        };
        const listener: Listener = {
          push(event) {
            const waiting = 1 - (controller.desiredSize ?? 0);
            // A `reset` for somebody who has not taken what waits would only wait as well.
            if (event.event === 'changes' || waiting <= 1) write(textOf(event));
            return Math.max(0, 1 - (controller.desiredSize ?? 0));
          },
          end() {
            end();
            controller.close();
          },
        };
        write(`retry: ${RETRY_MS}\n\n`);
        stop = feed.listen(listener, since);
        heartbeat = setInterval(
          () => (controller.desiredSize ?? 0) > 0 && write(': still here\n\n'),
          HEARTBEAT_MS,
        ).unref();
      },
      cancel() {
        clearInterval(heartbeat);
        stop();
      },
    },
    { highWaterMark: 1 },
  );
}

export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/events',
    summary: 'Changes as they happen: `changes` with counts and ids, `reset` when everything has to be read again',
    access: READ,
    parameters: [
      { name: 'Last-Event-ID', in: 'header', description: 'id of the last event seen; what followed comes first' },
      { name: 'since', in: 'query', description: 'the same, for clients that cannot set a header' },
    ],
    responses: {
      200: {
        description: 'Events; data of `changes` is `{"counts": {kind: n}, "changes": [{"kind","id","status"}]}`',
        contentType: 'text/event-stream',
      },
    },
    handle(context, sidecar) {
      const feed = feedOf(sidecar);
      if (feed.listeners >= MOST_LISTENERS)
        throw new CrossdockError('intake.overloaded', `there are ${MOST_LISTENERS} listeners already`);
      const since = context.req.header('last-event-id') ?? context.req.query('since');
      context.header('content-type', 'text/event-stream');
      context.header('cache-control', 'no-store');
      // Proxies that gather answers would keep the events to themselves.
      context.header('x-accel-buffering', 'no');
      return context.body(streamOf(feed, since));
    },
  },
];
