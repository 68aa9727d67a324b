// The order of answers and syncs in a recording: looks at every acknowledgement, where crashes at random points look at a few.
import { type Change, Disk, type Operation } from './replay.ts';

/** The id that an answer acknowledges a receipt by. */
export const receiptOf = (answer: string): string | undefined => /"receipt":"(rcp_[0-9A-Z]{26})"/.exec(answer)?.[1];

const FRAME_HEAD_BYTES = 24;
const RECEIPT_ID = /rcp_[0-9A-Z]{26}/g;

/*
 * A commit in the write-ahead log is a row of frames, each written as a head of 24 bytes and a page. Bytes 4 to 7 of the
 * head of the last one hold the size of the file behind the commit; in all others they are zero (SQLite, "WAL file format").
 */
function committedIds(onCommitted: (id: string) => void): (change: Change) => void {
  let isLast = false;
  let ids: string[] = [];
  return (change) => {
    if (change.op !== 'W') return;
    if (change.data.length === FRAME_HEAD_BYTES) {
      isLast = change.data.readUInt32BE(4) !== 0;
      return;
    }
    ids.push(...(change.data.toString('latin1').match(RECEIPT_ID) ?? []));
    if (!isLast) return;
    for (const id of ids) onCommitted(id);
    ids = [];
  };
}

/** Receipts whose acknowledgement left before the commit that holds them was synced, each with its place in the recording. */
export function earlyAnswers(operations: readonly Operation[]): { readonly at: number; readonly id: string }[] {
  const logs = new Set(operations.flatMap((one) => (one.op === 'O' && one.path.endsWith('-wal') ? [one.file] : [])));
  const durable = new Set<string>();
  const readers = new Map([...logs].map((file) => [file, committedIds((id) => durable.add(id))]));
  const disk = new Disk((change) => readers.get(change.file)?.(change));
  return operations.flatMap((operation, at) => {
    disk.apply(operation);
    const id = operation.op === 'A' ? receiptOf(operation.text) : undefined;
    return id === undefined || durable.has(id) ? [] : [{ at, id }];
  });
}
