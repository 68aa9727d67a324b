// The body of a request, as the listening thread hands it on: whole when it came together with its head, otherwise by
// pieces, as they are asked for.
import type { IncomingMessage } from 'node:http';
import { joinedBytes } from './own-bytes.ts';

export interface BodyHandlers {
  /** All of it is there, before anybody asked. */
  whole(bytes: Uint8Array): void;
  /** A piece that was asked for; undefined behind the last one. */
  piece(bytes: Uint8Array | undefined): void;
}

export class IncomingBody {
  readonly #request: IncomingMessage;
  readonly #handlers: BodyHandlers;
  #chunks: Uint8Array[] = [];
  #isByPieces = false;
  #isWanted = false;
  #isEnded = false;

  constructor(request: IncomingMessage, handlers: BodyHandlers) {
    this.#request = request;
    this.#handlers = handlers;
    request
      .on('data', (chunk: Uint8Array) => {
        this.#chunks.push(chunk);
        if (!this.#isByPieces) return;
        request.pause();
        this.#give();
      })
      .once('end', () => {
        this.#isEnded = true;
        if (this.#isByPieces) this.#give();
        else handlers.whole(joinedBytes(this.#chunks));
      });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Hands it on by pieces from now on. */
  byPieces(): void {
    this.#isByPieces = true;
    this.#request.pause();
  }

  /** Asks for the next piece. */
  pull(): void {
    this.#isWanted = true;
    this.#give();
    if (this.#isWanted) this.#request.resume();
  }

  #give(): void {
    if (!this.#isWanted || (this.#chunks.length === 0 && !this.#isEnded)) return;
    this.#isWanted = false;
    const bytes = this.#chunks.length === 0 ? undefined : joinedBytes(this.#chunks);
    this.#chunks = [];
    this.#handlers.piece(bytes);
  }

  /** Nobody wants more of it: what still comes is thrown away. */
  ignore(): void {
    this.#request.removeAllListeners('data');
    this.#chunks = [];
    this.#isWanted = false;
  }
}
