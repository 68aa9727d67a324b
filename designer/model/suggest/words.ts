// Names of fields as the words that they are made of, with the synonyms of the trade folded into one word each. Imports nothing.

/** Words that say the same; the first of each row stands for all. Several words in one entry are a phrase. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['quantity', 'qty', 'qnty', 'count', 'pieces'],
  ['postal code', 'zip', 'zipcode', 'zip code', 'postcode', 'postalcode', 'post code', 'plz'],
  [
    'region',
    'province',
    'province code',
    'county',
    'subdivision',
    'state or region',
    'region code',
    'state or province',
  ],
  ['country code', 'country', 'country iso2', 'country id', 'country iso', 'countrycode', 'country iso code'],
  [
    'ship to',
    'shipping address',
    'delivery address',
    'recipient',
    'consignee',
    'ship address',
    'shipping',
    'shipto',
    'deliver to',
    'destination',
  ],
  ['bill to', 'billing address', 'invoice address', 'bill address', 'billing', 'billto', 'invoice to'],
  [
    'line',
    'lines',
    'line item',
    'line items',
    'item',
    'items',
    'product',
    'products',
    'order item',
    'order items',
    'order line',
    'order lines',
    'positions',
    'position',
    'lineitems',
    'order products',
  ],
  ['customer', 'buyer', 'client', 'account', 'purchaser', 'buyer info'],
  ['email', 'mail', 'e mail', 'email address', 'buyer email', 'customer email', 'customer email address'],
  ['phone', 'telephone', 'tel', 'mobile', 'phone number', 'telephone number'],
  ['company', 'organisation', 'organization', 'company name', 'business name'],
  [
    'address1',
    'street',
    'street1',
    'street 1',
    'address 1',
    'address line 1',
    'line1',
    'address line1',
    'street line 1',
    'addressline1',
  ],
  [
    'address2',
    'street2',
    'street 2',
    'address 2',
    'address line 2',
    'line2',
    'address line2',
    'street line 2',
    'addressline2',
  ],
  ['city', 'town', 'locality', 'municipality'],
  [
    'sku',
    'item number',
    'article number',
    'product code',
    'seller sku',
    'sellersku',
    'merchant sku',
    'stock keeping unit',
    'article',
    'item code',
    'product sku',
  ],
  ['gtin', 'ean', 'upc', 'barcode', 'gtin13', 'ean13', 'bar code', 'global unique id'],
  ['taxes included', 'prices include tax', 'is tax inclusive pricing', 'tax inclusive'],
  ['refunded', 'refunded amount', 'amount refunded', 'total refunded'],
  ['notes', 'note', 'comment', 'comments', 'remark', 'remarks', 'customer note', 'customer message', 'customer notes'],
  ['currency', 'currency code', 'presentment currency', 'order currency code', 'order currency', 'currencycode'],
  ['unit price', 'price', 'item price', 'price each', 'unitprice', 'base price', 'price ex tax'],
  ['discount', 'rebate', 'allowance', 'discount amount', 'promotion discount', 'total discount'],
  ['tax', 'vat', 'tax amount', 'total tax', 'sales tax', 'item tax'],
  ['subtotal', 'sub total', 'subtotal price', 'items total', 'net total', 'total line items price'],
  ['total', 'order total', 'grand total', 'total price', 'amount total', 'total inc tax'],
  [
    'placed at',
    'created at',
    'created',
    'date created',
    'order date',
    'purchase date',
    'ordered at',
    'orderdate',
    'placed',
    'date placed',
    'create date',
    'po date',
    'purchase order date',
  ],
  ['shipped at', 'ship date', 'shipped date', 'dispatch date', 'despatch date', 'date shipped'],
  ['delivered at', 'delivery date', 'date delivered', 'delivered date'],
  ['estimated delivery at', 'est delivery date', 'estimated delivery date', 'eta', 'estimated arrival'],
  ['ship by', 'ship by date', 'latest ship date', 'must ship by', 'requested ship date'],
  ['deliver by', 'deliver by date', 'latest delivery date', 'requested delivery date', 'required by'],
  [
    'tracking numbers',
    'tracking number',
    'tracking code',
    'tracking numbers',
    'tracking no',
    'trackingnumber',
    'tracking',
  ],
  ['carrier', 'courier', 'carrier code', 'tracking company', 'carrier name'],
  ['carrier service', 'service', 'service code', 'service level', 'carrier service code'],
  ['shipping method', 'delivery method', 'shipment method', 'shipping title', 'requested shipping service'],
  [
    'location',
    'warehouse',
    'facility',
    'site',
    'location id',
    'warehouse id',
    'warehouse code',
    'fulfillment location',
  ],
  ['lot', 'batch', 'lot number', 'batch number', 'lot code'],
  ['expires on', 'expiry', 'expiry date', 'expiration', 'expiration date', 'best before', 'expires'],
  ['on hand', 'stock on hand', 'on hand quantity', 'onhand', 'quantity on hand', 'physical stock'],
  ['available', 'sellable', 'available to sell', 'available quantity'],
  ['tags', 'labels', 'tag'],
  ['unit', 'uom', 'unit of measure', 'unit code', 'units'],
  ['weight', 'mass', 'gross weight'],
  ['reason', 'reason code', 'cancel reason', 'return reason'],
  ['status', 'state', 'order status'],
  ['payment status', 'financial status', 'payment state'],
  ['invoice id', 'invoice number', 'invoice no'],
  ['shipment id', 'shipment number', 'fulfillment id'],
  ['return id', 'return number', 'rma', 'rma number'],
  ['order id', 'amazon order id', 'entity id'],
  ['order number', 'po number', 'purchase order number', 'increment id', 'order name', 'order no', 'ordernumber'],
  ['line id', 'line item id', 'order item id', 'item id', 'lineitemid', 'line number', 'line item key'],
  ['customer id', 'customer number', 'buyer id', 'account number', 'customer no'],
  ['first name', 'firstname', 'given name', 'forename'],
  ['last name', 'lastname', 'surname', 'family name'],
  ['as of', 'updated at', 'counted at', 'snapshot at', 'as of date', 'last updated'],
  ['occurred at', 'datetime', 'event time', 'event date', 'status datetime'],
  ['description', 'message', 'text', 'details'],
  ['brand', 'manufacturer', 'make'],
  ['category', 'product group', 'product type'],
  ['shipped', 'quantity shipped', 'qty shipped', 'shipped quantity'],
  ['ordered', 'quantity ordered', 'qty ordered'],
  ['invoiced', 'qty invoiced', 'quantity invoiced'],
  ['kit', 'components', 'bundle', 'bill of materials', 'bom'],
  ['identifiers', 'cross references', 'aliases', 'external ids', 'external references'],
  ['substitutes', 'alternatives', 'replacements'],
  ['tariff code', 'commodity code', 'hs code', 'hs tariff number', 'harmonized system code'],
  ['payment references', 'transaction id', 'transactions', 'payment reference', 'transaction ids'],
  ['discounts', 'coupon lines', 'discount codes', 'discount applications', 'coupons', 'promotions'],
  [
    'shipping total',
    'shipping amount',
    'shipping cost',
    'total shipping',
    'shipping price',
    'shipping total',
    'freight',
    'freight amount',
  ],
  ['tax total', 'total tax', 'tax amount'],
  ['discount total', 'total discounts', 'discount amount', 'total discount'],
  ['paid', 'total paid', 'amount paid'],
  ['due', 'total due', 'total outstanding', 'amount due', 'balance'],
  ['order value', 'order id'],
  ['tracking url', 'public url', 'tracking link'],
  ['account status', 'customer status'],
  ['line count', 'total item count', 'number of lines'],
  ['ship from', 'origin address', 'from address', 'origin', 'shipping origin'],
  ['not before', 'hold until', 'hold until date', 'earliest ship date'],
  ['group', 'customer group', 'customer group id'],
];

/** Words that tell little by themselves. */
const WEAK = new Set([
  'id',
  'code',
  'number',
  'no',
  'key',
  'value',
  'type',
  'name',
  'at',
  'on',
  'date',
  'of',
  'the',
  'to',
  'by',
  'info',
  'data',
  'line',
]);

/** The plain words of a name: `billingAddress.zip_code` has five. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const PHRASES: ReadonlyMap<string, string> = new Map(
  SYNONYMS.flatMap(([meaning = '', ...others]) => [meaning, ...others].map((phrase) => [phrase, meaning] as const)),
);

/**
 * The meaning of a name, one word for all synonyms of the trade, or undefined when the name as a whole has none:
 * `zip_code` means `postal code`.
 */
export const meaningOf = (name: string): string | undefined => PHRASES.get(wordsOf(name).join(' '));

/** The words of a name with what each tells, 0 to 1. */
export function weightedWords(name: string): ReadonlyMap<string, number> {
  const words = wordsOf(PHRASES.get(wordsOf(name).join(' ')) ?? name);
  return new Map(words.map((word) => [singular(word), WEAK.has(word) ? 0.35 : 1]));
}

const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us') ? word.slice(0, -1) : word;

/** How much two sets of words share: 0 nothing, 1 all. */
export function overlap(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let shared = 0;
  let all = 0;
  for (const word of new Set([...one.keys(), ...other.keys()])) {
    const a = one.get(word) ?? 0;
    const b = other.get(word) ?? 0;
    shared += Math.min(a, b);
    all += Math.max(a, b);
  }
  return all === 0 ? 0 : shared / all;
}
