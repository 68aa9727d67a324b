// What is done with hostile input, and what counts as harm: something thrown, an error of ours, a refusal that does not say
// why, an answer that takes for ever, a prototype that was changed. Imports only the inputs beside it.
import { mutated, request, seeded } from './inputs.mjs';

/** Without an answer for so long it hangs; a busy machine may take a few seconds to start a thread. */
export const LONGEST_MS = 60_000;

/** Requests behind which others get their turn. */
const TURN = 8;

const shown = (bytes) => Buffer.from(bytes).toString('base64').slice(0, 2_000);

function requireUntouched() {
  if ({}.polluted !== undefined) throw new Error('the prototype of every object was changed');
}

/**
 * Reads `count` mutations of real messages of one format.
 *
 * @returns `{ inputs, refused, longestMs }`
 * @throws Error with the input in base64 and the seed that makes it again
 */
export function hammerFormat(format, { originals, count, seed, from = 0 }) {
  let [refused, longestMs] = [0, 0];
  for (let input = from; input < from + count; input += 1) {
    // Each input has a seed of its own, so that it can be made again without those before it.
    const bytes = mutated(originals[input % originals.length], seeded(seed * 1_000_003 + input));
    const began = performance.now();
    try {
      const { messages } = format.decode(bytes, { limits: { maxBytes: 100_000, maxDepth: 64, maxMessages: 1_000 } });
      if (messages.length === 0) throw new Error('nothing came of it, not even a refusal');
      for (const { error, value } of messages) {
        if (error === undefined) continue;
        refused += 1;
        if (value !== undefined) throw new Error('a refused message has a value');
        if (!/^format\./.test(error.code) || error.message.length <= 10)
          throw new Error(`a refusal that does not say why: ${error.code} ${error.message}`);
      }
    } catch (cause) {
      throw new Error(`${format.name} input ${input} of seed ${seed}: ${cause.message}: ${shown(bytes)}`, { cause });
    }
    const tookMs = performance.now() - began;
    if (tookMs > LONGEST_MS) throw new Error(`${format.name} input ${input} of seed ${seed} took ${tookMs} ms`);
    longestMs = Math.max(longestMs, tookMs);
  }
  requireUntouched();
  return { inputs: count, refused, longestMs };
}

/** What is wrong with an answer; undefined when nothing is. */
async function faultOf(response) {
  const { status } = response;
  if (status < 400) {
    await response.body?.cancel();
    return undefined;
  }
  const text = await response.text();
  if (status >= 500 && status !== 503) return `answers with ${status}: ${text.slice(0, 500)}`;
  if (response.headers.get('content-type')?.includes('json') !== true) return undefined;
  const { code, detail } = JSON.parse(text);
  return typeof code === 'string' && typeof detail === 'string' ? undefined : `refuses without a reason: ${text}`;
}

/** What there is to be asked for, found through the routes themselves: `known` of hammerRoute. */
export async function knownOf(send) {
  const list = async (address, member) => {
    const response = await send({ method: 'GET', address, headers: {} });
    return (await response.json())[member].map(({ id }) => id);
  };
  const [messages, exceptions] = [await list('/v1/messages', 'messages'), await list('/v1/exceptions', 'exceptions')];
  const { messages: _, ...message } = await (
    await send({ method: 'GET', address: `/v1/messages/${messages[0]}`, headers: {} })
  ).json();
  return {
    id: ['A-1', ...messages, ...exceptions, message.receiptId ?? message.receipt].filter(
      (id) => typeof id === 'string',
    ),
    mapping: ['my-shop-order'],
    source: ['my-shop'],
    kind: ['received', 'settled', 'held', 'delivery', 'latency'],
    path: [
      'mappings/my-shop-order',
      'mappings/my-shop-order/mapping.jsonata',
      'mappings/my-shop-order/mapping.json',
      'mappings/tables/my-shop-status.csv',
      'rulesets/order-intake',
      'rulesets/order-intake/rules.json',
      'rulesets/order-intake/x.json',
    ],
  };
}

/** Resolves to undefined when `promise` takes too long. */
function within(promise, limitMs) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Sends `count` requests to one route, some at once: those that write share their commits.
 *
 * @param options.send  `(request) => Promise<Response>`
 * @param options.known  what there is, by the name of a parameter
 * @returns `{ requests, statuses, longestMs }`
 * @throws Error with the request and the seed that makes it again
 */
export async function hammerRoute(route, { send, known, count, seed, from = 0, atOnce = 32 }) {
  const statuses = {};
  let [next, longestMs] = [from, 0];
  const sender = async () => {
    while (next < from + count) {
      const input = next++;
      const asked = request(route, seeded(seed * 1_000_003 + input), known);
      const began = performance.now();
      const fault = await within(
        (async () => {
          const response = await send(asked);
          statuses[response.status] = (statuses[response.status] ?? 0) + 1;
          return (await faultOf(response)) ?? 'fine';
        })().catch((thrown) => `throws ${thrown.message}`),
        LONGEST_MS,
      );
      if (fault !== 'fine') {
        next = from + count;
        const what = fault ?? `does not answer within ${LONGEST_MS} ms`;
        throw new Error(
          `${route.method} ${route.path}, request ${input} of seed ${seed}, ${what}: ${JSON.stringify(asked).slice(0, 2_000)}`,
        );
      }
      longestMs = Math.max(longestMs, performance.now() - began);
      // Answers without any waiting would keep everything else, such as the disk, from its turn.
      if (input % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, sender));
  requireUntouched();
  return { requests: count, statuses, longestMs };
}
