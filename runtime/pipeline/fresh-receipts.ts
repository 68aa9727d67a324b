// Receipts as they came, until they are taken up: what was just written need not be read, and opened, again.
import type { Receipt } from '../store/receipts.ts';
import { Turnover } from '../turnover.ts';

/** Bytes that are kept at most; what is beyond them is read from the store when its turn comes. */
const MOST_BYTES = 16 * 1024 * 1024;

export class FreshReceipts {
  readonly #byId = new Turnover<string, Receipt>();
  #bytes = 0;

  /** Keeps one that is on disk, while there is room. */
  keep(receipt: Receipt): void {
    if (this.#bytes + receipt.body.length > MOST_BYTES) return;
    this.#byId.set(receipt.id, receipt);
    this.#bytes += receipt.body.length;
  }

  /** Gives one away, if it is there. */
  take(id: string): Receipt | undefined {
    const receipt = this.#byId.get(id);
    if (receipt === undefined) return undefined;
    this.#byId.delete(id);
    this.#bytes -= receipt.body.length;
    return receipt;
  }
}
