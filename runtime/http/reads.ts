// Writes down who read what may be personal: once for each reader and thing in a while, before the answer goes out.
import type { Context } from 'hono';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { addAudit } from '../store/audit.ts';
import { actorOf, callerOf } from './guard.ts';

/** A page that is looked at again and again is read once. */
const SAME_READ_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;

const remembered = new WeakMap<Sidecar, Map<string, number>>();

/** Whether this is the first such read in a while. */
function isNew(sidecar: Sidecar, key: string, now: number): boolean {
  const reads = remembered.get(sidecar) ?? new Map<string, number>();
  remembered.set(sidecar, reads);
  if (now - (reads.get(key) ?? Number.NEGATIVE_INFINITY) < SAME_READ_MS) return false;
  reads.delete(key);
  reads.set(key, now);
  const [oldest] = reads.keys();
  if (reads.size > MAX_REMEMBERED && oldest !== undefined) reads.delete(oldest);
  return true;
}

/** Writes a read down. @throws CrossdockError `store.…`: what cannot be written down is not shown */
export async function recordRead(context: Context, sidecar: Sidecar, action: string): Promise<void> {
  const [actor, now] = [actorOf(context, undefined), sidecar.clock()];
  const subject = context.req.param('id') ?? context.req.path;
  if (!isNew(sidecar, `${actor} ${action} ${subject}`, now)) return;
  const { via } = callerOf(context);
  await sidecar.database.write((connection) => addAudit(connection, { actor, action, subject, detail: { via } }, now), {
    lingers: true,
  });
}
