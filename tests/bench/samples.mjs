// Content for the benchmarks: large receipts of every format, made by repeating small messages with running numbers.

const repeat = (count, make) => Array.from({ length: count }, (_unused, index) => make(index));

const line = (index) => ({
  sku: `SKU-${index % 997}`,
  name: 'Enamel mug, 300 ml',
  quantity: 1 + (index % 9),
  price: '8.50',
});

const order = (index) => ({
  id: 820982911946154508n + BigInt(index),
  number: `A-${100_000 + index}`,
  placedAt: '2026-03-02T09:15:00+01:00',
  customer: { name: 'Mara Lindqvist', email: 'mara@example.com', city: 'Göteborg' },
  total: 25.5,
  lines: [line(index), line(index + 1), line(index + 2)],
});

/** JSON with integers that a double cannot hold, as shops send them. */
const asJson = (value) =>
  JSON.stringify(value, (_key, member) => (typeof member === 'bigint' ? `@@${member}@@` : member)).replace(
    /"@@(\d+)@@"/g,
    '$1',
  );

function x12Interchange(count) {
  const set = (index) => {
    const control = String(index + 1).padStart(4, '0');
    return `ST*850*${control}~BEG*00*SA*PO-${index}**20260501~N1*ST*Harbor Store 9*92*ST9~N3*9 Quay Road~N4*Portland*ME*04101*US~PO1*1*2*EA*19.90**VP*MUG-01~PID*F****Enamel mug~PO1*2*1*CA*7.25**VP*TEA-02~PID*F****Green tea~CTT*2~SE*11*${control}~`;
  };
  const isa =
    'ISA*00*          *00*          *ZZ*SENDERID       *ZZ*RECEIVERID     *260501*1000*U*00401*000000001*0*T*>~';
  return `${isa}GS*PO*SENDERID*RECEIVERID*20260501*1000*1*X*004010~${repeat(count, set).join('')}GE*${count}*1~IEA*1*000000001~`;
}

function edifactInterchange(count) {
  const message = (index) =>
    `UNH+${index + 1}+ORDERS:D:96A:UN'BGM+220+PO-${index}+9'DTM+137:20260501:102'NAD+BY+4012345000009::9'LIN+1++4006381333931:SRS'QTY+21:2:PCE'PRI+AAA:19.90'LIN+2++5901234123457:SRS'QTY+21:1:PCE'PRI+AAA:7.25'UNS+S'CNT+2:2'UNT+13+${index + 1}'`;
  return `UNB+UNOC:3+SENDER:14+RECEIVER:14+260501:1000+REF1'${repeat(count, message).join('')}UNZ+${count}+REF1'`;
}

const xmlDocument = (count) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Orders>\n${repeat(count, (index) => `  <Order number="A-${index}"><Placed>2026-03-02T09:15:00+01:00</Placed><Name>Mara &amp; Söhne</Name><Line><Sku>00${index}</Sku><Quantity>2</Quantity></Line></Order>`).join('\n')}\n</Orders>\n`;

const csvFile = (count) =>
  `sku,location,on_hand,reserved,as_of,note\n${repeat(count, (index) => `SKU-${index},WH1,${index % 50},${index % 7},2026-03-02T09:15:00Z,"a ""quoted"" note, with a comma"`).join('\n')}\n`;

const bytes = (text) => new TextEncoder().encode(text);

/** One large receipt of every format, about one megabyte each. */
export function largeReceipts() {
  return {
    json: bytes(asJson(repeat(2_200, order))),
    ndjson: bytes(`${repeat(2_200, (index) => asJson(order(index))).join('\n')}\n`),
    csv: bytes(csvFile(12_000)),
    xml: bytes(xmlDocument(6_000)),
    x12: bytes(x12Interchange(4_000)),
    edifact: bytes(edifactInterchange(4_000)),
  };
}

/** The sample order of the workspace under another number, as the shop would send the next one. */
export function numbered(text, index) {
  const sample = JSON.parse(text.replace(/("(?:id|order_id)"\s*:\s*)(\d{16,})/g, '$1"$2"'));
  return JSON.stringify({ ...sample, id: 7_000_000_000 + index, name: `#B${index}`, order_number: 900_000 + index });
}
