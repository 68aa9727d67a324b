// The workload of the expression benchmark when the project's fixed one (../shared/bench) is not at hand: shop orders, a mapping of
// about seventy header fields and a dozen per line, and the same mapping by hand in JavaScript.
import { seeded } from '../fuzz/random.mjs';

const money = (value) => value.toFixed(2);

function address(random, first) {
  const { chance } = random;
  return {
    first_name: first,
    last_name: 'Okafor',
    company: chance(0.5) ? null : 'Acme GmbH',
    address1: '12 Harbour Street',
    address2: chance(0.5) ? '' : 'Flat 3',
    city: 'Leeds',
    province_code: 'WYK',
    country_code: 'GB',
    zip: 'ls1 4ab',
    phone: '+44 (0)113 496 0000',
    latitude: 53.79,
    longitude: -1.54,
  };
}

function line(random, index) {
  const { below, pick, chance, next } = random;
  const quantity = 1 + below(5);
  const price = 5 + next() * 95;
  return {
    line_id: 10_000_000_000 + index,
    title: `Product ${index}`,
    variant_title: pick(['S / Red', 'M / Blue', null]),
    sku: `SKU-${1_000 + ((index * 7_919) % 9_000)}`,
    vendor: pick(['Northwind', 'Contoso', 'Fabrikam']),
    quantity,
    price: money(price),
    grams: 100 + below(900),
    requires_shipping: chance(0.9),
    gift_card: false,
    fulfillment_status: pick([null, 'fulfilled', 'partial']),
    tax_lines: [{ title: 'VAT', price: money(quantity * price * 0.2), rate: 0.2 }],
    discount_allocations: chance(0.3) ? [{ amount: '1.50' }] : [],
    properties: chance(0.2)
      ? [
          { label: 'engraving', value: 'AB' },
          { label: '_internal', value: 'x' },
        ]
      : [],
  };
}

/** One order; the same seed gives the same order. */
export function makeOrder(lines, seed) {
  const random = seeded(seed);
  const items = Array.from({ length: lines }, (_unused, index) => line(random, index));
  const subtotal = items.reduce((sum, item) => sum + item.quantity * Number(item.price), 0);
  return {
    order_id: 820_982_911_946_154,
    reference: '#1001',
    order_number: 1_001,
    email: 'Jon@Example.com ',
    created_at: '2026-03-09T14:01:12-05:00',
    updated_at: '2026-03-09T14:05:30-05:00',
    cancelled_at: null,
    currency: 'GBP',
    financial_status: 'partially_paid',
    fulfillment_status: null,
    source_name: 'web',
    labels: 'vip, wholesale, uk',
    note: 'Leave at  door',
    buyer_accepts_marketing: true,
    total_price: money(subtotal * 1.2),
    subtotal_price: money(subtotal),
    total_tax: money(subtotal * 0.2),
    total_discounts: '3.00',
    customer: {
      customer_id: 115_310_627,
      first_name: 'Jon',
      last_name: 'Okafor',
      orders_count: 7,
      total_spent: '812.33',
      verified_email: true,
    },
    billing_address: address(random, 'Jon'),
    shipping_address: address(random, 'Ada'),
    note_attributes: [
      { label: 'delivery_slot', value: 'AM' },
      { label: 'gift', value: 'yes' },
    ],
    discount_codes: [{ code: 'SPRING', amount: '3.00' }],
    shipping_lines: [{ title: 'Express', code: 'EXP', price: '4.99' }],
    line_items: items,
  };
}

export const MAPPING = `(
  $statuses := {"pending": "NEW", "partially_paid": "PART_PAID", "paid": "PAID", "refunded": "REFUNDED"};
  $methods := {"EXP": "EXPRESS", "STD": "STANDARD"};
  $money := function($text) { $round($number($text), 2) };
  $date := function($text) { $text ? $fromMillis($toMillis($text), "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]Z") : null };
  $place := function($a) { $a ? {
    "name": $trim($a.first_name & " " & $a.last_name),
    "company": $a.company,
    "street": [$a.address1, $a.address2][$ != ""],
    "town": $a.city,
    "region": $a.province_code,
    "postcode": $uppercase($a.zip),
    "country": $a.country_code,
    "telephone": $replace($a.phone, /[^0-9+]/, "")
  } };
  {
    "schemaVersion": "1.0",
    "source": { "channel": source_name = "web" ? "ONLINE" : source_name = "pos" ? "STORE" : "OTHER", "externalId": $string(order_id) },
    "number": $substringAfter(reference, "#"),
    "ref": "SHOP-" & order_number & "-" & $uppercase(currency),
    "state": $lookup($statuses, financial_status),
    "fulfilment": fulfillment_status ? $uppercase(fulfillment_status) : "UNFULFILLED",
    "isCancelled": $exists(cancelled_at) and cancelled_at != null,
    "createdAt": $date(created_at),
    "updatedAt": $date(updated_at),
    "day": $substring(created_at, 0, 10),
    "unit": currency,
    "mail": $lowercase($trim(email)),
    "buyer": {
      "id": $string(customer.customer_id),
      "fullName": customer.first_name & " " & customer.last_name,
      "tier": customer.orders_count >= 10 ? "GOLD" : customer.orders_count >= 5 ? "SILVER" : "BRONZE",
      "lifetime": $money(customer.total_spent),
      "marketing": buyer_accepts_marketing,
      "verified": customer.verified_email
    },
    "billTo": $place(billing_address),
    "shipTo": $place(shipping_address),
    "sameAddress": billing_address.address1 = shipping_address.address1 and billing_address.zip = shipping_address.zip,
    "tags": $split(labels, ", "),
    "isVip": "vip" in $split(labels, ", "),
    "slot": note_attributes[label = "delivery_slot"].value,
    "gift": note_attributes[label = "gift"].value = "yes",
    "attributes": $merge(note_attributes.{ label: value }),
    "remark": $trim(note),
    "shipping": { "method": $lookup($methods, shipping_lines[0].code), "name": shipping_lines[0].title, "cost": $money(shipping_lines[0].price) },
    "codes": [discount_codes.code],
    "totals": {
      "subtotal": $money(subtotal_price),
      "tax": $money(total_tax),
      "discount": $money(total_discounts),
      "shipping": $sum(shipping_lines.$number(price)),
      "grand": $money(total_price),
      "lineCount": $count(line_items),
      "unitCount": $sum(line_items.quantity),
      "weightKg": $sum(line_items.(grams * quantity)) / 1000,
      "computed": $round($sum(line_items.($number(price) * quantity)), 2)
    },
    "lines": line_items#$i.{
      "lineNo": $i + 1,
      "article": sku,
      "name": variant_title ? title & " - " & variant_title : title,
      "count": quantity,
      "unitPrice": $number(price),
      "lineTotal": $round($number(price) * quantity, 2),
      "discount": $sum(discount_allocations.$number(amount)),
      "tax": $sum(tax_lines.$number(price)),
      "taxes": [tax_lines.{ "name": title, "share": rate, "value": $number(price) }],
      "shippable": requires_shipping and $not(gift_card),
      "state": fulfillment_status = "fulfilled" ? "SHIPPED" : fulfillment_status = "partial" ? "PARTIAL" : "OPEN",
      "extras": $merge(properties[$substring(label, 0, 1) != "_"].{ label: value })
    },
    "top": (line_items^(>($number(price) * quantity)).sku)[[0..2]],
    "makers": $distinct(line_items.vendor)^($),
    "byMaker": line_items{ vendor: $sum(quantity) },
    "heavy": line_items[grams > 500].sku,
    "articles": $join(line_items.sku, "|")
  }
)`;

/** The same by hand, as a function body over \`order\`, so that copies of it can be given other names. */
export const HAND = `
  const statuses = { pending: 'NEW', partially_paid: 'PART_PAID', paid: 'PAID', refunded: 'REFUNDED' };
  const methods = { EXP: 'EXPRESS', STD: 'STANDARD' };
  const round = (value) => Number(Math.round(Number(value + 'e2')) + 'e-2');
  const date = (text) => (text ? new Date(Date.parse(text)).toISOString().slice(0, 19) + 'Z' : null);
  const trim = (text) => text.replace(/[ \\t\\n\\r]+/g, ' ').replace(/^ | $/g, '');
  const place = (a) => ({
    name: trim(a.first_name + ' ' + a.last_name), company: a.company,
    street: a.address2 !== '' ? [a.address1, a.address2] : a.address1, town: a.city, region: a.province_code,
    postcode: a.zip.toUpperCase(), country: a.country_code, telephone: a.phone.replace(/[^0-9+]/g, ''),
  });
  return (order) => {
    const items = order.line_items;
    const lines = new Array(items.length);
    let units = 0; let weight = 0; let computed = 0; let articles = '';
    const makers = []; const byMaker = {}; const heavy = [];
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index]; const count = item.quantity; const price = +item.price;
      units += count; weight += item.grams * count; computed += price * count;
      if (makers.indexOf(item.vendor) < 0) makers.push(item.vendor);
      byMaker[item.vendor] = (byMaker[item.vendor] || 0) + count;
      if (item.grams > 500) heavy.push(item.sku);
      articles += (index ? '|' : '') + item.sku;
      let discount = 0; for (const one of item.discount_allocations) discount += +one.amount;
      let tax = 0; const taxes = [];
      for (const one of item.tax_lines) { const value = +one.price; tax += value; taxes.push({ name: one.title, share: one.rate, value }); }
      let extras; for (const one of item.properties) if (one.label[0] !== '_') { extras ||= {}; extras[one.label] = one.value; }
      lines[index] = {
        lineNo: index + 1, article: item.sku, name: item.variant_title ? item.title + ' - ' + item.variant_title : item.title,
        count, unitPrice: price, lineTotal: round(price * count), discount: item.discount_allocations.length ? discount : undefined,
        tax, taxes, shippable: item.requires_shipping && !item.gift_card,
        state: item.fulfillment_status === 'fulfilled' ? 'SHIPPED' : item.fulfillment_status === 'partial' ? 'PARTIAL' : 'OPEN', extras,
      };
    }
    const labels = order.labels.split(', '); const attributes = {}; let slot; let gift = false;
    for (const one of order.note_attributes) {
      attributes[one.label] = one.value;
      if (one.label === 'delivery_slot') slot = one.value;
      if (one.label === 'gift') gift = one.value === 'yes';
    }
    let shipping = 0; for (const one of order.shipping_lines) shipping += +one.price;
    const top = items.slice().sort((a, b) => b.price * b.quantity - a.price * a.quantity).slice(0, 3).map((item) => item.sku);
    const buyer = order.customer; const [way] = order.shipping_lines;
    return {
      schemaVersion: '1.0',
      source: { channel: order.source_name === 'web' ? 'ONLINE' : order.source_name === 'pos' ? 'STORE' : 'OTHER', externalId: String(order.order_id) },
      number: order.reference.slice(order.reference.indexOf('#') + 1), ref: 'SHOP-' + order.order_number + '-' + order.currency.toUpperCase(),
      state: statuses[order.financial_status], fulfilment: order.fulfillment_status ? order.fulfillment_status.toUpperCase() : 'UNFULFILLED',
      isCancelled: order.cancelled_at != null, createdAt: date(order.created_at), updatedAt: date(order.updated_at),
      day: order.created_at.slice(0, 10), unit: order.currency, mail: trim(order.email).toLowerCase(),
      buyer: {
        id: String(buyer.customer_id), fullName: buyer.first_name + ' ' + buyer.last_name,
        tier: buyer.orders_count >= 10 ? 'GOLD' : buyer.orders_count >= 5 ? 'SILVER' : 'BRONZE',
        lifetime: round(+buyer.total_spent), marketing: order.buyer_accepts_marketing, verified: buyer.verified_email,
      },
      billTo: place(order.billing_address), shipTo: place(order.shipping_address),
      sameAddress: order.billing_address.address1 === order.shipping_address.address1 && order.billing_address.zip === order.shipping_address.zip,
      tags: labels, isVip: labels.includes('vip'), slot, gift, attributes, remark: trim(order.note),
      shipping: { method: methods[way.code], name: way.title, cost: round(+way.price) }, codes: order.discount_codes.map((one) => one.code),
      totals: {
        subtotal: round(+order.subtotal_price), tax: round(+order.total_tax), discount: round(+order.total_discounts), shipping,
        grand: round(+order.total_price), lineCount: items.length, unitCount: units, weightKg: weight / 1000, computed: round(computed),
      },
      lines, top, makers: makers.sort(), byMaker, heavy: heavy.length === 1 ? heavy[0] : heavy.length ? heavy : undefined, articles,
    };
  };
`;
