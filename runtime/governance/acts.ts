// Takes acts of the command line, which cannot write the audit log while a sidecar runs, over into it.
import type { Sidecar } from '../pipeline/sidecar.ts';
import { addAudit } from '../store/audit.ts';
import type { AccessBook } from './access-book.ts';

/** Each act stands in the audit log once, or, when the process ends in between, once more: never not at all. */
export async function takeOverActs(sidecar: Sidecar, book: AccessBook): Promise<void> {
  const acts = book.acts();
  const last = acts.at(-1);
  if (last === undefined || sidecar.database.failed !== undefined) return;
  await sidecar.database.write((connection) => {
    for (const { at, entry } of acts) addAudit(connection, entry, at);
  });
  book.forgetActs(last.seq);
}
