// Takes connections as quickly as they come. Imports nothing of ours.
import { fork } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** The process that makes copies; tests run from source, and it needs the compiled file. */
const COPYING_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/runtime/http/copying-process.js' : './copying-process.js',
  import.meta.url,
);

/** Connections that are taken in one turn of the event loop, once they are many. */
const AT_ONCE = 16;

/** One in each of so many turns on end: more of them wait. */
const ON_END = 8;

/**
 * Node's event loop takes one connection from a listening socket in each of its turns. Under load turns are long, so that
 * a hundred senders that connect together wait for a second, unseen by anybody. A socket that is listened on through
 * several descriptors gives one connection through each of them; a process can have a second descriptor of its own socket
 * only from another process. So, as soon as connections wait, a process is started that sends the socket back a few times
 * and ends. Where that cannot be done, one connection a turn is taken as before.
 */
export class Acceptors {
  readonly #server: Server;
  readonly #copies: Server[] = [];
  #lastTurn = 0;
  #onEnd = 0;
  #isAsked = false;
  #isClosed = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', this.#watch);
  }

  /** How many descriptors connections are taken through. */
  get size(): number {
    return 1 + this.#copies.length;
  }

  readonly #watch = (): void => {
    const turn = performance.nodeTiming.uvMetricsInfo.loopCount;
    this.#onEnd = turn - this.#lastTurn === 1 ? this.#onEnd + 1 : 0;
    this.#lastTurn = turn;
    if (this.#onEnd < ON_END) return;
    this.#server.off('connection', this.#watch);
    this.more();
  };

  /** Has more of them taken at once from now on. */
  more(): void {
    if (this.#isAsked || this.#isClosed) return;
    this.#isAsked = true;
    const copying = fork(fileURLToPath(COPYING_FILE), { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    copying.on('error', () => copying.kill());
    copying.on('message', (_copy, received) => this.#add(received as Server));
    // A server that is sent would be listened on there as well, and take connections that nobody answers.
    const { _handle: bare } = this.#server as unknown as { _handle: Server };
    copying.send(AT_ONCE - 1, bare, {}, (error) => {
      if (error !== null) copying.kill();
    });
    copying.unref();
    copying.channel?.unref();
  }

  /** @param received  a bare socket, which a server can be put on as on any other */
  #add(received: Server): void {
    if (this.#isClosed) return void received.close();
    // As node:http makes its own.
    const copy = createServer({ allowHalfOpen: true, noDelay: true });
    copy.on('connection', (socket: Socket) => this.#server.emit('connection', socket));
    copy.listen(received);
    this.#copies.push(copy);
  }

  /** Takes no more. Resolves when the connections that came through copies have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#copies.map((copy) => new Promise((closed) => copy.close(closed))));
  }
}
