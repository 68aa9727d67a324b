// The app's side of each request: what the listening thread has handed over, as what the server library takes.
import { Readable, Writable } from 'node:stream';
import type { Incoming } from '../incoming.ts';
import { ownBytes } from './own-bytes.ts';
import type { Headers, Peer, ToApp, ToListener } from './wire.ts';

export type Send = (item: ToListener) => void;

const NO_BYTES = new Uint8Array();

/** RFC 9110 section 5.3; cookies are joined as RFC 9113 section 8.2.3 says. */
function joined(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    const value = rawHeaders[at + 1] as string;
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return headers;
}

/** A body that is asked for piece by piece. */
export class RemoteBody extends Readable {
  readonly #id: number;
  readonly #send: Send;

  constructor(id: number, send: Send) {
    super();
    this.#id = id;
    this.#send = send;
  }

  override _read(): void {
    this.#send({ kind: 'pull', id: this.#id });
  }

  /** @param bytes  undefined at its end */
  came(bytes: Uint8Array | undefined): void {
    if (!this.destroyed) this.push(bytes ?? null);
  }
}

/** As much of `IncomingMessage` as the server library reads. */
export class RemoteRequest implements Incoming {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly socket: Peer;
  readonly body: Uint8Array | RemoteBody;
  readonly #id: number;
  readonly #send: Send;
  #headers: Readonly<Record<string, string>> | undefined;

  constructor(request: Extract<ToApp, { kind: 'request' }>, send: Send) {
    this.method = request.method;
    this.url = request.url;
    this.rawHeaders = request.headers;
    this.socket = request.peer;
    this.#id = request.id;
    this.#send = send;
    this.body = request.isStreamed === true ? new RemoteBody(request.id, send) : (request.body ?? NO_BYTES);
  }

  /** By their names in small letters; one that came several times is joined. */
  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= joined(this.rawHeaders);
    return this.#headers;
  }

  taken(): void {
    this.#send({ kind: 'taken', id: this.#id });
  }
}

/** As much of `ServerResponse` as the server library writes to. */
export class RemoteResponse extends Writable {
  readonly #id: number;
  readonly #send: Send;
  #head: { status: number; headers: Headers } | undefined;
  #isBegun = false;
  #isWhole = false;
  #sent: (() => void) | undefined;

  constructor(id: number, send: Send) {
    super({ decodeStrings: true });
    this.#id = id;
    this.#send = send;
  }

  get headersSent(): boolean {
    return this.#isBegun;
  }

  writeHead(status: number, headers: Headers = {}): this {
    this.#head = { status, headers };
    return this;
  }

  flushHeaders(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#send({ kind: 'answer', id: this.#id, ...this.#theHead, goesOn: true });
  }

  get #theHead(): { status: number; headers: Headers } {
    return this.#head ?? { status: 200, headers: {} };
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.flushHeaders();
    this.#sent = done;
    this.#send({ kind: 'piece', id: this.#id, bytes: ownBytes(chunk) });
  }

  /** A piece has gone out. */
  sent(): void {
    const done = this.#sent;
    this.#sent = undefined;
    done?.();
  }

  /** Nearly all answers are short and there at once: one thing to say. */
  override end(...options: unknown[]): this {
    const [body] = options;
    if (!this.#isBegun && !this.destroyed && (typeof body === 'string' || body instanceof Uint8Array)) {
      this.#isBegun = true;
      this.#isWhole = true;
      this.#send({
        kind: 'answer',
        id: this.#id,
        ...this.#theHead,
        body: typeof body === 'string' ? body : ownBytes(body),
      });
      return super.end();
    }
    return super.end(...(options as []));
  }

  override _final(done: () => void): void {
    if (!this.#isBegun) this.#send({ kind: 'answer', id: this.#id, ...this.#theHead });
    else if (!this.#isWhole) this.#send({ kind: 'piece', id: this.#id });
    this.#isBegun = true;
    done();
  }

  /** As with a socket's response, whatever it is destroyed with is told to nobody: the connection ends. */
  override _destroy(_error: Error | null, done: () => void): void {
    if (!this.writableFinished) this.#send({ kind: 'broken', id: this.#id });
    done();
  }
}
