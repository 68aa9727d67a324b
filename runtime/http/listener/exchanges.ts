// The listening thread's side of each request: what it brought is handed to the app, what the app answers is sent.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { ControlledDelay, Stay } from './delay.ts';
import { isIntake, sizeOf, turnAway } from './flood.ts';
import { lingering } from './lingering.ts';
import type { Peer, ToApp, ToListener } from './wire.ts';

/** Bodies up to this size are handed on whole; longer ones as the app asks for them, once it knows who sends. */
const WHOLE_BYTES = 64 * 1024;

/** A flood is looked at so often, milliseconds, although nobody comes any more. */
const LOOK_MS = 100;

interface Exchange {
  readonly id: number;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of a message, until it leaves. */
  stay: Stay | undefined;
  isAnswered: boolean;
}

const peers = new WeakMap<object, Peer>();

function peerOf(request: IncomingMessage): Peer {
  const socket = request.socket as TLSSocket;
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const fingerprint = socket.authorized === true ? socket.getPeerCertificate().fingerprint256 : undefined;
  const peer = {
    ...(socket.remoteAddress === undefined ? {} : { remoteAddress: socket.remoteAddress }),
    ...(socket.encrypted === true ? { encrypted: true } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint256: fingerprint }),
  };
  peers.set(socket, peer);
  return peer;
}

/** A copy that can be given away: pieces of a body are parts of a larger buffer. */
const ownBytes = (chunks: readonly Uint8Array[]): Uint8Array => {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? new Uint8Array(first) : new Uint8Array(Buffer.concat(chunks));
};

export class Exchanges {
  readonly #open = new Map<number, Exchange>();
  readonly #delay: ControlledDelay;
  readonly #post: (items: readonly ToApp[], owned: readonly ArrayBuffer[]) => void;
  #next = 0;
  #items: ToApp[] = [];
  #owned: ArrayBuffer[] = [];
  #isTurnOpen = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param post  sends to the app; `owned` are the buffers in it, which go with it */
  constructor(delay: ControlledDelay, post: (items: readonly ToApp[], owned: readonly ArrayBuffer[]) => void) {
    this.#delay = delay;
    this.#post = post;
  }

  /** Takes a request, or turns it away. */
  take(request: IncomingMessage, response: ServerResponse): void {
    lingering(request);
    this.#inTurn();
    const isMessage = isIntake(request);
    if (isMessage && !this.#delay.admits()) {
      turnAway(request, response, this.#delay.retryAfterMs);
      return;
    }
    const size = sizeOf(request);
    const exchange: Exchange = {
      id: this.#next++,
      request,
      response,
      stay: isMessage ? this.#delay.enter(Number.isFinite(size) ? size : 0) : undefined,
      isAnswered: false,
    };
    this.#open.set(exchange.id, exchange);
    response.once('close', () => this.#closed(exchange));
    if (size === 0) this.#handAll(exchange);
    else if (size > WHOLE_BYTES) this.#readByPieces(exchange);
    else this.#readWhole(exchange);
  }

  #readWhole(exchange: Exchange): void {
    const chunks: Uint8Array[] = [];
    exchange.request
      .on('data', (chunk: Uint8Array) => chunks.push(chunk))
      .once('end', () => {
        const body = ownBytes(chunks);
        this.#owned.push(body.buffer as ArrayBuffer);
        this.#handAll(exchange, { body });
      });
  }

  #handAll(exchange: Exchange, body: { body?: Uint8Array } = {}): void {
    exchange.stay?.waits();
    this.#hand(exchange, body);
  }

  #hand({ id, request }: Exchange, body: { body?: Uint8Array; isStreamed?: true } = {}): void {
    const { method = 'GET', url = '/', rawHeaders } = request;
    this.#say({ kind: 'request', id, method, url, headers: rawHeaders, peer: peerOf(request), ...body });
  }

  /** Hands on a piece whenever the app asks for one; what comes behind its answer is nobody's. */
  #readByPieces(exchange: Exchange): void {
    const { id, request } = exchange;
    request
      .on('data', (chunk: Uint8Array) => {
        if (exchange.isAnswered) return;
        request.pause();
        const bytes = ownBytes([chunk]);
        this.#owned.push(bytes.buffer as ArrayBuffer);
        this.#say({ kind: 'body', id, bytes });
      })
      .once('end', () => {
        exchange.stay?.waits();
        this.#say({ kind: 'body', id });
      })
      .pause();
    this.#hand(exchange, { isStreamed: true });
  }

  /** Does what the app says. What is about a connection that has ended meanwhile is nothing. */
  act(item: ToListener): void {
    this.#inTurn();
    const exchange = this.#open.get(item.id);
    if (exchange === undefined) return;
    const { request, response } = exchange;
    switch (item.kind) {
      case 'answer':
        this.#answer(exchange, item);
        break;
      case 'piece':
        if (item.bytes === undefined) response.end();
        else response.write(item.bytes, () => this.#say({ kind: 'sent', id: item.id }));
        break;
      case 'pull':
        request.resume();
        break;
      case 'taken':
        this.#leave(exchange, true);
        break;
      case 'broken':
        response.destroy();
    }
  }

  #answer(exchange: Exchange, { status, headers, body, goesOn }: Extract<ToListener, { kind: 'answer' }>): void {
    const { request, response } = exchange;
    exchange.isAnswered = true;
    this.#leave(exchange, status < 300);
    // Whoever still sends what nobody will read has to begin anew.
    if (!request.complete) response.shouldKeepAlive = false;
    try {
      response.writeHead(status, headers as OutgoingHttpHeaders);
    } catch {
      // Headers that HTTP does not have: better no answer than half of one.
      response.destroy();
      return;
    }
    if (goesOn === undefined) response.end(body);
    else response.flushHeaders();
  }

  #leave(exchange: Exchange, isTaken: boolean): void {
    exchange.stay?.leave(isTaken);
    exchange.stay = undefined;
  }

  #closed(exchange: Exchange): void {
    this.#open.delete(exchange.id);
    this.#leave(exchange, false);
    if (!exchange.response.writableFinished) {
      this.#inTurn();
      this.#say({ kind: 'gone', id: exchange.id });
    }
  }

  #say(item: ToApp): void {
    this.#inTurn();
    this.#items.push(item);
  }

  /** Has what is said in this turn sent at its end. */
  #inTurn(): void {
    if (this.#isTurnOpen) return;
    this.#isTurnOpen = true;
    setImmediate(() => {
      this.#isTurnOpen = false;
      this.#delay.tell();
      if (this.#delay.isFlooded) this.#lookLater();
      if (this.#items.length === 0) return;
      const [items, owned] = [this.#items, this.#owned];
      this.#items = [];
      this.#owned = [];
      this.#post(items, owned);
    });
  }

  #lookLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#inTurn();
    }, LOOK_MS).unref();
  }
}
