// A cheap HTTP load generator over keep-alive sockets: requests are made up front, answers are only counted and timed.
// Plain JavaScript, so that it can run in a thread or process of its own beside what it measures.
import { connect } from 'node:net';

const GREETING = Buffer.from('GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n');

/** One connection that sends a request, reads its answer, and calls back with the status. */
class Line {
  #socket;
  #onAnswer;
  #rest = Buffer.alloc(0);
  #sentAt = 0;

  constructor(address) {
    this.#socket = connect(address);
    this.#socket.setNoDelay(true);
    /** Resolves once it is there, or cannot be. */
    this.opened = new Promise((resolve) => this.#socket.once('connect', resolve).once('close', resolve));
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => this.#end());
    this.#socket.on('close', () => this.#end());
  }

  send(bytes) {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve({ status: 0, ms: 0, retryAfter: undefined, body: '' });
      this.#onAnswer = resolve;
      this.#sentAt = performance.now();
      this.#socket.write(bytes);
    });
  }

  #read(chunk) {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const head = this.#rest.indexOf('\r\n\r\n');
    if (head === -1) return;
    const text = this.#rest.toString('latin1', 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (this.#rest.length < head + 4 + length) return;
    const body = this.#rest.toString('utf8', head + 4, head + 4 + length);
    this.#rest = this.#rest.subarray(head + 4 + length);
    this.#answer({
      status: Number(text.slice(9, 12)),
      ms: performance.now() - this.#sentAt,
      retryAfter: /retry-after: (\S+)/i.exec(text)?.[1],
      body,
    });
  }

  #answer(answer) {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(answer);
  }

  #end() {
    this.#answer({ status: 0, ms: performance.now() - this.#sentAt, retryAfter: undefined, body: '' });
  }

  get isBroken() {
    return this.#socket.destroyed;
  }

  close() {
    this.#socket.destroy();
  }
}

/** The share `part` (0 to 1) of sorted numbers. */
export function quantile(sorted, part) {
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

const isAccepted = ({ status }) => status === 202;
const isRefused = ({ status }) => status === 429 || status === 503;

/** Half, 99 of 100, and all of these numbers are at most so much. */
export function spread(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  const at = (part) => Number(quantile(sorted, part).toFixed(1));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Counts by status, and the times of the accepted and of the refused in milliseconds, from when each was due. */
export function summary(answers, tookMs) {
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  const accepted = answers.filter(isAccepted);
  const refused = answers.filter(isRefused);
  return {
    counts,
    perSecond: Math.round((accepted.length * 1000) / tookMs),
    acceptedMs: spread(accepted.map(({ ms }) => ms)),
    refusedMs: spread(refused.map(({ ms }) => ms)),
  };
}

/** What a sender was too late with is the generator's or its connections' fault: the same times from when each was really sent. */
export function summaryOfSent(answers) {
  const sent = (one) => one.ms - one.lateMs;
  return {
    lateMs: spread(answers.map(({ lateMs }) => lateMs)),
    acceptedFromSentMs: spread(answers.filter(isAccepted).map(sent)),
    refusedFromSentMs: spread(answers.filter(isRefused).map(sent)),
  };
}

/** As fast as `connections` allow, for a time or until something is over. `request(n)` gives the bytes of the n-th request. */
export async function saturate(
  address,
  { connections, forMs, request, onAnswer, until: isOver = () => false, restMs = 0 },
) {
  const until = performance.now() + forMs;
  const answers = [];
  let next = 0;
  const one = async () => {
    let line = new Line(address);
    while (performance.now() < until && !isOver()) {
      if (line.isBroken) line = new Line(address);
      const n = next++;
      const answer = await line.send(request(n));
      answers.push({ status: answer.status, ms: answer.ms });
      onAnswer?.(n, answer);
      if (answer.status === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      // One that was turned away comes again later.
      else if (answer.status >= 300 && restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    line.close();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  return { answers, tookMs: performance.now() - started };
}

/** At a fixed rate, whether answers come or not: waiting counts from the moment a request was due (no coordinated omission). */
export async function pace(address, { perSecond, connections, forMs, request, onAnswer }) {
  // Who sends all day keeps his connections: what opening them costs is another question. They are open for both sides
  // when something was answered on them: the kernel alone lets senders connect before anybody takes notice of it.
  const free = Array.from({ length: connections }, () => new Line(address));
  await Promise.all(free.map(({ opened }) => opened));
  await Promise.all(free.map((line) => line.send(GREETING)));
  const total = Math.round((perSecond * forMs) / 1000);
  // Plain numbers, in the order of the answers: hundreds of thousands of objects that stay would have the generator
  // collect garbage for longer than what it measures takes.
  const statuses = new Uint16Array(total);
  const ms = new Float64Array(total);
  const lateMs = new Float64Array(total);
  let answered = 0;
  let onEnd;
  const ended = new Promise((resolve) => (onEnd = resolve));
  const started = performance.now();
  /** Requests that are due and have no connection, from `first` on. */
  const waiting = [];
  let first = 0;
  const run = async (line, n, dueAt) => {
    const late = performance.now() - dueAt;
    const answer = await line.send(request(n));
    statuses[answered] = answer.status;
    ms[answered] = performance.now() - dueAt;
    lateMs[answered] = late;
    answered += 1;
    onAnswer?.(n, answer);
    if (answered === total) onEnd();
    const usable = line.isBroken ? new Line(address) : line;
    if (first === waiting.length) return void free.push(usable);
    const next = waiting[first];
    first += 1;
    void run(usable, next.n, next.dueAt);
  };
  for (let n = 0; n < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) * perSecond) / 1000));
    for (; n < due; n += 1) {
      const dueAt = started + (n * 1000) / perSecond;
      const line = free.pop();
      if (line === undefined) waiting.push({ n, dueAt });
      // One that the server has closed meanwhile is no longer one to send on, for whatever client.
      else void run(line.isBroken ? new Line(address) : line, n, dueAt);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await ended;
  const tookMs = performance.now() - started;
  const answers = Array.from(statuses, (status, at) => ({ status, ms: ms[at], lateMs: lateMs[at] }));
  for (const line of free) line.close();
  return { answers, tookMs };
}
