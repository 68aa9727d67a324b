// The law of lanes and versions, over a process that is killed: histories of orders that arrive in any order, with
// repetitions, sixteen at a time, end in the state that they end in one by one. `npm run chaos order` tries 10,000.
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { seeded } from '../powerfail/replay.ts';
import { starterWorkspace } from '../support/cli.ts';
import { jsonOf, startSidecar } from '../support/process.ts';
import { eventually, shopOrder } from '../support/sidecar.ts';

const HISTORIES = Number(process.env['CHAOS_HISTORIES'] ?? 48);
const SEED = Number(process.env['CHAOS_SEED'] ?? 5);
/** Orders that are under way at once. */
const KEYS = 500;
const SENDERS = 16;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

interface Event {
  readonly key: string;
  readonly body: string;
}

const STATES = ['NEW', 'PAID', 'SENT'];

/** What happens to one order, in its order: its state goes on, its lines change, each at a time of its own. */
function history(key: string, random: () => number): Event[] {
  const count = 2 + Math.floor(random() * 4);
  return Array.from({ length: count }, (_unused, index) => ({
    key,
    body: shopOrder({
      number: key,
      placed: new Date(
        Date.UTC(2026, 2, 1) + (index + 1) * 3_600_000 + Math.floor(random() * 1_000) * 1_000,
      ).toISOString(),
      state: STATES[Math.min(STATES.length - 1, Math.floor((index * STATES.length) / count))],
      lines: [
        { code: 'MUG-01', count: 1 + Math.floor(random() * 5), price: '8.50' },
        { code: 'MUG-02', count: 1 + index, price: '9.00' },
      ],
    }),
  }));
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const list = [...items];
  for (let index = list.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other] as Item, list[index] as Item];
  }
  return list;
}

async function world(): Promise<{
  start: () => Promise<{ url: string; end: (signal: NodeJS.Signals) => Promise<unknown> }>;
}> {
  const made = await starterWorkspace({
    'mappings/tables/my-shop-status.csv':
      'state,status,paymentStatus,meaning\nNEW,received,pending,n\nPAID,accepted,paid,p\nSENT,shipped,paid,s\n',
    'mappings/my-shop-order/examples/plain.json': shopOrder(),
  });
  cleanUp.push(made.remove);
  return {
    async start() {
      const sidecar = startSidecar({ workspace: made.path, data: join(made.path, 'data') });
      cleanUp.push(() => sidecar.end('SIGKILL'));
      return { url: await sidecar.url, end: (signal) => sidecar.end(signal) };
    },
  };
}

/** A connection that has been idle may be closed just as it is used again; what got no answer then is sent again. */
const isClosed = (thrown: unknown): boolean =>
  ((thrown as Error).cause as { code?: string })?.code === 'UND_ERR_SOCKET';

/** Sends one event as senders do: again when there was no answer, and later when it was asked to come later. */
const send = async (url: string, event: Event, wait = ''): Promise<void> => {
  const post = () => fetch(`${url}/v1/messages/my-shop-order${wait}`, { method: 'POST', body: event.body });
  for (;;) {
    const response = await post().catch((thrown: unknown) => {
      if (isClosed(thrown)) return post();
      throw thrown;
    });
    await response.arrayBuffer();
    if (response.status !== 503) return expect([200, 202]).toContain(response.status);
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
};

async function settled(url: string): Promise<void> {
  await eventually(async () => {
    const { rows } = (await jsonOf(await fetch(`${url}/v1/conservation`))) as unknown as {
      rows: { messages: { inFlight: number }; receipts: { inFlight: number } }[];
    };
    return rows.every((row) => row.messages.inFlight + row.receipts.inFlight === 0);
  }, 100_000);
}

/** Each queue by one sender, several at a time. */
async function sendAll(queues: readonly (readonly Event[])[], one: (event: Event) => Promise<void>): Promise<void> {
  const rest = [...queues];
  const sender = async (): Promise<void> => {
    for (let queue = rest.pop(); queue !== undefined; queue = rest.pop()) for (const event of queue) await one(event);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

const orderOf = async (url: string, key: string): Promise<unknown> => {
  const { order } = await jsonOf(await fetch(`${url}/v1/orders/${key}`));
  return order;
};

it(
  'ends in the same state whatever the order of arrival, with repetitions, and kills in between',
  async () => {
    const random = seeded(SEED);
    const histories = Array.from({ length: HISTORIES }, (_unused, index) => history(`O-${index}`, random));
    const straight = await (await world()).start();
    await sendAll(histories, (event) => send(straight.url, event, '?wait=20000'));

    const { start } = await world();
    let twisted = await start();
    let kills = 0;
    for (let from = 0; from < histories.length; from += KEYS) {
      const events = histories.slice(from, from + KEYS).flat();
      const repeated = events.filter(() => random() < 0.3);
      const arriving = shuffled([...events, ...repeated], random);
      // Two kills in each round; whoever got no answer sends again.
      const parts = [0, 0.4, 0.7, 1].map((part) => Math.floor(part * arriving.length));
      for (const [index, begin] of parts.slice(0, -1).entries()) {
        const part = arriving.slice(begin, parts[index + 1]);
        const unanswered: Event[] = [];
        let isKilled = false;
        const sending = sendAll(
          part.map((event) => [event]),
          (event) =>
            send(twisted.url, event).catch((thrown: unknown) => {
              if (!isKilled) throw thrown;
              unanswered.push(event);
            }),
        );
        if (index < 2) {
          await new Promise((resolve) => setTimeout(resolve, 50 + random() * 100));
          isKilled = true;
          await twisted.end('SIGKILL');
          kills += 1;
          await sending;
          twisted = await start();
          await sendAll([unanswered], (event) => send(twisted.url, event));
        } else await sending;
      }
      await settled(twisted.url);
    }
    await settled(straight.url);

    for (const [event] of histories) {
      const key = event?.key as string;
      expect([key, await orderOf(twisted.url, key)]).toEqual([key, await orderOf(straight.url, key)]);
    }
    // Nothing was held, and late ones were there to be superseded.
    const { rows } = (await jsonOf(await fetch(`${twisted.url}/v1/conservation`))) as unknown as {
      rows: { messages: Record<string, number> }[];
    };
    expect(rows.map((row) => row.messages['held'])).toEqual(rows.map(() => 0));
    let late = 0;
    for (const [event] of histories.slice(0, 50)) {
      const text = await (await fetch(`${twisted.url}/v1/orders/${event?.key}/timeline`)).text();
      if (text.includes('superseded')) late += 1;
    }
    expect(late).toBeGreaterThan(0);
    expect(kills).toBeGreaterThan(1);
    console.info(
      `soak: ${HISTORIES} histories over ${KEYS} orders at once, ${kills} kills: the same state as one by one`,
    );
    await straight.end('SIGTERM');
    await twisted.end('SIGTERM');
  },
  110_000 + HISTORIES * 600,
);
