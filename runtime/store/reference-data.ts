// How often items, stock and customers changed: whoever read them before, and finds the same count, need not read them again.
import type { Connection } from './connection.ts';

/** Types of documents that others are judged by. */
const TYPES: ReadonlySet<string> = new Set(['item', 'inventory', 'customer']);

interface Known {
  readonly changes: number;
  /** Whether there is any document of a type. */
  readonly any: Map<string, boolean>;
}

const changes = new WeakMap<Connection, number>();
const known = new WeakMap<Connection, Known>();

/** Changes since the connection was opened, those that were rolled back included. */
export const referenceChanges = (connection: Connection): number => changes.get(connection) ?? 0;

/** Says that a document of a type was written or removed through the connection; without a type, that whatever was is undone. */
export function noteChange(connection: Connection, type?: string): void {
  if (type === undefined || TYPES.has(type)) changes.set(connection, referenceChanges(connection) + 1);
}

/** Whether the store holds any item, stock position or customer. */
export function anyOfType(connection: Connection, type: 'item' | 'inventory' | 'customer'): boolean {
  const now = referenceChanges(connection);
  let state = known.get(connection);
  if (state?.changes !== now) {
    state = { changes: now, any: new Map() };
    known.set(connection, state);
  }
  let any = state.any.get(type);
  if (any === undefined) {
    any = connection.prepare('SELECT 1 FROM documents WHERE type = ? LIMIT 1').get(type) !== undefined;
    state.any.set(type, any);
  }
  return any;
}
