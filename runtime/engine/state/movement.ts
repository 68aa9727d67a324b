// Whether the goods of a shipment have left, and whether they have arrived. Imports types and times.
import type { ShipmentDocument } from '../../model/types.ts';
import { instant } from './moment.ts';

/** Words that only fit goods that have left the house. */
const LEFT = new Set([
  'picked_up',
  'in_transit',
  'out_for_delivery',
  'available_for_pickup',
  'delivered',
  'attempt_failed',
  'return_to_sender',
  'returned',
  'lost',
  'damaged',
]);

/** What a carrier says of the same parcels: shipments without lines that share a tracking number. */
function tellings(shipment: ShipmentDocument, all: readonly ShipmentDocument[]): readonly ShipmentDocument[] {
  const numbers = trackingNumbers(shipment);
  const bare = all.filter(
    (other) => other !== shipment && (other.lines ?? []).length === 0 && (other.packages ?? []).length === 0,
  );
  return [shipment, ...bare.filter((other) => [...trackingNumbers(other)].some((number) => numbers.has(number)))];
}

/** Numbers of the shipment and of its packages; of a shipment that has none, its id. */
function trackingNumbers(shipment: ShipmentDocument): ReadonlySet<string> {
  const packages = (shipment.packages ?? []).flatMap(({ trackingNumber }) => trackingNumber ?? []);
  const numbers = [...(shipment.trackingNumbers ?? []), ...packages];
  return new Set(numbers.length > 0 ? numbers : [shipment.shipmentId]);
}

const hasLeft = (shipment: ShipmentDocument): boolean =>
  shipment.shippedAt !== undefined ||
  shipment.deliveredAt !== undefined ||
  LEFT.has(shipment.status ?? '') ||
  (shipment.events ?? []).some(({ status }) => LEFT.has(status));

const lists = (shipment: ShipmentDocument): boolean =>
  (shipment.lines ?? []).length > 0 || (shipment.packages ?? []).some((parcel) => (parcel.lines ?? []).length > 0);

/**
 * True when the warehouse confirmed the hand-over, or the carrier has the goods. A label alone proves nothing; an advice
 * that lists goods and gives no status (an X12 945 or 856) is the confirmation itself.
 */
export function hasMoved(shipment: ShipmentDocument, all: readonly ShipmentDocument[]): boolean {
  return (shipment.status === undefined && lists(shipment)) || tellings(shipment, all).some(hasLeft);
}

const hasArrived = (shipment: ShipmentDocument): boolean =>
  shipment.status === 'delivered' || shipment.deliveredAt !== undefined;

/** True when the shipment, or every one of its tracked parcels, is delivered. */
export function isDelivered(shipment: ShipmentDocument, all: readonly ShipmentDocument[]): boolean {
  if (hasArrived(shipment)) return true;
  const numbers = [...trackingNumbers(shipment)];
  const arrived = tellings(shipment, all).filter((other) => other !== shipment && hasArrived(other));
  return arrived.length > 0 && numbers.every((number) => arrived.some((other) => trackingNumbers(other).has(number)));
}

/** The latest business time at which the shipment proves anything. */
export function provenAt(shipment: ShipmentDocument): string | undefined {
  const moments = [
    shipment.deliveredAt,
    shipment.shippedAt,
    ...(shipment.events ?? []).map(({ occurredAt }) => occurredAt),
  ];
  const known = moments.filter((moment) => moment !== undefined && Number.isFinite(instant(moment)));
  return known.sort((a, b) => instant(a) - instant(b)).at(-1) ?? shipment.occurredAt;
}
