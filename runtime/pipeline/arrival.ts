// A message that the store does not hold yet, while its receipt waits there as pending. It is stored together with what it
// causes, in one commit; should the process end before that, its receipt is taken up anew.
import { type ErrorJson, errorJson } from '../engine/errors.ts';
import { documentKey } from '../model/keys.ts';
import type { Connection } from '../store/database.ts';
import { insertArrived, type MessageEnd } from '../store/messages.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import type { Runner } from './runner.ts';

export interface ArrivalOptions {
  readonly receipt: { readonly id: string; readonly source: string; readonly day: string };
  readonly runner: Pick<Runner, 'versionsOf'>;
  readonly id: string;
  /** When it was taken up, epoch milliseconds. */
  readonly at: number;
  /** What was evaluated, with its JSON where it came so. */
  readonly written?: { readonly evaluated: EvaluatedMessage; readonly text: string };
  /** Writes what else is to be said with it: that its receipt is decoded. */
  readonly alongside: (connection: Connection) => void;
  /** Called once it is committed. */
  readonly onStored: () => void;
}

/** How a message enters the store. */
export class Arrival {
  readonly id: string;
  readonly at: number;
  readonly #options: ArrivalOptions;
  #isStored = false;

  constructor(options: ArrivalOptions) {
    this.id = options.id;
    this.at = options.at;
    this.#options = options;
  }

  get isStored(): boolean {
    return this.#isStored;
  }

  /** Stores the message inside the caller's transaction, unless it is stored; with its end, when that is known. */
  store(connection: Connection, evaluated: EvaluatedMessage, now: number, end?: MessageEnd): void {
    if (this.#isStored) return;
    const { receipt, runner, at, alongside, written } = this.#options;
    const text = written?.evaluated === evaluated ? written.text : JSON.stringify(evaluated);
    const [first] = evaluated.documents;
    const types = evaluated.documents.map((document) => document.type);
    const versions = runner.versionsOf(evaluated.mapping, types);
    const keys = first === undefined ? { type: null, key: null } : { type: first.type, key: documentKey(first) };
    insertArrived(connection, { id: this.id, evaluated, text, receipt, versions, keys, createdAt: at }, now, end);
    alongside(connection);
  }

  /** Says that a transaction in which it was stored is committed. */
  committed(): void {
    if (this.#isStored) return;
    this.#isStored = true;
    this.#options.onStored();
  }
}

/** What stands for a message that cannot be stored as it is. */
export const lost = (evaluated: EvaluatedMessage, thrown: unknown): EvaluatedMessage => {
  const { index, start, end, mapping, tookMs } = evaluated;
  const error: ErrorJson = errorJson(thrown);
  return { index, start, end, mapping, documents: [], findings: [], error, tookMs };
};
