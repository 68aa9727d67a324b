// Whether an order has anything that must be carried to an address. Imports lines.ts.
import type { OrderDocument } from '../../model/types.ts';
import { type AnyLine, linesOf } from './lines.ts';

const NOT_CARRIED = new Set(['pickup', 'digital', 'none']);

/** False for services, downloads and goods that the buyer fetches. */
export function isCarried(line: AnyLine): boolean {
  return line.requiresShipping !== false && !NOT_CARRIED.has(line.fulfillmentMethod ?? '');
}

/** Whether the line is still to be carried: not when it is cancelled or rejected. */
export function lineNeedsShipping(line: AnyLine): boolean {
  return isCarried(line) && line.status !== 'cancelled' && line.status !== 'rejected';
}

/** True when at least one line must be carried, or when the order's lines are not known. */
export function orderNeedsShipping(order: OrderDocument): boolean {
  const groups = order.shipmentGroups ?? [];
  if (groups.length > 0 && groups.every(({ method }) => method !== undefined && NOT_CARRIED.has(method))) return false;
  const lines = linesOf(order);
  return lines.length === 0 || lines.some(lineNeedsShipping);
}
