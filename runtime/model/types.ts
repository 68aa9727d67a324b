// The types of the canonical documents. Written by generate-types.mjs from the *.schema.json files beside it: change those
// and run `node runtime/model/generate-types.mjs`. Imports nothing.

/**
 * An exact decimal number as a string, without exponent, sign + or thousands separators.
 */
export type Decimal = string;

/**
 * A quantity: an integer, or an exact decimal number as a string.
 */
export type Quantity = number | string;

/**
 * An exact positive rational: an integer, a decimal number or a fraction.
 */
export type Rational = number | string;

/**
 * RFC 3339 with the offset it came with, or YYYY-MM-DD where the source gives no time.
 */
export type Moment = string;

/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * ISO 3166-1 alpha-2 code.
 */
export type Country = string;

/**
 * GTIN as 14 digits, check digit valid.
 */
export type Gtin14 = string;

/**
 * The class of a system that sends or receives. An EDI partner buys from us or sells to us.
 */
export type SystemClass =
  | 'storefront'
  | 'marketplace'
  | 'oms'
  | 'wms'
  | 'erp'
  | 'carrier'
  | '3pl'
  | 'edi-partner'
  | 'pos';

/**
 * Who may see a value: anyone, staff, those with a need for personal data, those with a need for payment data.
 */
export type PrivacyClass = 'public' | 'internal' | 'personal' | 'payment';

/**
 * Where the document comes from.
 */
export interface Source {
  /**
   * Name of the source system: the manifest's from.system.
   */
  system: string;
  /**
   * Sales channel within the system.
   */
  channel?: string;
  /**
   * Shop, company or account within the system.
   */
  tenant?: string;
}

/**
 * One id that some system knows the document, or another document, by.
 */
export interface Reference {
  /**
   * What kind of id it is: orderId, orderNumber, purchaseOrder, shipmentId, trackingNumber, invoiceId, returnId, customerId, sku, deliveryId or the source's own kind.
   */
  type: string;
  /**
   * The id, digit for digit.
   */
  value: string;
  /**
   * The system that gave the id.
   */
  system?: string;
}

/**
 * The source's own word for a status, kept beside the word it was mapped to.
 */
export interface SourceStatus {
  /**
   * The axis that the word is about: status, paymentStatus, acknowledgement, holds, or a pointer to a line.
   */
  axis: string;
  /**
   * The word or code as it came.
   */
  value: string;
  /**
   * The table whose row mapped it.
   */
  table?: string;
  /**
   * When the source says it became so.
   */
  at?: Moment;
}

/**
 * A postal address with the party that is there.
 */
export interface Address {
  /**
   * Person or recipient.
   */
  name?: string;
  /**
   * Company.
   */
  company?: string;
  /**
   * Street and number.
   */
  address1?: string;
  /**
   * Second line: flat, floor, care of.
   */
  address2?: string;
  /**
   * Third line.
   */
  address3?: string;
  /**
   * City.
   */
  city?: string;
  /**
   * ISO 3166-2 subdivision part, or the name as it came.
   */
  region?: string;
  /**
   * Postal code as it came.
   */
  postalCode?: string;
  /**
   * ISO 3166-1 alpha-2 country.
   */
  countryCode?: Country;
  /**
   * Telephone.
   */
  phone?: string;
  /**
   * E-mail of the recipient.
   */
  email?: string;
  /**
   * The partner's code of the place: store number, DUNS, warehouse code.
   */
  code?: string;
  /**
   * GS1 Global Location Number of the place.
   */
  gln?: string;
  /**
   * True for a home address, false for a business.
   */
  residential?: boolean;
}

/**
 * What the message says of itself in its own trailer or header (CTT, W03, CNT), to be compared with what it holds.
 */
export interface Declared {
  /**
   * Number of lines declared.
   */
  lineCount?: Quantity;
  /**
   * Sum of quantities declared.
   */
  quantity?: Quantity;
  /**
   * Total amount declared.
   */
  total?: Decimal;
}

/**
 * One tax on a line or a document.
 */
export interface TaxLine {
  /**
   * Name of the tax.
   */
  title?: string;
  /**
   * Rate as a fraction of one.
   */
  rate?: Decimal;
  /**
   * Amount of the tax.
   */
  amount?: Decimal;
  /**
   * Who levies it.
   */
  jurisdiction?: string;
  /**
   * True if the amount is already inside the price.
   */
  included?: boolean;
}

/**
 * One discount on a line or a document.
 */
export interface Discount {
  /**
   * Code that was entered.
   */
  code?: string;
  /**
   * Name of the discount.
   */
  title?: string;
  /**
   * How it is worked out: percentage, fixed, free_shipping, allowance, charge or the source's own word.
   */
  kind?: string;
  /**
   * Rate as a fraction of one, for a percentage.
   */
  rate?: Decimal;
  /**
   * Amount taken off, positive.
   */
  amount?: Decimal;
}

/**
 * Amounts of the whole document in its currency.
 */
export interface Totals {
  /**
   * Sum of the lines before document discounts, shipping and tax that is not included.
   */
  subtotal?: Decimal;
  /**
   * Sum of discounts, positive.
   */
  discount?: Decimal;
  /**
   * Shipping charges.
   */
  shipping?: Decimal;
  /**
   * Sum of taxes.
   */
  tax?: Decimal;
  /**
   * Other fees and charges.
   */
  fees?: Decimal;
  /**
   * Import duties.
   */
  duties?: Decimal;
  /**
   * Tip.
   */
  tip?: Decimal;
  /**
   * What is to be paid in all.
   */
  total?: Decimal;
  /**
   * What has been paid.
   */
  paid?: Decimal;
  /**
   * What has been refunded.
   */
  refunded?: Decimal;
  /**
   * What is still to be paid.
   */
  due?: Decimal;
}

/**
 * One code that a system or a partner has for an item.
 */
export interface Identifier {
  /**
   * System, partner or code list: buyer, seller, manufacturer, gtin, asin, shopify …
   */
  system?: string;
  /**
   * The code, digit for digit.
   */
  value: string;
  /**
   * First moment it is valid.
   */
  validFrom?: Moment;
  /**
   * First moment it is no longer valid.
   */
  validTo?: Moment;
}

/**
 * What the model has no field for, by system: reported as unmapped, not lost.
 */
export interface Extensions {
  [k: string]: unknown;
}

/**
 * One reason why the order must wait.
 */
export interface Hold {
  /**
   * Kind of hold.
   */
  kind:
    | 'payment'
    | 'fraud'
    | 'address'
    | 'stock'
    | 'customer_blocked'
    | 'operator'
    | 'tax_or_customs'
    | 'scheduled'
    | 'other';
  /**
   * Why, in the source's words.
   */
  reason?: string;
  /**
   * Since when.
   */
  since?: Moment;
  /**
   * Who set it: a system or a person's role; the source system when absent.
   */
  by?: string;
}

/**
 * Who buys.
 */
export interface Buyer {
  /**
   * Customer id at the source.
   */
  customerId?: string;
  /**
   * Name.
   */
  name?: string;
  /**
   * Company.
   */
  company?: string;
  /**
   * E-mail.
   */
  email?: string;
  /**
   * Telephone.
   */
  phone?: string;
  /**
   * Customer group.
   */
  group?: string;
  /**
   * GS1 Global Location Number of the buyer.
   */
  gln?: string;
}

/**
 * One order line.
 */
export interface OrderLine {
  /**
   * Line id of the source, unique in the order.
   */
  lineId?: string;
  /**
   * Our stock keeping unit.
   */
  sku?: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Other codes the message gives for the item.
   */
  identifiers?: Identifier[];
  /**
   * Name of the item as sold.
   */
  name?: string;
  /**
   * Further description.
   */
  description?: string;
  /**
   * Quantity ordered; in a change document the new quantity.
   */
  quantity?: Quantity;
  /**
   * In a change document: what is added to (or, negative, taken from) the quantity, where the source gives no new quantity.
   */
  quantityChange?: Quantity;
  /**
   * In a change document: what happens to the line.
   */
  change?: 'added' | 'changed' | 'deleted' | 'unchanged';
  /**
   * UN/ECE Recommendation 20 code of the unit.
   */
  unit?: string;
  /**
   * Price of one unit in the currency of the order.
   */
  unitPrice?: Decimal;
  /**
   * Discount on the line, positive.
   */
  discount?: Decimal;
  /**
   * Tax on the line.
   */
  tax?: Decimal;
  /**
   * Total of the line.
   */
  total?: Decimal;
  /**
   * Label of the line, derived from its buckets.
   */
  status?:
    | 'open'
    | 'accepted'
    | 'accepted_with_changes'
    | 'on_hold'
    | 'backordered'
    | 'reserved'
    | 'allocated'
    | 'picked'
    | 'packed'
    | 'partially_shipped'
    | 'shipped'
    | 'partially_delivered'
    | 'delivered'
    | 'partially_returned'
    | 'returned'
    | 'cancelled'
    | 'rejected';
  /**
   * The supplier's answer for the line.
   */
  acknowledgement?:
    | 'none'
    | 'acknowledged'
    | 'accepted'
    | 'accepted_with_changes'
    | 'backordered'
    | 'substituted'
    | 'on_hold'
    | 'rejected';
  /**
   * How the line reaches the customer: ship, pickup, local_delivery, drop_ship, digital, none or the source's own word.
   */
  fulfillmentMethod?: string;
  /**
   * False for services, gift cards and downloads.
   */
  requiresShipping?: boolean;
  /**
   * Facility that is to fulfil the line.
   */
  location?: string;
  /**
   * Group of lines that ship together.
   */
  shipmentGroup?: string;
  /**
   * lineId of the kit line of which this is a component.
   */
  kitParent?: string;
  /**
   * SKU that was ordered where this one replaces it.
   */
  substituteFor?: string;
  /**
   * Dates promised for the line.
   */
  commitments?: Commitments;
  /**
   * Where the ordered quantity is: the line buckets.
   */
  quantities?: LineQuantities;
  /**
   * Taxes on the line.
   */
  taxLines?: TaxLine[];
  /**
   * Discounts on the line.
   */
  discounts?: Discount[];
  /**
   * Remark on the line.
   */
  notes?: string;
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * The buckets that an ordered quantity is in.
 */
export interface LineQuantities {
  /**
   * Ordered: open + reserved + allocated + picked + packed + shipped + backordered + cancelled + rejected.
   */
  ordered?: Quantity;
  /**
   * Nothing done yet.
   */
  open?: Quantity;
  /**
   * Promised from stock without a place (soft).
   */
  reserved?: Quantity;
  /**
   * Bound to stock at a place (hard).
   */
  allocated?: Quantity;
  /**
   * Picked, not packed.
   */
  picked?: Quantity;
  /**
   * Packed, not shipped.
   */
  packed?: Quantity;
  /**
   * Handed over, confirmed by the warehouse; not more than ordered.
   */
  shipped?: Quantity;
  /**
   * To follow when there is stock.
   */
  backordered?: Quantity;
  /**
   * Cancelled.
   */
  cancelled?: Quantity;
  /**
   * Refused by the supplier or seller.
   */
  rejected?: Quantity;
  /**
   * Of the shipped quantity: delivered.
   */
  delivered?: Quantity;
  /**
   * Invoiced.
   */
  invoiced?: Quantity;
  /**
   * Of the shipped quantity: received back.
   */
  returned?: Quantity;
  /**
   * Of the shipped quantity: shipped as another item.
   */
  substituted?: Quantity;
  /**
   * Shipped beyond what was ordered.
   */
  over_shipped?: Quantity;
}

/**
 * Dates promised or asked for.
 */
export interface Commitments {
  /**
   * Latest hand-over to the carrier.
   */
  shipBy?: Moment;
  /**
   * Latest delivery.
   */
  deliverBy?: Moment;
  /**
   * Not to be shipped or delivered before.
   */
  notBefore?: Moment;
  /**
   * Void if not shipped by then.
   */
  cancelAfter?: Moment;
}

/**
 * Lines that ship together.
 */
export interface ShipmentGroup {
  /**
   * Id of the group.
   */
  groupId?: string;
  /**
   * Facility.
   */
  location?: string;
  /**
   * Carrier.
   */
  carrier?: string;
  /**
   * Service of the carrier.
   */
  service?: string;
  /**
   * ship, pickup, local_delivery, drop_ship or the source's own word.
   */
  method?: string;
}

/**
 * An order, as far as it is known.
 */
export interface OrderDocument {
  /**
   * The document type.
   */
  type: 'order';
  /**
   * Key: the order's id at its source; the purchase order number where a buyer sends one.
   */
  orderId: string;
  /**
   * The number people use.
   */
  orderNumber?: string;
  /**
   * Kind of order.
   */
  orderType?: 'b2c' | 'b2b' | 'marketplace' | 'subscription' | 'replacement';
  /**
   * What the message does to the order.
   */
  documentPurpose?: 'original' | 'change' | 'cancellation' | 'duplicate' | 'replacement' | 'acknowledgement';
  /**
   * When the buyer placed it.
   */
  placedAt?: Moment;
  /**
   * When it was cancelled.
   */
  cancelledAt?: Moment;
  /**
   * When it was closed.
   */
  closedAt?: Moment;
  /**
   * Why it was cancelled, in the source's words.
   */
  cancelReason?: string;
  /**
   * Currency of every amount in the document.
   */
  currency?: Currency;
  /**
   * True if prices include tax.
   */
  taxesIncluded?: boolean;
  /**
   * Lifecycle of the order.
   */
  status?:
    | 'draft'
    | 'received'
    | 'accepted'
    | 'released'
    | 'in_fulfilment'
    | 'partially_shipped'
    | 'shipped'
    | 'delivered'
    | 'closed'
    | 'cancelled'
    | 'rejected';
  /**
   * State of the payment.
   */
  paymentStatus?:
    | 'pending'
    | 'authorized'
    | 'partially_paid'
    | 'paid'
    | 'partially_refunded'
    | 'refunded'
    | 'voided'
    | 'failed'
    | 'expired'
    | 'disputed';
  /**
   * What keeps the order from going on.
   */
  holds?: Hold[];
  /**
   * The seller's or supplier's answer to the order.
   */
  acknowledgement?: 'none' | 'acknowledged' | 'accepted' | 'accepted_with_changes' | 'rejected';
  /**
   * Who buys.
   */
  customer?: Buyer;
  /**
   * Who sells, where the message names the party.
   */
  seller?: Address;
  /**
   * Where the goods go.
   */
  shipTo?: Address;
  /**
   * Who is billed.
   */
  billTo?: Address;
  /**
   * Where the goods come from, where the message names it.
   */
  shipFrom?: Address;
  /**
   * The order lines.
   */
  lines?: OrderLine[];
  /**
   * Lines that ship together.
   */
  shipmentGroups?: ShipmentGroup[];
  /**
   * Shipping method as the buyer chose it.
   */
  shippingMethod?: string;
  /**
   * Carrier.
   */
  carrier?: string;
  /**
   * Service of the carrier, mapped.
   */
  carrierService?: string;
  /**
   * Dates promised to the buyer.
   */
  commitments?: Commitments;
  /**
   * Amounts of the order.
   */
  totals?: Totals;
  /**
   * Taxes on the order.
   */
  taxLines?: TaxLine[];
  /**
   * Discounts on the order.
   */
  discounts?: Discount[];
  /**
   * Terms of payment.
   */
  paymentTerms?: string;
  /**
   * Ids of payments and authorisations.
   */
  paymentReferences?: string[];
  /**
   * Tags.
   */
  tags?: string[];
  /**
   * Remarks of the buyer or the shop.
   */
  notes?: string;
  /**
   * What the message says of itself.
   */
  declared?: Declared;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * What the warehouse says of one order line.
 */
export interface ShipmentLine {
  /**
   * lineId of the order line.
   */
  lineId?: string;
  /**
   * Our stock keeping unit.
   */
  sku?: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Other codes the message gives for the item.
   */
  identifiers?: Identifier[];
  /**
   * Name of the item.
   */
  name?: string;
  /**
   * Quantity shipped.
   */
  quantity?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the unit.
   */
  unit?: string;
  /**
   * Lot or batch.
   */
  lot?: string;
  /**
   * Serial numbers.
   */
  serials?: string[];
  /**
   * Best before or expiry date.
   */
  expiresOn?: Moment;
  /**
   * Buckets of the line as the warehouse reports them.
   */
  quantities?: ShipmentLineQuantities;
  /**
   * The warehouse's word for the line.
   */
  status?:
    | 'open'
    | 'allocated'
    | 'picked'
    | 'packed'
    | 'shipped'
    | 'partially_shipped'
    | 'backordered'
    | 'cancelled'
    | 'substituted'
    | 'on_hold'
    | 'delivered';
  /**
   * SKU that was ordered where this one replaces it.
   */
  substituteFor?: string;
  /**
   * The order of the line, where a shipment serves several.
   */
  order?: Reference;
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * Quantities of one order line in this shipment.
 */
export interface ShipmentLineQuantities {
  /**
   * Ordered, as the warehouse knows it.
   */
  ordered?: Quantity;
  /**
   * Allocated.
   */
  allocated?: Quantity;
  /**
   * Picked.
   */
  picked?: Quantity;
  /**
   * Packed.
   */
  packed?: Quantity;
  /**
   * Shipped with this shipment.
   */
  shipped?: Quantity;
  /**
   * To follow.
   */
  backordered?: Quantity;
  /**
   * Will not follow.
   */
  cancelled?: Quantity;
  /**
   * Shipped as another item.
   */
  substituted?: Quantity;
  /**
   * Shipped beyond what was ordered.
   */
  over_shipped?: Quantity;
  /**
   * Damaged.
   */
  damaged?: Quantity;
}

/**
 * What of an order line is in a package.
 */
export interface PackageLine {
  /**
   * lineId of the order line.
   */
  lineId?: string;
  /**
   * Our stock keeping unit.
   */
  sku?: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Other codes the message gives for the item.
   */
  identifiers?: Identifier[];
  /**
   * Name of the item.
   */
  name?: string;
  /**
   * Quantity shipped.
   */
  quantity?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the unit.
   */
  unit?: string;
  /**
   * Lot or batch.
   */
  lot?: string;
  /**
   * Serial numbers.
   */
  serials?: string[];
  /**
   * Best before or expiry date.
   */
  expiresOn?: Moment;
  /**
   * SKU that was ordered where this one replaces it.
   */
  substituteFor?: string;
  /**
   * The order of the line, where a shipment serves several.
   */
  order?: Reference;
}

/**
 * A carton or pallet.
 */
export interface Package {
  /**
   * The source's id of the package.
   */
  packageId?: string;
  /**
   * GS1 Serial Shipping Container Code.
   */
  sscc?: string;
  /**
   * packageId or SSCC of the pallet that holds it.
   */
  parent?: string;
  /**
   * Kind of package: carton, pallet or the source's own code.
   */
  kind?: string;
  /**
   * Tracking number.
   */
  trackingNumber?: string;
  /**
   * Gross weight.
   */
  weight?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the weight.
   */
  weightUnit?: string;
  /**
   * Length.
   */
  length?: Quantity;
  /**
   * Width.
   */
  width?: Quantity;
  /**
   * Height.
   */
  height?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the dimensions.
   */
  dimensionUnit?: string;
  /**
   * What is in it.
   */
  lines?: PackageLine[];
}

/**
 * One thing that happened to the shipment.
 */
export interface ShipmentEvent {
  /**
   * What it means.
   */
  status:
    | 'planned'
    | 'label_created'
    | 'picked_up'
    | 'in_transit'
    | 'out_for_delivery'
    | 'available_for_pickup'
    | 'delivered'
    | 'attempt_failed'
    | 'delayed'
    | 'on_hold'
    | 'exception'
    | 'return_to_sender'
    | 'returned'
    | 'lost'
    | 'damaged'
    | 'cancelled'
    | 'unknown';
  /**
   * When.
   */
  occurredAt?: Moment;
  /**
   * Where, as text.
   */
  location?: string;
  /**
   * The carrier's words.
   */
  description?: string;
  /**
   * The carrier's code.
   */
  code?: string;
  /**
   * Who signed for it.
   */
  signedBy?: string;
}

/**
 * A shipment, or what a carrier says of one. A bare carrier event is a shipment with one event.
 */
export interface ShipmentDocument {
  /**
   * The document type.
   */
  type: 'shipment';
  /**
   * Key: the shipment's id at its source; the tracking number where a carrier gives nothing else.
   */
  shipmentId: string;
  /**
   * The order it belongs to, by any id.
   */
  order?: Reference;
  /**
   * Further orders in the same shipment.
   */
  orders?: Reference[];
  /**
   * What the message does to the shipment.
   */
  documentPurpose?: 'original' | 'change' | 'cancellation' | 'duplicate' | 'replacement';
  /**
   * Where the shipment is.
   */
  status?:
    | 'planned'
    | 'label_created'
    | 'picked_up'
    | 'in_transit'
    | 'out_for_delivery'
    | 'available_for_pickup'
    | 'delivered'
    | 'attempt_failed'
    | 'delayed'
    | 'on_hold'
    | 'exception'
    | 'return_to_sender'
    | 'returned'
    | 'lost'
    | 'damaged'
    | 'cancelled'
    | 'unknown';
  /**
   * Facility that ships.
   */
  location?: string;
  /**
   * Where the goods leave.
   */
  shipFrom?: Address;
  /**
   * Where the goods go.
   */
  shipTo?: Address;
  /**
   * Carrier.
   */
  carrier?: string;
  /**
   * Service of the carrier.
   */
  carrierService?: string;
  /**
   * Standard Carrier Alpha Code.
   */
  scac?: string;
  /**
   * Tracking numbers.
   */
  trackingNumbers?: string[];
  /**
   * Where the customer can follow it.
   */
  trackingUrl?: string;
  /**
   * Bill of lading number.
   */
  billOfLading?: string;
  /**
   * Carrier's freight bill number.
   */
  proNumber?: string;
  /**
   * When the warehouse handed over.
   */
  shippedAt?: Moment;
  /**
   * When it was delivered.
   */
  deliveredAt?: Moment;
  /**
   * When it is expected.
   */
  estimatedDeliveryAt?: Moment;
  /**
   * Gross weight.
   */
  weight?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the weight.
   */
  weightUnit?: string;
  /**
   * What the message says per order line, where it says so apart from packages. A line that is here is counted here and not in the packages.
   */
  lines?: ShipmentLine[];
  /**
   * Cartons and pallets.
   */
  packages?: Package[];
  /**
   * What happened, each with its time.
   */
  events?: ShipmentEvent[];
  /**
   * What the message says of itself.
   */
  declared?: Declared;
  /**
   * Remarks.
   */
  notes?: string;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * The states that stock is in.
 */
export interface InventoryQuantities {
  /**
   * Physically there.
   */
  on_hand?: Quantity;
  /**
   * Free to promise: on_hand less reserved, allocated, picked, packed, damaged, quality_hold and safety_stock.
   */
  available?: Quantity;
  /**
   * Promised without a place (soft).
   */
  reserved?: Quantity;
  /**
   * Bound to orders (hard).
   */
  allocated?: Quantity;
  /**
   * Picked.
   */
  picked?: Quantity;
  /**
   * Packed.
   */
  packed?: Quantity;
  /**
   * Shipped.
   */
  shipped?: Quantity;
  /**
   * Come back and not yet put away.
   */
  returned?: Quantity;
  /**
   * Damaged.
   */
  damaged?: Quantity;
  /**
   * Kept back for inspection.
   */
  quality_hold?: Quantity;
  /**
   * Kept as a buffer.
   */
  safety_stock?: Quantity;
  /**
   * On order from suppliers.
   */
  incoming?: Quantity;
  /**
   * On the way between places.
   */
  in_transit?: Quantity;
  /**
   * Owed to customers.
   */
  backordered?: Quantity;
  /**
   * In a state the source does not explain.
   */
  unknown?: Quantity;
}

/**
 * Stock of one SKU at one location, or a movement of it.
 */
export interface InventoryDocument {
  /**
   * The document type.
   */
  type: 'inventory';
  /**
   * snapshot sets the buckets, movement adds to them; snapshot when absent.
   */
  mode?: 'snapshot' | 'movement';
  /**
   * Key, with location and lot: our stock keeping unit.
   */
  sku: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Other codes the message gives for the item.
   */
  identifiers?: Identifier[];
  /**
   * Name of the item.
   */
  name?: string;
  /**
   * Key, with SKU and lot: where the stock is.
   */
  location: string;
  /**
   * What kind of place it is.
   */
  locationType?: 'facility' | 'zone' | 'bin' | 'store' | 'supplier' | '3pl';
  /**
   * UN/ECE Recommendation 20 code of the unit.
   */
  unit?: string;
  /**
   * The inventory buckets.
   */
  quantities?: InventoryQuantities;
  /**
   * Why the stock moved: the source's code or words.
   */
  reason?: string;
  /**
   * The moment the figures are true for.
   */
  asOf?: Moment;
  /**
   * Lot or batch; part of the key.
   */
  lot?: string;
  /**
   * Best before or expiry date.
   */
  expiresOn?: Moment;
  /**
   * Id of the movement at its source, by which a repeated movement is known.
   */
  movementId?: string;
  /**
   * What the message says of itself.
   */
  declared?: Declared;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * One line of a return.
 */
export interface ReturnLine {
  /**
   * lineId of the order line.
   */
  lineId?: string;
  /**
   * Our stock keeping unit.
   */
  sku?: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Other codes the message gives for the item.
   */
  identifiers?: Identifier[];
  /**
   * Name of the item.
   */
  name?: string;
  /**
   * Quantity that is to come back, or came back.
   */
  quantity?: Quantity;
  /**
   * Quantity that came back, where it differs from what was expected.
   */
  receivedQuantity?: Quantity;
  /**
   * Of the received quantity: damaged.
   */
  damagedQuantity?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the unit.
   */
  unit?: string;
  /**
   * Lot or batch.
   */
  lot?: string;
  /**
   * Serial numbers.
   */
  serials?: string[];
  /**
   * Why it comes back.
   */
  reason?: string;
  /**
   * What becomes of it.
   */
  disposition?: 'restock' | 'refurbish' | 'scrap' | 'quarantine';
  /**
   * Result of the inspection.
   */
  inspection?: 'pending' | 'passed' | 'failed';
  /**
   * Condition, in the source's words.
   */
  condition?: string;
  /**
   * Amount refunded for the line.
   */
  amount?: Decimal;
  /**
   * Tax refunded for the line.
   */
  tax?: Decimal;
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * Money given back.
 */
export interface Refund {
  /**
   * How much.
   */
  amount?: Decimal;
  /**
   * In which currency.
   */
  currency?: Currency;
  /**
   * How far it is.
   */
  status?: 'pending' | 'authorized' | 'partially_refunded' | 'refunded' | 'failed' | 'voided';
  /**
   * When.
   */
  refundedAt?: Moment;
  /**
   * Id of the payment.
   */
  reference?: string;
}

/**
 * Goods that come back, or are to come back.
 */
export interface ReturnDocument {
  /**
   * The document type.
   */
  type: 'return';
  /**
   * Key: the return's id at its source.
   */
  returnId: string;
  /**
   * The number people use.
   */
  returnNumber?: string;
  /**
   * The order it belongs to, by any id.
   */
  order?: Reference;
  /**
   * What the message does to the return.
   */
  documentPurpose?: 'original' | 'change' | 'cancellation' | 'duplicate' | 'replacement';
  /**
   * Lifecycle of the return.
   */
  status?:
    | 'requested'
    | 'authorized'
    | 'in_transit'
    | 'received'
    | 'inspected'
    | 'restocked'
    | 'written_off'
    | 'refunded'
    | 'closed'
    | 'rejected'
    | 'cancelled';
  /**
   * When the customer asked.
   */
  requestedAt?: Moment;
  /**
   * When the goods came.
   */
  receivedAt?: Moment;
  /**
   * Facility that receives.
   */
  location?: string;
  /**
   * Currency of the amounts.
   */
  currency?: Currency;
  /**
   * Tracking numbers of the way back.
   */
  trackingNumbers?: string[];
  /**
   * What comes back.
   */
  lines?: ReturnLine[];
  /**
   * The money.
   */
  refund?: Refund;
  /**
   * What the message says of itself.
   */
  declared?: Declared;
  /**
   * Remarks.
   */
  notes?: string;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * Who is billed.
 */
export interface InvoiceCustomer {
  /**
   * Customer id.
   */
  customerId?: string;
  /**
   * Name.
   */
  name?: string;
  /**
   * Tax or VAT id.
   */
  taxId?: string;
  /**
   * GS1 Global Location Number.
   */
  gln?: string;
}

/**
 * One line of an invoice.
 */
export interface InvoiceLine {
  /**
   * lineId of the order line.
   */
  lineId?: string;
  /**
   * Our stock keeping unit.
   */
  sku?: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Other codes the message gives for the item.
   */
  identifiers?: Identifier[];
  /**
   * Name of the item.
   */
  name?: string;
  /**
   * Quantity billed.
   */
  quantity?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the unit.
   */
  unit?: string;
  /**
   * Price of one unit.
   */
  unitPrice?: Decimal;
  /**
   * Discount on the line, positive.
   */
  discount?: Decimal;
  /**
   * Tax on the line.
   */
  tax?: Decimal;
  /**
   * Total of the line.
   */
  total?: Decimal;
  /**
   * Taxes on the line.
   */
  taxLines?: TaxLine[];
  /**
   * Discounts, allowances and charges on the line.
   */
  discounts?: Discount[];
  /**
   * The order of the line, where an invoice bills several.
   */
  order?: Reference;
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * An invoice or credit note.
 */
export interface InvoiceDocument {
  /**
   * The document type.
   */
  type: 'invoice';
  /**
   * Key: the invoice number.
   */
  invoiceId: string;
  /**
   * What kind of document it is.
   */
  invoiceType?: 'invoice' | 'credit_note' | 'debit_note' | 'proforma' | 'corrected';
  /**
   * What the message does to the invoice.
   */
  documentPurpose?: 'original' | 'change' | 'cancellation' | 'duplicate' | 'replacement';
  /**
   * The order it belongs to, by any id.
   */
  order?: Reference;
  /**
   * The shipment that is billed.
   */
  shipment?: Reference;
  /**
   * When it was issued.
   */
  issuedAt?: Moment;
  /**
   * When it is due.
   */
  dueAt?: Moment;
  /**
   * When it was paid.
   */
  paidAt?: Moment;
  /**
   * Currency of every amount.
   */
  currency?: Currency;
  /**
   * State of the invoice.
   */
  status?: 'draft' | 'issued' | 'paid' | 'void' | 'credited';
  /**
   * Who is billed.
   */
  customer?: InvoiceCustomer;
  /**
   * Who bills.
   */
  seller?: Address;
  /**
   * Address that is billed.
   */
  billTo?: Address;
  /**
   * Where the goods went.
   */
  shipTo?: Address;
  /**
   * Terms of payment.
   */
  paymentTerms?: string;
  /**
   * What is billed.
   */
  lines?: InvoiceLine[];
  /**
   * Taxes on the invoice.
   */
  taxLines?: TaxLine[];
  /**
   * Discounts, allowances and charges on the invoice.
   */
  discounts?: Discount[];
  /**
   * Amounts of the invoice.
   */
  totals?: Totals;
  /**
   * What the message says of itself.
   */
  declared?: Declared;
  /**
   * Remarks.
   */
  notes?: string;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * One unit of an item.
 */
export interface ItemUnit {
  /**
   * UN/ECE Recommendation 20 code.
   */
  unit: string;
  /**
   * How many base units it holds, exactly.
   */
  per: Rational;
  /**
   * GTIN of this unit.
   */
  gtin?: string;
}

/**
 * One component of a kit.
 */
export interface KitComponent {
  /**
   * SKU of the component.
   */
  sku: string;
  /**
   * How many are in one kit.
   */
  quantity: Quantity;
}

/**
 * What shipping has to know of an item.
 */
export interface ItemShipping {
  /**
   * Weight of one base unit.
   */
  weight?: Quantity;
  /**
   * UN/ECE Recommendation 20 code of the weight.
   */
  weightUnit?: string;
  /**
   * True for dangerous goods.
   */
  hazardous?: boolean;
  /**
   * Carrier services that may carry it; any when absent.
   */
  services?: string[];
}

/**
 * An item of the master data.
 */
export interface ItemDocument {
  /**
   * The document type.
   */
  type: 'item';
  /**
   * Key: our stock keeping unit.
   */
  sku: string;
  /**
   * GTIN as received.
   */
  gtin?: string;
  /**
   * GTIN as 14 digits, when it is valid.
   */
  gtin14?: Gtin14;
  /**
   * Name.
   */
  name?: string;
  /**
   * Description.
   */
  description?: string;
  /**
   * Brand.
   */
  brand?: string;
  /**
   * Category.
   */
  category?: string;
  /**
   * Whether it may be sold.
   */
  status?: 'active' | 'inactive' | 'discontinued';
  /**
   * UN/ECE Recommendation 20 code of the unit that stock is counted in.
   */
  baseUnit?: string;
  /**
   * Units it is traded in.
   */
  units?: ItemUnit[];
  /**
   * Components, when it is a kit.
   */
  kit?: KitComponent[];
  /**
   * SKUs that may replace it, best first.
   */
  substitutes?: string[];
  /**
   * Codes that other systems have for it.
   */
  identifiers?: Identifier[];
  /**
   * Channels it may not be sold on.
   */
  restrictedChannels?: string[];
  /**
   * What shipping has to know.
   */
  shipping?: ItemShipping;
  /**
   * List price.
   */
  price?: Decimal;
  /**
   * Currency of the price.
   */
  currency?: Currency;
  /**
   * Country of origin.
   */
  countryOfOrigin?: Country;
  /**
   * Customs tariff number.
   */
  tariffCode?: string;
  /**
   * True if lots are tracked.
   */
  lotControlled?: boolean;
  /**
   * True if serial numbers are tracked.
   */
  serialControlled?: boolean;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * A customer account.
 */
export interface CustomerDocument {
  /**
   * The document type.
   */
  type: 'customer';
  /**
   * Key: the customer's id.
   */
  customerId: string;
  /**
   * Name.
   */
  name?: string;
  /**
   * Company.
   */
  company?: string;
  /**
   * E-mail.
   */
  email?: string;
  /**
   * Telephone.
   */
  phone?: string;
  /**
   * Whether orders of the account may go on.
   */
  accountStatus?: 'active' | 'blocked' | 'credit-hold';
  /**
   * Why the account is blocked or on hold.
   */
  statusReason?: string;
  /**
   * Tier that decides priority.
   */
  tier?: string;
  /**
   * Customer group.
   */
  group?: string;
  /**
   * Address that is billed.
   */
  billTo?: Address;
  /**
   * Credit limit.
   */
  creditLimit?: Decimal;
  /**
   * Currency of the credit limit.
   */
  currency?: Currency;
  /**
   * Tax or VAT id.
   */
  taxId?: string;
  /**
   * Where the document comes from.
   */
  source: Source;
  /**
   * Business time: when what the document tells of happened at the source.
   */
  occurredAt?: Moment;
  /**
   * Every id that any system knows the document by.
   */
  references?: Reference[];
  /**
   * The source's own status words.
   */
  sourceStatus?: SourceStatus[];
  /**
   * What the model has no field for, by system.
   */
  extensions?: Extensions;
}

/**
 * Any of the seven canonical documents; `type` tells which.
 */
export type CanonicalDocument =
  | OrderDocument
  | ShipmentDocument
  | InventoryDocument
  | ReturnDocument
  | InvoiceDocument
  | ItemDocument
  | CustomerDocument;

/**
 * The value of `type`.
 */
export type DocumentType = CanonicalDocument['type'];
