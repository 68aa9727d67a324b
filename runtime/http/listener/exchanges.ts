// The listening thread's side of each request: what it brought is handed to the app, what the app answers is sent.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { Turnover } from '../../turnover.ts';
import type { ControlledDelay, Stay } from './delay.ts';
import { isIntake, sizeOf, turnAway } from './flood.ts';
import { IncomingBody } from './incoming-body.ts';
import { lingering } from './lingering.ts';
import type { Peer, ToApp, ToListener } from './wire.ts';

/**
 * Bodies up to this size are handed on whole when they came with their heads, as most do: then nothing is gained by
 * asking for them. Others are asked for once it is known who sends.
 */
const WHOLE_BYTES = 64 * 1024;

/** A flood is looked at so often, milliseconds, although nobody comes any more. */
const LOOK_MS = 100;

interface Exchange {
  readonly id: number;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of a message, until it leaves. */
  stay: Stay | undefined;
  /** What there is of a body. */
  body: IncomingBody | undefined;
  /** The app knows of it, or need not any more. */
  isHanded: boolean;
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

export class Exchanges {
  readonly #open = new Turnover<number, Exchange>();
  readonly #delay: ControlledDelay;
  readonly #post: (items: readonly ToApp[], owned: readonly ArrayBuffer[]) => void;
  /** Those that came in this turn and have a body, which has come with the head or not. */
  #gathering: Exchange[] = [];
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
      body: undefined,
      isHanded: false,
    };
    this.#open.set(exchange.id, exchange);
    response.once('close', () => this.#closed(exchange));
    if (size === 0) this.#handAll(exchange);
    else {
      exchange.body = this.#bodyOf(exchange);
      if (size > WHOLE_BYTES) this.#handHead(exchange);
      else this.#gathering.push(exchange);
    }
  }

  #bodyOf(exchange: Exchange): IncomingBody {
    const { id, request } = exchange;
    return new IncomingBody(request, {
      whole: (bytes) => this.#handAll(exchange, { body: this.#owning(bytes) }),
      piece: (bytes) => {
        if (exchange.body?.isEnded === true) exchange.stay?.waits();
        this.#say({ kind: 'body', id, ...(bytes === undefined ? {} : { bytes: this.#owning(bytes) }) });
      },
    });
  }

  /** Notes bytes whose buffer goes with what is said. */
  #owning(bytes: Uint8Array): Uint8Array {
    this.#owned.push(bytes.buffer as ArrayBuffer);
    return bytes;
  }

  #handHead(exchange: Exchange): void {
    exchange.body?.byPieces();
    this.#hand(exchange, { isStreamed: true });
  }

  #handAll(exchange: Exchange, body: { body?: Uint8Array } = {}): void {
    exchange.stay?.waits();
    this.#hand(exchange, body);
  }

  #hand(exchange: Exchange, body: { body?: Uint8Array; isStreamed?: true } = {}): void {
    const { id, request } = exchange;
    exchange.isHanded = true;
    const { method = 'GET', url = '/', rawHeaders } = request;
    this.#say({ kind: 'request', id, method, url, headers: rawHeaders, peer: peerOf(request), ...body });
  }

  /** Does what the app says. What is about a connection that has ended meanwhile is nothing. */
  act(item: ToListener): void {
    this.#inTurn();
    const exchange = this.#open.get(item.id);
    if (exchange === undefined) return;
    const { response } = exchange;
    switch (item.kind) {
      case 'answer':
        this.#answer(exchange, item);
        break;
      case 'piece':
        if (item.bytes === undefined) response.end();
        else response.write(item.bytes, () => this.#say({ kind: 'sent', id: item.id }));
        break;
      case 'pull':
        exchange.body?.pull();
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
    if (!request.complete) exchange.body?.ignore();
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
    exchange.isHanded = true;
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
      const gathering = this.#gathering;
      this.#gathering = [];
      for (const exchange of gathering) if (!exchange.isHanded) this.#handHead(exchange);
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
