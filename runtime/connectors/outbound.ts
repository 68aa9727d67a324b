// The way out: connections of the http connector, which go only where they may. Knows undici.
import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import { addressOf, isPublic, isWithin } from './networks.ts';

/** What a destination's address may not be, unless its configuration says so. */
export class AddressError extends Error {
  readonly code = 'address';
}

/** Whether deliveries may go to an address: a public one, or one of the networks that the destination names. */
export function mayConnect(text: string, networks: readonly string[]): boolean {
  const address = addressOf(text);
  return address !== undefined && (isPublic(address) || isWithin(address, networks));
}

/**
 * Resolves a name and keeps the addresses that may be connected to. The connection is made to one of these and no other,
 * so a name that means something else a moment later changes nothing.
 */
export function guardedLookup(networks: readonly string[], resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const allowed = found.filter(({ address }) => mayConnect(address, networks));
      const [first] = allowed;
      if (first === undefined) callback(new AddressError(notAllowed(hostname)) as NodeJS.ErrnoException, '');
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

const notAllowed = (host: string): string => `${host} is no address of the public net, and not under addresses`;

/** The host of a URL; without the brackets of an IPv6 address. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
}

/** A short body is read to its end, so that the connection can serve again; a longer one is cut off. */
const MOST_READ_BYTES = 64 * 1024;

async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Uint8Array).length;
    if (size > MOST_READ_BYTES) return;
  }
}

export interface Sender {
  /** Sends one request. Follows no redirect. @throws AddressError, and what undici throws */
  send(options: {
    readonly method: 'POST' | 'PUT';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    readonly signal: AbortSignal;
  }): Promise<Answer>;
}

/** Connections to one destination. */
export function openSender(url: string, networks: readonly string[]): Sender {
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(networks) } });
  const host = hostOf(url);
  return {
    async send({ method, headers, body, signal }) {
      // An address that is written as such is not looked up.
      if (isIP(host) !== 0 && !mayConnect(host, networks)) throw new AddressError(notAllowed(host));
      const response = await request(url, { method, headers: { ...headers }, body, signal, dispatcher });
      const retryAfter = response.headers['retry-after'];
      // The status is the whole answer: what happens to the body would not undo it.
      await discard(response.body).catch(() => undefined);
      return {
        status: response.statusCode,
        retryAfter: Array.isArray(retryAfter) ? (retryAfter[0] ?? null) : (retryAfter ?? null),
      };
    },
  };
}
